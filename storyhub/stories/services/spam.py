"""Emptying the spam folder: what nobody told is erased for good, and leaves the marker that every story leaves."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import State, Story
from storyhub.stories.services.reviewing import put_back
from storyhub.stories.services.withdrawing import take_away

AT_ONCE = 50
"""Stories one page shows and one sending may delete."""


def delete_spam(actor: Viewer, city_id: UUID, codes: Collection[str]) -> int:
    """Delete those of these stories that lie in the town's spam folder now. Returns how many; their erasure follows."""
    actor.require(Role.MODERATOR, city_id)
    with transaction() as session:
        found = session.scalars(
            select(Story)
            .where(Story.city_id == city_id, Story.state == State.SPAM, Story.code.in_(list(codes)[:AT_ONCE]))
            .order_by(Story.id)
            .with_for_update()
        ).all()
        for story in found:
            take_away(session, story, "deleted", actor.person_id)
    return len(found)


def put_spam_back(actor: Viewer, city_id: UUID, codes: Collection[str]) -> int:
    """Those of these stories that lie in the spam folder go back into the queue. Returns how many."""
    actor.require(Role.MODERATOR, city_id)
    with transaction() as session:
        mine = select(Story.id).where(Story.city_id == city_id, Story.state == State.SPAM)
        found = session.scalars(mine.where(Story.code.in_(list(codes)[:AT_ONCE])).order_by(Story.id)).all()
        for story_id in found:
            put_back(actor, story_id, seen_state=State.SPAM)
    return len(found)
