"""What the town's team does with a record: its words put right, its owner named, kept in, settled, given another day.

Whoever acts on words or on the state says which revision they have read; on a later one they are told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import audit, clock, events
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.text import clean, clean_line, length
from storyhub.workshops.events import OutcomesChanged
from storyhub.workshops.methods.schema import Field
from storyhub.workshops.models import Card, Exercise, Outcome, OutcomeState, OutcomeUse, Workshop
from storyhub.workshops.playing import fields_of
from storyhub.workshops.policy import may_run, may_see_outcome
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.queries.givings import Shape, day_in, shape_of
from storyhub.workshops.services.outcome_stories import note_found
from storyhub.workshops.services.words import take_fields

LONGEST_TITLE = 200
LONGEST_OWNER = 160
LONGEST_RESULT = 600
SETTLED = (OutcomeState.DONE, OutcomeState.DROPPED)


class OutcomeRevised(Conflict):
    """Somebody changed the record since the page was drawn."""

    key = "outcome_revised"


@dataclass(frozen=True)
class Words:
    """What staff typed into a record. `fields` is {field of the method: words}; `due_on` a day as ISO, or empty."""

    title: str = ""
    owner: str = ""
    due_on: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def change_outcome(actor: Viewer, outcome_id: UUID, words: Words, *, seen: int) -> None:
    """Put the words right; from then on they are the team's. Raises NotFound, NotAllowed, OutcomeRevised, Invalid.

    Another owner has not agreed to anything yet, so the name stands on no page for readers.
    """
    with transaction() as session:
        outcome = _read(session, actor, outcome_id, seen)
        shape = shape_of(_fields(session, outcome))
        kept = _taken(outcome, words, shape)
        if all(getattr(outcome, name) == value for name, value in kept.items()):
            return
        if kept["owner"] != outcome.owner:
            outcome.names_owner = False
        for name, value in kept.items():
            setattr(outcome, name, value)
        _note(actor, outcome, "changed")


def name_owner(actor: Viewer, outcome_id: UUID, agreed: bool, *, seen: int) -> None:
    """The owner agrees that anyone may read the name, or no longer. Raises as `change_outcome`, Invalid without an owner."""
    with transaction() as session:
        outcome = _read(session, actor, outcome_id, seen)
        if agreed and not outcome.owner:
            raise Invalid({"owner": "outcome_nobody"})
        if outcome.names_owner != agreed:
            outcome.names_owner = agreed
            _note(actor, outcome, "owner_named" if agreed else "owner_unnamed")


def settle_outcome(actor: Viewer, outcome_id: UUID, state: OutcomeState, result: str, *, seen: int) -> None:
    """Say what became of it: done, or dropped, each in a sentence or two. The same again changes nothing.

    Raises NotFound, NotAllowed, OutcomeRevised, Invalid (state, result).
    """
    result = clean(result)
    wrong = {} if state in SETTLED else {"state": "choice_unknown"}
    if not result:
        wrong["result"] = "outcome_result_missing"
    elif length(result) > LONGEST_RESULT:
        wrong["result"] = "too_long"
    with transaction() as session:
        outcome = _locked(session, actor, outcome_id)
        if (outcome.state, outcome.result) == (state, result) and not wrong:
            return
        _check_read(outcome, seen)
        if wrong:
            raise Invalid(wrong)
        outcome.state, outcome.result, outcome.settled_at = state, result, clock.now()
        _note(actor, outcome, f"settled_{state.value}")


def reopen_outcome(actor: Viewer, outcome_id: UUID, *, seen: int) -> None:
    """It is open again; what was said about it stays until something else is said."""
    with transaction() as session:
        outcome = _read(session, actor, outcome_id, seen)
        if outcome.state in SETTLED:
            outcome.state, outcome.settled_at = OutcomeState.OPEN, None
            _note(actor, outcome, "reopened")


def postpone_outcome(actor: Viewer, outcome_id: UUID, due_on: date, *, seen: int) -> None:
    """Give it another day."""
    with transaction() as session:
        outcome = _read(session, actor, outcome_id, seen)
        if outcome.due_on != due_on:
            outcome.due_on = due_on
            _note(actor, outcome, "postponed", due_on=due_on.isoformat())


def keep_in(actor: Viewer, outcome_id: UUID) -> None:
    """For the town's team alone, though the results are published."""
    _set_kept_in(actor, outcome_id, True)


def let_out(actor: Viewer, outcome_id: UUID) -> None:
    """For everyone who may read the results."""
    _set_kept_in(actor, outcome_id, False)


def set_outcome_uses(kind: str, object_id: UUID, outcome_ids: Collection[UUID]) -> None:
    """These and no other outcomes are cited by this thing from now on. Part of the transaction that cites them."""
    with transaction() as session:
        rows = session.scalars(select(OutcomeUse).where(OutcomeUse.kind == kind, OutcomeUse.object_id == object_id))
        known = {row.outcome_id: row for row in rows}
        for outcome_id, row in known.items():
            row.ended_at = None if outcome_id in outcome_ids else row.ended_at or clock.now()
        session.add_all(
            OutcomeUse(outcome_id=outcome_id, kind=kind, object_id=object_id, at=clock.now())
            for outcome_id in sorted(set(outcome_ids) - known.keys())
        )


def _set_kept_in(actor: Viewer, outcome_id: UUID, kept_in: bool) -> None:
    with transaction() as session:
        outcome = _locked(session, actor, outcome_id)
        if outcome.is_kept_in != kept_in:
            outcome.is_kept_in = kept_in
            _tell(actor, outcome, "kept_in" if kept_in else "let_out")


def _locked(session: Session, actor: Viewer, outcome_id: UUID) -> Outcome:
    """The record, locked, for a facilitator of its town. Raises NotFound, NotAllowed."""
    outcome = session.get(Outcome, outcome_id, with_for_update=True)
    workshop = session.get(Workshop, outcome.workshop_id) if outcome else None
    if outcome is None or workshop is None or not may_see_outcome(actor, outcome, workshop):
        raise NotFound()
    if not may_run(actor, outcome.city_id):
        raise NotAllowed()
    return outcome


def _read(session: Session, actor: Viewer, outcome_id: UUID, seen: int) -> Outcome:
    outcome = _locked(session, actor, outcome_id)
    _check_read(outcome, seen)
    return outcome


def _check_read(outcome: Outcome, seen: int) -> None:
    if outcome.revision != seen:
        raise OutcomeRevised()


def _note(actor: Viewer, outcome: Outcome, act: str, **details: str) -> None:
    outcome.revision += 1
    _tell(actor, outcome, act, **details)


def _tell(actor: Viewer, outcome: Outcome, act: str, **details: str) -> None:
    note_found([outcome])
    events.record(OutcomesChanged((outcome.id,)))
    audit.note(actor, f"outcome_{act}", city_id=outcome.city_id, object_id=outcome.id, **details)


def _fields(session: Session, outcome: Outcome) -> Sequence[Field]:
    exercise, card = session.get_one(Exercise, outcome.exercise_id), session.get_one(Card, outcome.card_id)
    return fields_of(loaded_of(exercise).method, card.kind)


def _taken(outcome: Outcome, words: Words, shape: Shape) -> dict[str, object]:
    """The columns as they are to be. Raises Invalid, with the fields of the method by their names after `field_`."""
    title, owner, due = clean_line(words.title), clean_line(words.owner), words.due_on.strip()
    wrong = _faults(title, owner, due)
    try:
        filled = take_fields(shape.rest, words.fields, whole=False) if any(words.fields.values()) else {}
    except Invalid as error:
        faults = {name: fault for name, fault in error.fields.items() if fault != "card_empty"}
        wrong |= {f"field_{name}": fault for name, fault in faults.items()}
        filled = {}
    if wrong:
        raise Invalid(wrong)
    return {"title": title, "owner": owner, "due_on": day_in(due), "fields": filled | _left(outcome, shape, due)}


def _faults(title: str, owner: str, due: str) -> dict[str, str]:
    wrong = {}
    if not title:
        wrong["title"] = "field_missing"
    elif length(title) > LONGEST_TITLE:
        wrong["title"] = "too_long"
    if length(owner) > LONGEST_OWNER:
        wrong["owner"] = "too_long"
    if due and day_in(due) is None:
        wrong["due_on"] = "day_unreadable"
    return wrong


def _left(outcome: Outcome, shape: Shape, due: str) -> dict[str, str]:
    """What the page does not ask for: words that were meant as a day, until there is one."""
    asked = {field.id for field in shape.rest} | ({shape.due} if due else set())
    return {name: text for name, text in outcome.fields.items() if name not in asked}
