"""What a board would only say again: files to read leave it out; the workbook and the tables keep everything."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from storyhub.workshops.methods.words import Geometry, OutcomeKind
from storyhub.workshops.report.ties import every_card
from storyhub.workshops.report.values import Played, Report
from storyhub.workshops.seen import BoardView, CardView, ZoneView

IN_FRONT = (OutcomeKind.SCENARIO, OutcomeKind.EXPERIMENT, OutcomeKind.COMMITMENT)
"""Records of which everything stands at the beginning."""
LISTS = (Geometry.LIST, Geometry.FORM)
"""Boards that are nothing but their cards: where a card lies on another says something of itself."""


def cards_in_front(report: Report) -> frozenset[UUID]:
    return frozenset(one.card.id for kind in IN_FRONT for one in report.by_kind.get(kind, ()))


def told_once(report: Report) -> Sequence[Played]:
    """The exercises without lists whose cards stand at the beginning or on an earlier board, and are as they were there."""
    in_front, told = cards_in_front(report), set[tuple[str, str]]()
    found = []
    for played in report.exercises:
        boards = [left for board in played.boards if (left := _left_of(board, in_front, told))]
        told |= {(card.text, card.language) for board in played.boards for card in every_card(board)}
        found.append(replace(played, boards=boards))
    return found


def leads_to_front(played: Played, in_front: Collection[UUID]) -> bool:
    """Whether something of its lists and sheets stands at the beginning."""
    return any(card.id in in_front for board in played.boards if board.geometry in LISTS for card in every_card(board))


def _left_of(board: BoardView, in_front: Collection[UUID], told: Collection[tuple[str, str]]) -> BoardView | None:
    if board.geometry not in LISTS:
        return board
    tied = {code for line in board.lines for code in (line.from_code, line.to_code)}
    zones = [one for one in board.zones if not _is_repeat(one, tied, in_front, told)]
    return replace(board, zones=zones) if any(one.cards or one.clusters or one.hidden for one in zones) else None


def _is_repeat(
    zone: ZoneView, tied: Collection[str], in_front: Collection[UUID], told: Collection[tuple[str, str]]
) -> bool:
    if zone.clusters or zone.hidden or not zone.cards:
        return False
    return all(
        card.id in in_front or ((card.text, card.language) in told and card.code not in tied and not _has_news(card))
        for card in zone.cards
    )


def _has_news(card: CardView) -> bool:
    judged = any(one.median is not None for one in card.ratings)
    return bool(card.votes is not None or card.verdict or card.is_minority or not card.is_kept or judged)
