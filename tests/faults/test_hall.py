"""What goes wrong in a hall: one address for everybody, cookies of elsewhere, hostile words on every screen."""

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from storyhub.core.permissions import Viewer
from storyhub.workshops.queries.workshops import count_seats
from storyhub.workshops.services.seat_tokens import token_for
from storyhub.workshops.services.stage_tokens import stage_token
from storyhub.workshops.views.here import cookie_of
from tests.support.application import new_client
from tests.support.staff import sign_in
from tests.workshops.boards import COLLECT, HEAP, TALK, VOTE, board_method
from tests.workshops.conftest import draft_of, facilitator, workshop_of  # noqa: F401
from tests.workshops.phones import Phone, sit_down
from tests.workshops.room import Room

Opened = Callable[..., Room]

HALL = 60
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>{{ 7 * 7777 }}"


def test_sixty_phones_behind_one_address_join_ask_write_and_vote(workshop_of: Opened) -> None:  # noqa: F811
    room = workshop_of(board_method(COLLECT, VOTE | {"reveal": "on_advance"}))
    phones = [sit_down(room) for _phone in range(HALL)]
    with room.inside():
        assert count_seats(room.id) == HALL
    room.advance()
    for number, phone in enumerate(phones):
        assert phone.poll(phone.seen).status_code == 204
        written = phone.do("add-card", zone="ideas", **{"field-text": f"Card {number}"})
        assert written.status_code == 200, written.text
    room.advance()
    for phone in phones:
        assert phone.do("vote", give=card_on(phone)).status_code == 200
    kinds = [one.kind for one in room.happened]
    assert (kinds.count("card_added"), kinds.count("voted")) == (HALL, HALL)


def card_on(phone: Phone) -> str:
    """The first card that can be given a point."""
    return phone.look().partition('name="give" value="')[2].partition('"')[0]


@pytest.mark.parametrize("of", ["seat", "signature", "garbage", "nothing", "letters", "long"])
def test_a_cookie_of_elsewhere_opens_no_seat_and_breaks_nothing(workshop_of: Opened, of: str) -> None:  # noqa: F811
    here, elsewhere = workshop_of(board_method(COLLECT)), workshop_of(board_method(COLLECT))
    mine = here.join()
    foreign = elsewhere.join()
    here.advance()
    token = {
        "seat": foreign.token,
        "signature": mine.token[:32] + foreign.token[32:],
        "garbage": "%00\\x00;é",
        "nothing": "",
        "letters": "z" * 72,
        "long": mine.token + "0" * 3000,
    }[of]
    thief = new_client(here.app)
    thief.set_cookie(cookie_of(here.code), token)
    phone = Phone(thief, here)
    assert thief.get(phone.address).status_code == 404
    assert 'id="task"' not in thief.get(phone.address).text
    assert phone.poll(0).status_code in (204, 404)
    exercise_id, step = here.here
    said = {"key": "k", "exercise": str(exercise_id), "step": step, "zone": "ideas", "field-text": "Not mine"}
    for act in ("add-card", "vote", "ready", "leave", "sheet", "take-back"):
        answer = phone.send(act, said)
        assert answer.status_code in (303, 404), act
        assert "Not mine" not in thief.get(phone.address).text
    assert "card_added" not in {one.kind for one in [*here.happened, *elsewhere.happened]}
    with here.inside():
        assert token_for(here.keys, mine.seat_id) == mine.token


def test_hostile_words_are_words_on_every_screen(
    app: Flask,
    workshop_of: Opened,  # noqa: F811
    facilitator: Viewer,  # noqa: F811
) -> None:
    room = workshop_of(board_method(COLLECT, HEAP, VOTE, TALK))
    phone, other = sit_down(room, name=HOSTILE[:60]), sit_down(room)
    assert facilitator.person_id is not None
    desk = sign_in(app, facilitator.person_id)
    projector = new_client(app)
    place = f"/en/rustavi/workshops/{room.code}"
    with room.inside():
        projector.get(f"{place}/stage/{stage_token(room.keys, room.id)}")
    room.advance()
    phone.do("add-card", zone="ideas", **{"field-text": HOSTILE})
    screens = {
        "seat": phone.look,
        "other seat": other.look,
        "stage": lambda: projector.get(f"{place}/stage").text,
        "desk": lambda: desk.get(f"{place}/desk").text,
    }

    def look() -> set[str]:
        """On which screens the words stand; as markup on none."""
        found = set()
        for name, drawn in screens.items():
            page = drawn()
            assert "<script>alert" not in page, name
            assert "<img src=x" not in page, name
            assert "54439" not in page, name
            if HOSTILE in unescape(page):
                found.add(name)
        return found

    assert look() == set(screens)
    room.advance()
    look()
    room.advance(2)
    assert {"stage", "desk"} <= look()
    room.advance()
    room.close()
    screens = {"results": lambda: desk.get(f"{place}/results").text}
    assert look() == {"results"}
