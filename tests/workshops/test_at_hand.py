"""What a phone is shown does not hang on how much was read for it, nor on which phone asked a moment before."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from storyhub.workshops.queries import boards, laid
from storyhub.workshops.services import clustering, linking, placing, tables
from tests.workshops.boards import COLLECT, COMPOSE, HEAP, LINK, PLACE, TALK, Looking, board_method
from tests.workshops.room import Room
from tests.workshops.rustavi import Walk, walk_drivers, walk_scan, walk_worlds


def shown(look: Looking, seats: list[UUID]) -> list[Any]:
    laid._read_lately.cache.clear()
    return [(look.boards(one), look.task(one)) for one in seats]


@pytest.fixture
def same(monkeypatch: pytest.MonkeyPatch) -> Callable[[Looking, list[UUID]], list[Any]]:
    """Compares what each seat is shown with and without what lies at other tables having been read."""

    def compare(look: Looking, seats: list[UUID]) -> list[Any]:
        narrow = shown(look, seats)
        with monkeypatch.context() as whole:
            whole.setattr(boards, "_table_alone", lambda *_eyes: None)
            assert shown(look, seats) == narrow
        return narrow

    return compare


def test_what_lies_at_other_tables_need_not_be_read(
    workshop_of: Callable[..., Room], same: Callable[[Looking, list[UUID]], list[Any]]
) -> None:
    room = workshop_of(board_method(COLLECT, HEAP | {"reveal": "on_advance"}, PLACE, LINK, COMPOSE, TALK))
    seats, look = room.seats(8), Looking(room)
    room.advance()
    here, there = look.two_tables()
    ideas = {seat: [look.write(seat, f"{word} of {seat}") for word in ("One", "Two")] for seat in seats}
    first = same(look, seats)
    assert [len(task.mine) for _, task in first] == [2] * len(seats)

    moving = here[-1]
    room.do(tables.move_seat, moving, room.seat(there[0]).group_id)
    moved = dict(zip(seats, same(look, seats), strict=True))
    assert len(moved[moving][1].mine) == 2, "what somebody wrote at the table before stays theirs"

    room.advance()
    for people in (here[:-1], there):
        own = [ideas[seat][0] for seat in people]
        look.act(clustering.stack_cards, people[0], own[0], own[1])
        look.act(clustering.name_alone, people[0], own[2], "An option")
    same(look, seats)
    room.advance()
    look.act(placing.move_card, there[0], ideas[there[0]][0], x=70, y=90)
    same(look, seats)
    room.advance()
    look.act(linking.link_cards, there[0], ideas[there[0]][0], ideas[there[1]][0], "near")
    same(look, seats)
    room.advance()
    same(look, seats)


def test_tables_that_share_a_zone_see_what_the_other_laid_there(
    workshop_of: Callable[..., Room], same: Callable[[Looking, list[UUID]], list[Any]]
) -> None:
    room = workshop_of("rustavi")
    seats, look = room.seats(12), Looking(room)
    walk = Walk(room, seats[:4], look)
    walk_scan(walk)
    walk_drivers(walk)
    walk_worlds(walk)
    room.do(tables.deal_groups, count=6, afresh=True)
    reading = zip(seats, same(look, seats), strict=True)
    tables_of_sheet = {room.seat(seat).group_id for seat, (_, task) in reading if any(task.sheets.values())}
    assert len(tables_of_sheet) > 1, "six tables for four worlds: two of them work on one"
