"""That the team has read what a teller answered."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Message, Story
from storyhub.stories.services.acting import locked_story, note_act


def note_answer_read(actor: Viewer, story_id: UUID) -> None:
    """The answer was read and asks for nothing more."""
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        if hear_teller(session, story):
            note_act(session, actor, story, "answer_read")


def hear_teller(session: Session, story: Story) -> bool:
    """Mark the teller's words to the team as read. Part of the transaction of whoever acted on them."""
    unread = Message.story_id == story.id, Message.actor_id.is_(None), Message.read_at.is_(None)
    done = session.connection().execute(update(Message).where(*unread).values(read_at=clock.now()))
    return bool(done.rowcount)
