"""The team asks, the teller answers: messages that meet on the page the receipt opens. Nobody is named on the teller's side."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storyhub.core import clock, events, text
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.events import TellerAsked
from storyhub.stories.models import Message, ReviewEvent, State, Story
from storyhub.stories.policy import require_moderator
from storyhub.stories.services.hearing import hear_teller
from storyhub.stories.services.presence import leave

MOST = 2_000


def ask_teller(actor: Viewer, story_id: UUID, words: str) -> None:
    """Ask the teller something; the story waits for the answer. The same question again is one question.

    Raises NotFound, NotAllowed, Invalid (field `question`).
    """
    words = _said("question", words)
    with transaction() as session:
        story = _there(session, story_id)
        require_moderator(actor, story)
        if not _add(session, story, words, actor.person_id):
            return
        session.add(ReviewEvent(story_id=story_id, at=clock.now(), actor_id=actor.person_id, act="asked"))
        hear_teller(session, story)
        leave(session, actor, story_id)
        if story.asked_at is None:
            story.asked_at = clock.now()
            # One letter for as long as the teller has not answered, however many questions follow.
            events.record(TellerAsked(story_id))


def answer_team(story_id: UUID, words: str) -> None:
    """The teller's word to the team, asked for or not. Whoever calls has checked the receipt.

    Raises NotFound for a story that was withdrawn, Invalid (field `answer`).
    """
    words = _said("answer", words)
    with transaction() as session:
        story = _there(session, story_id)
        if not _add(session, story, words, None):
            return
        asked = Message.story_id == story_id, Message.actor_id.is_not(None), Message.read_at.is_(None)
        session.execute(update(Message).where(*asked).values(read_at=clock.now()))
        story.asked_at = None
        session.add(ReviewEvent(story_id=story_id, at=clock.now(), act="replied"))


def _said(field: str, words: str) -> str:
    words = text.clean(words)
    if not words:
        raise Invalid({field: "message_missing"})
    if text.length(words) > MOST:
        raise Invalid({field: "message_too_long"})
    return words


def _there(session: Session, story_id: UUID) -> Story:
    story = session.get(Story, story_id, with_for_update=True)
    if story is None or story.state == State.WITHDRAWN:
        raise NotFound()
    return story


def _add(session: Session, story: Story, words: str, actor_id: UUID | None) -> bool:
    """Add a message, unless the one before it says the same from the same side: then the form was sent twice."""
    before = session.scalars(
        select(Message).where(Message.story_id == story.id).order_by(Message.at.desc(), Message.id.desc()).limit(1)
    ).first()
    if before is not None and (before.is_tellers, before.text) == (actor_id is None, words):
        return False
    session.add(Message(story_id=story.id, actor_id=actor_id, text=words, at=clock.now()))
    return True
