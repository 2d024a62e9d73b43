"""When things turned: the stage's scene, the steps of the room and who moved it. Read from what happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from storyhub.accounts.models import Person
from storyhub.core.db import db
from storyhub.workshops.models import Exercise, StepEvent, Workshop
from storyhub.workshops.queries.agenda import steps_of

SET = "stage_set"
MOVES = ("step_began", "step_back")


def shown_since(workshop: Workshop) -> datetime:
    """When the stage's scene was put there, or its step began."""
    began = workshop.step_began_at or workshop.changed_at
    if not workshop.scene:
        return began
    rows = select(StepEvent.at).where(StepEvent.workshop_id == workshop.id, StepEvent.kind == SET)
    at = db.session.scalar(rows.order_by(StepEvent.sequence.desc()).limit(1))
    return max(at, began) if at else began


def last_mover(workshop_id: UUID) -> str | None:
    """The name of whoever moved the room last."""
    return db.session.scalar(
        select(Person.name)
        .join(StepEvent, StepEvent.person_id == Person.id)
        .where(StepEvent.workshop_id == workshop_id, StepEvent.kind.in_(MOVES))
        .order_by(StepEvent.sequence.desc())
        .limit(1)
    )


def unfinished_in(workshop: Workshop, exercises: Sequence[Exercise]) -> set[UUID]:
    """The exercises of a closed workshop that were begun and not played to their last step."""
    rows = select(StepEvent).where(StepEvent.workshop_id == workshop.id, StepEvent.kind == "closed")
    event = db.session.scalar(rows.order_by(StepEvent.sequence.desc()).limit(1))
    step = event.about.get("was_at", "") if event else ""
    found = {one.id for one in exercises if one.opened_at and not one.closed_at}
    for one in exercises:
        if one.id == workshop.exercise_id and step and step != steps_of(one)[-1].id:
            found.add(one.id)
    return found


def minutes_taken(workshop_id: UUID, now: datetime) -> Mapping[tuple[UUID | None, str], int]:
    """Whole minutes that each step really took, what runs now included; steps that came twice are added up."""
    rows = db.session.execute(
        select(StepEvent.exercise_id, StepEvent.step, StepEvent.at)
        .where(StepEvent.workshop_id == workshop_id, StepEvent.kind.in_(MOVES))
        .order_by(StepEvent.sequence)
    ).all()
    ends = [*(row.at for row in rows[1:]), *([now] if rows else [])]
    seconds: dict[tuple[UUID | None, str], float] = {}
    for row, until in zip(rows, ends, strict=True):
        if row.step:
            place = (row.exercise_id, row.step)
            seconds[place] = seconds.get(place, 0) + (until - row.at).total_seconds()
    return {place: round(taken / 60) for place, taken in seconds.items()}
