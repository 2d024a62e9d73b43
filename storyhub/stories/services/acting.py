"""What every act of the desk on a story begins and ends with: its row, locked, for a moderator, and a line in the trail."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import ReviewEvent, State, Story
from storyhub.stories.policy import require_moderator


def locked_story(session: Session, actor: Viewer, story_id: UUID) -> Story:
    """Raises NotFound (also for a withdrawn one), NotAllowed."""
    story = session.get(Story, story_id, with_for_update=True)
    if story is None or story.state == State.WITHDRAWN:
        raise NotFound()
    require_moderator(actor, story)
    return story


def note_act(session: Session, actor: Viewer, story: Story, act: str, **details: Any) -> None:
    """`details` hold numbers and kinds, never anybody's words: a trail outlives the story."""
    session.add(ReviewEvent(story_id=story.id, at=clock.now(), actor_id=actor.person_id, act=act, details=details))
