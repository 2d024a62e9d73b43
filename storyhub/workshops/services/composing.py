"""A sheet that a table fills together, each saving in turn: nobody writes over what they have not read."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid
from storyhub.workshops.methods.rules.names import kinds_of, zones_of
from storyhub.workshops.methods.schema import Evidence, Step, Verb, Who
from storyhub.workshops.models import Card, CardState
from storyhub.workshops.playing import beside_sheet, fields_of
from storyhub.workshops.queries.task import COUNTED
from storyhub.workshops.services.adding import check_flood, is_quiet, lay_card, step_written_for, zone_chosen
from storyhub.workshops.services.backing import inherit
from storyhub.workshops.services.hands import Hand, group_of_new, hand_of_seat
from storyhub.workshops.services.heaps import must_hold
from storyhub.workshops.services.words import take_fields


class SheetChanged(Conflict):
    """Somebody at the table has saved since. `theirs` and `mine` are {field: words}, `revision` is that of theirs."""

    key = "sheet_changed"


def save_sheet(
    seat_id: UUID,
    exercise_id: UUID,
    step: str,
    fields: Mapping[str, str],
    *,
    seen_revision: int,
    key: str,
    zone: str = "",
) -> tuple[UUID, int]:
    """Save the sheet of a table (or zone, or hall). `seen_revision` is 0 for an empty one. Returns it and its revision.

    What comes after the step has ended is kept as a sheet of its own that waits for the facilitator. So does every sheet
    where the workshop holds cards; whoever fills it in goes on reading it.
    Raises NotFound, StepOver, SheetChanged, Invalid (fields by name, zone).
    """
    with transaction() as session:
        hand = hand_of_seat(session, seat_id)
        if earlier := hand.earlier(key, "sheet_saved"):
            return UUID(earlier.about["card"]), int(earlier.about["revision"])
        hand = hand.in_exercise(exercise_id)
        found, late = step_written_for(hand, step, Verb.COMPOSE)
        place = zone_chosen(hand, found, zone)
        taken = _taken(hand, found, fields)
        sheet = None if late else _sheet_in(hand, found, place)
        if sheet is not None and sheet.revision != seen_revision:
            if sheet.fields != taken:
                raise SheetChanged(theirs=sheet.fields, mine=taken, revision=sheet.revision)
            return sheet.id, sheet.revision
        if sheet is None:
            check_flood(hand, found)
            sheet = lay_card(hand, found, found.card, place, {}, CardState.HELD if late else CardState.SHOWN)
        if must_hold(hand):
            sheet.state = CardState.HELD  # other words than those that were let in
        sheet.fields, sheet.language, sheet.revision = taken, hand.language, sheet.revision + 1
        inherit_of_sheet(hand, found, sheet)
        quiet = late or is_quiet(found, CardState.SHOWN)
        about = {"card": str(sheet.id), "revision": sheet.revision}
        hand.note("sheet_saved", key=key, tables=[sheet.group_id], quiet=quiet, **about)
        return sheet.id, sheet.revision


def inherit_of_sheet(hand: Hand, step: Step, sheet: Card) -> None:
    """The stories behind the cards that lay beside the form now stand behind the sheet."""
    if kinds_of(hand.method)[sheet.kind].evidence == Evidence.INHERITED:
        inherit(hand.session, sheet.id, [card.id for card in _beside(hand, step, sheet)])


def _taken(hand: Hand, step: Step, fields: Mapping[str, str]) -> dict[str, str]:
    """What was filled in so far; an emptied sheet is a sheet too."""
    asked = fields_of(hand.method, step.card)
    if not any(words.strip() for words in fields.values()):
        return {}
    try:
        return take_fields(asked, fields, whole=False)
    except Invalid as error:
        if set(error.fields.values()) == {"card_empty"}:
            return {}
        raise


def _sheet_in(hand: Hand, step: Step, zone: str) -> Card | None:
    """The one sheet of the zone: of the table, of all tables that share the zone, or one's own."""
    rows = select(Card).where(
        Card.exercise_id == hand.exercise.id,
        Card.kind == step.card,
        Card.zone == zone,
        Card.state.in_(COUNTED),
        Card.step == step.id,
    )
    if step.who == Who.INDIVIDUAL and hand.seat:
        rows = rows.where(Card.seat_id == hand.seat.id)
    elif not zones_of(hand.method)[zone].owner_group:
        group_id = group_of_new(hand, step)
        rows = rows.where(Card.group_id == group_id if group_id else Card.group_id.is_(None))
    return hand.session.scalar(rows.order_by(Card.position, Card.id).limit(1))


def _beside(hand: Hand, step: Step, sheet: Card) -> list[Card]:
    rows = hand.session.scalars(
        select(Card)
        .where(
            Card.exercise_id == hand.exercise.id,
            Card.kind.in_(step.from_cards),
            Card.state == CardState.SHOWN,
        )
        .order_by(Card.position, Card.id)
    ).all()
    return beside_sheet(hand.method, step, sheet, rows, hand.number)
