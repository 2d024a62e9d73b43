"""Who reads which story at the desk now, so that two do not decide the same one. Kept by posts alone; fades by itself."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Presence, State, Story
from storyhub.stories.policy import require_moderator
from storyhub.stories.queries.queue import PRESENT_FOR, next_to_take


def be_present(actor: Viewer, story_id: UUID) -> None:
    """The moderator has the story open now. Raises NotFound, NotAllowed."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            raise NotFound()
        require_moderator(actor, story)
        _mark(session, actor, story_id)


def take_next(actor: Viewer, city_id: UUID, *, leaving: str = "") -> str | None:
    """The code of the story to be read next; this moderator reads it from now on. None when there is nothing to do.

    `leaving` is the code of the story that is put down for it: somebody else may take that one.
    """
    actor.require(Role.MODERATOR, city_id)
    with transaction() as session:
        # Whoever takes at the same moment waits here, and then sees what was taken.
        session.get(City, city_id, with_for_update=True)
        left = session.scalar(select(Story.id).where(Story.city_id == city_id, Story.code == leaving))
        if left is not None:
            leave(session, actor, left)
        story_id = next_to_take(actor, city_id, but=left)
        if story_id is None:
            return None
        _mark(session, actor, story_id)
        return session.get_one(Story, story_id).code


def leave(session: Session, actor: Viewer, story_id: UUID) -> None:
    """The moderator is done with it. Part of the transaction of the decision."""
    session.execute(delete(Presence).where(Presence.story_id == story_id, Presence.person_id == actor.person_id))


def _mark(session: Session, actor: Viewer, story_id: UUID) -> None:
    now = clock.now()
    session.execute(delete(Presence).where(Presence.at < now - PRESENT_FOR))
    row = session.get(Presence, (story_id, actor.person_id))
    if row is None:
        session.add(Presence(story_id=story_id, person_id=actor.person_id, at=now))
    else:
        row.at = now
