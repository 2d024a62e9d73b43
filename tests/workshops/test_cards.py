"""Cards as people write them: what is taken, what waits, whose they are, and what others see of them when."""

from collections.abc import Callable

import pytest

from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import CardState, Seat, Workshop
from storyhub.workshops.seen import Side
from storyhub.workshops.services import cards
from storyhub.workshops.services.adding import StepFull
from storyhub.workshops.services.cards import CardChanged, NewCard
from storyhub.workshops.services.hands import StepOver
from tests.workshops.boards import COLLECT, NEXT_RING, RING, TALK, Looking, board_method
from tests.workshops.room import Room, a_key


def test_a_silent_card_is_its_writers_until_the_step_ends_and_the_room_counts_it(
    workshop_of: Callable[..., Room],
) -> None:
    room = workshop_of(board_method(COLLECT | {"reveal": "on_advance", "limit": 2}, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()

    first = look.write(ana, "Wells run dry  \u202eearlier", key="one")
    assert look.write(ana, "Wells run dry earlier", key="one") == first, "the same key is the same card"
    assert look.row(first).fields == {"text": "Wells run dry earlier"}
    assert look.task(ana).left == 1
    assert [card.text for card in look.task(ana).mine] == ["Wells run dry earlier"]

    assert look.texts(ana, "ideas") == ["Wells run dry earlier"]
    for other in (ben, Side.STAGE, Side.DESK):
        assert look.texts(other, "ideas") == []
        assert look.zone(other, "ideas").hidden == 1
        assert "Wells" not in repr(look.boards(other))

    look.write(ana, "The bus is full", zone="odd")
    with pytest.raises(StepFull):
        look.write(ana, "One too many")
    assert look.task(ana).left == 0

    room.advance()
    assert look.texts(ben, "ideas") == ["Wells run dry earlier"]
    assert look.zone(Side.STAGE, "ideas").hidden == 0
    with pytest.raises(StepOver):
        look.act(cards.change_card, ana, first, {"text": "Something else"}, seen_revision=0)


def test_the_host_of_a_table_writes_for_neighbours_without_a_phone(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT | {"limit": 1}, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    with room.inside(), transaction() as session:
        session.get_one(Seat, ana).is_host = True
        session.get_one(Workshop, room.id).shows_names = True
    room.advance()
    for name in ("Nino", "", "Nino"):
        look.write(ana, f"Said by {name or 'somebody'} {a_key()}", said_for=name)
    look.write(ben, "His own", said_for="Somebody else")
    assert look.task(ana).left is None
    assert look.task(ben).left == 0
    assert [card.by for card in look.cards(Side.STAGE)] == ["Nino", "", "Nino", ""]


def test_a_card_for_somebody_without_a_name_does_not_bear_that_of_its_writer(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    with room.inside(), transaction() as session:
        seat = session.get_one(Seat, ana)
        seat.is_host, seat.name, seat.may_show_name = True, "Ana", True
        session.get_one(Workshop, room.id).shows_names = True
    room.advance()
    look.write(ana, "Her own")
    look.write(ana, "Of a neighbour who gives no name", is_for_other=True)
    look.write(ana, "Of Lali", said_for="Lali", is_for_other=True)
    assert {card.text: card.by for card in look.cards(Side.STAGE)} == {
        "Her own": "Ana",
        "Of a neighbour who gives no name": "",
        "Of Lali": "Lali",
    }


def test_what_comes_late_is_held_and_the_desk_lets_it_in(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, TALK), board_method(TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    exercise_id, _ = room.advance()
    room.advance(2)

    assert exercise_id is not None
    new = NewCard(exercise_id, "write", "ideas", {"text": "Typed while the network was away"})
    late = look.act(cards.add_card, ana, new)
    assert look.row(late).state == CardState.HELD

    look.act(cards.release_card, room.facilitator, late)
    assert look.row(late).state == CardState.SHOWN
    with pytest.raises(StepOver):
        look.act(cards.add_card, ana, NewCard(exercise_id, "talk", "ideas", {"text": "No cards are written here"}))


def test_a_held_card_waits_at_the_desk_and_its_writer_knows(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()

    said = look.write(ana, "Said once")
    again = look.write(ana, "said once!")
    assert (look.row(said).state, look.row(again).state) == (CardState.SHOWN, CardState.HELD)

    with room.inside(), transaction() as session:
        session.get_one(Workshop, room.id).holds_cards = True
    held = look.write(ana, "All cards wait now")
    assert look.row(held).state == CardState.HELD
    assert {card.state for card in look.task(ana).mine} == {"shown", "held"}
    for other in (ben, Side.STAGE):
        assert look.texts(other, "ideas") == ["Said once"]

    look.act(cards.release_card, room.facilitator, said)
    look.act(cards.change_card, ana, said, {"text": "Said otherwise"}, seen_revision=0)
    assert look.row(said).state == CardState.HELD, "other words than those that were let in"
    look.act(cards.release_card, room.facilitator, said)
    look.act(cards.refuse_card, room.facilitator, held)
    assert look.texts(Side.STAGE, "ideas") == ["Said otherwise"]
    with pytest.raises(NotFound):
        look.act(cards.release_card, room.facilitator, ana)


def test_a_writer_changes_takes_back_and_puts_back_and_nobody_else_does(workshop_of: Callable[..., Room]) -> None:
    room, other_room = workshop_of(board_method(COLLECT, TALK)), workshop_of(board_method(COLLECT))
    ana, ben = room.seats(2)
    (stranger,) = other_room.seats(1)
    look = Looking(room)
    room.advance()
    other_room.advance()
    card = look.write(ana, "First words")

    assert look.act(cards.change_card, ana, card, {"text": "Better words"}, seen_revision=0, zone="odd") == 1
    with pytest.raises(CardChanged) as stale:
        look.act(cards.change_card, ana, card, {"text": "From another tab"}, seen_revision=0)
    assert stale.value.values["theirs"] == {"text": "Better words"}
    assert stale.value.values["mine"] == {"text": "From another tab"}

    before = look.boards(Side.STAGE)
    look.act(cards.take_back, ana, card)
    assert look.texts(Side.STAGE, "odd") == []
    look.act(cards.put_back, ana, card)
    assert look.boards(Side.STAGE) == before

    with pytest.raises(NotAllowed):
        look.act(cards.change_card, ben, card, {"text": "Not mine"}, seen_revision=1)
    with pytest.raises(NotFound):
        look.act(cards.change_card, stranger, card, {"text": "Another room"}, seen_revision=1)
    with pytest.raises(NotFound):
        look.act(cards.take_back, stranger, card)


def test_what_cannot_be_taken_is_named_field_by_field(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()

    for text, zone, fault in (
        ("", "ideas", {"text": "field_missing"}),
        ("x" * 101, "ideas", {"text": "too_long"}),
        ("Fine", "options", {"zone": "zone_closed"}),
        ("Fine", "", {"zone": "zone_missing"}),
    ):
        with pytest.raises(Invalid) as wrong:
            look.write(ana, text, zone)
        assert wrong.value.fields == fault
    hostile = look.write(ana, "<script>alert(1)</script>{{ 7 * 7 }}\x00")
    assert look.card(Side.STAGE, hostile).text == "<script>alert(1)</script>{{ 7 * 7 }}"


def test_tables_write_on_their_own_copy_and_cards_of_a_ring_hang_on_the_ring_before(
    workshop_of: Callable[..., Room],
) -> None:
    room = workshop_of(board_method(RING | {"limit": 2}, NEXT_RING, TALK))
    room.seats(8)
    look = Looking(room)
    room.advance()
    (ana, ben, *_), (cem, *_) = look.two_tables()

    cause = look.write(ana, "The bus stops", "ring1")
    look.write(ben, "People walk", "ring1")
    with pytest.raises(StepFull):
        look.write(ana, "A third of this table", "ring1")
    theirs = look.write(cem, "Another wheel", "ring1")
    assert look.texts(ben, "ring1") == ["The bus stops", "People walk"]
    assert look.texts(cem, "ring1") == ["Another wheel"]
    assert look.texts(Side.STAGE, "ring1") == ["The bus stops", "People walk", "Another wheel"]

    room.advance()
    assert look.task(ana).needs_parent
    assert [card.id for card in look.task(cem).beside] == [theirs]
    for parent, fault in ((None, "parent_missing"), (theirs, "parent_gone")):
        with pytest.raises(Invalid) as wrong:
            look.write(ana, "Shoes sell", "ring2", parent_id=parent)
        assert wrong.value.fields == {"parent": fault}
    effect = look.write(ana, "Shoes sell", "ring2", parent_id=cause)
    assert look.card(ben, effect).parent_code == look.row(cause).code
    wheel = next(board for board in look.boards(ben) if board.id == "wheel")
    assert [(line.kind, line.to_code) for line in wheel.lines] == [("leads", look.row(effect).code)]

    room.advance()
    assert look.texts(cem, "ring2") == ["Shoes sell"], "in the hall everybody looks at every wheel"


def test_the_desk_lays_cards_and_keeps_a_minority(workshop_of: Callable[..., Room], moderator: Viewer) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()

    with room.inside():
        added = cards.add_card_at_desk(
            room.facilitator, room.id, "option", "options", {"text": "Read out"}, key=a_key()
        )
        with pytest.raises(Invalid):
            cards.add_card_at_desk(room.facilitator, room.id, "option", "ideas", {"text": "Elsewhere"}, key=a_key())
        with pytest.raises(NotAllowed):
            cards.add_card_at_desk(moderator, room.id, "option", "options", {"text": "Not theirs"}, key=a_key())
    assert look.texts(ana, "options") == ["Read out"]
    look.act(cards.keep_as_minority, room.facilitator, added)
    assert look.card(ana, added).is_minority
    with pytest.raises(NotAllowed):
        look.act(cards.take_back, ana, added)
