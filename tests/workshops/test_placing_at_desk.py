"""A step in which the facilitator alone lays cards: one form at the desk, by choosing, and what refuses it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.schema import Verb, Who
from storyhub.workshops.models import Card
from storyhub.workshops.seen import Side
from storyhub.workshops.services import placing
from storyhub.workshops.services.hands import StepOver
from storyhub.workshops.services.happening import WorkshopMoved
from storyhub.workshops.services.placing import Spot
from tests.support.pages import words_on
from tests.workshops.boards import COLLECT, PLACE, TALK, Looking, board_method
from tests.workshops.desks import address, at_desk, forms_on, press
from tests.workshops.room import Room, a_key

Opened = Callable[..., Room]
SETTLE = PLACE | {"who": "facilitator"}
ON_TABLE = SETTLE | {"id": "sort", "board": "table", "zones": ["ideas", "odd"]}
OPTION = re.compile(r'<option value="([0-9a-f]{8}-[^"]*)"[^>]*>([^<]*)</option>')


def settling(workshop_of: Opened, *steps: dict[str, Any]) -> tuple[Looking, list[UUID]]:
    """A room in which two cards were written, before the step that places."""
    room = workshop_of(board_method(COLLECT, *(steps or (SETTLE, TALK))))
    look, people = Looking(room), room.seats(2)
    room.advance()
    return look, [look.write(seat, text) for seat, text in zip(people, ("A bench", "A lamp"), strict=True)]


def offered(page: str) -> dict[str, str]:
    """The cards of the form: by their words, what the form sends."""
    form = re.search(r'<form class="act act-place".*?</form>', page, re.S)
    return {unescape(label): unescape(value) for value, label in OPTION.findall(form[0])} if form else {}


def lies(look: Looking, card_id: UUID) -> tuple[str, float | None, float | None]:
    card: Card = look.row(card_id)
    return card.zone, card.x, card.y


def test_the_facilitator_lays_a_card_on_the_plane_by_two_lists(workshop_of: Opened, desk: FlaskClient) -> None:
    look, (bench, _lamp) = settling(workshop_of)
    room = look.room
    assert not forms_on(desk.get(address(room)).text, "place"), "while people write, nobody settles"
    room.advance()
    page = desk.get(address(room)).text
    assert len(forms_on(page, "place")) == 1, "one form for all cards"
    assert list(offered(page)) == ["A bench – not placed yet", "A lamp – not placed yet"]
    assert '<label for="place-x">Across</label>' in page
    assert "1 – Little" in page
    assert "5 – Much" in page
    before = room.workshop.seat_sequence
    said = {"card": offered(page)["A bench – not placed yet"], "x": "100", "y": "25"}
    for _twice in range(2):
        assert press(desk, room, page, "place", **said).status_code == 303
    assert lies(look, bench) == ("hl", 1.0, 0.25)
    assert [event.kind for event in room.happened].count("card_moved") == 1, "a press sent twice acts once"
    assert room.workshop.seat_sequence > before, "everybody looks at this board"
    page = desk.get(address(room)).text
    assert "A bench – HL" in offered(page)
    assert "Little – Much: 5 of 5 · Little – Much: 2 of 5" in words_on(page), "and the list twin says where"
    room.advance()
    assert not forms_on(desk.get(address(room)).text, "place")


def test_where_there_is_no_plane_the_zone_is_chosen(workshop_of: Opened, desk: FlaskClient) -> None:
    look, (bench, _lamp) = settling(workshop_of, ON_TABLE)
    look.room.advance()
    page = desk.get(address(look.room)).text
    assert '<label for="place-zone">Where does it belong?</label>' in page
    said = {"card": offered(page)["A bench – Ideas"], "zone": "odd"}
    assert press(desk, look.room, page, "place", **said).status_code == 303
    assert lies(look, bench) == ("odd", None, None)
    said = {"card": offered(desk.get(address(look.room)).text)["A lamp – Ideas"], "zone": "hh"}
    refused = press(desk, look.room, page, "place", key=a_key(), **said)
    assert refused.status_code == 422
    assert "This card cannot lie there in this step." in words_on(refused.text)


@pytest.mark.parametrize(
    ("said", "at", "sentence"),
    [
        ({"x": "100", "y": ""}, "y", "Choose where it belongs."),
        ({"x": "-25", "y": "50"}, "x", "Choose where it belongs."),
        ({"x": "²", "y": "half"}, "x", "Choose where it belongs."),
        ({"x": "101", "y": "100"}, "x", "Both numbers go from 0 to 100."),
    ],
)
def test_a_wrong_place_is_told_at_its_field_and_what_was_chosen_stays(
    workshop_of: Opened, desk: FlaskClient, said: dict[str, str], at: str, sentence: str
) -> None:
    look, (bench, _lamp) = settling(workshop_of)
    look.room.advance()
    page = desk.get(address(look.room)).text
    was, value = lies(look, bench), offered(page)["A bench – not placed yet"]
    answer = press(desk, look.room, page, "place", card=value, **said)
    assert answer.status_code == 422
    assert f'<p class="error" id="place-{at}-error">{sentence}</p>' in answer.text
    assert f'<option value="{value}" lang="en" selected>' in answer.text
    assert said["x"] != "100" or '<option value="100" selected>' in answer.text
    assert lies(look, bench) == was


def test_a_form_without_a_card_says_so_and_a_card_from_elsewhere_is_not_there(
    workshop_of: Opened, desk: FlaskClient
) -> None:
    look, (bench, _lamp) = settling(workshop_of)
    other, (foreign, _) = settling(workshop_of)
    for one in (look, other):
        one.room.advance()
    page = desk.get(address(look.room)).text
    none = press(desk, look.room, page, "place", card="", x="0", y="0")
    assert none.status_code == 422
    assert '<p class="error" id="place-card-error">Choose a card</p>' in none.text
    for unknown in (foreign, uuid4(), "'\0"):
        sent = {"card": f"{unknown}|ideas||", "x": "0", "y": "0"}
        assert press(desk, look.room, page, "place", **sent).status_code == 404
    for garbled in (f"{bench}", f"{bench}|ideas|a|b", f"{bench}|ideas", f"{bench}|a|b|c|d"):
        assert press(desk, look.room, page, "place", card=garbled, x="0", y="0").status_code == 409
    assert lies(look, bench) == ("ideas", None, None)
    assert lies(other, foreign) == ("ideas", None, None)


def test_a_card_that_somebody_else_moved_meanwhile_stays_where_it_is_now(
    app: Flask, workshop_of: Opened, desk: FlaskClient, second_facilitator: Viewer
) -> None:
    look, (bench, _lamp) = settling(workshop_of)
    room = look.room
    room.advance()
    stale = desk.get(address(room)).text
    value = offered(stale)["A bench – not placed yet"]
    other = at_desk(app, second_facilitator)
    assert press(other, room, other.get(address(room)).text, "place", card=value, x="0", y="0").status_code == 303
    answer = press(desk, room, stale, "place", card=value, x="100", y="75")
    assert answer.status_code == 409
    assert "Somebody has moved the card since. It stays where it is now." in words_on(answer.text)
    assert re.search(r'<option value="[^"]*" lang="en" selected>A bench – LL</option>', answer.text)
    assert '<option value="75" selected>' in answer.text, "what was chosen stands there still"
    assert lies(look, bench) == ("ll", 0.0, 0.0)
    room.advance()
    late = press(desk, room, stale, "place", card=value, x="100", y="75", key=a_key())
    assert late.status_code == 409
    assert f"It was {room.facilitator.name} who moved it." in words_on(late.text)
    assert lies(look, bench) == ("ll", 0.0, 0.0)


def test_only_who_runs_workshops_lays_cards_so(workshop_of: Opened, as_role: Callable[..., FlaskClient]) -> None:
    look, (bench, _lamp) = settling(workshop_of)
    look.room.advance()
    exercise, step = look.room.here
    sent = {
        "act": "place",
        "key": a_key(),
        "seen": f"{exercise}.{step}",
        "card": f"{bench}|ideas||",
        "x": "0",
        "y": "0",
    }
    for other in (as_role(Role.MODERATOR), as_role(Role.LEARNING_LEAD), as_role(Role.FACILITATOR, "poti")):
        assert other.post(address(look.room), data=sent).status_code == 404
    assert lies(look, bench) == ("ideas", None, None)
    assert as_role(Role.FACILITATOR).post(address(look.room), data=sent).status_code == 303
    assert lies(look, bench) == ("ll", 0.0, 0.0)


def test_the_service_asks_for_its_step_its_page_and_its_place(
    app: Flask, workshop_of: Opened, facilitator: Viewer, moderator_of_town: Viewer
) -> None:
    look, (bench, lamp) = settling(workshop_of, PLACE | {"id": "ours"}, SETTLE)
    bare: Spot = ("ideas", None, None)

    def move(who: Viewer = facilitator, card: UUID = bench, lay: Spot = bare, **more: Any) -> None:
        said = {"zone": "hh", "seen": look.room.here, "lay": lay} | more
        look.act(placing.move_card_at_desk, who, card, **said)

    for _writing_then_of_the_tables in range(2):
        with pytest.raises(StepOver):
            move()
        old = look.room.here
        look.room.advance()
    with pytest.raises(WorkshopMoved):
        move(seen=old)
    with pytest.raises((NotAllowed, NotFound)):
        move(moderator_of_town)
    with pytest.raises(NotFound):
        move(card=uuid4())
    for wrong in ({"zone": "ideas"}, {"zone": ""}, {"zone": "", "x": 101, "y": 1}):
        with pytest.raises(Invalid):
            move(**wrong)
    before = look.room.workshop.sequence
    move(key="once")
    move(key="once")
    assert look.room.workshop.sequence == before + 1
    assert look.room.happened[-1].about["after"] == ["hh", 0.75, 0.75]
    with pytest.raises(Conflict):
        move(zone="ll")
    move()
    assert look.room.workshop.sequence == before + 1, "two who agree trouble nobody"
    move(lay=("hh", 75, 75), zone="", x=0, y=100)
    assert lies(look, bench) == ("lh", 0.0, 1.0)
    assert lies(look, lamp)[0] == "ideas"
    look.act(placing.undo_move, facilitator, bench)
    assert lies(look, bench) == ("hh", 0.75, 0.75)


def test_in_a_step_that_joins_any_two_cards_are_joined_by_two_lists(workshop_of: Opened, desk: FlaskClient) -> None:
    look, (bench, lamp) = settling(
        workshop_of, {"id": "join", "do": "merge", "who": "facilitator", "card": "idea"}, TALK
    )
    room = look.room
    assert not forms_on(desk.get(address(room)).text, "join_cards")
    room.advance()
    page = desk.get(address(room)).text
    assert len(forms_on(page, "join_cards")) == 1, "nothing looks alike; the room knows better"
    for wrong in ({"into": "", "twin": str(lamp)}, {"into": str(lamp), "twin": str(lamp)}):
        refused = press(desk, room, page, "join_cards", key=a_key(), **wrong)
        assert refused.status_code == 422
        assert '<p class="error" id="join_cards-into-error">Choose the cards that say the same.</p>' in refused.text
        assert re.search(f'<option value="{lamp}" lang="en" selected>', refused.text)
    assert press(desk, room, page, "join_cards", into=str(uuid4()), twin=str(lamp)).status_code == 404
    for _twice in range(2):
        assert press(desk, room, page, "join_cards", into=str(bench), twin=str(lamp)).status_code == 303
    assert look.texts(Side.DESK, "ideas") == ["A bench"]


def test_the_desk_has_a_form_for_whatever_a_method_of_the_library_leaves_to_the_facilitator() -> None:
    asked = {step.do for one in library().methods.values() for step in one.method.step if step.who == Who.FACILITATOR}
    assert asked <= {Verb.PLACE, Verb.PICK, Verb.MERGE, Verb.COMPUTE}, "and computing asks for nothing"
