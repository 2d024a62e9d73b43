"""What tables write together and people write for themselves: sheets, worlds that are a table's own, answers, what is dealt."""

import re
from collections.abc import Callable
from uuid import UUID

import msgspec
import pytest

from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.stories.models import Use
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.from_home import STOOD_HERE
from storyhub.workshops.models import Card, CardState
from storyhub.workshops.queries.agenda import exercises_of
from storyhub.workshops.queries.reflections import reflections_of
from storyhub.workshops.seen import Side
from storyhub.workshops.services.cards import NewCard, add_card, add_card_at_desk
from storyhub.workshops.services.composing import SheetChanged, save_sheet
from storyhub.workshops.services.picking import pick_card, unpick
from storyhub.workshops.services.reflecting import answer_questions
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, COMPOSE, REFLECT, TALK, Looking, board_method, shipped
from tests.workshops.phones import Phone, sit_down
from tests.workshops.room import Room, a_key


def test_a_table_fills_one_sheet_and_nobody_writes_over_what_they_have_not_read(
    workshop_of: Callable[..., Room],
) -> None:
    room = workshop_of(board_method(COLLECT, COMPOSE | {"reveal": "on_advance"}, TALK))
    room.seats(8)
    look = Looking(room)
    here = room.advance(2)
    (ana, ben, *_), (cem, *_) = look.two_tables()

    sheet, revision = look.act(save_sheet, ana, *here, {"text": "Dig"}, seen_revision=0, key="k")
    assert look.act(save_sheet, ana, *here, {"text": "Dig"}, seen_revision=0, key="k") == (sheet, revision)
    assert look.act(save_sheet, ben, *here, {"text": "Dig a well", "story": "A day"}, seen_revision=1) == (sheet, 2)
    with pytest.raises(SheetChanged) as stale:
        look.act(save_sheet, ana, *here, {"text": "Dig deeper"}, seen_revision=1)
    assert stale.value.values == {
        "theirs": {"text": "Dig a well", "story": "A day"},
        "mine": {"text": "Dig deeper"},
        "revision": 2,
    }
    with pytest.raises(Invalid):
        look.act(save_sheet, ana, *here, {"text": "x" * 101}, seen_revision=2)
    shown = look.task(ben).sheets.get("sheet")
    assert shown is not None
    assert (shown.fields["story"], shown.revision, shown.may_change) == ("A day", 2, True)

    other, _ = look.act(save_sheet, cem, *here, {"text": "Theirs"}, seen_revision=0)
    assert other != sheet
    assert look.texts(cem, "sheet") == ["Theirs"]
    assert look.texts(Side.STAGE, "sheet") == []
    assert look.act(save_sheet, cem, *here, {"text": " "}, seen_revision=1) == (other, 2)
    room.advance()
    late, _ = look.act(save_sheet, cem, *here, {"text": "Typed too late"}, seen_revision=2)
    assert look.row(late).state == CardState.HELD
    assert look.row(other).fields == {}


def test_answers_are_for_the_facilitator_and_no_board_shows_them(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(REFLECT, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    here = room.advance()
    card = look.act(answer_questions, ana, *here, {"q1": "I was wrong", "q2": ""})
    assert look.act(answer_questions, ana, *here, {"q1": "I was quite wrong", "q2": "Water"}) == card
    with pytest.raises(Invalid):
        look.act(answer_questions, ben, *here, {"q1": ""})
    assert look.task(ana).mine[0].fields == {"q1": "I was quite wrong", "q2": "Water"}
    assert look.task(ben).mine == []
    room.advance()
    look.act(answer_questions, ben, *here, {"q1": "After the step"})
    for who in (ana, ben, Side.STAGE, Side.DESK):
        assert "wrong" not in repr(look.boards(who))
    with room.inside():
        method = room.standing.method
        assert method is not None
        found = reflections_of(exercises_of(room.id)[0], method)
    assert [(question, words) for question, answers in found for words, _language in answers] == [
        ("What now?", "After the step"),
        ("What now?", "I was quite wrong"),
        ("Why?", "Water"),
    ]


def test_a_phone_shows_what_its_table_was_handed_while_the_table_works_on_it(
    workshop_of: Callable[..., Room],
) -> None:
    room = workshop_of(shipped("experiment-card"))
    phones = [sit_down(room) for _person in range(8)]
    room.advance()
    with room.inside():
        for words in ("A night market", "A bench"):
            add_card_at_desk(room.facilitator, room.id, "option", "options", {"text": words}, key=a_key())
    one, other = (phones[seats[0] - 1] for seats in _numbers_at_tables(room))
    for step in ("take", "doubt"):
        if room.here[1] != step:
            room.play_to(step)
        assert (_handed_on(one), _handed_on(other)) == (["A night market"], ["A bench"])
        assert "data-live" in one.page, "whoever is moved to another table is handed what lies there"
    room.play_to("risk")
    assert _handed_on(one) == []


def _numbers_at_tables(room: Room) -> list[list[int]]:
    return [sorted(room.seat(seat).number for seat in seats) for seats in Looking(room).tables().values()]


def _handed_on(phone: Phone) -> list[str]:
    return re.findall(r'id="dealt-.*?class="note-words"[^>]*>([^<]*)<', phone.look(), re.DOTALL)


def test_four_worlds_belong_to_four_tables_and_two_tables_share_them(
    workshop_of: Callable[..., Room], tell: Callable[..., Told]
) -> None:
    """The shipped method: what is dealt, the cross that is picked, traits in one's own world, a sheet for each."""
    room = workshop_of(shipped("scenarios-2x2"))
    room.seats(8)
    look = Looking(room)
    room.play_to("ends")
    tables = [seats[0] for seats in look.tables().values()]
    assert len(tables) == 4
    with room.inside():
        from_desk = [_driver(room, number) for number in range(4)]
    dealt = [[card.text for card in look.task(seat).dealt] for seat in tables]
    assert dealt == [["Driver 0", "Driver 1"], ["Driver 2", "Driver 3"]] * 2
    spectra = [_spectrum(look, tables[number], from_desk[number]) for number in range(2)]
    assert look.task(tables[0]).left == 1
    room.play_to("axes")
    with room.inside():
        pick_card(room.facilitator, "axis_x", spectra[0], key=a_key())
        with pytest.raises(Invalid):
            pick_card(room.facilitator, "axis_y", spectra[0], key=a_key())
        pick_card(room.facilitator, "axis_y", spectra[1], key=a_key())
    cross = next(board for board in look.boards(Side.STAGE) if board.id == "cross")
    assert [(axis.label, axis.low, axis.high) for axis in cross.axes] == [
        ("Open 1", "Leave", "Return"),
        ("Open 1", "Leave", "Return"),
    ]

    room.play_to("traits")
    assert [[zone.id for zone in look.task(seat).zones] for seat in tables] == [[f"world_{n}"] for n in range(1, 5)]
    with pytest.raises(Invalid):
        look.write(tables[0], "Not my world", "world_2")
    look.write(tables[0], "The market opens at night", "world_1")
    here = room.play_to("write")
    beside = look.task(tables[0]).beside
    assert [card.text for card in beside] == ["The market opens at night"]
    assert look.task(tables[1]).beside == []
    look.act(save_sheet, tables[0], *here, {"name": "Night town"}, seen_revision=0)
    assert look.texts(Side.STAGE, "world_1") == ["The market opens at night", "Night town"]
    with room.inside():
        unpick(room.facilitator, room.id, "axis_x", key=a_key())
    cross = next(board for board in look.boards(Side.STAGE) if board.id == "cross")
    assert cross.axes[0].low == ""

    story = tell(state="published", uses={Use.WORKSHOPS})
    with room.inside(), transaction() as session:
        session.get_one(Card, spectra[1]).story_id = story.id
    assert _upward(look) == ("Open 1", "Leave", "Return")
    with room.inside():
        withdraw_story(story.id)
        with transaction() as session:
            session.get_one(Card, spectra[1]).fields = {"text": "Open 1", "low": "Leave", "high": "Return"}
    assert _upward(look) == (STOOD_HERE["en"], "", ""), "a card that may not be heard says nothing as an axis either"


def _upward(look: Looking) -> tuple[str, str, str]:
    cross = next(board for board in look.boards(Side.STAGE) if board.id == "cross")
    return cross.axes[1].label, cross.axes[1].low, cross.axes[1].high


def test_tables_that_share_a_world_share_its_sheet(workshop_of: Callable[..., Room]) -> None:
    zones = [
        {
            "id": f"world{number}",
            "board": "table",
            "label": f"World {number}",
            "accepts": ["plan"],
            "owner_group": number,
        }
        for number in (1, 2)
    ]
    base = msgspec.to_builtins(board_method(COMPOSE))["zone"]
    step = COMPOSE | {"zones": ["world1", "world2"], "reveal": "on_advance"}
    room = workshop_of(board_method(step, TALK, zone=[*base, *zones]))
    room.seats(15)
    look = Looking(room)
    here = room.advance()
    first, second, third = (seats[0] for seats in look.tables().values())
    assert [[zone.id for zone in look.task(seat).zones] for seat in (first, second, third)] == [
        ["world1"],
        ["world2"],
        ["world1"],
    ]
    sheet, _ = look.act(save_sheet, first, *here, {"text": "Dig"}, seen_revision=0)
    assert look.act(save_sheet, third, *here, {"text": "Dig deeper"}, seen_revision=1) == (sheet, 2)
    shown = look.task(third).sheets.get("world1")
    assert shown is not None
    assert shown.fields == {"text": "Dig deeper"}
    assert look.task(second).sheets == {}


def _driver(room: Room, number: int) -> UUID:
    words = {"text": f"Driver {number}"}
    return add_card_at_desk(room.facilitator, room.id, "driver", "open_drivers", words, key=a_key())


def _spectrum(look: Looking, seat: UUID, driver: UUID) -> UUID:
    exercise_id, step = look.room.here
    assert exercise_id is not None
    fields = {"text": "Open 1", "low": "Leave", "high": "Return"}
    return look.act(add_card, seat, NewCard(exercise_id, step, "ends", fields, parent_id=driver))
