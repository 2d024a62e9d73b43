"""The stage: it shows what the room may see and nothing else, opens by its link alone, and is right about the time."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Use
from storyhub.stories.services.reviewing import mark_sensitive
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.queries.tables import tables as tables_of
from storyhub.workshops.services import cards, evidence, running, seating, tables, voting
from storyhub.workshops.services.cards import NewCard
from storyhub.workshops.services.stage_tokens import opens_stage, stage_token
from storyhub.workshops.views.stage import TURN_SECONDS
from tests.support.application import new_client
from tests.support.pages import words_on
from tests.support.staff import sign_in
from tests.support.stories import Told
from tests.workshops.boards import NEXT_RING, RING, Looking, board_method
from tests.workshops.room import Room, a_key, a_method

Opened = Callable[..., Room]
SECRET = "Nobody else reads this before the step has ended"
BOARD = {
    "board": [{"id": "table", "geometry": "list", "label": "On the table"}],
    "zone": [{"id": "ideas", "board": "table", "label": "Ideas", "accepts": ["idea"]}],
    "card": [
        {
            "kind": "idea",
            "label": "Idea",
            "colour": "leaf",
            "fields": [{"id": "text", "type": "short", "label": "What?", "required": True}],
        }
    ],
    "vote": [{"id": "best", "on": ["idea"], "budget": 3}],
}
WRITE = {"id": "write", "do": "collect", "who": "individual", "card": "idea", "zones": ["ideas"], "board": "table"}


def a_board(reveal: str = "on_advance") -> object:
    """Write, talk, vote, look at what came of it."""
    return a_method(
        "ideas",
        WRITE | {"reveal": reveal, "title": "Write", "prompt": "What could we do?"},
        {"id": "talk", "board": "table"},
        {"id": "choose", "do": "vote", "who": "individual", "vote": "best", "prompt": "Three points."},
        {"id": "look", "scene": "results", "title": "What we chose"},
        **BOARD,
    )


def write(room: Room, seat_id: UUID, words: str) -> UUID:
    exercise_id, step = room.here
    assert exercise_id is not None
    with room.inside():
        return cards.add_card(seat_id, NewCard(exercise_id, step, "ideas", {"text": words}), key=a_key())


def address(room: Room, rest: str = "") -> str:
    return f"/en/rustavi/workshops/{room.code}/stage{rest}"


@pytest.fixture
def projector(app: Flask) -> Callable[[Room], FlaskClient]:
    """A laptop where nobody has signed in, opened by the facilitator's link."""

    def opened(room: Room) -> FlaskClient:
        laptop = new_client(app)
        answer = laptop.get(address(room, f"/{stage_token(room.keys, room.id)}"))
        assert (answer.status_code, answer.headers["Location"]) == (303, address(room))
        return laptop

    return opened


def seen_in(page: str) -> str:
    found = re.search(r'data-seen="([^"]+)"', page)
    assert found
    return found[1]


def test_a_stage_opens_by_its_own_link_and_by_who_runs_the_workshop(
    app: Flask, workshop_of: Opened, projector: Callable[[Room], FlaskClient], as_role: Callable[..., FlaskClient]
) -> None:
    room, other = workshop_of(a_method()), workshop_of(a_method())
    stranger = new_client(app)
    assert stranger.get(address(room)).status_code == 404
    assert stranger.get(address(room, "/poll?seen=0")).status_code == 404
    for wrong in ("nonsense", stage_token(room.keys, other.id), "%F0%9F%8C%B3", "0" * 200):
        assert stranger.get(address(room, f"/{wrong}")).status_code == 404
    laptop = projector(room)
    answer = laptop.get(address(room))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert laptop.get(address(other)).status_code == 404
    assert laptop.get(f"/en/poti/workshops/{room.code}/stage").status_code == 404
    assert as_role(Role.FACILITATOR).get(address(room)).status_code == 200
    assert as_role(Role.MODERATOR).get(address(room)).status_code == 404
    assert as_role(Role.FACILITATOR, "poti").get(address(room)).status_code == 404
    typed = stage_token(room.keys, room.id).upper().replace("0", "O")
    assert opens_stage(room.keys, room.id, f" {typed[:8]} {typed[8:]} ")


def test_it_has_nothing_that_can_be_pressed(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room = workshop_of(a_board("live"))
    laptop, (seat, *_) = projector(room), room.seats(3)
    for _step in range(5):
        page = laptop.get(address(room)).text
        assert not re.search(r"<(?:form|button|input|select|a)\b", page)
        assert "How will we live well here in 2040?" in page
        if room.here[1] == "write":
            write(room, seat, "A bench at each stop")
        if not room.standing.is_over:
            room.advance()


def test_a_taller_screen_is_drawn_anew_once(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room = workshop_of(a_board("live"))
    laptop = projector(room)
    seen = seen_in(laptop.get(address(room)).text)
    assert laptop.get(address(room, f"/poll?seen={seen}&tall=38")).status_code == 204
    assert laptop.get(address(room, f"/poll?seen={seen}&tall=nonsense")).status_code == 204
    again = laptop.get(address(room, f"/poll?seen={seen}&tall=51"))
    assert again.status_code == 200
    assert laptop.get(address(room, f"/poll?seen={seen_in(again.text)}&tall=51")).status_code == 204


def test_from_the_lobby_to_the_end(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room = workshop_of(a_method("small", "one", {"id": "two", "do": "rest", "title": "Coffee"}))
    laptop = projector(room)
    page = laptop.get(address(room)).text
    assert 'data-scene="lobby"' in page
    assert "<svg" in page
    assert '<div class="qr" aria-hidden="true">' in page, "its address and letters are read beside it"
    assert f"{room.join_code[:3]} {room.join_code[3:]}" in page
    seen = seen_in(page)
    assert laptop.get(address(room, f"/poll?seen={seen}")).status_code == 204
    room.seats(2)
    room.join("ka")
    answer = laptop.get(address(room, f"/poll?seen={seen}"))
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "3 people are here" in answer.text
    assert "English 2 · ქართული 1" in answer.text
    room.advance()
    page = laptop.get(address(room)).text
    assert "<svg" not in page
    assert f"{room.join_code[:3]} {room.join_code[3:]}" in page
    room.advance()
    assert "We go on at" in laptop.get(address(room)).text
    room.advance()
    assert 'data-scene="over"' in laptop.get(address(room)).text


def test_how_deep_a_card_hangs_in_a_tree_is_said(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room = workshop_of(
        board_method(RING, NEXT_RING, {"id": "see", "do": "discuss", "who": "plenary", "board": "wheel"})
    )
    (ana,) = room.seats(1)
    room.do(tables.deal_groups)
    look = Looking(room)
    room.advance()
    first = look.write(ana, "More shade", "ring1")
    room.advance()
    look.write(ana, "Cooler rooms", "ring2", parent_id=first)
    room.advance()
    room.do(running.show_on_stage, {"scene": "board"})
    page = projector(room).get(address(room)).text
    said = [
        re.search(rf'aria-level="(\d)"[^>]*>(?:(?!<li).)*{words}', page, re.DOTALL)
        for words in ("More shade", "Cooler rooms")
    ]
    assert [one[1] for one in said if one] == ["1", "2"]


def test_the_clock_is_the_servers(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room, began = workshop_of(a_method()), clock.now()
    laptop = projector(room)
    with clock.at(began):
        room.advance()
        page = laptop.get(address(room)).text
    assert 'data-left="300"' in page
    with clock.at(began + timedelta(seconds=10)):
        later = laptop.get(address(room, f"/poll?seen={seen_in(page)}"))
        assert (later.status_code, later.headers["Seconds-Left"]) == (204, "290")
    with clock.at(began + timedelta(minutes=6)):
        assert "+1:00" in laptop.get(address(room)).text
    with clock.at(began + timedelta(seconds=100)):
        room.do(running.pause)
        assert "The clock stands" in laptop.get(address(room)).text


@pytest.mark.parametrize("reveal", ["on_advance", "facilitator", "never"])
def test_what_is_hidden_is_in_no_byte_of_the_stage(
    workshop_of: Opened, projector: Callable[[Room], FlaskClient], reveal: str
) -> None:
    room = workshop_of(a_board(reveal))
    laptop, (one, *_) = projector(room), room.seats(3)
    room.play_to("write")
    card_id = write(room, one, SECRET)
    for scene in ({}, {"scene": "board"}, {"scene": "results"}, {"scene": "groups"}, {"card": str(card_id)}):
        room.do(running.show_on_stage, scene)
        for path in ("", "/poll?seen=0"):
            text = laptop.get(address(room, path)).text
            assert SECRET not in text
            assert str(card_id) not in text
    room.do(running.show_on_stage, {"scene": "board"})
    assert "1 card lies face down" in laptop.get(address(room)).text
    room.advance()
    assert (SECRET in laptop.get(address(room)).text) == (reveal != "never")


def test_secret_points_are_counted_when_their_step_has_ended(
    workshop_of: Opened, projector: Callable[[Room], FlaskClient]
) -> None:
    room = workshop_of(a_board("live"))
    laptop, people = projector(room), room.seats(3)
    room.play_to("write")
    write(room, people[0], "A bench at each stop")
    lamp = write(room, people[1], "A lamp at the bridge")
    room.play_to("choose")
    for seat in people:
        with room.inside():
            voting.give_points(seat, lamp, key=a_key())
    for scene in ({}, {"scene": "results"}, {"scene": "board"}):
        room.do(running.show_on_stage, scene)
        text = laptop.get(address(room)).text
        assert "point" not in words_on(text).replace("Three points.", "")
        assert 'class="bar"' not in text
    room.advance()
    text = laptop.get(address(room)).text
    assert text.index("A lamp at the bridge") < text.index("A bench at each stop")
    assert '<td class="value">3</td>' in text


def test_a_hidden_stage_says_nothing_of_the_room(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room = workshop_of(a_board("live"))
    laptop, (seat, *_) = projector(room), room.seats(2)
    room.play_to("write")
    write(room, seat, "A bench at each stop")
    room.do(running.show_on_stage, {"blank": True})
    page = laptop.get(address(room)).text
    assert "A bench" not in page
    assert "2040" not in page
    room.do(running.show_on_stage, {})
    assert "A bench" in laptop.get(address(room)).text


def test_who_sits_where_is_said_by_number_unless_both_agree_to_names(
    workshop_of: Opened, projector: Callable[[Room], FlaskClient]
) -> None:
    room = workshop_of(a_board("live"))
    laptop, people = projector(room), room.seats(4)
    with room.inside():
        seating.say_name(people[0], "Manana", may_show=False, key=a_key())
    room.play_to("write")
    room.do(tables.deal_groups, count=1)
    room.do(running.show_on_stage, {"scene": "groups"})
    page = laptop.get(address(room)).text
    assert "Table 1" in page
    assert "No. 1" in page
    assert "Manana" not in page


def test_while_tables_report_what_lies_on_the_board_is_seen_and_one_table_alone_when_asked(
    workshop_of: Opened, projector: Callable[[Room], FlaskClient]
) -> None:
    tell = {"id": "tell", "do": "report", "who": "plenary", "board": "table", "prompt": "What did your table find?"}
    shared = {"who": "group", "reveal": "live"}
    room = workshop_of(a_method("told", WRITE | shared, tell, **BOARD))
    laptop, people = projector(room), room.seats(8)
    room.do(tables.deal_groups, count=2)
    room.play_to("write")
    write(room, people[0], "A bench at each stop")
    room.advance()
    page = laptop.get(address(room)).text
    assert 'data-scene="board"' in page
    assert "A bench at each stop" in page
    assert "What did your table find?" in page
    here = room.seat(people[0]).group_id
    with room.inside():
        both = tables_of(room.id)
    for table in both:
        room.do(running.show_on_stage, {"scene": "groups", "group": table.number})
        page = laptop.get(address(room)).text
        assert f"Table {table.number}" in page
        assert ("A bench at each stop" in page) == (table.id == here)
    room.do(running.show_on_stage, {"scene": "groups"})
    assert 'data-scene="groups"' in laptop.get(address(room)).text


def test_a_full_board_turns_its_pages_by_itself(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room = workshop_of(a_board("live"))
    laptop, people = projector(room), room.seats(6)
    began = clock.now()
    with clock.at(began):
        room.play_to("write")
    for number in range(40):
        write(room, people[number % 6], f"Idea number {number} for the yard behind the school and for its trees")
    with clock.at(began + timedelta(seconds=1)):
        first = laptop.get(address(room)).text
    with clock.at(began + timedelta(seconds=TURN_SECONDS + 1)):
        second = laptop.get(address(room, f"/poll?seen={seen_in(first)}"))
    assert second.status_code == 200
    assert "2 of" in second.text
    shown = [set(re.findall(r"Idea number \d+", text)) for text in (first, second.text)]
    assert shown[0]
    assert not shown[0] & shown[1]


def test_a_hostile_card_stays_words(workshop_of: Opened, projector: Callable[[Room], FlaskClient]) -> None:
    room = workshop_of(a_board("live"))
    laptop, (seat, *_) = projector(room), room.seats(1)
    room.play_to("write")
    write(room, seat, '<script>alert(1)</script><b onmouseover="x">{{ 7*7 }}')
    text = laptop.get(address(room)).text
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text


def test_whoever_runs_it_sees_the_same_stage_as_the_projector(
    app: Flask, workshop_of: Opened, projector: Callable[[Room], FlaskClient]
) -> None:
    room = workshop_of(a_board())
    laptop, (seat, *_) = projector(room), room.seats(1)
    assert room.facilitator.person_id is not None
    runs_it = sign_in(app, room.facilitator.person_id)
    room.play_to("write")
    write(room, seat, SECRET)
    assert words_on(runs_it.get(address(room)).text) == words_on(laptop.get(address(room)).text)


def test_a_card_is_turned_to_its_stories_a_hard_one_after_a_warning_and_a_withdrawn_one_leaves(
    app: Flask,
    workshop_of: Opened,
    projector: Callable[[Room], FlaskClient],
    tell: Callable[..., Told],
    moderator: Viewer,
) -> None:
    speaking = {"state": "published", "uses": frozenset({Use.WORKSHOPS, Use.QUOTATION})}
    mild = tell(body="The bus turns round at the market now, and my mother walks.", **speaking)
    hard = tell(body="My brother waited for the ambulance for two hours that night.", **speaking)
    silent = tell(body="I would rather not be read out in a hall.", state="published", uses=frozenset({Use.WORKSHOPS}))
    room = workshop_of(a_board("live"))
    laptop, (seat, *_), began = projector(room), room.seats(2), clock.now()
    room.play_to("write")
    card_id = write(room, seat, "Nobody comes when you call")
    with app.app_context():
        mark_sensitive(moderator, hard.id, sensitive=True)
        for story in (mild, hard, silent):
            evidence.put_story_on_table(room.facilitator, room.id, story.id, key=a_key())
            evidence.back_card(room.facilitator, card_id, story.id, key=a_key())

    def pages(number: int) -> list[str]:
        moments = [began + timedelta(seconds=1 + TURN_SECONDS * turn) for turn in range(number)]
        found = []
        for moment in moments:
            with clock.at(moment):
                found.append(laptop.get(address(room)).text)
        return found

    with clock.at(began):
        room.do(running.show_on_stage, {"card": str(card_id)})
    first, warning, told = pages(3)
    assert "my mother walks" in first
    assert "not to be quoted" in first
    assert "rather not be read out" not in first
    assert "a hard one" in warning
    assert "ambulance" not in first + warning
    assert "ambulance" in told
    with app.app_context():
        withdraw_story(mild.id)
    first = pages(1)[0]
    assert "my mother walks" not in first
    assert "was taken back" in first
    assert "Nobody comes when you call" in first
    with clock.at(began):
        room.do(running.show_on_stage, {"scene": "voices"})
    assert "my mother walks" not in "".join(pages(3))
