"""Outcomes and everyone else: the archive is told what readers find otherwise, tellers what their stories led to."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.stories.services.uses import set_uses
from storyhub.workshops.models import OUTCOMES, Outcome, OutcomeState
from storyhub.workshops.queries.stories_behind import stories_behind


def note_stories(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Which stories stand behind each of these now, so that their tellers see it. One that is left out uses none."""
    session.flush()
    behind = stories_behind({one.card_id for one in outcomes})
    for one in outcomes:
        is_there = one.state != OutcomeState.LEFT_OUT
        set_uses(OUTCOMES, one.id, one.city_id, behind[one.card_id] if is_there else set())


def note_found(outcomes: Sequence[Outcome]) -> None:
    """What readers find of these is another thing: part of every transaction that changes their words or their readers."""
    for one in outcomes:
        note_change(one.city_id, OUTCOMES, one.id)


def outcomes_in(session: Session, workshop_id: UUID) -> Sequence[Outcome]:
    """All that a workshop gave, also what was left out since."""
    return session.scalars(select(Outcome).where(Outcome.workshop_id == workshop_id).order_by(Outcome.id)).all()
