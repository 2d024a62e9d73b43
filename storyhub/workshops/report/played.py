"""One exercise as a file tells it: how it was put to the room, its boards, what people answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from storyhub.workshops.methods.schema import Board, Geometry, Method, Use
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import minutes_of, steps_of
from storyhub.workshops.queries.boards import board_view, drawing_beside, drawing_for, drawing_of_past
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.reflections import Answers
from storyhub.workshops.report.telling import Telling
from storyhub.workshops.report.values import Asked, Given, Played
from storyhub.workshops.seen import Audience, BoardView, Side, Standing, Voice

BY_TABLE = (Geometry.RINGS, Geometry.FORM)
"""Boards of which each table has its own picture; on the others the tables' cards lie side by side."""


def drawing_in(
    workshop: Workshop, exercise: Exercise, method: Method, language: str, standing: Standing
) -> Drawing | None:
    """What the stage may show of it now: all of it once the workshop is over."""
    audience = Audience(Side.STAGE, language)
    if workshop.state == WorkshopState.CLOSED:
        return drawing_of_past(workshop, exercise.id, method, audience)
    if standing.exercise_id == exercise.id:
        return drawing_for(workshop, standing, audience)
    return drawing_beside(workshop, standing, exercise.id, method, audience)


def played(
    exercise: Exercise,
    drawing: Telling,
    given: Sequence[Given],
    voices: Mapping[UUID, Sequence[Voice]],
    answers: Sequence[tuple[str, Answers]],
) -> Played:
    method = drawing.laid.method
    steps = [Asked(one.title, one.prompt, minutes_of(exercise, one)) for one in steps_of(exercise, method)]
    return Played(
        title=method.method.title,
        purpose=method.method.purpose,
        day=exercise.day,
        question=_question(exercise, method),
        steps=steps,
        boards=[view for board in method.board for view in _boards(drawing, board)],
        given=given,
        voices={card_id: voices.get(card_id, ()) for card_id in drawing.views},
        reflections=answers,
    )


def _boards(drawing: Telling, board: Board) -> list[BoardView]:
    """The board of all tables, or those of each; none where nothing lies."""
    tables = _tables_on(drawing, board) if board.geometry in BY_TABLE else []
    if len(tables) < 2:
        return [view for view in [board_view(drawing, board)] if _is_filled(view)]
    found = []
    for group_id in tables:
        audience = replace(drawing.eyes.audience, group_id=group_id)
        found.append(board_view(replace(drawing, eyes=replace(drawing.eyes, audience=audience)), board))
    return [view for view in found if _is_filled(view)]


def _tables_on(drawing: Telling, board: Board) -> list[UUID]:
    """The tables whose cards lie on it, by number."""
    zones = {zone.id for zone in drawing.laid.method.zone if zone.board == board.id}
    there = {card.group_id for card in drawing.seen if card.group_id and card.zone in zones}
    return sorted(there & set(drawing.laid.groups), key=lambda group_id: drawing.laid.groups[group_id])


def _is_filled(view: BoardView) -> bool:
    return bool(view.row_cards or any(zone.cards or zone.clusters for zone in view.zones))


def _question(exercise: Exercise, method: Method) -> str:
    """The words that were typed for the exercise's own question; a question that came as a card lies on a board."""
    asked = [one.id for one in method.input if one.use == Use.QUESTION]
    return next((words for name in asked if (words := exercise.inputs.get(name, {}).get("text", ""))), "")
