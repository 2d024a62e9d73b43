"""What an exercise gave, with the records made of it and the cards it came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import FieldType, OutcomeKind, Output, Verb
from storyhub.workshops.models import Card, Outcome, OutcomeState
from storyhub.workshops.playing import fields_of
from storyhub.workshops.queries.outputs import chosen
from storyhub.workshops.report.telling import Telling, day_of, told_rows
from storyhub.workshops.report.values import Given, Promise, Result
from storyhub.workshops.seen import CardView, Voice
from storyhub.workshops.wording import ORDER, OUTCOME_STATES

PROMISED = (OutcomeKind.COMMITMENT, OutcomeKind.EXPERIMENT)


@dataclass(frozen=True)
class Known:
    """What all exercises need to tell of their results."""

    records: Mapping[UUID, Outcome]
    """By card."""
    voices: Mapping[UUID, Sequence[Voice]]
    views: Mapping[UUID, CardView]
    """Of every card that may be told."""
    led_here: Mapping[UUID, Sequence[Card]]
    with_owners: bool


def outputs_in(drawing: Telling) -> list[tuple[Output, list[Card]]]:
    """The outputs that gave something that may be told, each card in the first that gives it."""
    told: set[UUID] = set()
    found = []
    for output in drawing.laid.method.output:
        cards = [one for one in chosen(drawing.laid, output) if one.id in drawing.views and one.id not in told]
        cards = [one for one in cards if one.id not in drawing.withheld]
        told |= {one.id for one in cards}
        if cards:
            found.append((output, cards))
    return found


def given_by(drawing: Telling, known: Known) -> list[Given]:
    return [
        Given(output.label, [_result(drawing, card, output.outcome, known) for card in cards])
        for output, cards in outputs_in(drawing)
    ]


def by_kind(given: Iterable[Given], carried: Mapping[UUID, UUID]) -> dict[OutcomeKind, list[Result]]:
    """The records; before there are any, what would become one: each thing once, as the last exercise gives it.

    `carried` tells of a card which earlier one it is.
    """
    results = [one for part in given for one in part.results if one.kind]
    recorded = [one for one in results if one.code]
    if recorded:
        results = recorded
    else:
        kinds = {one.card.id: one.kind for one in results}
        older = {
            card_id for one in results for card_id in _line(one.card.id, carried) if kinds.get(card_id) == one.kind
        }
        results = [one for one in results if one.card.id not in older]
    found = {kind: [one for one in results if one.kind == kind] for kind in ORDER}
    found[OutcomeKind.COMMITMENT].sort(key=_day_of)
    return {kind: rows for kind, rows in found.items() if rows}


def _day_of(result: Result) -> date:
    """The next one first, those without a day at the end."""
    day = result.promise.due_on if result.promise else None
    return day or date.max


def _line(card_id: UUID, carried: Mapping[UUID, UUID]) -> list[UUID]:
    found: list[UUID] = []
    while (card_id := carried.get(card_id)) and card_id not in found:  # type: ignore[assignment]
        found.append(card_id)
    return found


def _result(drawing: Telling, card: Card, kind: OutcomeKind | None, known: Known) -> Result:
    view, record = drawing.views[card.id], known.records.get(card.id)
    if card.id in drawing.laid.silent:
        code = record.code if record else ""
        return Result(view, kind, code, view.text, view.language, view.rows, known.voices.get(card.id, ()), ())
    made_of = known.led_here.get(card.id, ())
    before = [known.views[one.id] for one in made_of if one.id in known.views]
    promise = _promise(drawing, card, kind, record, known.with_owners)
    return Result(
        card=view,
        kind=record.kind if record else kind,
        code=record.code if record else "",
        title=record.title if record else view.text,
        language=record.language if record else view.language,
        rows=_rows(drawing, card, record, bool(promise), known.with_owners),
        voices=known.voices.get(card.id, ()),
        led_here=[one.text for one in before if one.text],
        promise=promise,
        beside=[known.views[one.id] for one in made_of if one.id in known.views and _is_beside(drawing, one, card)],
    )


def _is_beside(drawing: Telling, part: Card, sheet: Card) -> bool:
    step = by_name(drawing.laid.method.step).get(sheet.step)
    is_sheet = step is not None and step.do == Verb.COMPOSE
    return is_sheet and (part.exercise_id, part.zone) == (sheet.exercise_id, sheet.zone)


def _rows(
    drawing: Telling, card: Card, record: Outcome | None, is_promised: bool, with_owners: bool
) -> list[tuple[str, str]]:
    """As staff put them right; who and when stand with the promise."""
    names = () if with_owners else (FieldType.PERSON,)
    left_out = (FieldType.PERSON, FieldType.DATE) if is_promised else names
    filled = record.fields if record else card.fields
    return told_rows(fields_of(drawing.laid.method, card.kind)[1:], filled, left_out)


def _promise(
    drawing: Telling, card: Card, kind: OutcomeKind | None, record: Outcome | None, with_owners: bool
) -> Promise | None:
    if record is not None:
        if record.kind not in PROMISED and not record.due_on and not record.owner:
            return None
        owner = record.owner if with_owners or record.names_owner else ""
        return Promise(owner, record.due_on, str(OUTCOME_STATES.get(record.state, "")), record.result)
    if kind not in PROMISED:
        return None
    fields = fields_of(drawing.laid.method, card.kind)
    owners = [card.fields.get(one.id, "") for one in fields if one.type == FieldType.PERSON]
    days = [day for one in fields if (day := day_of(one, card.fields))]
    owner = owners[0] if owners and with_owners else ""
    return Promise(owner, days[0] if days else None, str(OUTCOME_STATES[OutcomeState.OPEN]), "")
