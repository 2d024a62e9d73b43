"""Stories as they go out: what readers get of them and no more, with what their tellers allow beside it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storyhub.archive.queries.ranked import ranked
from storyhub.core import languages
from storyhub.core.db import db
from storyhub.core.languages import Translated
from storyhub.core.permissions import Viewer
from storyhub.exchange.columns import CONSENTS, Record
from storyhub.stories.models import ConsentGrant, NameShown, Photo, Story
from storyhub.stories.policy import may_see, published_to
from storyhub.stories.queries.reading import for_cards
from storyhub.stories.services.tagging import STAFF, TELLER
from storyhub.themes.models import Theme, ThemeKind

TOGETHER = 200


@dataclass(frozen=True)
class Outgoing:
    """A story on its way out, and its photographs by the name of their file."""

    id: UUID
    record: Record
    photos: dict[str, Photo]


def outgoing(viewer: Viewer, ids: Sequence[UUID], base_url: str, *, with_photos: bool) -> Iterator[list[Outgoing]]:
    """Those of these stories that the viewer may read, some at a time, in the order of the ids."""
    for start in range(0, len(ids), TOGETHER):
        some = ids[start : start + TOGETHER]
        db.session.rollback()  # no read stays open for as long as all of it takes
        found = {one.id: one for one in _stories(viewer, some)}
        given = _consents(some)
        stories = [found[one] for one in some if one in found]
        yield [_outgoing(viewer, one, given[one.id], base_url, with_photos=with_photos) for one in stories]


def _stories(viewer: Viewer, ids: Sequence[UUID]) -> Sequence[Story]:
    wanted = select(Story).where(Story.id.in_(select(ranked(ids).id)), published_to(viewer))
    answered = selectinload(Story.answers).load_only(
        Story.code, Story.imported_ref, Story.state, Story.audience, Story.city_id, Story.network_id
    )
    return db.session.scalars(for_cards(wanted).options(selectinload(Story.prompt), answered)).all()


def _consents(ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    rows = db.session.execute(
        select(ConsentGrant.story_id, ConsentGrant.use).where(
            ConsentGrant.story_id.in_(select(ranked(ids).id)),
            ConsentGrant.is_given,
            ConsentGrant.ended_at.is_(None),
        )
    )
    given: dict[UUID, set[str]] = defaultdict(set)
    for story_id, use in rows:
        given[story_id].add(use)
    return given


def _outgoing(viewer: Viewer, story: Story, given: set[str], base_url: str, *, with_photos: bool) -> Outgoing:
    shown = [one for one in story.photos if with_photos and story.may_show_photos and one.left_out_at is None]
    photos = {f"photos/{story.code}-{photo.position}.webp": photo for photo in shown}
    record = _said(story, base_url) | _when_and_where(story) | _themes(story)
    record |= {
        "prompt": story.prompt.slug if story.prompt else "",
        "answers": _ref(story.answers) if story.answers and may_see(viewer, story.answers) else "",
        "consents": {use: use in given for use in CONSENTS},
        "photos": [
            {"file": name, "alt": one.alt, "credit": one.credit, "origin": one.origin.value}
            for name, one in photos.items()
        ],
    }
    return Outgoing(story.id, record, photos)


def _ref(story: Story) -> str:
    return story.imported_ref or story.code


def _said(story: Story, base_url: str) -> Record:
    return {
        "ref": _ref(story),
        "code": story.code,
        "city": story.city.slug,
        "url": f"{base_url}/{story.language}/{story.city.slug}/stories/{story.code}",
        "language": story.language,
        "kind": story.kind.value,
        "year": story.imagined_year,
        "title": story.title,
        "body": story.body,
        "audience": story.audience.value,
        "name_shown": story.name_shown.value,
        "name": story.name if story.name_shown != NameShown.NONE else "",
        "content_note": story.content_note,
        "content_note_language": story.content_note_language,
    }


def _when_and_where(story: Story) -> Record:
    zone = ZoneInfo(story.city.time_zone)
    return {
        "place": story.place,
        "district": story.district.slug if story.district else "",
        "district_name": _in_english(story.district.name, story.city.languages[0]) if story.district else "",
        "when_from": story.when_from.isoformat() if story.when_from else "",
        "when_to": story.when_to.isoformat() if story.when_to else "",
        "when_precision": story.when_precision,
        "told_on": story.told_at.astimezone(zone).date().isoformat(),
        "published_on": story.published_at.astimezone(zone).date().isoformat() if story.published_at else "",
    }


def _in_english(name: Translated, own: str) -> str:
    """One column has one language for all its readers; where a town named it in its own alone, that."""
    return name.get(languages.DEFAULT) or name.text(own)


def _themes(story: Story) -> Record:
    """By whose reading; a theme that was merged goes out as the one it is read as."""
    team = _read(story, by_team=True)
    told = _read(story, by_team=False)
    lens = next((one for one in told if one.kind == ThemeKind.LENS), None)
    return {
        "themes": [one.slug for one in told if one is not lens],
        "lens": lens.slug if lens else "",
        "team_themes": [one.slug for one in team],
    }


def _read(story: Story, *, by_team: bool) -> list[Theme]:
    found = {
        tag.theme.read_as.id: tag.theme.read_as for tag in story.tags if tag.origin == (STAFF if by_team else TELLER)
    }
    return sorted(found.values(), key=lambda theme: (theme.position, theme.slug))
