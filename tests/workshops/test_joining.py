"""Coming in: letters, a QR code, one button, four words; and who is not let in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from storyhub.core import clock
from tests.support.application import new_client
from tests.workshops.phones import Phone, sit_down
from tests.workshops.room import Room, a_method

HOSTILE = '<script>alert("x")</script>"><img src=x onerror=alert(1)>{{ 7*7 }}'


@pytest.fixture
def room(workshop_of: Callable[..., Room]) -> Room:
    return workshop_of(a_method())


def words_on(page: str) -> str:
    found = re.search(r'class="four-words"[^>]*>([^<]*)<', page)
    assert found is not None
    return found[1].strip()


def test_the_code_on_the_wall_leads_on_in_the_phones_own_language(client: FlaskClient, room: Room) -> None:
    answer = client.get(f"/j/{room.join_code}", headers={"Accept-Language": "hy;q=0.9, en;q=0.5"})
    assert answer.location == f"/hy/j/{room.join_code}"
    assert "Accept-Language" in answer.headers["Vary"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get("/j", headers={"Accept-Language": "ka"}).location == "/ka/j"
    client.get("/uk/j")
    assert client.get("/j", headers={"Accept-Language": "ka"}).location == "/uk/j", (
        "what the phone remembers comes first"
    )


def test_letters_are_read_kindly_and_unknown_ones_are_said(client: FlaskClient, room: Room) -> None:
    typed = " ".join(room.join_code.lower())
    assert client.post("/en/j", data={"code": typed}).location == f"/en/j/{room.join_code}"
    for wrong in ("", "ZZZZZZ", "x" * 5000, "\x00", HOSTILE):
        answer = client.post("/en/j", data={"code": wrong})
        assert answer.status_code == 422
        assert "No workshop has these letters" in answer.text
        assert "<script>alert" not in answer.text


def test_one_button_sits_down_and_four_words_are_shown(client: FlaskClient, room: Room) -> None:
    way_in = client.get(f"/en/j/{room.join_code}")
    assert "Water in our yard" in way_in.text
    assert "I agree: take my seat" in way_in.text
    assert "erased 30 days after" in way_in.text
    assert 'name="robots" content="noindex"' in way_in.text
    assert "no-store" in way_in.headers["Cache-Control"]

    phone = sit_down(room, name="Nino")
    words = phone.client.get(f"{phone.address}/words?new=yes").text
    assert "You have seat 1" in words
    assert len(words_on(words).split()) == 4
    seat = room.happened[-1].seat_id
    assert seat is not None
    assert (room.seat(seat).name, room.seat(seat).agreed_at is None) == ("Nino", False)
    assert "Water in our yard" in phone.look()


def test_no_name_is_a_good_name_and_agreement_is_noted_all_the_same(room: Room) -> None:
    sit_down(room)
    seat_id = room.happened[-1].seat_id
    assert seat_id is not None
    assert room.seat(seat_id).name == ""
    assert room.seat(seat_id).agreed_at is not None


def test_two_taps_are_one_seat_and_a_second_phone_is_another(room: Room) -> None:
    phone = Phone(new_client(room.app), room)
    first = phone.client.post(f"/en/j/{room.join_code}", data={"key": "the-same-key"})
    twin = Phone(new_client(room.app), room).client.post(f"/en/j/{room.join_code}", data={"key": "the-same-key"})
    assert first.headers["Set-Cookie"] == twin.headers["Set-Cookie"]
    again = phone.client.post(f"/en/j/{room.join_code}", data={"key": "another-key"})
    assert again.location == f"/en/w/{room.code}"
    assert len([one for one in room.happened if one.kind == "joined"]) == 1
    sit_down(room)
    assert len([one for one in room.happened if one.kind == "joined"]) == 2


def test_who_has_a_seat_is_brought_to_it(room: Room) -> None:
    phone = sit_down(room)
    assert phone.client.get(f"/ka/j/{room.join_code}").location == f"/ka/w/{room.code}"


def test_four_words_bring_the_seat_back_on_another_phone_in_any_language(room: Room) -> None:
    phone = sit_down(room, "ka")
    words = words_on(phone.client.get(f"/ka/w/{room.code}/words").text)

    other = Phone(new_client(room.app), room)
    answer = other.client.post(f"/en/j/{room.join_code}/back", data={"phrase": f"  {words.upper()} "})
    assert answer.location == f"/en/w/{room.code}"
    assert len([one for one in room.happened if one.kind == "joined"]) == 1
    assert words_on(other.client.get(f"/ka/w/{room.code}/words").text) == words

    wrong = new_client(room.app).post(f"/en/j/{room.join_code}/back", data={"phrase": HOSTILE})
    assert wrong.status_code == 422
    assert 'href="#phrase"' in wrong.text
    assert "<script>alert" not in wrong.text


def test_before_it_opens_and_after_it_closed_a_kind_page_stands_there(
    client: FlaskClient, draft_of: Callable[..., Room]
) -> None:
    room = draft_of(a_method())
    assert client.get(f"/en/j/{room.join_code}").status_code == 404
    room.open()
    assert client.get(f"/en/j/{room.join_code}").status_code == 200
    phone = sit_down(room)
    room.close()
    assert "This workshop is over" in client.get(f"/en/j/{room.join_code}").text
    assert client.post(f"/en/j/{room.join_code}", data={"key": "late"}).status_code == 200
    assert "The workshop is over" in phone.look()
    assert phone.send("ready", {"key": "late"}).status_code == 200
    assert [one.kind for one in room.happened if one.kind == "ready"] == []


def test_a_seat_of_another_workshop_opens_nothing(workshop_of: Callable[..., Room]) -> None:
    mine, other = workshop_of(a_method()), workshop_of(a_method())
    phone = sit_down(mine)
    cookie = phone.client.get_cookie(f"seat-{mine.code}")
    assert cookie is not None
    phone.client.set_cookie(f"seat-{other.code}", cookie.value)
    for path in ("", "/words", "/name", "/poll?seen=1"):
        answer = phone.client.get(f"/en/w/{other.code}{path}")
        assert answer.status_code == 404
        assert "This phone has no seat here" in answer.text
    before = len(other.happened)
    assert phone.client.post(f"/en/w/{other.code}/ready", data={"key": "k"}).status_code == 404
    assert len(other.happened) == before
    phone.client.set_cookie(f"seat-{mine.code}", f"{cookie.value[:-1]}{'0' if cookie.value[-1] != '0' else '1'}")
    assert phone.client.get(f"/en/w/{mine.code}").status_code == 404
    assert phone.client.get("/en/w/00000000").status_code == 404


def test_leaving_frees_the_seat_and_the_phone_forgets_it(room: Room) -> None:
    phone = sit_down(room)
    answer = phone.client.post(f"{phone.address}/leave", data={"key": "goodbye"})
    assert f"seat-{room.code}=;" in answer.headers["Set-Cookie"]
    page = phone.client.get(answer.location)
    assert page.status_code == 200
    assert "You have left your seat" in page.text
    seat_id = room.happened[-1].seat_id
    assert seat_id is not None
    assert room.seat(seat_id).left_at is not None


def test_a_whole_hall_behind_one_address_sits_down(room: Room) -> None:
    with clock.at(clock.now() + timedelta(minutes=1)):
        for number in range(60):
            answer = new_client(room.app).post(f"/en/j/{room.join_code}", data={"key": f"phone-{number}"})
            assert answer.status_code == 303
    assert len([one for one in room.happened if one.kind == "joined"]) == 60
