"""What the desk did with a story of the demonstration: read it, asked, masked, noted, translated, decided."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.adapters.storage import Store
from storyhub.cities.queries import all_cities
from storyhub.core.db import db
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.demo.people import SECOND_MODERATOR, person_id
from storyhub.stories.models import Mask, State, Withheld
from storyhub.stories.services import (
    conversing,
    masking,
    noting,
    objecting,
    reporting,
    reviewing,
    tagging,
    translating,
    versions,
    withdrawing,
)
from storyhub.themes.queries import themes_by_slug


def acting(key: str, role: Role = Role.MODERATOR) -> Viewer:
    """One of the demonstration's people, with a role in every town."""
    cities = all_cities()
    roles = {city.id: frozenset({role}) for city in cities}
    return Viewer(
        person_id=person_id(key), name=key, roles=roles, networks=frozenset(city.network_id for city in cities)
    )


def work_on(store: Store, story_id: UUID, row: dict[str, Any]) -> None:
    """Everything the row says was done, in the order in which a desk does it."""
    moderator = acting("moderator")
    for mask in row.get("masks", ()):
        masking.mask_passage(moderator, story_id, mask["exact"], Withheld(mask["what"]), seen_version=1)
    if row.get("staff_themes"):
        found = themes_by_slug(row["staff_themes"])
        tagging.set_staff_themes(moderator, story_id, [theme.id for theme in found.values()])
    if row.get("note"):
        noting.set_content_note(moderator, story_id, row["note"]["text"], row["note"]["language"])
    if row.get("sensitive"):
        reviewing.mark_sensitive(moderator, story_id, sensitive=True)
    _converse(moderator, story_id, row.get("messages", ()))
    _decide(store, moderator, story_id, row)
    for one in row.get("translations", ()):
        translating.add_translation(moderator, story_id, one["language"], one["title"], one["body"], seen_version=1)
    _come_back(story_id, row)


def _come_back(story_id: UUID, row: dict[str, Any]) -> None:
    """What the teller and readers did once it was there."""
    for report in row.get("reports", ()):
        reporting.report_story(ANONYMOUS, story_id, report["reason"], report["text"])
    if row.get("objection"):
        mask_id = db.session.scalars(select(Mask.id).where(Mask.story_id == story_id).limit(1)).one()
        objecting.object_to_mask(story_id, mask_id, row["objection"])
    if row.get("new_version"):
        versions.add_version(story_id, row["new_version"]["title"], row["new_version"]["body"], seen=1)


def _converse(moderator: Viewer, story_id: UUID, messages: Any) -> None:
    for message in messages:
        if message["from"] == "team":
            conversing.ask_teller(moderator, story_id, message["text"])
        else:
            conversing.answer_team(story_id, message["text"])


def _decide(store: Store, moderator: Viewer, story_id: UUID, row: dict[str, Any]) -> None:
    match row["state"]:
        case "published":
            _publish(moderator, story_id)
        case "withdrawn":
            _publish(moderator, story_id)
            withdrawing.withdraw_story(story_id)
            withdrawing.erase_story(store, story_id)
        case "kept":
            reviewing.keep_for_team(moderator, story_id, seen_state=State.WAITING)
        case "spam":
            reviewing.set_aside_as_spam(moderator, story_id, seen_state=State.WAITING)
        case "hidden":
            reviewing.hide_story(moderator, story_id, row.get("reason", "other"), seen_state=State.WAITING)


def _publish(moderator: Viewer, story_id: UUID) -> None:
    """Where two pairs of eyes are asked for, the second moderator reads it too."""
    if not reviewing.publish_story(moderator, story_id, seen_state=State.WAITING):
        reviewing.publish_story(acting(SECOND_MODERATOR), story_id, seen_state=State.WAITING)
