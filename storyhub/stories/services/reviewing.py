"""What a moderator does with a story. Nobody edits a teller's words: there is no service for it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.core import clock, events
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.events import StoryHidden, StoryPublished
from storyhub.stories.models import SOURCE, ReviewEvent, State, Story
from storyhub.stories.policy import require_moderator

HIDE_REASONS = ("names_someone", "harms_someone", "hate", "advertising", "spam", "not_a_story", "law", "other")


class PublishingPaused(Conflict):
    key = "publishing_paused"


class AlreadyDecided(Conflict):
    """Another moderator was faster; the story is in another state than the one this decision was made on."""

    key = "already_decided"


class SecondPairOfEyes(Conflict):
    """The same moderator cannot be both readers of a young teller's story."""

    key = "second_pair_of_eyes"


def publish_story(actor: Viewer, story_id: UUID, *, seen_state: State) -> bool:
    """Let the story's audience read it. Returns False when a second moderator must agree first (young tellers).

    Raises NotFound, NotAllowed, AlreadyDecided, PublishingPaused, SecondPairOfEyes.
    """
    with transaction() as session:
        story = _locked(session, actor, story_id, seen_state)
        city = session.get(City, story.city_id)
        if city is not None and city.paused_at is not None:
            raise PublishingPaused()
        if story.is_young and not _seconded(session, actor, story):
            _note(session, actor, story, "first_reading")
            return False
        _move(session, actor, story, State.PUBLISHED, "published")
        story.published_at = story.published_at or clock.now()
        events.record(StoryPublished(story.id))
    return True


def keep_for_team(actor: Viewer, story_id: UUID, *, seen_state: State) -> None:
    """Keep the story at the desk: it is worth having, and not for readers."""
    with transaction() as session:
        story = _locked(session, actor, story_id, seen_state)
        _move(session, actor, story, State.KEPT, "kept")
        events.record(StoryHidden(story.id))


def hide_story(actor: Viewer, story_id: UUID, reason: str, *, seen_state: State) -> None:
    """Hide the story for a reason from the list. Raises Invalid without one."""
    if reason not in HIDE_REASONS:
        raise Invalid({"reason": "reason_missing"})
    with transaction() as session:
        story = _locked(session, actor, story_id, seen_state)
        _move(session, actor, story, State.HIDDEN, "hidden", reason)
        events.record(StoryHidden(story.id))


def set_aside_as_spam(actor: Viewer, story_id: UUID, *, seen_state: State) -> None:
    """Put into the spam folder what nobody told."""
    with transaction() as session:
        story = _locked(session, actor, story_id, seen_state)
        _move(session, actor, story, State.SPAM, "set_aside_as_spam")
        events.record(StoryHidden(story.id))


def mark_sensitive(actor: Viewer, story_id: UUID, *, sensitive: bool) -> None:
    """Say that a story tells of violence or self-harm: help lines then stand beside it."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            raise NotFound()
        require_moderator(actor, story)
        story.is_sensitive = sensitive
        _note(session, actor, story, "marked_sensitive" if sensitive else "unmarked_sensitive")


def _locked(session: Session, actor: Viewer, story_id: UUID, seen_state: State) -> Story:
    """The story's row, locked, in the state the moderator saw."""
    story = session.get(Story, story_id, with_for_update=True)
    if story is None or story.state == State.WITHDRAWN:
        raise NotFound()
    require_moderator(actor, story)
    if story.state != seen_state:
        raise AlreadyDecided()
    return story


def _move(session: Session, actor: Viewer, story: Story, state: State, act: str, reason: str = "") -> None:
    story.state, story.state_since = state, clock.now()
    note_change(story.city_id, SOURCE, story.id)
    _note(session, actor, story, act, reason)


def _note(session: Session, actor: Viewer, story: Story, act: str, reason: str = "") -> None:
    session.add(ReviewEvent(story_id=story.id, at=clock.now(), actor_id=actor.person_id, act=act, reason=reason))


def _seconded(session: Session, actor: Viewer, story: Story) -> bool:
    """Whether another moderator has already said yes. Raises SecondPairOfEyes if it was this one."""
    said = select(ReviewEvent.actor_id).where(ReviewEvent.story_id == story.id, ReviewEvent.act == "first_reading")
    readers = set(session.scalars(said))
    if readers == {actor.person_id}:
        raise SecondPairOfEyes()
    return bool(readers)
