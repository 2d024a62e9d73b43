"""Cards put together at a table: heaps, the cards they become, twins joined at the desk, lines, and places."""

from collections.abc import Callable

import pytest

from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.workshops.models import CardState
from storyhub.workshops.queries.held import twins
from storyhub.workshops.seen import Side
from storyhub.workshops.services import cards, clustering, linking, merging, placing
from storyhub.workshops.services.hands import StepOver
from tests.workshops.boards import COLLECT, HEAP, LINK, NEXT_RING, PLACE, RING, TALK, Looking, board_method
from tests.workshops.room import Room, a_key


def test_a_table_stacks_cards_and_a_named_heap_becomes_a_card(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, HEAP, TALK))
    room.seats(8)
    look = Looking(room)
    room.advance()
    (ana, ben, *_), (cem, *_) = look.two_tables()
    one, two, three = (look.write(ana, text) for text in ("One", "Two", "Three"))
    odd = look.write(ben, "Odd", "odd")
    theirs = look.write(cem, "Theirs")
    room.advance()

    before = look.boards(ben)
    heap = look.act(clustering.stack_cards, ben, two, one)
    assert look.act(clustering.stack_cards, ana, two, one, key="twice") == heap
    assert look.act(clustering.stack_cards, ana, two, one, key="twice") == heap
    look.act(clustering.unstack_card, ana, two)
    assert look.boards(ben) == before, "a heap of one without a name is a card again"

    heap = look.act(clustering.stack_cards, ben, two, one)
    look.act(clustering.stack_cards, ben, three, two)
    (seen,) = look.zone(ana, "ideas").clusters
    assert [card.text for card in seen.cards] == ["One", "Two", "Three"]
    assert look.zone(cem, "ideas").clusters == [], "another table has a copy of its own"
    with pytest.raises(NotFound):
        look.act(clustering.stack_cards, ben, three, theirs)
    with pytest.raises(NotFound):
        look.act(clustering.name_cluster, cem, heap, "Not at this table")
    with pytest.raises(Invalid):
        look.act(clustering.stack_cards, ben, one, one)

    option = look.act(clustering.name_cluster, ben, heap, "All of it")
    assert look.act(clustering.name_cluster, ana, heap, "All of it, mended") == option
    assert look.card(ana, option).text == "All of it, mended"
    assert look.card(ana, option).zone == "options"
    assert _lines(look) == {(look.row(part).code, look.row(option).code) for part in (one, two, three)}

    look.act(clustering.unstack_card, ana, three)
    assert _lines(look) == {(look.row(part).code, look.row(option).code) for part in (one, two)}
    alone = look.act(clustering.name_alone, ana, three, "Stands alone")
    assert look.card(ben, alone).text == "Stands alone"
    look.act(clustering.stack_cards, ana, odd, three)
    assert look.texts(ben, "odd") == []
    look.act(clustering.unstack_card, ana, odd)
    assert look.texts(ben, "odd") == ["Odd"], "it lies again where it lay"

    for card in (one, two):
        look.act(clustering.unstack_card, ben, card)
    assert look.row(option).state == CardState.TAKEN_BACK
    assert sorted(card.text for card in look.zone(ben, "ideas").cards) == ["One", "Two"]


def test_twins_of_two_tables_are_joined_and_remember_their_parts(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, HEAP, TALK))
    room.seats(8)
    look = Looking(room)
    room.advance()
    (ana, *_), (cem, *_) = look.two_tables()
    mine, too = look.write(ana, "Water is short"), look.write(ana, "Dry wells")
    theirs = look.write(cem, "No water")
    room.advance()
    one = look.act(clustering.name_cluster, ana, look.act(clustering.stack_cards, ana, mine, too), "Water runs out")
    other = look.act(clustering.name_alone, cem, theirs, "Water runs out!")

    with room.inside():
        assert [{left.id, right.id} for left, right in twins(look.drawing(Side.DESK))] == [{one, other}]
    look.act(merging.merge_cards, room.facilitator, one, [other])
    assert look.row(other).merged_into_id == one
    assert look.row(one).group_id is None, "it lies on everyone's board"
    codes = {look.row(part).code for part in (mine, too, theirs)}
    assert _lines(look) == {(code, look.row(one).code) for code in codes}

    look.act(clustering.unstack_card, ana, too)
    assert _lines(look) == {(look.row(part).code, look.row(one).code) for part in (mine, theirs)}
    look.act(merging.part_card, room.facilitator, other)
    assert look.texts(cem, "options").count("Water runs out!") == 1
    with pytest.raises(Invalid):
        look.act(merging.merge_cards, room.facilitator, one, [one])
    with pytest.raises(NotFound):
        look.act(merging.merge_cards, room.facilitator, one, [mine])


def test_a_card_is_placed_by_choosing_and_the_move_is_undone(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, PLACE, TALK))
    room.seats(8)
    look = Looking(room)
    room.advance()
    (ana, ben, *_), (cem, *_) = look.two_tables()
    card = look.write(ana, "Somewhere")
    look.act(placing.move_card, ana, card, zone="odd")
    look.act(placing.undo_move, ana, card)
    assert look.row(card).zone == "ideas"
    with pytest.raises(Conflict):
        look.act(placing.undo_move, ana, card)
    room.advance()

    look.act(placing.move_card, ben, card, zone="hh")
    assert (look.row(card).x, look.row(card).y) == (0.75, 0.75)
    look.act(placing.move_card, ana, card, x=10, y=50)
    assert (look.row(card).zone, look.row(card).x, look.row(card).y) == ("lh", 0.1, 0.5)
    with pytest.raises(Conflict):
        look.act(placing.undo_move, ben, card)
    look.act(placing.undo_move, ana, card)
    assert look.row(card).zone == "hh"

    for wrong in ({"zone": "ideas"}, {"x": 101, "y": 5}, {"zone": ""}):
        with pytest.raises(Invalid):
            look.act(placing.move_card, ana, card, **wrong)
    with pytest.raises(NotFound):
        look.act(placing.move_card, cem, card, zone="ll")
    room.advance()
    with pytest.raises(StepOver):
        look.act(placing.move_card, ana, card, zone="ll")
    look.act(placing.move_card, room.facilitator, card, zone="ll")
    assert look.row(card).zone == "ll"


def test_lines_are_drawn_once_and_a_tree_has_one_parent(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, RING, NEXT_RING, LINK | {"links": ["near", "leads"]}, TALK))
    room.seats(3)
    look = Looking(room)
    room.advance()
    (ana, *_), *_ = look.tables().values()
    a, b, c, d = (look.write(ana, text) for text in ("A", "B", "C", "D"))
    room.advance()
    root, branch = look.write(ana, "Root", "ring1"), look.write(ana, "Branch", "ring1")
    room.advance()
    leaf = look.write(ana, "Leaf", "ring2", parent_id=root)
    with pytest.raises(StepOver):
        look.act(linking.link_cards, ana, a, b, "near")
    room.advance()

    for start, end in ((a, b), (b, a), (a, c)):
        look.act(linking.link_cards, ana, start, end, "near")
    assert len([line for line in look.task(ana).lines if line.kind == "near"]) == 2
    with pytest.raises(Conflict):
        look.act(linking.link_cards, ana, a, d, "near")
    with pytest.raises(Conflict):
        look.act(linking.link_cards, ana, branch, leaf, "leads")
    with pytest.raises(Conflict):
        look.act(linking.link_cards, ana, leaf, root, "leads")
    for start, end, kind in ((a, a, "near"), (a, leaf, "near"), (a, leaf, "leads"), (branch, root, "leads")):
        with pytest.raises(Invalid):
            look.act(linking.link_cards, ana, start, end, kind)
    look.act(linking.unlink_cards, ana, root, leaf, "leads")
    look.act(linking.link_cards, ana, branch, leaf, "leads")
    assert look.row(leaf).parent_id == branch
    look.act(linking.unlink_cards, ana, b, a, "near")
    assert len([line for line in look.task(ana).lines if line.kind == "near"]) == 1
    with room.inside(), pytest.raises(Conflict):
        cards.take_back(ana, branch, key=a_key())


def test_a_card_of_a_tree_stays_in_the_ring_after_the_one_it_hangs_on(workshop_of: Callable[..., Room]) -> None:
    rings = PLACE | {"board": "wheel", "zones": ["ring1", "ring2"], "card": "effect"}
    room = workshop_of(board_method(RING, NEXT_RING, rings, TALK))
    room.seats(3)
    look = Looking(room)
    room.advance()
    (ana, *_), *_ = look.tables().values()
    root, branch = look.write(ana, "Root", "ring1"), look.write(ana, "Branch", "ring1")
    room.advance()
    leaf = look.write(ana, "Leaf", "ring2", parent_id=root)
    room.advance()
    for card, zone in ((leaf, "ring1"), (branch, "ring2"), (root, "ring2")):
        with pytest.raises(Invalid):
            look.act(placing.move_card, ana, card, zone=zone)
    look.act(placing.move_card, ana, leaf, zone="ring2")
    assert [look.row(one).zone for one in (root, branch, leaf)] == ["ring1", "ring1", "ring2"]


def _lines(look: Looking) -> set[tuple[str, str]]:
    table = next(board for board in look.boards(Side.STAGE) if board.id == "table")
    return {(line.from_code, line.to_code) for line in table.lines if line.kind == "adds"}
