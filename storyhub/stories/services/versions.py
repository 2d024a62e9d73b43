"""A teller's new words: kept beside the old ones, and given to readers when the desk or the town allows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.cities.queries import hide_reasons_of
from storyhub.core import clock, events, jobs, text
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.events import StoryWordsChanged
from storyhub.stories.models import Mask, ReviewEvent, State, Story, StoryVersion, Translation
from storyhub.stories.policy import require_moderator
from storyhub.stories.queries.trail import FIRST_READING_OF_VERSION, asks_for_two, trail_of
from storyhub.stories.queries.versions import NewerWords, newest, standing_masks
from storyhub.stories.services.masking import carry_masks
from storyhub.stories.services.reviewing import PublishingPaused, SecondPairOfEyes
from storyhub.stories.services.showing import show_version
from storyhub.stories.submission import Submission

FORGET = "stories.tasks.forget_erased"


@dataclass(frozen=True)
class Added:
    """What became of new words: their number, and whether readers have them. `is_new` is False for the same words again."""

    number: int
    is_shown: bool
    is_new: bool


def add_version(story_id: UUID, title: str, body: str, *, seen: int) -> Added:
    """Keep the teller's new words. `seen` is the number of the last version the teller had before them.

    Readers of a published story get them at once where the town says so, nobody has to be careful with it, and nothing
    of it is withheld; else after the desk. Raises NotFound, Invalid (title, body), NewerWords.
    """
    title, body = text.clean_line(title), text.clean(body)
    with transaction() as session:
        story = _there(session, story_id)
        _check(title, body, story.language)
        last = _last(session, story)
        if (last.title, last.body) == (title, body):
            return Added(last.number, is_shown=last.number == story.version, is_new=False)
        if last.number != seen:
            raise NewerWords()
        number = last.number + 1
        session.add(
            StoryVersion(
                story_id=story.id, number=number, title=title, body=body, language=last.language, at=clock.now()
            )
        )
        session.flush()
        is_shown = _settle(session, story, number)
        session.add(
            ReviewEvent(story_id=story.id, at=clock.now(), act="version_sent", details={"n": number, "shown": is_shown})
        )
        return Added(number, is_shown=is_shown, is_new=True)


def show_new_version(actor: Viewer, story_id: UUID, number: int) -> bool:
    """Let readers have the words that wait. False when a second moderator must agree first.

    Raises NotFound, NotAllowed, NewerWords, PublishingPaused, SecondPairOfEyes.
    """
    with transaction() as session:
        story = _there(session, story_id)
        require_moderator(actor, story)
        _require_waiting(session, story, number)
        if _is_paused(session, story):
            raise PublishingPaused()
        needs_two = story.state == State.PUBLISHED and asks_for_two(story, trail_of(session, story.id))
        if needs_two and not _seconded(session, actor, story, number):
            _note(session, actor, story, FIRST_READING_OF_VERSION, number)
            return False
        show_version(session, story, number)
        _note(session, actor, story, "version_shown", number)
        return True


def set_version_aside(actor: Viewer, story_id: UUID, number: int, reason: str) -> None:
    """Leave readers the words they have, for one of the town's reasons. The new ones are kept for their teller.

    Raises NotFound, NotAllowed, NewerWords, Invalid (reason).
    """
    with transaction() as session:
        story = _there(session, story_id)
        require_moderator(actor, story)
        _require_waiting(session, story, number)
        if reason not in {one.slug for one in hide_reasons_of(story.city_id)}:
            raise Invalid({"reason": "reason_missing"})
        waiting = select(StoryVersion).where(
            StoryVersion.story_id == story.id,
            StoryVersion.number > story.version,
            StoryVersion.set_aside_at.is_(None),
        )
        for version in session.scalars(waiting):
            version.set_aside_at = clock.now()
        _note(session, actor, story, "version_set_aside", number, reason)


def erase_earlier_versions(story_id: UUID) -> int:
    """The teller asks to erase the words that stood before. Returns how many versions went.

    What readers have stays, and so does what waits for the desk.
    """
    with transaction() as session:
        story = _there(session, story_id)
        earlier = select(StoryVersion).where(
            StoryVersion.story_id == story.id,
            StoryVersion.number != story.version,
            or_(StoryVersion.number < newest(session, story), StoryVersion.set_aside_at.is_not(None)),
        )
        numbers = [version.number for version in session.scalars(earlier)]
        if not numbers:
            return 0
        for part, column in (
            (StoryVersion, StoryVersion.number),
            (Mask, Mask.version),
            (Translation, Translation.version),
        ):
            session.execute(delete(part).where(part.story_id == story.id, column.in_(numbers)))
        session.add(ReviewEvent(story_id=story.id, at=clock.now(), act="versions_erased"))
        # Whoever quotes one of them finds that its words are gone.
        events.record(StoryWordsChanged(story.id))
        jobs.enqueue(FORGET)
        return len(numbers)


def _there(session: Session, story_id: UUID) -> Story:
    story = session.get(Story, story_id, with_for_update=True)
    if story is None or story.state == State.WITHDRAWN:
        raise NotFound()
    return story


def _check(title: str, body: str, language: str) -> None:
    said = Submission(title=title, body=body, language=language, audience=Audience.TEAM)
    problems = said.problems()
    if problems:
        raise Invalid(problems)


def _last(session: Session, story: Story) -> StoryVersion:
    mine = select(StoryVersion).where(StoryVersion.story_id == story.id)
    return session.scalars(mine.order_by(StoryVersion.number.desc()).limit(1)).one()


def _settle(session: Session, story: Story, number: int) -> bool:
    """Withhold in the new words what was withheld in any before, and give them to readers if nobody has to look first."""
    withheld = standing_masks(session, story)
    for version in sorted({mask.version for mask in withheld}):
        carry_masks(session, story, version, number)
    if story.state != State.PUBLISHED:
        # No reader has the story: what the desk reads next are the newest words, and they were not shown to anyone.
        show_version(session, story, number)
        _version(session, story, number).shown_at = None
        return False
    city = session.get_one(City, story.city_id)
    if not (city.new_versions_at_once and city.is_publishing) or _is_delicate(session, story, withheld):
        return False
    show_version(session, story, number)
    story.unread_since = story.unread_since or clock.now()
    return True


def _is_delicate(session: Session, story: Story, withheld: Sequence[Mask]) -> bool:
    """Whether the desk reads new words first, whatever the town's rule: what was withheld may come back in other words."""
    trail = trail_of(session, story.id)
    was_withheld = {"masked", "versions_erased"} <= {event.act for event in trail}
    return bool(withheld) or was_withheld or asks_for_two(story, trail)


def _version(session: Session, story: Story, number: int) -> StoryVersion:
    return session.scalars(
        select(StoryVersion).where(StoryVersion.story_id == story.id, StoryVersion.number == number)
    ).one()


def _require_waiting(session: Session, story: Story, number: int) -> None:
    if number <= story.version or number != newest(session, story):
        raise NewerWords()


def _is_paused(session: Session, story: Story) -> bool:
    return not session.get_one(City, story.city_id).is_publishing


def _seconded(session: Session, actor: Viewer, story: Story, number: int) -> bool:
    """Whether another moderator has agreed to this very version. Raises SecondPairOfEyes if it was this one."""
    said = select(ReviewEvent).where(ReviewEvent.story_id == story.id, ReviewEvent.act == FIRST_READING_OF_VERSION)
    readers = {event.actor_id for event in session.scalars(said) if event.details.get("n") == number}
    if readers == {actor.person_id}:
        raise SecondPairOfEyes()
    return bool(readers)


def _note(session: Session, actor: Viewer, story: Story, act: str, number: int, reason: str = "") -> None:
    session.add(
        ReviewEvent(
            story_id=story.id,
            at=clock.now(),
            actor_id=actor.person_id,
            act=act,
            reason=reason,
            details={"n": number},
        )
    )
