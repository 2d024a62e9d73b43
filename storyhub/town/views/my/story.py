"""The page of one's own story: where it stands first, then what the team asked, then everything else under its heading."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext

from storyhub.cities.queries import hide_reason_label
from storyhub.core import text
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.queries.feedback import answers_for_story
from storyhub.stories.models import Mask, Message, ReviewEvent, State, Story, StoryVersion, Use
from storyhub.stories.queries.contacts import contact_of, partly_hidden
from storyhub.stories.queries.conversation import messages_of, open_questions
from storyhub.stories.queries.uses import knots_of_uses
from storyhub.stories.queries.versions import masks_on, versions_of
from storyhub.stories.services.tagging import TELLER
from storyhub.stories.views import cards
from storyhub.stories.views.acts import FOR_TELLER, act_name, consent_name, state_name, withheld_name
from storyhub.stories.views.alike import suggested_themes
from storyhub.stories.views.choices import yes_or_no
from storyhub.stories.withheld import MARKERS
from storyhub.town.views.my.opened import Opened, again, keys, wording
from storyhub.web.access import viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import day, moment, tr
from storyhub.web.render import page


def show(
    opened: Opened,
    *,
    errors: Mapping[str, str] | None = None,
    typed: str = "",
    status: int = 200,
    done: bool = False,
) -> Response:
    """The whole page. `errors` maps a field to the key of its sentence, `typed` is what stood in it.

    `done`: something was changed just now, and the page says so first.
    """
    if opened.is_withdrawn:
        return page("town/my_taken_back.html", words=wording(), trail=trail_of(opened))
    said = {name: sentence(key) for name, key in (errors or {}).items()}
    return page(
        "town/my_story.html",
        status=status,
        errors=said,
        summary=[{"text": words, "href": f"#{name}"} for name, words in said.items()],
        typed=typed,
        done=done,
        **_standing(opened),
        **_conversation(opened.story),
        **_words(opened.story),
        rows=_consents(opened),
        contact=_contact(opened),
        answers=answers_for_story(opened.story.id),
        uses=knots_of_uses(Viewer(story_ids=frozenset({opened.story.id})), opened.story.id),
        trail=trail_of(opened),
        **_themes(opened.story),
    )


def show_again(opened: Opened) -> Response:
    """The page after a change."""
    return show(again(opened), done=True)


def _standing(opened: Opened) -> dict[str, Any]:
    story = opened.story
    is_open = story.state == State.PUBLISHED and story.audience == Audience.PUBLIC
    return {
        "receipt": opened.receipt,
        "story": story,
        "state": story.state,
        "state_name": state_name(story.state),
        "since": day(story.state_since),
        "for_whom": wording()("audience", story.audience),
        "url": cards.story_url(story) if is_open else "",
        "photos": cards.photos_for_readers(story) if is_open else [],
        "photo_count": len(story.photos),
    }


def trail_of(opened: Opened) -> list[dict[str, Any]]:
    """What happened, as far as it is the teller's concern."""
    return [_step(opened.story, event) for event in opened.mine.trail if event.act in FOR_TELLER]


def _step(story: Story, event: ReviewEvent) -> dict[str, Any]:
    reason = tr(hide_reason_label(story.city_id, event.reason)) if event.reason else ""
    return {
        "label": _own_act(event.act) or act_name(event.act, event.details),
        "note": ": ".join(filter(None, (moment(event.at), reason))),
        "state": "done",
    }


def _own_act(act: str) -> str:
    """What the teller did, said to the teller; empty for what others did."""
    return {
        "told": gettext("You told it"),
        "replied": gettext("You wrote to the team"),
        "asked": gettext("The team asked you something"),
        "answered": gettext("The town answered you"),
        "version_sent": gettext("You wrote it anew"),
        "mask_objected": gettext("You objected to a withheld passage"),
        "consents_changed": gettext("You changed what you allow"),
        "contact_changed": gettext("You changed how you can be reached"),
        "contact_erased": gettext("You erased how you can be reached"),
        "versions_erased": gettext("You erased your words from before"),
        "withdrawn": gettext("You took it back"),
    }.get(act, "")


def _themes(story: Story) -> dict[str, Any]:
    """The themes the teller chose, and those that stories like this one carry as well."""
    chosen = {tag.theme.read_as.slug for tag in story.tags if tag.origin == TELLER}
    return {
        "own_themes": cards.themes_told(story),
        "suggested_themes": suggested_themes(viewer(), story, chosen),
    }


def _conversation(story: Story) -> dict[str, Any]:
    messages = messages_of(story.id)
    return {
        "messages": [_message(one) for one in messages],
        "questions": [_message(one) for one in open_questions(messages)] if story.asked_at else [],
    }


def _message(one: Message) -> dict[str, Any]:
    return {"who": gettext("You") if one.is_tellers else gettext("The team"), "text": one.text, "when": moment(one.at)}


def _words(story: Story) -> dict[str, Any]:
    """The teller's own words, masked nowhere, and what readers get instead of a passage."""
    versions = versions_of(story.id)
    own = versions[-1]
    return {
        "title": own.title or text.excerpt(own.body, 60),
        "own": own,
        "own_waits": own.number > story.version and own.set_aside_at is None,
        "own_set_aside": own.set_aside_at is not None,
        "earlier": [_earlier(story, one) for one in reversed(versions[:-1])],
        "erasable": erasable(story, versions),
        "masks": [_mask(story, one) for one in _each_once(masks_on(story))],
    }


def erasable(story: Story, versions: Sequence[StoryVersion]) -> bool:
    """Whether some words are neither what readers have nor what waits to be read."""
    last = max((one.number for one in versions if one.set_aside_at is None), default=story.version)
    return any(one.number not in (story.version, last) for one in versions)


def _earlier(story: Story, one: StoryVersion) -> dict[str, Any]:
    return {
        "words": one,
        "when": moment(one.at),
        "is_read": one.number == story.version and story.state == State.PUBLISHED,
    }


def _each_once(masks: Sequence[Mask]) -> list[Mask]:
    """One for all places where the same words are withheld."""
    return list({" ".join(one.exact.split()): one for one in masks}.values())


def _mask(story: Story, one: Mask) -> dict[str, Any]:
    return {
        "id": one.id,
        "words": one.exact,
        "instead": MARKERS.get(story.language, MARKERS["en"])[one.what],
        "what": withheld_name(one.what),
        "when": day(one.at),
        "objection": one.objection,
        "answer": one.answer,
    }


def _consents(opened: Opened) -> list[dict[str, str]]:
    """Each consent as it stands, with its date."""
    words = wording()
    return [
        {"key": consent_name(grant, words), "value": f"{yes_or_no(grant.is_given)} ({day(grant.at)})"}
        for grant in opened.mine.consents
        if grant.use != Use.CONTACT
    ]


def _contact(opened: Opened) -> dict[str, Any] | None:
    row = contact_of(opened.story.id)
    if row is None:
        return None
    wanted = any(grant.use == Use.CONTACT and grant.is_given for grant in opened.mine.consents)
    return {"hidden": partly_hidden(keys().open(row.sealed) or ""), "wants_letters": wanted, "at": day(row.at)}
