"""Turning back one's own last act, for ten minutes and until somebody else acts. The undoing is an act in the trail."""

from datetime import datetime
from uuid import UUID

from storyhub.archive.services import note_change
from storyhub.core import events
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict
from storyhub.core.permissions import Viewer
from storyhub.stories.events import StoryHidden, StoryPublished
from storyhub.stories.models import SOURCE, State, Story
from storyhub.stories.queries.trail import UNDONE, trail_of, undoable
from storyhub.stories.services.acting import locked_story
from storyhub.stories.services.reviewing import note, require_publishing


class TooLateToUndo(Conflict):
    """Ten minutes have gone by, or somebody else has acted since."""

    key = "too_late_to_undo"


def undo_last_act(actor: Viewer, story_id: UUID, event_id: UUID) -> None:
    """Put the story as it was before this act, its place in the queue included.

    Raises NotFound, NotAllowed, TooLateToUndo, PublishingPaused (it would bring the story back to readers).
    """
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        last = undoable(actor, trail_of(session, story.id))
        if last is None or last.id != event_id:
            raise TooLateToUndo()
        before, was = story.state, State(last.details["from"])
        if was == State.PUBLISHED and before != State.PUBLISHED:
            require_publishing(session, story)
        _restore(story, last.details)
        note_change(story.city_id, SOURCE, story.id)
        note(session, actor, story, UNDONE, event=str(last.id), undone=last.act)
        if before != was and State.PUBLISHED in (before, was):
            events.record(StoryPublished(story.id) if was == State.PUBLISHED else StoryHidden(story.id))


def _restore(story: Story, details: dict) -> None:
    since = _moment(details["since"])
    assert since is not None
    story.state, story.state_since = State(details["from"]), since
    story.published_at, story.unread_since = _moment(details["published_at"]), _moment(details["unread_since"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
