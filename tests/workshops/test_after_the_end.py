"""What a closed workshop still lets anyone do: nothing at its desk; and what ends late: cards, ratings, votes."""

from collections.abc import Callable

import pytest
from flask import Flask

from storyhub.core.errors import NotFound
from storyhub.workshops.models import CardState
from storyhub.workshops.queries.held import Objection, held_cards, objections
from storyhub.workshops.seen import Side
from storyhub.workshops.services import cards, clustering, merging, opening, picking, rating, running, voting
from storyhub.workshops.services.cards import NewCard
from storyhub.workshops.services.desk import NotOpen
from storyhub.workshops.services.hands import StepOver
from storyhub.workshops.services.settling import ObjectionsOpen
from tests.workshops.boards import COLLECT, HEAP, RATE, TALK, VOTE, Looking, board_method
from tests.workshops.desks import address, at_desk
from tests.workshops.phones import sit_down
from tests.workshops.room import Room

Opened = Callable[..., Room]


def test_a_closed_workshop_is_not_changed_from_its_desk(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, RATE | {"id": "rate"}, HEAP, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    one, two, three = (look.write(ana, text) for text in ("First", "Another", "Something else"))
    room.advance()
    look.act(rating.object_to, ana, one, "My children go there")
    room.advance()
    heap = look.act(clustering.stack_cards, room.facilitator, two, three)
    (waiting,) = _objections(look)
    look.act(rating.answer_objection, room.facilitator, waiting.id, "There is a bus.")
    room.close()
    facilitator = room.facilitator
    for act, *said in (
        (cards.refuse_card, one),
        (cards.release_card, one),
        (cards.keep_as_minority, one),
        (cards.keep_in_play, one, False),
        (merging.merge_cards, one, [two]),
        (picking.pick_card, "axis", one),
        (clustering.name_cluster, heap, "A heap"),
        (rating.answer_objection, waiting.id, "Something else after all."),
        (cards.add_card_at_desk, room.id, "idea", "ideas", {"text": "Late"}),
    ):
        with pytest.raises(NotOpen):
            look.act(act, facilitator, *said)
    assert look.row(one).state == CardState.SHOWN


def test_a_desk_reaches_the_cards_of_its_own_workshop_alone(app: Flask, workshop_of: Opened) -> None:
    room, other = workshop_of(board_method(COLLECT, TALK)), workshop_of(board_method(COLLECT, TALK))
    (ana,) = other.seats(1)
    room.advance()
    other.advance()
    card = Looking(other).write(ana, "Of the other room")
    desk = at_desk(app, room.facilitator)
    for act in ("refuse", "minority", "leave_out"):
        assert desk.post(address(room), data={"act": act, "card": str(card), "key": act}).status_code == 404
    assert Looking(other).row(card).state == CardState.SHOWN
    assert (
        desk.post(address(other), data={"act": "refuse", "card": str(card), "key": "own", "revision": "0"}).status_code
        == 303
    )
    assert Looking(other).row(card).state == CardState.REFUSED


def test_a_late_card_of_an_ended_exercise_waits_at_the_desk(app: Flask, workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, TALK), board_method(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    exercise_id, _ = room.advance()
    room.advance(2)
    assert exercise_id is not None
    late = look.act(cards.add_card, ana, NewCard(exercise_id, "write", "ideas", {"text": "Typed in a tunnel"}))
    with room.inside():
        assert [one.id for one in held_cards(room.workshop, room.standing, look.drawing(Side.DESK))] == [late]
    desk = at_desk(app, room.facilitator)
    assert "Typed in a tunnel" in desk.get(address(room)).text
    assert (
        desk.post(address(room), data={"act": "release", "card": str(late), "key": "let", "revision": "0"}).status_code
        == 303
    )
    assert (look.row(late).state, look.row(late).exercise_id) == (CardState.SHOWN, exercise_id)
    assert "Typed in a tunnel" not in desk.get(address(room)).text


@pytest.mark.parametrize("step", [VOTE | {"keep_top": 1}, RATE])
def test_closing_ends_a_secret_step_and_opening_again_stands_after_it(
    workshop_of: Opened, step: dict[str, object]
) -> None:
    room = workshop_of(board_method(COLLECT, step, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    one = look.write(ana, "One")
    room.advance()
    room.close()
    room.do(opening.reopen_workshop)
    assert room.here[1] == "talk", "what was told when it closed is not asked again"
    assert (room.standing.is_paused, room.standing.seconds_left) == (True, 300)
    with pytest.raises(StepOver):
        if step["do"] == "vote":
            look.act(voting.give_points, ana, one)
        else:
            look.act(rating.rate, ana, one, {"impact": 1})


def test_after_a_secret_step_that_was_the_last_the_next_exercise_comes(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, VOTE), board_method(COLLECT, TALK))
    room.seats(1)
    first, _ = room.advance(2)
    room.close()
    room.do(opening.reopen_workshop)
    assert room.here == (first, "")
    second, step = room.advance()
    assert (second != first, step) == (True, "write")
    room.do(running.step_back, seen=room.here)
    assert room.here == (first, "vote"), "a facilitator who wants to go back does so before everyone's eyes"


def test_going_back_before_closing_opens_no_ballot_either(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, VOTE, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    one = look.write(ana, "One")
    room.advance()
    look.act(voting.give_points, ana, one)
    room.do(running.step_back, seen=room.here)
    room.close()
    room.do(opening.reopen_workshop)
    assert room.here[1] == "talk"


def test_a_step_without_secrets_goes_on_where_it_was_closed(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, VOTE, TALK))
    room.advance()
    room.close()
    room.do(opening.reopen_workshop)
    assert room.here[1] == "write"


@pytest.mark.parametrize("leave", [Room.advance, Room.close])
def test_an_objection_in_the_last_step_ends_the_rating_and_waits_at_the_desk(
    app: Flask, workshop_of: Opened, leave: Callable[[Room], object]
) -> None:
    room = workshop_of(board_method(COLLECT, RATE))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "Close the school")
    room.advance()
    look.act(rating.object_to, ben, card, "My children go there")
    look.act(running.reveal, room.facilitator, room.id)
    assert not room.standing.is_revealed, "a rating is not revealed by hand"
    assert _objections(look) == []

    with pytest.raises(ObjectionsOpen):
        leave(room)
    (waiting,) = _objections(look)
    assert "My children go there" in at_desk(app, room.facilitator).get(address(room)).text
    for act in (rating.object_to, rating.rate):
        with pytest.raises(StepOver):
            look.act(act, ana, card, "Late" if act is rating.object_to else {"impact": 1})
    with pytest.raises(ObjectionsOpen):
        leave(room)
    look.act(rating.answer_objection, room.facilitator, waiting.id, "There is a bus.")
    leave(room)
    assert room.standing.is_over


def test_a_phone_is_not_asked_to_judge_once_the_rating_has_ended(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, RATE))
    phone = sit_down(room)
    (ben,) = room.seats(1)
    look = Looking(room)
    room.advance()
    card = look.write(ben, "Close the school")
    room.advance()
    assert "dim-impact" in phone.look()
    look.act(rating.object_to, ben, card, "My children go there")
    with pytest.raises(ObjectionsOpen):
        room.advance()
    assert "dim-impact" not in phone.look()
    assert "You have gone through all of them." in phone.page


def test_only_what_a_step_hides_from_the_hall_is_revealed(workshop_of: Opened) -> None:
    told = COLLECT | {"id": "told", "reveal": "facilitator"}
    never = COLLECT | {"id": "never", "reveal": "never"}
    room = workshop_of(board_method(COLLECT, told, never, VOTE, TALK))
    for is_revealed in (False, True, False, False, False):
        room.advance()
        room.do(running.reveal)
        assert room.standing.is_revealed is is_revealed


def test_a_foreign_thing_is_not_there(app: Flask, workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    room.advance()
    with room.inside(), pytest.raises(NotFound):
        cards.release_card(room.facilitator, room.id)


def _objections(look: Looking) -> list[Objection]:
    with look.room.inside():
        return objections(look.drawing(Side.DESK))
