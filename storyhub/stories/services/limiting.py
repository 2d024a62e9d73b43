"""Narrowing a story that came back from a backup to what was allowed since. Nothing here lets anybody see more."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.cities.queries import current_wording
from storyhub.core import clock, events
from storyhub.core.db import transaction
from storyhub.stories.events import StoryConsentsChanged, StoryHidden
from storyhub.stories.limits import Limits
from storyhub.stories.models import (
    SOURCE,
    Contact,
    Mask,
    Photo,
    ReviewEvent,
    State,
    Story,
    StoryVersion,
    Translation,
    Use,
    Withheld,
)
from storyhub.stories.queries.limits import mark_of_key, uses_given
from storyhub.stories.queries.trail import LOOK_AGAIN
from storyhub.stories.queries.versions import standing_masks
from storyhub.stories.services.consenting import WIDTH, answer_archive, answer_use
from storyhub.stories.services.showing import show_version
from storyhub.stories.services.telling import Asked
from storyhub.stories.told import Place, is_within, stands_in, told_words

NOBODY = UUID(int=0)
"""Who put on a mask that a restore put on again: the log does not say."""
GONE = "…"
"""Stands for words that the teller had erased, where the backup has none that may take their place."""
STANDING = {State.PUBLISHED: 2, State.WAITING: 1, State.KEPT: 1, State.HIDDEN: 0, State.SPAM: 0}
"""How near to readers a state is."""


def limit_story(story_id: UUID, limits: Limits) -> list[str]:
    """Apply what narrowed since the backup. Returns what did: uses, audience, words, masks, photos, … and `look_again`.

    Where the backup lacks what readers had since (later words, a passage that was masked in them), the story waits
    hidden until a moderator looks again. The same again changes nothing.
    """
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            return []
        steps = {
            "uses": _limit_uses(session, story, limits),
            "audience": _limit_audience(session, story, limits),
            "contact": _limit_contact(session, story, limits),
            "photos": _limit_photos(session, story, limits),
            "translations": _limit_translations(session, story, limits),
            "versions_erased": _limit_versions(session, story, limits),
        }
        is_masked, is_complete = _limit_words(session, story, limits)
        steps |= {"masks": is_masked, "note": _limit_note(story, limits)}
        steps["state"] = _limit_state(session, story, limits)
        steps["look_again"] = not is_complete and _hide(session, story, LOOK_AGAIN)
        narrowed = [name for name, is_done in steps.items() if is_done]
        if narrowed:
            _note(session, story, "restored", what=narrowed)
            note_change(story.city_id, SOURCE, story.id)
            events.record(StoryConsentsChanged(story.id))
    return narrowed


def _limit_uses(session: Session, story: Story, limits: Limits) -> bool:
    ended = [Use(use) for use in uses_given(session, story.id) if use not in limits.uses]
    for use in ended:
        answer_use(session, story.id, use, False, _asked())
    story.may_be_indexed &= Use.SEARCH_ENGINES in limits.uses
    story.may_show_photos &= Use.PHOTOS in limits.uses
    return bool(ended)


def _limit_audience(session: Session, story: Story, limits: Limits) -> bool:
    if WIDTH[limits.audience] >= WIDTH[story.audience]:
        return False
    story.audience = limits.audience
    return answer_archive(session, story.id, limits.audience, _asked())


def _limit_contact(session: Session, story: Story, limits: Limits) -> bool:
    """No letter goes to an address that the teller erased, or had taken the place of another."""
    contact = session.scalar(select(Contact).where(Contact.story_id == story.id))
    if contact is None or contact.at.isoformat() == limits.contact:
        return False
    session.delete(contact)
    answer_use(session, story.id, Use.CONTACT, False, _asked())
    return True


def _limit_photos(session: Session, story: Story, limits: Limits) -> bool:
    """A picture that was left out, or blurred into another file, is left out until a moderator looks again."""
    shown = session.scalars(select(Photo).where(Photo.story_id == story.id, Photo.left_out_at.is_(None)))
    fewer = False
    for photo in shown:
        known = limits.photos.get(str(photo.id))
        if known is None or known.is_left_out or known.mark != mark_of_key(photo.key):
            photo.left_out_at, fewer = clock.now(), True
    return fewer


def _limit_translations(session: Session, story: Story, limits: Limits) -> bool:
    mine = select(Translation).where(Translation.story_id == story.id, Translation.ended_at.is_(None))
    ended = [one for one in session.scalars(mine) if str(one.id) not in limits.translations]
    for translation in ended:
        translation.ended_at = clock.now()
    return bool(ended)


def _limit_versions(session: Session, story: Story, limits: Limits) -> bool:
    """Erase what the teller had erased. Where nothing is left to stand there, a mark does."""
    kept = select(StoryVersion.number).where(StoryVersion.story_id == story.id)
    numbers = set(session.scalars(kept))
    erased = numbers & set(limits.erased)
    if not erased:
        return False
    for part, column in ((Mask, Mask.version), (Translation, Translation.version)):
        session.execute(delete(part).where(part.story_id == story.id, column.in_(erased)))
    if erased == numbers:
        mine = select(StoryVersion).where(StoryVersion.story_id == story.id, StoryVersion.number == max(numbers))
        left = session.scalars(mine).one()
        left.title, left.body = "", GONE
        left.guessed_language = left.guessed_probability = None
    gone = erased - {max(numbers)} if erased == numbers else erased
    session.execute(delete(StoryVersion).where(StoryVersion.story_id == story.id, StoryVersion.number.in_(gone)))
    if story.version in erased:
        show_version(session, story, max(numbers - gone))
    return True


def _limit_words(session: Session, story: Story, limits: Limits) -> tuple[bool, bool]:
    """Mask again; whether a mask was put on, and whether readers would get all they had, and as it was withheld."""
    versions = {
        one.number: one
        for one in session.scalars(select(StoryVersion).where(StoryVersion.story_id == story.id))
        if one.number not in limits.erased
    }
    photos = session.scalars(select(Photo).where(Photo.story_id == story.id)).all()
    standing = list(standing_masks(session, story))
    fresh: list[Mask] = []
    is_complete = story.version in versions and story.version >= limits.version
    for at in limits.masks:
        if at.version not in versions:
            is_complete = False
            continue
        place, told = Place(at.part, at.start, at.end), told_words(story, versions[at.version], photos)
        exact = told.get(at.part, "")[at.start : at.end]
        if len(exact) != at.end - at.start:
            is_complete = False
        elif not is_within(place, [one for one in [*standing, *fresh] if one.version == at.version]):
            fresh.append(_mask(story, at.version, place, exact, at.what))
    if fresh:
        session.add_all(fresh)
        show_version(session, story, story.version)
        if any(stands_in(story.content_note, one.exact, inflected=True) for one in fresh):
            story.content_note = story.content_note_language = ""
    return bool(fresh), is_complete


def _mask(story: Story, version: int, place: Place, exact: str, what: Withheld) -> Mask:
    return Mask(
        story_id=story.id,
        version=version,
        part=place.part,
        start=place.start,
        end=place.end,
        exact=exact,
        what=what,
        actor_id=NOBODY,
        at=clock.now(),
    )


def _limit_note(story: Story, limits: Limits) -> bool:
    if limits.has_note or not story.content_note:
        return False
    story.content_note = story.content_note_language = ""
    return True


def _limit_state(session: Session, story: Story, limits: Limits) -> bool:
    if STANDING[limits.state] >= STANDING[story.state]:
        return False
    if limits.state == State.HIDDEN:
        return _hide(session, story, limits.reason)
    _leave_readers(story, limits.state)
    return True


def _hide(session: Session, story: Story, reason: str) -> bool:
    if STANDING[story.state] == 0:
        return False
    _leave_readers(story, State.HIDDEN)
    _note(session, story, "hidden", reason)
    return True


def _leave_readers(story: Story, state: State) -> None:
    story.state, story.state_since, story.unread_since = state, clock.now(), None
    events.record(StoryHidden(story.id))


def _note(session: Session, story: Story, act: str, reason: str = "", **details: object) -> None:
    session.add(ReviewEvent(story_id=story.id, at=clock.now(), act=act, reason=reason, details=details))


def _asked() -> Asked:
    return Asked(current_wording().version, "en", how="restore")
