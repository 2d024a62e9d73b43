"""What a moderator decides about a story. Nobody edits a teller's words: there is no service for it."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.cities.queries import hide_reasons_of
from storyhub.core import clock, events
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid
from storyhub.core.permissions import Viewer
from storyhub.stories.events import StoryHidden, StoryPublished
from storyhub.stories.models import SOURCE, ReviewEvent, State, Story
from storyhub.stories.policy import may_become
from storyhub.stories.queries.desk import what_was_said
from storyhub.stories.queries.trail import FIRST_READING, READ, asks_for_two, readers_in, trail_of
from storyhub.stories.queries.versions import newest
from storyhub.stories.services.acting import locked_story
from storyhub.stories.services.hearing import hear_teller
from storyhub.stories.services.presence import leave
from storyhub.stories.services.showing import show_version


class PublishingPaused(Conflict):
    key = "publishing_paused"


class AlreadyDecided(Conflict):
    """The story is no longer what this decision was made on: another moderator was faster, or its teller."""

    key = "already_decided"


class SecondPairOfEyes(Conflict):
    """The same moderator cannot be both readers of a story that two must read."""

    key = "second_pair_of_eyes"


def publish_story(actor: Viewer, story_id: UUID, *, seen_state: State, said: str | None = None) -> bool:
    """Let the story's audience read it. Returns False when a second moderator must agree first.

    `said` is what the moderator had read (`what_was_said`): no words, no wider audience and no answer go out unread.
    Raises NotFound, NotAllowed, AlreadyDecided, PublishingPaused, SecondPairOfEyes.
    """
    with transaction() as session:
        story = _seen(session, actor, story_id, seen_state, State.PUBLISHED)
        if said is not None and said != what_was_said(session, story):
            raise AlreadyDecided()
        require_publishing(session, story)
        trail = trail_of(session, story.id)
        readers = readers_in(trail)
        if asks_for_two(story, trail) and not readers - {actor.person_id}:
            if readers:
                raise SecondPairOfEyes()
            note(session, actor, story, FIRST_READING, **_turned_back(story))
            leave(session, actor, story.id)
            return False
        if newest(session, story) != story.version:
            show_version(session, story, newest(session, story))
        _move(session, actor, story, State.PUBLISHED, "published")
        story.published_at, story.unread_since = story.published_at or clock.now(), None
        events.record(StoryPublished(story.id))
    return True


def keep_for_team(actor: Viewer, story_id: UUID, *, seen_state: State) -> None:
    """Keep the story at the desk: it is worth having, and not for readers."""
    with transaction() as session:
        story = _seen(session, actor, story_id, seen_state, State.KEPT)
        _move(session, actor, story, State.KEPT, "kept")
        events.record(StoryHidden(story.id))


def hide_story(actor: Viewer, story_id: UUID, reason: str, *, seen_state: State) -> None:
    """Hide the story for one of the town's reasons. Raises Invalid without one."""
    with transaction() as session:
        story = _seen(session, actor, story_id, seen_state, State.HIDDEN)
        if reason not in {one.slug for one in hide_reasons_of(story.city_id)}:
            raise Invalid({"reason": "reason_missing"})
        _move(session, actor, story, State.HIDDEN, "hidden", reason)
        events.record(StoryHidden(story.id))


def set_aside_as_spam(actor: Viewer, story_id: UUID, *, seen_state: State) -> None:
    """Put into the spam folder what nobody told."""
    with transaction() as session:
        story = _seen(session, actor, story_id, seen_state, State.SPAM)
        _move(session, actor, story, State.SPAM, "set_aside_as_spam")
        events.record(StoryHidden(story.id))


def put_back(actor: Viewer, story_id: UUID, *, seen_state: State) -> None:
    """Out of the spam folder and back into the queue."""
    with transaction() as session:
        story = _seen(session, actor, story_id, seen_state, State.WAITING)
        _move(session, actor, story, State.WAITING, "put_back")


def confirm_read(actor: Viewer, story_id: UUID, *, said: str | None = None) -> bool:
    """Say that a story which readers already have was read and may stay. False while a second moderator must agree.

    `said` is what the moderator had read, as for `publish_story`.
    Raises NotFound, NotAllowed, AlreadyDecided (it does not wait to be read, or has other words), SecondPairOfEyes.
    """
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        if story.state != State.PUBLISHED or story.unread_since is None:
            raise AlreadyDecided()
        if said is not None and said != what_was_said(session, story):
            raise AlreadyDecided()
        trail = trail_of(session, story.id)
        needs_two, readers = asks_for_two(story, trail), readers_in(trail)
        if needs_two and readers == {actor.person_id}:
            raise SecondPairOfEyes()
        note(session, actor, story, READ, **_turned_back(story))
        leave(session, actor, story.id)
        hear_teller(session, story)
        if needs_two and not readers - {actor.person_id}:
            return False
        story.unread_since = None
    return True


def mark_sensitive(actor: Viewer, story_id: UUID, *, sensitive: bool) -> None:
    """Say that a story tells of violence or self-harm: help lines then stand beside it, and two moderators read it.

    One that readers already have stays with them, and waits for its second moderator in the queue. Taking the mark
    off takes the help lines away; two moderators still read it, unless its own maker does so before anybody said yes.
    """
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        story.is_sensitive = sensitive
        trail = trail_of(session, story.id)
        if asks_for_two(story, trail) and story.state == State.PUBLISHED and story.unread_since is None:
            is_read = len(readers_in(trail)) > 1
            story.unread_since = None if is_read else clock.now()
        note(session, actor, story, "marked_sensitive" if sensitive else "unmarked_sensitive")


def require_publishing(session: Session, story: Story) -> None:
    """Raise PublishingPaused while the town lets nothing new out."""
    city = session.get(City, story.city_id)
    if city is not None and not city.is_publishing:
        raise PublishingPaused()


def note(session: Session, actor: Viewer, story: Story, act: str, reason: str = "", **details: Any) -> None:
    """A line in the trail."""
    session.add(
        ReviewEvent(
            story_id=story.id, at=clock.now(), actor_id=actor.person_id, act=act, reason=reason, details=details
        )
    )


def _seen(session: Session, actor: Viewer, story_id: UUID, seen_state: State, becomes: State) -> Story:
    """The story's row, locked, in the state the moderator saw and from which this may follow."""
    story = locked_story(session, actor, story_id)
    if story.state != seen_state or not may_become(story.state, becomes):
        raise AlreadyDecided()
    return story


def _move(session: Session, actor: Viewer, story: Story, state: State, act: str, reason: str = "") -> None:
    note(session, actor, story, act, reason, **_turned_back(story))
    story.state, story.state_since, story.unread_since = state, clock.now(), None
    note_change(story.city_id, SOURCE, story.id)
    hear_teller(session, story)
    leave(session, actor, story.id)


def _turned_back(story: Story) -> dict[str, Any]:
    """What `undoing` needs to put things as they were."""
    moments = {"since": story.state_since, "published_at": story.published_at, "unread_since": story.unread_since}
    return {"from": story.state.value, **{name: at.isoformat() if at else None for name, at in moments.items()}}
