"""The boards of an exercise for one audience. What it may not see yet is not in them."""

from collections.abc import Sequence
from string import ascii_uppercase
from uuid import UUID

from storyhub.core.db import db
from storyhub.workshops.methods.rules.names import CELL, by_name, zones_of
from storyhub.workshops.methods.schema import Axis, Board, Field, Method, Scope, Step, Verb, Who, Zone
from storyhub.workshops.models import CardState, Exercise, Workshop
from storyhub.workshops.playing import fields_of, link_of, owner_number, owns, scope_of, zones_of_step
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.laid import Table, told_steps, what_lay_lately, what_lies
from storyhub.workshops.queries.sight import Eyes, Sight, steps_over
from storyhub.workshops.seen import (
    Audience,
    AxisView,
    BoardView,
    CardView,
    Cell,
    Line,
    Side,
    Standing,
    ZoneView,
)


def board_views(workshop: Workshop, standing: Standing, audience: Audience) -> list[BoardView]:
    """All boards of the exercise that runs, the one of the present step first. At most eight statements."""
    drawing = drawing_for(workshop, standing, audience)
    if drawing is None:
        return []
    views = [board_view(drawing, board) for board in drawing.laid.method.board]
    now = standing.step.board if standing.step else ""
    return sorted(views, key=lambda view: view.id != now)


def drawing_for(workshop: Workshop, standing: Standing, audience: Audience) -> Drawing | None:
    if standing.method is None or standing.exercise_id is None:
        return None
    over = steps_over(standing.method, standing)
    return _drawing(workshop, standing.exercise_id, standing, standing.method, over, audience)


def drawing_of_past(workshop: Workshop, exercise_id: UUID, method: Method, audience: Audience) -> Drawing:
    over = told_steps(db.session.get_one(Exercise, exercise_id), method)
    return _drawing(workshop, exercise_id, None, method, over, audience)


def drawing_beside(
    workshop: Workshop, standing: Standing, exercise_id: UUID, method: Method, audience: Audience
) -> Drawing:
    """Of another exercise than the one that runs."""
    return _drawing(workshop, exercise_id, None, method, steps_over(method, standing, exercise_id), audience)


def _drawing(
    workshop: Workshop,
    exercise_id: UUID,
    standing: Standing | None,
    method: Method,
    over: frozenset[str],
    audience: Audience,
) -> Drawing:
    step = standing.step if standing else None
    if standing is not None and audience.side == Side.SEAT:
        table = _table_alone(method, step, audience)
        laid = what_lay_lately(workshop.id, exercise_id, method, over, workshop.sequence, table)
    else:
        laid = what_lies(workshop.id, exercise_id, method, over)
    eyes = Eyes(audience, method, step, over, bool(standing and standing.is_revealed), laid.groups, laid.tables)
    return Drawing(laid, eyes, workshop.shows_names)


def _table_alone(method: Method, step: Step | None, audience: Audience) -> Table | None:
    """The table of somebody whose eyes do not go beyond it in this step (`Eyes.of_shown`)."""
    if audience.group_id is None or scope_of(method, step) != Scope.GROUP:
        return None
    return Table(audience.group_id, frozenset(zone.id for zone in method.zone if zone.owner_group))


def board_view(drawing: Drawing, board: Board) -> BoardView:
    method = drawing.laid.method
    centre, centre_language = _centre(drawing, board)
    rows, columns = drawing.of_kind(board.rows_from), drawing.of_kind(board.columns_from)
    zones = [zone for zone in method.zone if zone.board == board.id]
    return BoardView(
        id=board.id,
        label=board.label,
        geometry=board.geometry,
        overlay=board.overlay,
        columns=board.columns,
        rows=board.rows,
        rings=board.rings,
        centre=centre,
        centre_language=centre_language,
        axes=axes_of(drawing, board),
        zones=[zone_view(drawing, zone, ascii_uppercase[place % 26]) for place, zone in enumerate(zones)],
        row_cards=rows,
        column_cards=columns,
        cells=_cells(drawing, rows, columns),
        lines=lines_between(drawing, {zone.id for zone in zones}),
        group_number=drawing.eyes.number,
    )


def zone_view(drawing: Drawing, zone: Zone, letter: str = "") -> ZoneView:
    heaped = {card.id for cluster in drawing.heaps.values() for card in cluster.cards}
    here = [cluster.id for cluster in drawing.laid.clusters if cluster.zone == zone.id]
    in_zone = [card for card in drawing.laid.cards if card.zone == zone.id]
    loose = [drawing.views[card.id] for card in in_zone if card.id in drawing.views and card.id not in heaped]
    return ZoneView(
        id=zone.id,
        label=zone.label,
        hint=zone.hint,
        letter=letter,
        column=zone.column,
        row=zone.row,
        ring=zone.ring,
        quadrant=(zone.quadrant[0].value, zone.quadrant[1].value) if zone.quadrant else None,
        is_off_board=zone.off_board,
        cards=loose,
        clusters=[drawing.heaps[cluster_id] for cluster_id in here if cluster_id in drawing.heaps],
        hidden=sum(drawing.sights[card.id] == Sight.HIDDEN for card in in_zone),
        may_add=may_add(drawing, zone),
        group_number=owner_number(zone.owner_group, drawing.laid.tables) if zone.owner_group else 0,
    )


def may_add(drawing: Drawing, zone: Zone) -> bool:
    """Whether this audience may lay a card there now."""
    eyes, method = drawing.eyes, drawing.laid.method
    if eyes.audience.side == Side.DESK:
        return bool(zone.accepts)
    step = eyes.step
    if eyes.audience.side == Side.STAGE or step is None or step.who == Who.FACILITATOR:
        return False
    if step.do not in (Verb.COLLECT, Verb.COMPOSE) or zone not in zones_of_step(method, step):
        return False
    return step.card in zone.accepts and owns(method, zone, eyes.own_number, drawing.laid.tables)


def lines_between(drawing: Drawing, zones: set[str]) -> list[Line]:
    """The lines of which both ends are seen and one lies on the board."""
    found = []
    for link in drawing.laid.links:
        start, end = drawing.views.get(link.from_id), drawing.views.get(link.to_id)
        kind = link_of(drawing.laid.method, link.kind)
        if start is None or end is None or kind is None or not drawing.eyes.sees_line(link):
            continue
        if {start.zone, end.zone} & zones:
            found.append(Line(link.kind, kind.label, start.code, end.code, kind.directed))
    return found


def axes_of(drawing: Drawing, board: Board) -> list[AxisView]:
    return [_axis(drawing, by_name(drawing.laid.method.axis)[name]) for name in board.axes]


def _axis(drawing: Drawing, axis: Axis) -> AxisView:
    """Its ends in words, or from the card that was picked for it."""
    picked = drawing.laid.picks.get(axis.from_pick)
    card = drawing.views.get(picked) if picked else None
    if card is None or card.state != CardState.SHOWN:
        return AxisView(axis.label, axis.low, axis.high)
    said = _said_by(card, fields_of(drawing.laid.method, card.kind))
    return AxisView(card.text or axis.label, said.get(axis.low_field, ""), said.get(axis.high_field, ""))


def _said_by(card: CardView, fields: Sequence[Field]) -> dict[str, str]:
    """By the names of the fields, what this audience reads of them."""
    rows = dict(card.rows)
    return {field.id: card.text if at == 0 else rows.get(field.label, "") for at, field in enumerate(fields)}


def _centre(drawing: Drawing, board: Board) -> tuple[str, str]:
    """What stands in the middle of the rings: the same for every table, or each table its own."""
    given = by_name(drawing.laid.method.input).get(board.centre)
    cards = drawing.of_kind(given.kind) if given and given.kind else []
    cards = [card for card in cards if card.zone not in zones_of(drawing.laid.method)]
    if not cards:
        return "", ""
    if drawing.eyes.number or len(cards) == 1:
        one = cards[(max(drawing.eyes.number, 1) - 1) % len(cards)]
        return one.text, one.language
    return " · ".join(card.text for card in cards), cards[0].language


def _cells(drawing: Drawing, rows: Sequence[CardView], columns: Sequence[CardView]) -> list[Cell]:
    ratings = [one for one in drawing.laid.method.rating if one.on == CELL]
    found = []
    for row in rows:
        for column in columns:
            pair = (row.id, column.id)
            judged = [spread for rating in ratings for spread in drawing.spreads(rating, *pair)]
            notes = [note for rating in ratings for note in drawing.laid.notes.get((rating.id, pair), ())]
            found.append(Cell(row, column, judged, notes, drawing.laid.objections.get(pair, 0)))
    return found
