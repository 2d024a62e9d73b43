"""What a moderator sees: the queue of a town, one story whole, reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.paging import Page
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import ConsentGrant, Report, ReviewEvent, State, Story
from storyhub.stories.queries.reading import for_cards

PER_PAGE = 30


@dataclass(frozen=True)
class Dossier:
    """A story as the desk sees it: with its consents as they stand, its trail and its open reports."""

    story: Story
    consents: Sequence[ConsentGrant]
    trail: Sequence[ReviewEvent]
    reports: Sequence[Report]


def queue(actor: Viewer, city_id: UUID, state: State, page: int) -> Page[Story]:
    """Stories of one state, oldest first; what came in a flood from one place comes after the rest."""
    actor.require(Role.MODERATOR, city_id)
    mine = (Story.city_id == city_id, Story.state == state)
    total = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    order = (
        (Story.queue_mark, Story.told_at, Story.id) if state == State.WAITING else (Story.state_since.desc(), Story.id)
    )
    number = min(page, max(1, -(-total // PER_PAGE)))
    rows = for_cards(select(Story).where(*mine).order_by(*order)).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return Page(db.session.scalars(rows).all(), number, PER_PAGE, total)


def counts(actor: Viewer, city_id: UUID) -> dict[State, int]:
    """How many stories of the town are in each state."""
    actor.require(Role.MODERATOR, city_id)
    rows = db.session.execute(select(Story.state, func.count()).where(Story.city_id == city_id).group_by(Story.state))
    return {state: count for state, count in rows}


def dossier(actor: Viewer, city_id: UUID, code: str) -> Dossier:
    """One story of the town, whole. Raises NotFound, also for a withdrawn one."""
    actor.require(Role.MODERATOR, city_id)
    row = for_cards(select(Story).where(Story.city_id == city_id, Story.code == code, Story.state != State.WITHDRAWN))
    story = db.session.scalar(
        row.options(selectinload(Story.prompt), selectinload(Story.answers).selectinload(Story.city))
    )
    if story is None:
        raise NotFound()
    session = db.session
    return Dossier(
        story,
        session.scalars(
            select(ConsentGrant)
            .where(ConsentGrant.story_id == story.id, ConsentGrant.ended_at.is_(None))
            .order_by(ConsentGrant.id)
        ).all(),
        session.scalars(select(ReviewEvent).where(ReviewEvent.story_id == story.id).order_by(ReviewEvent.id)).all(),
        session.scalars(
            select(Report).where(Report.story_id == story.id, Report.settled_at.is_(None)).order_by(Report.at)
        ).all(),
    )


def open_reports(actor: Viewer, city_id: UUID) -> Sequence[tuple[Report, Story]]:
    """What readers said is wrong and nobody has seen to yet, oldest first."""
    actor.require(Role.MODERATOR, city_id)
    rows = db.session.execute(
        select(Report, Story)
        .join(Story, Story.id == Report.story_id)
        .where(Story.city_id == city_id, Story.state != State.WITHDRAWN, Report.settled_at.is_(None))
        .order_by(Report.at)
    )
    return [(report, story) for report, story in rows]
