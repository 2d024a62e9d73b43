"""Withholding a passage: readers get a word in brackets instead, on every surface; the teller's own words stay as told."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock, text
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Mask, Photo, Story, StoryVersion, Withheld
from storyhub.stories.services.acting import locked_story, note_act
from storyhub.stories.services.showing import show_version
from storyhub.stories.told import Place, is_within, places_of, stands_in, told_words

LONGEST = 300
LONGEST_ANSWER = 1000


class AnotherVersion(Conflict):
    """Readers have other words by now than those the moderator read."""

    key = "another_version"


def mask_passage(
    actor: Viewer,
    story_id: UUID,
    exact: str,
    what: Withheld,
    *,
    seen_version: int,
    everywhere: bool = True,
    part: str = "",
) -> list[Mask]:
    """Withhold a passage of the version the moderator read, in what readers have and in every version since.

    `everywhere` takes each place where the words stand, in title, body, place and descriptions of photographs;
    otherwise the first one (in `part`, where given) that is not withheld yet. A content note that says it goes.
    Raises NotFound, NotAllowed, AnotherVersion, Invalid.
    """
    exact = text.clean_line(exact)
    if not exact or text.length(exact) > LONGEST:
        raise Invalid({"exact": "mask_too_long" if exact else "mask_empty"})
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        told = _told(session, story, seen_version)
        found = places_of({part: told.get(part, "")} if part and not everywhere else told, exact)
        standing = _standing(session, story, seen_version)
        fresh = [place for place in found if not is_within(place, standing)]
        if not fresh:
            raise Invalid({"exact": "masked_already" if found else "passage_not_found"})
        made = [
            _mask(story, seen_version, told, place, what=what, actor_id=actor.person_id)
            for place in (fresh if everywhere else fresh[:1])
        ]
        session.add_all(made)
        session.flush()
        for other in _other_versions(session, story, seen_version):
            carry_masks(session, story, seen_version, other)
        show_version(session, story, story.version)
        note_act(session, actor, story, "masked", what=what.value, places=len(made))
        if stands_in(story.content_note, exact, inflected=True):
            story.content_note = story.content_note_language = ""
            note_act(session, actor, story, "content_note_removed")
    return made


def carry_masks(session: Session, story: Story, from_version: int, to_version: int) -> None:
    """Withhold in one version what is withheld in another, wherever the exact words stand in it.

    Inside the caller's transaction. What the teller objected and what the desk answered goes along.
    """
    told = _told(session, story, to_version)
    standing = _standing(session, story, to_version)
    for mask in _standing(session, story, from_version):
        for place in places_of(told, mask.exact):
            if not is_within(place, standing):
                history = ("what", "actor_id", "objection", "objected_at", "answer", "kept_at")
                standing.append(
                    _mask(story, to_version, told, place, **{name: getattr(mask, name) for name in history})
                )
                session.add(standing[-1])
    session.flush()


def lift_mask(actor: Viewer, story_id: UUID, mask_id: UUID) -> None:
    """Give readers a withheld passage after all, wherever its words stand and in every version."""
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        alike = _alike(session, story, mask_id)
        for mask in alike:
            mask.lifted_at = clock.now()
        show_version(session, story, story.version)
        note_act(session, actor, story, "mask_lifted", what=alike[0].what.value)


def keep_mask(actor: Viewer, story_id: UUID, mask_id: UUID, answer: str) -> None:
    """Answer the teller's objection: the passage stays withheld, and why. Raises Invalid without a reason."""
    answer = text.clean(answer)
    if not answer or text.length(answer) > LONGEST_ANSWER:
        raise Invalid({"answer": "too_long" if answer else "mask_answer_missing"})
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        alike = _alike(session, story, mask_id)
        for mask in alike:
            mask.answer, mask.kept_at = answer, clock.now()
        note_act(session, actor, story, "mask_kept", what=alike[0].what.value)


def _mask(story: Story, version: int, told: Mapping[str, str], place: Place, **more: object) -> Mask:
    return Mask(
        story_id=story.id,
        version=version,
        part=place.part,
        start=place.start,
        end=place.end,
        exact=told[place.part][place.start : place.end],
        at=clock.now(),
        **more,
    )


def _told(session: Session, story: Story, number: int) -> dict[str, str]:
    """The teller's own words of the version readers have, or of a later one. Raises AnotherVersion."""
    version = session.scalar(
        select(StoryVersion).where(StoryVersion.story_id == story.id, StoryVersion.number == number)
    )
    if version is None or number < story.version:
        raise AnotherVersion()
    photos = session.scalars(select(Photo).where(Photo.story_id == story.id).order_by(Photo.position))
    return told_words(story, version, photos)


def _standing(session: Session, story: Story, version: int) -> list[Mask]:
    mine = select(Mask).where(Mask.story_id == story.id, Mask.version == version, Mask.lifted_at.is_(None))
    return list(session.scalars(mine.order_by(Mask.part, Mask.start)))


def _other_versions(session: Session, story: Story, number: int) -> list[int]:
    """The version readers have and those that came after it, but for this one."""
    since = select(StoryVersion.number).where(StoryVersion.story_id == story.id, StoryVersion.number >= story.version)
    return [other for other in session.scalars(since.order_by(StoryVersion.number)) if other != number]


def _alike(session: Session, story: Story, mask_id: UUID) -> list[Mask]:
    """The standing mask of that id and all others of the same words. Raises NotFound."""
    asked = session.get(Mask, mask_id)
    if asked is None or asked.story_id != story.id or asked.lifted_at is not None:
        raise NotFound()
    standing = session.scalars(select(Mask).where(Mask.story_id == story.id, Mask.lifted_at.is_(None)))
    return [mask for mask in standing if mask.exact.split() == asked.exact.split()]
