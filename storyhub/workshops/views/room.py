"""What a phone shows of the room: the same for everyone at a table who reads the same language, and nothing of one seat."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from storyhub.workshops.methods.schema import Verb, Who
from storyhub.workshops.models import Group
from storyhub.workshops.queries.at_hand import stories_at_hand
from storyhub.workshops.queries.boards import board_views
from storyhub.workshops.queries.sitting import Sitting, count_ready
from storyhub.workshops.seen import Audience, BoardView, CardView, Side, Standing

EVERY = 1500
JITTER = 200
"""Milliseconds between two polls, and by how much tables differ, so that a hall does not ask all at once. What is new is on
every phone within 2.5 seconds: a second of them is the server's, when three hundred ask for a new step at once."""
BOARDS = frozenset(
    {Verb.COLLECT, Verb.IMPORT, Verb.DISCUSS, Verb.REPORT, Verb.PICK, Verb.MERGE, Verb.COMPUTE, Verb.PLACE, Verb.LINK}
)
"""While these are done the board lies under the task; in the others it is in the task, or nothing lies there."""

LISTENING = frozenset({Verb.BRIEF, Verb.REST, Verb.IMPORT, Verb.REPORT, Verb.PICK, Verb.MERGE, Verb.COMPUTE})
"""What asks nobody to do anything with their phone."""
WHOLE = frozenset({Verb.PICK, Verb.MERGE})
"""What is done with cards of any board."""


@dataclass(frozen=True)
class Room:
    """Where the room is. `seen` is the number a poll says; `step` names the step, so that a phone knows when it is another."""

    poll: str
    every: int
    seen: int
    step: str
    title: str
    prompt: str
    number: int
    steps: int
    seconds: int | None
    minutes: int | None
    is_paused: bool
    table: str
    ready: int
    seats: int


def room_of(sitting: Sitting, standing: Standing, *, board: str = "", counts: bool = True) -> Room:
    """`board` names what lies beside it (see `views.drawn`). `counts` is for where the room itself is drawn; a task alone needs
    to know its place only.
    """
    workshop, step = sitting.workshop, standing.step
    ready, seats = count_ready(sitting) if counts and is_for_seats(standing) else (0, 0)
    left = standing.seconds_left
    return Room(
        poll=url_for(
            "seat.poll", code=workshop.code, seen=sitting.sequence, step=step_name(standing), board=board or None
        ),
        every=EVERY + zlib.crc32(f"{sitting.seat.group_id}".encode()) % JITTER - JITTER // 2,
        seen=sitting.sequence,
        step=step_name(standing),
        title=_title(standing, workshop.title),
        prompt=step.prompt if step else "",
        number=standing.step_number,
        steps=len(standing.steps) if step else 0,
        seconds=left,
        minutes=None if step is None or left is None else max(0, -(-left // 60)),
        is_paused=standing.is_paused and step is not None,
        table=_table_name(sitting.group),
        ready=ready,
        seats=seats,
    )


def step_name(standing: Standing) -> str:
    return f"{standing.exercise_id}.{standing.step.id}" if standing.step else "over" if standing.is_over else "before"


def is_for_seats(standing: Standing) -> bool:
    """Whether people have something to do of their own, and so can be ready. Then their task is theirs alone."""
    step = standing.step
    if step is None or step.who == Who.FACILITATOR or step.do in LISTENING:
        return False
    return step.do != Verb.DISCUSS or step.who == Who.GROUP


def _title(standing: Standing, title: str) -> str:
    if standing.step is not None:
        return standing.step.title
    return _("Thank you") if standing.is_over else title


def _table_name(own: Group | None) -> str:
    if own is None:
        return ""
    number = _("Table %(number)s", number=own.number)
    return f"{number} · {own.name}" if own.name else number


def table_of(sitting: Sitting, standing: Standing, language: str) -> dict[str, Any] | None:
    """What lies where all of a table see it, without a word on whose it is."""
    step = standing.step
    if step is None or step.do not in BOARDS:
        return None
    voices = stories_at_hand(sitting.workshop.id, language) if _reads_voices(standing) else []
    boards = _boards_of(sitting, standing, language) if step.board or step.do in WHOLE else []
    if not voices and not any(_has_something(board) for board in boards):
        return None
    return {"title": _("On the table"), "boards": boards, "voices": voices}


def _boards_of(sitting: Sitting, standing: Standing, language: str) -> list[BoardView]:
    """The one of the step; all of them where cards of any are worked with."""
    wanted = standing.step.board if standing.step else ""
    everyone = Audience(Side.SEAT, language, group_id=sitting.seat.group_id)
    return [one for one in board_views(sitting.workshop, standing, everyone) if wanted in ("", one.id)]


def holds_voices(table: dict[str, Any] | None) -> bool:
    """Whether words of stories are in what lies there, also of those sent from home.

    They are asked for again for each answer, and never kept drawn.
    """
    if table is None:
        return False
    return bool(table["voices"]) or any(card.is_from_home for board in table["boards"] for card in _cards_on(board))


def _cards_on(board: BoardView) -> Iterator[CardView]:
    yield from (*board.row_cards, *board.column_cards)
    for zone in board.zones:
        yield from zone.cards
        for heap in zone.clusters:
            yield from heap.cards


def _reads_voices(standing: Standing) -> bool:
    step = standing.step
    return step is not None and step.do in (Verb.IMPORT, Verb.DISCUSS) and step.tray


def _has_something(board: BoardView) -> bool:
    cells = any(cell.ratings for cell in board.cells)
    return cells or any(zone.cards or zone.clusters or zone.hidden for zone in board.zones)
