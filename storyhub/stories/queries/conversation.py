"""What passed between team and teller."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.stories.models import Message


def messages_of(story_id: UUID) -> Sequence[Message]:
    """The first one first."""
    return db.session.scalars(
        select(Message).where(Message.story_id == story_id).order_by(Message.at, Message.id)
    ).all()


def open_questions(messages: Sequence[Message]) -> Sequence[Message]:
    """What the team asked since the teller's last word."""
    last = max((n for n, message in enumerate(messages, start=1) if message.is_tellers), default=0)
    return messages[last:]
