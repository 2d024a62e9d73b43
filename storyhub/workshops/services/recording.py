"""What a workshop gave out becomes records of the town: written down when it closes, and again when it closes again.

A card that goes on through several exercises as the same kind of thing is one record: the last exercise that gives it
speaks. Once staff have put a record right its words are theirs, and the card no longer overwrites them; one that was
emptied with the story it came from (`empty_records`) is written anew.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import audit, clock, events
from storyhub.core.codes import public_code
from storyhub.core.db import transaction
from storyhub.core.permissions import WORKER, Viewer
from storyhub.workshops.events import OutcomesChanged
from storyhub.workshops.models import Card, Outcome, OutcomeState, Workshop
from storyhub.workshops.queries.givings import Giving, givings_of
from storyhub.workshops.queries.lines import Lines, lines_of
from storyhub.workshops.queries.unrecorded import RECORDED, unrecorded_workshops
from storyhub.workshops.services.happening import note
from storyhub.workshops.services.outcome_stories import note_found, note_stories

Rows = Mapping[UUID, Outcome]
"""Records by the card that they were made of."""


def record_outcomes(session: Session, workshop: Workshop, actor: Viewer = WORKER) -> list[Outcome]:
    """Write down what the workshop gives, in the transaction that closes it. A rehearsal gives nothing.

    What it gave before and does not give now is left out; a record that comes again is let in again.
    """
    if workshop.is_rehearsal:
        return []
    session.flush()
    lines = lines_of(workshop.id)
    waiting = _recorded(session, workshop.id)
    found: list[Outcome] = []
    for position, one in enumerate(givings_of(workshop, lines), start=1):
        row = _row_of(one, waiting, lines) or _new_row(session, workshop)
        waiting = {card_id: other for card_id, other in waiting.items() if other is not row}
        _write(row, one, position)
        found.append(row)
    for row in waiting.values():
        row.state = OutcomeState.LEFT_OUT
    changed = [*found, *waiting.values()]
    if changed:
        note_stories(session, changed)
        note_found(changed)
        events.record(OutcomesChanged(tuple(row.id for row in changed)))
        about = {"given": len(found), "left_out": len(waiting)}
        audit.note(actor, "outcomes_recorded", city_id=workshop.city_id, object_id=workshop.id, **about)
    return found


def record_closed_workshop(workshop_id: UUID) -> bool:
    """Write down what a workshop gave that was closed before there were records. Whether it was looked through now.

    Nobody is written to: what closing tells of, it told when it closed. The trail keeps that it was done, whatever came
    of it.
    """
    with transaction() as session:
        workshop = session.get_one(Workshop, workshop_id, with_for_update=True)
        if workshop_id not in unrecorded_workshops():
            return False
        given = record_outcomes(session, workshop)
        note(session, workshop, RECORDED, person_id=WORKER.person_id, about={"given": len(given)})
        return True


def empty_records(session: Session, workshop: Workshop, story_id: UUID) -> None:
    """No word stays in the records of cards that a story from home speaks on, whatever staff made of them.

    The revision goes on, so that no page drawn before brings the words back.
    """
    mine = select(Card.id).where(Card.workshop_id == workshop.id, Card.story_id == story_id)
    rows = select(Outcome).where(Outcome.card_id.in_(mine), Outcome.title != "").order_by(Outcome.id)
    changed = session.scalars(rows.with_for_update().execution_options(populate_existing=True)).all()
    for row in changed:
        row.state, row.settled_at = OutcomeState.LEFT_OUT, None
        row.title, row.fields, row.result, row.owner = "", {}, "", ""
        row.names_owner, row.due_on = False, None
        row.revision += 1
    if changed:
        note_stories(session, changed)
        note_found(changed)
        events.record(OutcomesChanged(tuple(row.id for row in changed)))


def _recorded(session: Session, workshop_id: UUID) -> Rows:
    rows = select(Outcome).where(Outcome.workshop_id == workshop_id).order_by(Outcome.id)
    locked = rows.with_for_update().execution_options(populate_existing=True)
    return {row.card_id: row for row in session.scalars(locked)}


def _row_of(one: Giving, rows: Rows, lines: Lines) -> Outcome | None:
    """Its record of last time: that of the card, of an earlier card that it is, or of a later one that it was."""
    if one.card.id in rows:
        return rows[one.card.id]
    same = (rows[card_id] for card_id in (*lines.before(one.card.id), *lines.after(one.card.id)) if card_id in rows)
    return next((row for row in same if row.kind == one.kind), None)


def _new_row(session: Session, workshop: Workshop) -> Outcome:
    row = Outcome(
        code=public_code(),
        workshop_id=workshop.id,
        city_id=workshop.city_id,
        state=OutcomeState.OPEN,
        revision=0,
        at=clock.now(),
    )
    session.add(row)
    return row


def _write(row: Outcome, one: Giving, position: int) -> None:
    row.exercise_id, row.card_id, row.output = one.card.exercise_id, one.card.id, one.output
    row.kind, row.figures, row.position = one.kind, dict(one.figures), position
    if row.state == OutcomeState.LEFT_OUT:
        row.state, row.settled_at = OutcomeState.OPEN, None
    if not row.revision or not row.title:
        row.language, row.title, row.fields = one.card.language, one.said.title, dict(one.said.fields)
        row.owner, row.due_on = one.said.owner, one.said.due_on
