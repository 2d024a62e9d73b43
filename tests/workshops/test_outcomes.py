"""Records of what a workshop gave: written when it closes, kept true when it closes again, settled by the town's team."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core.audit import AuditEvent
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.workshops.methods.schema import Field, FieldType
from storyhub.workshops.models import Card, Exercise, Outcome, OutcomeState, Workshop
from storyhub.workshops.queries.givings import said_by
from storyhub.workshops.queries.outcomes import outcome_for, outcomes_by_id, outcomes_of, overdue_in
from storyhub.workshops.queries.promised import promises_page
from storyhub.workshops.seen import Side
from storyhub.workshops.services import cards, clustering, opening, outcomes
from storyhub.workshops.services.outcomes import OutcomeRevised, Words
from tests.support.staff import new_person
from tests.workshops.boards import COLLECT, HEAP, TALK, VOTE, Looking, board_method, shipped
from tests.workshops.recorded import promise, promised, records
from tests.workshops.room import Room

Opened = Callable[..., Room]
IDEAS = {"label": "Ideas", "type": "card:idea", "where": {"kind": ["idea"]}, "outcome": "idea"}
OPTIONS = {"label": "Options", "type": "card:option", "where": {"kind": ["option"]}, "outcome": "option"}


def said(room: Room) -> list[tuple[str, OutcomeState]]:
    return [(one.title, one.state) for one in records(room)]


def test_a_card_is_sorted_into_title_owner_day_and_the_rest() -> None:
    fields = [
        Field(id="who", type=FieldType.PERSON, label="Who?"),
        Field(id="text", type=FieldType.SHORT, label="What?"),
        Field(id="more", type=FieldType.LONG, label="More"),
        Field(id="due", type=FieldType.DATE, label="By when?"),
    ]
    card = Card(fields={"who": "Nino", "text": "Ask", "more": "Twice", "due": "2030-06-01", "unknown": "x"})
    found = said_by(card, fields)
    assert (found.title, found.owner, found.due_on) == ("Ask", "Nino", date(2030, 6, 1))
    assert found.fields == {"more": "Twice"}
    unread = said_by(Card(fields={"more": "Only a longer word", "due": "after Easter"}), fields)
    assert (unread.title, unread.owner, unread.due_on) == ("Only a longer word", "", None)
    assert unread.fields == {"more": "Only a longer word", "due": "after Easter"}, "nothing that was written is lost"
    assert said_by(Card(fields={"who": "Nino"}), fields).title == "", "a name alone is no title"


def test_closing_writes_down_what_was_given_and_closing_again_keeps_it_true(
    app: Flask, workshop_of: Opened, facilitator: Viewer
) -> None:
    room = workshop_of(shipped("closing-reflection"))
    look, (ana, ben) = Looking(room), room.seats(2)
    room.play_to("promise")
    key, tea, bus = (promise(look, ana if text != "Ask the driver" else ben, text) for text in PROMISED)
    room.close()
    assert said(room) == [(text, OutcomeState.OPEN) for text in PROMISED]
    asked, boiled, drove = records(room)
    assert (asked.owner, asked.due_on, asked.fields, asked.kind.value) == (
        "Nino Beridze",
        date(2030, 6, 1),
        {},
        "commitment",
    )
    with room.inside():
        words = Words("Boil tea for everyone", "Lali", "2031-01-01")
        outcomes.change_outcome(facilitator, boiled.id, words, seen=0)

    room.do(opening.reopen_workshop)
    look.act(
        cards.change_card, ana, key, {"text": "Ask for both keys", "who": "Gia", "due": "2030-07-01"}, seen_revision=0
    )
    look.act(cards.change_card, ana, tea, {"text": "No tea", "who": "Nobody", "due": "2030-07-01"}, seen_revision=0)
    look.act(cards.take_back, ben, bus)
    room.close()
    again = {one.id: one for one in records(room)}
    assert len(again) == 3
    assert (again[asked.id].title, again[asked.id].owner, again[asked.id].code) == (
        "Ask for both keys",
        "Gia",
        asked.code,
    )
    assert (again[boiled.id].title, again[boiled.id].owner) == ("Boil tea for everyone", "Lali"), "staff's words stay"
    assert again[drove.id].state == OutcomeState.LEFT_OUT
    with room.inside():
        assert {one.id for one in outcomes_of(facilitator, room.id)} == {asked.id, boiled.id}
        with pytest.raises(NotFound):
            outcome_for(facilitator, drove.city_id, drove.code)

    room.do(opening.reopen_workshop)
    look.act(cards.put_back, ben, bus)
    room.close()
    assert {one.id: one.state for one in records(room)}[drove.id] == OutcomeState.OPEN, (
        "what comes again is let in again"
    )


PROMISED = ("Ask for the key", "Boil tea", "Ask the driver")


def test_a_card_is_what_the_first_output_that_gives_it_says_and_nothing_gives_no_record(workshop_of: Opened) -> None:
    output = [IDEAS | {"id": "odd", "where": {"zone": ["odd"]}, "outcome": "signal"}, IDEAS | {"id": "all"}]
    room, empty = (workshop_of(board_method(COLLECT, VOTE, TALK, output=output)) for _room in range(2))
    look, (ana, *_) = Looking(room), room.seats(1)
    room.advance()
    for text, zone in (("One", "ideas"), ("Two", "odd")):
        look.write(ana, text, zone)
    room.play_through()
    room.close()
    assert [(one.title, one.kind.value, one.output) for one in records(room)] == [
        ("Two", "signal", "odd"),
        ("One", "idea", "all"),
    ]
    assert records(room)[0].figures == {"ratings": [], "votes": {}, "verdict": "", "size": 1}
    empty.close()
    assert records(empty) == []


def test_a_rehearsal_leaves_nothing(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, TALK, output=[IDEAS | {"id": "all"}]))
    with room.inside(), transaction() as session:
        session.get_one(Workshop, room.id).is_rehearsal = True
    look, (ana,) = Looking(room), room.seats(1)
    room.advance()
    look.write(ana, "Invented")
    room.close()
    assert records(room) == []


def test_what_goes_on_as_the_same_thing_is_one_record_that_the_last_exercise_speaks_for(workshop_of: Opened) -> None:
    first = board_method(COLLECT, HEAP, output=[OPTIONS | {"id": "given"}])
    brought = {"id": "brought", "type": "card:option", "label": "Brought", "into": "options", "kind": "option"}
    second = board_method(TALK, input=[brought], output=[OPTIONS | {"id": "kept", "where": {"zone": ["options"]}}])
    room = workshop_of(first, second)
    before, after = room.exercises
    with room.inside(), transaction() as session:
        inputs = {"brought": {"exercise": str(before.id), "output": "given"}}
        session.get_one(Exercise, after.id).inputs = inputs
    look, (ana, *_) = Looking(room), room.seats(1)
    room.advance()
    cards_written = [look.write(ana, text) for text in ("Open the market", "Plant trees")]
    room.advance()
    for card, name in zip(cards_written, ("A night market", "Shade"), strict=True):
        look.act(clustering.name_alone, ana, card, name)
    room.close()
    early = {one.title: one for one in records(room)}
    assert {one.exercise_id for one in early.values()} == {before.id}

    room.do(opening.reopen_workshop)
    room.play_to("talk")
    carried = next(card.id for card in look.cards(Side.STAGE) if card.text == "Shade")
    look.act(cards.refuse_card, room.facilitator, carried)
    room.close()
    late = {one.title: one for one in records(room)}
    assert {title: one.id for title, one in late.items()} == {title: one.id for title, one in early.items()}
    assert late["A night market"].exercise_id == after.id, (
        "the address of a record outlives the exercise it was first given in"
    )
    assert late["Shade"].exercise_id == before.id, "the second exercise does not give it, the first still does"


def test_only_the_towns_facilitators_change_a_record_and_each_act_is_written_down(
    app: Flask, workshop_of: Opened, facilitator: Viewer
) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    moderator, elsewhere = new_person(app, Role.MODERATOR), new_person(app, Role.FACILITATOR, "poti")
    with room.inside():
        for who, refusal in ((moderator, NotAllowed), (elsewhere, NotFound), (ANONYMOUS, NotFound)):
            for act in (outcomes.keep_in, outcomes.let_out):
                with pytest.raises(refusal):
                    act(who, one.id)
            with pytest.raises(refusal):
                outcomes.settle_outcome(who, one.id, OutcomeState.DONE, "Done.", seen=0)
        outcomes.keep_in(facilitator, one.id)
        outcomes.let_out(facilitator, one.id)
        outcomes.postpone_outcome(facilitator, one.id, date(2031, 1, 1), seen=0)
        outcomes.name_owner(facilitator, one.id, True, seen=1)
        outcomes.change_outcome(facilitator, one.id, Words("Ask for it", "Gia", "2031-01-01"), seen=2)
        assert not db.session.get_one(Outcome, one.id).names_owner, "another owner has not agreed to anything"
        outcomes.change_outcome(facilitator, one.id, Words("Ask for it", "", "2031-01-01"), seen=3)
        with pytest.raises(Invalid):
            outcomes.name_owner(facilitator, one.id, True, seen=4)
        rows = select(AuditEvent.act).where(AuditEvent.object_id == one.id).order_by(AuditEvent.id)
        assert db.session.scalars(rows).all() == [
            "outcome_kept_in",
            "outcome_let_out",
            "outcome_postponed",
            "outcome_owner_named",
            "outcome_changed",
            "outcome_changed",
        ]


def test_the_second_of_two_facilitators_is_told_what_the_first_has_settled(
    workshop_of: Opened, facilitator: Viewer, second_facilitator: Viewer
) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    with room.inside():
        for _press in range(2):
            outcomes.settle_outcome(facilitator, one.id, OutcomeState.DONE, " The key hangs at Lali’s. ", seen=0)
        with pytest.raises(OutcomeRevised):
            outcomes.settle_outcome(second_facilitator, one.id, OutcomeState.DROPPED, "Nobody had one.", seen=0)
        kept = db.session.get_one(Outcome, one.id)
        assert (kept.state, kept.result, kept.revision) == (OutcomeState.DONE, "The key hangs at Lali’s.", 1)
        assert kept.settled_at is not None
        outcomes.reopen_outcome(second_facilitator, one.id, seen=1)
        db.session.expire_all()
        kept = db.session.get_one(Outcome, one.id)
        assert (kept.state, kept.settled_at, kept.result) == (OutcomeState.OPEN, None, "The key hangs at Lali’s.")


@pytest.mark.parametrize(
    ("state", "result", "wrong"),
    [
        (OutcomeState.DONE, "  ", {"result": "outcome_result_missing"}),
        (OutcomeState.DONE, "a" * 601, {"result": "too_long"}),
        (OutcomeState.LEFT_OUT, "Gone.", {"state": "choice_unknown"}),
    ],
)
def test_what_came_of_it_is_said_in_words(
    workshop_of: Opened, facilitator: Viewer, state: OutcomeState, result: str, wrong: dict[str, str]
) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    with room.inside(), pytest.raises(Invalid) as refused:
        outcomes.settle_outcome(facilitator, one.id, state, result, seen=0)
    assert refused.value.fields == wrong
    assert said(room) == [("Ask for the key", OutcomeState.OPEN)]


def test_promises_come_in_the_order_of_their_days_and_are_overdue_the_day_after(
    workshop_of: Opened, facilitator: Viewer
) -> None:
    late, soon = promised(workshop_of, "Late", due="2030-05-01"), promised(workshop_of, "Soon", due="2030-06-01")
    (first,), (second,) = records(late), records(soon)
    with late.inside():
        assert _titles(promises_page(facilitator, first.city_id).items) == ["Late", "Soon"]
        assert _titles(overdue_in(first.city_id, date(2030, 5, 1))) == []
        assert _titles(overdue_in(first.city_id, date(2030, 5, 2))) == ["Late"]
        assert _titles(overdue_in(first.city_id, date(2030, 6, 2))) == ["Late", "Soon"]
        outcomes.settle_outcome(facilitator, first.id, OutcomeState.DROPPED, "Nobody came.", seen=0)
        assert _titles(overdue_in(first.city_id, date(2030, 6, 2))) == ["Soon"]
        assert _titles(promises_page(facilitator, first.city_id).items) == ["Soon", "Late"]
        assert promises_page(ANONYMOUS, first.city_id).total == 0
        assert outcomes_by_id(ANONYMOUS, [first.id, second.id]) == []


def _titles(found: Sequence[Outcome]) -> list[str]:
    return [one.title for one in found]
