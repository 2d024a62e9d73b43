"""The poll of a seat: nothing when nothing is new, the table's own view when something is, and nobody else's secrets."""

import gzip
import re
from collections.abc import Callable

import pytest

from storyhub.workshops.queries.pulse import pulse_of
from storyhub.workshops.services import cards, running, tables
from storyhub.workshops.views import polling
from storyhub.workshops.views.polling import EXTENSION
from tests.workshops.boards import COLLECT, TALK, Looking, board_method
from tests.workshops.phones import Phone, sit_down
from tests.workshops.room import Room, a_method


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before is not good enough for a test that does one thing after the other."""
    monkeypatch.setattr(polling, "FRESH_SECONDS", 0)


@pytest.fixture
def room(workshop_of: Callable[..., Room]) -> Room:
    return workshop_of("rustavi")


def seated(room: Room, count: int, tables_wanted: int = 1) -> list[Phone]:
    phones = [sit_down(room) for _one in range(count)]
    room.do(tables.deal_groups, count=tables_wanted, afresh=True)
    return phones


def test_nothing_new_is_answered_before_the_application(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    (phone,) = seated(room, 1)
    room.play_to("notice")
    answer = phone.poll(phone.seen)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(str(answer.headers)) < 60, "on a weak network, thousands of times in an evening"
    assert 590 <= int(answer.headers["Seconds-Left"]) <= 600
    assert "Set-Cookie" not in answer.headers


def test_what_is_new_is_drawn_once_for_a_table_and_a_language(room: Room) -> None:
    one, other = seated(room, 2)
    room.play_to("notice")
    seen = one.seen
    room.advance()
    polls = room.app.extensions[EXTENSION]
    polls.bodies.clear()
    first = one.poll(seen)
    assert 'id="room"' in first.text
    assert 'id="table"' in first.text
    assert "<form" not in first.text
    assert "What is pushing?" in first.text
    assert len(polls.bodies) == 1
    again = other.poll(seen)
    assert again.data == first.data
    for answer in (first, again):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert "What is pushing?" not in one.poll(seen, "ka").text
    assert len(polls.bodies) == 2
    shown = re.search(r'data-seen="(\d+)"', first.text)
    assert shown is not None
    assert one.poll(int(shown[1])).status_code == 204


def test_a_phone_is_sent_packed_answers_and_the_words_that_let_it_come_back_plain(room: Room) -> None:
    one, other = seated(room, 2)
    room.play_to("notice")
    room.advance()
    takes_gzip = {"Accept-Encoding": "gzip"}
    plain = one.poll(0).data
    refuses = one.client.get(f"/en/w/{room.code}/poll?seen=0", headers={"Accept-Encoding": "gzip;q=0, br"})
    assert (refuses.data, refuses.headers.get("Content-Encoding")) == (plain, None)
    for phone in (one, other):
        path = f"/en/w/{room.code}"
        packed = phone.client.get(f"{path}/poll?seen=0", headers=takes_gzip)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(packed.data) == plain
        assert phone.client.get(path, headers=takes_gzip).headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in phone.client.get(f"{path}/words", headers=takes_gzip).headers


def test_a_phone_that_shows_the_step_before_is_brought_its_own_task_and_nobody_else_is(room: Room) -> None:
    one, other = seated(room, 2)
    room.play_to("notice")
    here = f"{room.here[0]}.{room.here[1]}"
    for phone, words in ((one, "The well is dry"), (other, "The bus is late")):
        phone.do("add-card", **{"field-text": words, "zone": "nature"})
    polls = room.app.extensions[EXTENSION]
    polls.bodies.clear()
    brought = one.poll(0, step="before").text
    assert 'id="task"' in brought
    assert "<form" in brought
    assert "The well is dry" in brought
    assert "The bus is late" not in brought
    assert "The bus is late" in other.poll(0, step="before").text
    assert polls.bodies == {}
    assert "<form" not in one.poll(0, step=here).text
    assert len(polls.bodies) == 1


def test_what_lies_before_everybody_is_drawn_once_for_all_tables(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT | {"reveal": "on_advance"}, TALK))
    room.play_to("write")
    one, other = seated(room, 2, tables_wanted=2)
    for phone, words in ((one, "The well is dry"), (other, "The bus is late")):
        phone.do("add-card", **{"field-text": words, "zone": "ideas"})
    polls = room.app.extensions[EXTENSION]
    assert "The bus is late" not in one.poll(0, step="before").text
    assert "The well is dry" not in other.poll(0, step="before").text
    assert polls.shared == {}, "while each table works by itself"

    room.play_to("talk")
    first, second = one.poll(0).text, other.poll(0).text
    assert len(polls.shared) == 1
    for words in ("The well is dry", "The bus is late"):
        assert words in first
        assert words in second
    assert {"Table 1" in text for text in (first, second)} == {True, False}
    packed = other.client.get(f"{other.address}/poll?seen=0", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data).decode() == second
    room.do(cards.add_card_at_desk, "idea", "ideas", {"text": "A late one"})
    assert "A late one" in one.poll(0).text, "what was drawn before is of another number"


MARK = '<li id="lies-{}" data-same></li>'


def board_in(text: str) -> str:
    """The name of the board, as the phone will say it with its next poll."""
    found = re.search(r"board=([0-9a-f]+)", text)
    return found[1] if found else ""


def lying_in(text: str) -> dict[str, str]:
    """{id of a card: all that the list says of it}"""
    return {found[1]: found[0] for found in re.finditer(r'<li id="lies-([^"]+)".*?</li>', text, re.DOTALL)}


def test_a_phone_that_shows_the_board_is_brought_only_what_changed_on_it(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT | {"reveal": "on_advance"}, TALK))
    room.play_to("write")
    one, other, late = seated(room, 3)
    one.do("add-card", **{"field-text": "The well is dry", "zone": "ideas"})
    other.do("add-card", **{"field-text": "The bus is late", "zone": "ideas"})
    assert board_in(one.poll(0).text) == "", "while each table works by itself"
    room.play_to("talk")
    first = one.poll(0).text
    board = board_in(first)
    (well, bus) = sorted(lying_in(first), key=lambda code: "bus" in lying_in(first)[code])

    seen = one.seen
    lamp = room.do(cards.add_card_at_desk, "idea", "ideas", {"text": "A lamp at the stop"})
    changed = one.poll(seen, board=board).text
    assert [MARK.format(code) in changed for code in (well, bus)] == [True, True]
    assert "A lamp at the stop" in changed
    assert "The bus is late" not in changed
    assert board_in(changed) not in ("", board)
    again = other.poll(seen, board=board)
    assert again.text == changed, "drawn once"
    whole = late.poll(seen).text
    assert "data-same" not in whole
    assert len(lying_in(whole)) == 3
    assert other.poll(seen, board=board).text == changed, "also when somebody else needed the whole"
    assert late.poll(seen, board="0123456789ab").text == whole, "a board that nobody drew"
    assert late.poll(seen, board="nonsense' or 1").text == whole
    packed = other.client.get(f"{other.address}/poll?seen={seen}&board={board}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data).decode() == changed

    board = board_in(whole)
    Looking(room).act(cards.keep_as_minority, room.facilitator, lamp)
    changed = one.poll(0, board=board).text
    assert "kept though few say so" in changed
    assert changed.count("data-same") == 2
    assert "The bus is late" not in changed


def test_while_nothing_changes_on_the_board_its_name_stays(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT | {"reveal": "on_advance"}, TALK))
    room.play_to("write")
    one, other = seated(room, 2, tables_wanted=2)
    one.do("add-card", **{"field-text": "The well is dry", "zone": "ideas"})
    room.play_to("talk")
    board = board_in(one.poll(0).text)
    assert board
    room.join()
    again = other.poll(0, board=board).text
    assert board_in(again) == board
    assert 'id="room"' in again
    assert 'id="table"' not in again, "it lies there"
    assert other.poll(0, board=board).text == again
    assert board_in(one.poll(0, "ka").text) != board, "each language has its own words"


def test_somebody_who_needs_the_whole_board_comes_first_and_the_others_are_not_brought_it_too(
    workshop_of: Callable[..., Room],
) -> None:
    room = workshop_of(board_method(COLLECT | {"reveal": "on_advance"}, TALK))
    room.play_to("write")
    late, one, other = seated(room, 3)
    one.do("add-card", **{"field-text": "The well is dry", "zone": "ideas"})
    room.play_to("talk")
    board, seen = board_in(one.poll(0).text), one.seen
    room.do(cards.add_card_at_desk, "idea", "ideas", {"text": "A lamp at the stop"})
    whole = late.poll(seen).text
    assert "The well is dry" in whole
    assert "The well is dry" not in one.poll(seen, board=board).text
    assert 'id="table"' not in other.poll(seen, board=board_in(whole)).text


def test_what_is_kept_of_boards_is_bounded_and_the_oldest_goes_first(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_SHARED", 2)
    polls = room.app.extensions[EXTENSION]
    for at, language in enumerate(("en", "ka", "hy")):
        polls.share(room.id, language, at, b"")
        polls.share(room.id, "en", at, b"")
    assert [language for _workshop, language in polls.shared] == ["hy", "en"]


def test_a_seat_cannot_fill_the_memory_with_steps_that_it_invents(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(a_method("small", {"id": "pause", "do": "rest", "who": "plenary"}, "talk"))
    (one,) = seated(room, 1)
    room.advance()
    polls = room.app.extensions[EXTENSION]
    polls.bodies.clear()
    for number in range(5):
        assert 'id="task"' in one.poll(0, step=f"invented-{number}" * 40).text
        assert 'id="task"' in one.poll(0, step=f"invented-{number}").text
    assert len(polls.bodies) == 1


def test_a_table_hears_of_its_own_people_and_not_of_others(room: Room) -> None:
    room.play_to("notice")
    one, other = seated(room, 2, tables_wanted=2)
    seen, others = one.seen, other.seen
    one.do("ready")
    assert "1 of 1 ready" in one.poll(seen).text
    assert other.poll(others).status_code == 204


def test_a_phone_that_has_seen_more_than_was_read_here_is_not_taken_back(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.play_to("notice")
    one, other = seated(room, 2)
    before = one.seen
    monkeypatch.setattr(polling, "FRESH_SECONDS", 60)
    assert "0 of 2 ready" in one.poll(0).text
    other.do("ready")
    seen = one.seen
    assert seen > before
    assert one.poll(seen).status_code == 204, "what this process read before is older than the page"


def test_a_seat_that_moves_to_another_table_sees_that_one_from_then_on(room: Room) -> None:
    room.play_to("notice")
    one, _other = seated(room, 2, tables_wanted=2)
    seen = one.seen
    with room.inside():
        pulse = pulse_of(room.code)
        assert pulse is not None
        seat_id, group_id = next((seat, group) for seat, group in pulse.seats.items())
        there = next(group for group in pulse.groups if group != group_id)
    room.do(tables.move_seat, seat_id, there)
    assert one.poll(seen).status_code == 200


def test_the_clock_is_the_servers_and_stands_still_in_a_pause(room: Room) -> None:
    (phone,) = seated(room, 1)
    room.play_to("notice")
    room.do(running.pause)
    answer = phone.poll(0)
    assert "data-left" not in answer.text
    assert "Pause" in answer.text
    room.do(running.go_on)
    room.do(running.give_time, 5)
    assert int(phone.poll(phone.seen).headers["Seconds-Left"]) > 870
    assert 'data-left="' in phone.poll(0).text


def test_without_a_seat_there_is_nothing_to_poll(room: Room, workshop_of: Callable[..., Room]) -> None:
    (phone,) = seated(room, 1)
    token = phone.client.get_cookie(f"seat-{room.code}")
    assert token is not None
    other = workshop_of(a_method())
    phone.client.set_cookie(f"seat-{other.code}", token.value)
    elsewhere = phone.client.get(f"/en/w/{other.code}/poll?seen=1", headers={"HX-Request": "true"})
    assert (elsewhere.status_code, elsewhere.headers["HX-Refresh"]) == (204, "true")
    phone.client.set_cookie(f"seat-{room.code}", token.value[:32] + "0" * 40)
    assert phone.poll(1).status_code == 404
    phone.client.set_cookie(f"seat-{room.code}", token.value)
    assert phone.poll(phone.seen).status_code == 204
    phone.client.post(f"{phone.address}/leave", data={"key": "bye"})
    phone.client.set_cookie(f"seat-{room.code}", token.value)
    gone = phone.client.get(f"{phone.address}/poll?seen=1", headers={"HX-Request": "true"})
    assert gone.headers["HX-Refresh"] == "true"
    assert phone.client.get(f"{phone.address}/poll?seen=nonsense").status_code == 200
    assert "You have left your seat" in phone.look()


def test_who_polls_is_here_and_polling_writes_seldom(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    (phone,) = seated(room, 1)
    seat_id = next(one.seat_id for one in room.happened if one.kind == "joined")
    assert seat_id is not None
    before, seen = room.seat(seat_id).seen_at, phone.seen
    room.app.extensions[EXTENSION].noted_at = float("inf")
    phone.poll(seen)
    assert room.seat(seat_id).seen_at == before
    room.app.extensions[EXTENSION].noted_at = 0
    phone.poll(seen)
    assert room.seat(seat_id).seen_at > before
    assert phone.poll(seen).status_code == 204, "being here is no news"


def test_who_loads_the_page_without_polling_is_heard_of_too(room: Room) -> None:
    (phone,) = seated(room, 1)
    seat_id = next(one.seat_id for one in room.happened if one.kind == "joined")
    assert seat_id is not None
    before = room.seat(seat_id).seen_at
    room.app.extensions[EXTENSION].noted_at = 0
    phone.client.get(phone.address)
    assert room.seat(seat_id).seen_at > before
