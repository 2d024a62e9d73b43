"""What one seat has to do now: one task on the screen at a time."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.methods.rules.names import CELL, boards_of, by_name, zones_of
from storyhub.workshops.methods.schema import DealTo, Field, FieldType, Geometry, Scope, Step, Verb, Who
from storyhub.workshops.models import Card, CardState, Rating, Ready, Seat, Vote, Workshop
from storyhub.workshops.playing import (
    OBJECTION,
    REFLECTION,
    dealt,
    fields_of,
    must_hang,
    parents_of,
    scope_of,
    zones_for,
    zones_of_step,
)
from storyhub.workshops.queries.boards import axes_of, drawing_for, lines_between, zone_view
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.seen import Audience, Ballot, CardView, Standing, Task, ToRate

COUNTED = (CardState.SHOWN, CardState.HELD)
"""Cards that count against the limit of a step."""


def task_for(workshop: Workshop, standing: Standing, audience: Audience) -> Task | None:
    """For a seat; None while no step runs."""
    step = standing.step
    drawing = drawing_for(workshop, standing, audience) if step else None
    if step is None or drawing is None or audience.seat_id is None:
        return None
    plain = Task(step=step, is_ready=_is_ready(drawing, step))
    if step.who == Who.FACILITATOR:
        return plain
    return _BY_VERB.get(step.do, _listen)(drawing, step, plain)


def _is_ready(drawing: Drawing, step: Step) -> bool:
    return db.session.get(Ready, (drawing.eyes.audience.seat_id, drawing.laid.exercise_id, step.id)) is not None


def _collect(drawing: Drawing, step: Step, plain: Task) -> Task:
    method, number, groups = drawing.laid.method, drawing.eyes.own_number, drawing.laid.tables
    zones = zones_for(method, step, step.card, number, groups)
    free = [zone for zone in zones if not must_hang(method, step, zone)]
    beside = _to_hang_on(drawing, step)
    if free and not beside:
        zones = free  # nothing lies there yet on which a card could hang
    return replace(
        plain,
        fields=fields_of(method, step.card),
        card_kind=step.card,
        zones=[zone_view(drawing, zone) for zone in zones],
        left=_left(drawing, step),
        mine=_mine(drawing, step),
        dealt=_dealt(drawing, step),
        beside=beside,
        needs_parent=bool(zones) and not free,
    )


def _place(drawing: Drawing, step: Step, plain: Task) -> Task:
    """Only where this table may lay cards; on a plane by its axes, whose ends may be a card's that was picked."""
    method = drawing.laid.method
    zones = zones_for(method, step, step.card, drawing.eyes.own_number, drawing.laid.tables)
    board = boards_of(method).get(step.board)
    return replace(
        _arrange(drawing, step, plain),
        zones=[zone_view(drawing, zone) for zone in zones],
        axes=axes_of(drawing, board) if board is not None and board.geometry == Geometry.PLANE else (),
    )


def _arrange(drawing: Drawing, step: Step, plain: Task) -> Task:
    zones = zones_of_step(drawing.laid.method, step)
    ends = {kind for one in drawing.laid.method.link if one.kind in step.links for kind in (*one.from_, *one.to)}
    return replace(
        plain,
        card_kind=step.card,
        zones=[zone_view(drawing, zone) for zone in zones],
        dealt=_dealt(drawing, step),
        beside=drawing.of_kind(*ends) if step.do == Verb.LINK else drawing.of_kind(step.card),
        lines=[
            line
            for line in lines_between(drawing, {card.zone for card in drawing.views.values()})
            if line.kind in step.links
        ],
    )


def _compose(drawing: Drawing, step: Step, plain: Task) -> Task:
    method, eyes = drawing.laid.method, drawing.eyes
    zones = zones_for(method, step, step.card, eyes.own_number, drawing.laid.tables)
    places = {zone.id for zone in zones}
    sheets: dict[str, CardView] = {}
    for card in drawing.laid.cards:
        if card.zone in places and _is_sheet(drawing, step, card):
            sheets.setdefault(card.zone, replace(drawing.card(card), may_change=True, fields=card.fields))
    handed = _dealt(drawing, step)
    beside = [drawing.views[card.id] for kind in step.from_cards for card in drawing.handed(kind)]
    return replace(
        plain,
        dealt=handed,
        fields=fields_of(method, step.card),
        card_kind=step.card,
        zones=[zone_view(drawing, zone) for zone in zones],
        sheets=sheets,
        beside=[card for card in beside if card not in handed],
    )


def _is_sheet(drawing: Drawing, step: Step, card: Card) -> bool:
    """Whether it is what this seat fills in with others, or by itself: just that which `composing` saves to.

    Such a card of another step, or one that was laid at the desk, lies beside it. One that waits for the facilitator is
    there for those who fill it in.
    """
    if card.kind != step.card or card.step != step.id or card.state not in COUNTED:
        return False
    if step.who == Who.INDIVIDUAL:
        return drawing.eyes.is_mine(card)
    if zones_of(drawing.laid.method)[card.zone].owner_group:
        return True
    return card.group_id == (drawing.eyes.audience.group_id if step.who == Who.GROUP else None)


def _mine(drawing: Drawing, step: Step) -> list[CardView]:
    """What this seat wrote in this step, also what waits for the facilitator or was taken back."""
    return [drawing.card(card) for card in drawing.laid.cards if drawing.eyes.is_mine(card) and card.step == step.id]


def _left(drawing: Drawing, step: Step) -> int | None:
    if not step.limit:
        return None
    audience = drawing.eyes.audience
    if step.who == Who.INDIVIDUAL and _seat(drawing).is_host:
        return None
    at_table = step.who == Who.GROUP and audience.group_id is not None
    used = [
        card
        for card in drawing.laid.cards
        if card.step == step.id
        and card.kind == step.card
        and card.state in COUNTED
        and (card.group_id == audience.group_id if at_table else drawing.eyes.is_mine(card))
    ]
    return max(0, step.limit - len(used))


def _to_hang_on(drawing: Drawing, step: Step) -> list[CardView]:
    places, kinds = parents_of(drawing.laid.method, step)
    if places:
        return [view for view in drawing.views.values() if view.zone in places]
    handed = drawing.dealt_ids
    return [view for view in drawing.of_kind(*kinds) if not handed or view.id in handed]


def _dealt(drawing: Drawing, step: Step) -> list[CardView]:
    """What this table or person was handed to work on: in this step, or before it while a table stays at its board."""
    method = drawing.laid.method
    stays = scope_of(method, step) == Scope.GROUP
    until = method.step[: method.step.index(step) + 1]
    deals = [one.deal for one in until if one.deal and (one is step or (stays and one.board == step.board))]
    if not deals:
        return []
    deal = deals[-1]
    if deal.to == DealTo.INDIVIDUAL:
        cards = [card for card in drawing.of_kind(deal.what) if card.is_kept]
        return dealt(cards, deal.each, _seat(drawing).number)
    return [drawing.views[card.id] for card in drawing.handed(deal.what)]


def _seat(drawing: Drawing) -> Seat:
    return db.session.get_one(Seat, drawing.eyes.audience.seat_id)


def _to_rate(drawing: Drawing, step: Step) -> list[ToRate]:
    rating = by_name(drawing.laid.method.rating)[step.rating]
    said, notes = _said(drawing, rating.id)
    pairs: list[tuple[CardView, CardView | None]]
    if rating.on == CELL:
        pairs = [
            (row, column)
            for board in drawing.laid.method.board
            for column in drawing.of_kind(board.columns_from)
            for row in drawing.of_kind(board.rows_from)
        ]
    else:
        pairs = [(card, None) for card in drawing.of_kind(rating.on)]
    if step.deal is not None and step.deal.what in {card.kind for card, _ in pairs}:
        mine = {card.id for card in _dealt(drawing, step)}
        pairs = [(card, column) for card, column in pairs if card.id in mine]
    found = []
    for card, column in pairs:
        if not card.is_kept:
            continue
        key = (card.id, column.id if column else None)
        values = {dim: value for dim, value in said.get(key, {}).items() if dim != OBJECTION}
        objection = notes.get((*key, OBJECTION)) if OBJECTION in said.get(key, {}) else None
        note = next((notes[(*key, dim.id)] for dim in rating.dims if notes.get((*key, dim.id))), "")
        found.append(ToRate(card, column, rating.dims, values, note, objection))
    return found


def _said(
    drawing: Drawing, rating: str
) -> tuple[dict[tuple[UUID, UUID | None], dict[str, int]], dict[tuple[UUID, UUID | None, str], str]]:
    """What this seat judged already, and its notes."""
    rows = db.session.scalars(
        select(Rating).where(
            Rating.seat_id == drawing.eyes.audience.seat_id,
            Rating.exercise_id == drawing.laid.exercise_id,
            Rating.rating == rating,
        )
    )
    said: dict[tuple[UUID, UUID | None], dict[str, int]] = {}
    notes: dict[tuple[UUID, UUID | None, str], str] = {}
    for row in rows:
        said.setdefault((row.card_id, row.other_id), {})[row.dim] = row.value
        notes[row.card_id, row.other_id, row.dim] = row.note
    return said, notes


def _ballot(drawing: Drawing, step: Step) -> Ballot:
    vote = by_name(drawing.laid.method.vote)[step.vote]
    rows = db.session.execute(
        select(Vote.card_id, Vote.points).where(
            Vote.seat_id == drawing.eyes.audience.seat_id,
            Vote.exercise_id == drawing.laid.exercise_id,
            Vote.vote == vote.id,
        )
    )
    given = {card_id: points for card_id, points in rows}
    cards = [view for view in drawing.of_kind(*vote.on) if view.is_kept]
    left = vote.budget - sum(given.values())
    return Ballot(vote.budget, vote.max_per_item, left, cards, given)


def _rate(drawing: Drawing, step: Step, plain: Task) -> Task:
    return replace(plain, to_rate=_to_rate(drawing, step))


def _vote(drawing: Drawing, step: Step, plain: Task) -> Task:
    return replace(plain, ballot=_ballot(drawing, step))


def _reflect(drawing: Drawing, step: Step, plain: Task) -> Task:
    asked = tuple(Field(id=one.id, type=FieldType.LONG, label=one.label) for one in step.questions)
    return replace(plain, fields=asked, card_kind=REFLECTION, mine=_mine(drawing, step))


def _listen(drawing: Drawing, step: Step, plain: Task) -> Task:
    return replace(plain, dealt=_dealt(drawing, step), beside=drawing.of_kind(*step.from_cards))


_BY_VERB = {
    Verb.COLLECT: _collect,
    Verb.CLUSTER: _arrange,
    Verb.PLACE: _place,
    Verb.LINK: _arrange,
    Verb.RATE: _rate,
    Verb.VOTE: _vote,
    Verb.COMPOSE: _compose,
    Verb.REFLECT: _reflect,
}
"""What a verb puts on the screen; the others let people listen and talk."""
