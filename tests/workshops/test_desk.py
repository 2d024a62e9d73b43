"""The desk: one button moves the room, once; what waits is settled there; two facilitators do not trip over each other."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.workshops.models import Card, CardState, Group, Seat, Workshop
from storyhub.workshops.queries.tables import tables
from storyhub.workshops.seen import Side
from storyhub.workshops.services import clustering, rating, running, voting
from storyhub.workshops.services import tables as seating_at
from storyhub.workshops.views import desk_regions
from tests.support.pages import words_on
from tests.workshops.boards import COLLECT, HEAP, TALK, Looking, board_method
from tests.workshops.desks import FORM, address, at_desk, forms_on, press
from tests.workshops.room import Room, a_key, a_method
from tests.workshops.test_stage import BOARD, WRITE, a_board, write

Opened = Callable[..., Room]


def test_only_who_runs_the_workshops_of_the_town_sits_at_the_desk(
    workshop_of: Opened, client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    room = workshop_of(a_method())
    assert client.get(address(room)).status_code == 303
    assert as_role(Role.FACILITATOR).get(address(room)).status_code == 200
    for other in (as_role(Role.MODERATOR), as_role(Role.LEARNING_LEAD), as_role(Role.FACILITATOR, "poti")):
        assert other.get(address(room)).status_code == 404
        assert other.get(address(room, "/poll?seen=0")).status_code == 404
        assert other.post(address(room), data={"act": "next", "seen": "."}).status_code == 404
    assert room.workshop.exercise_id is None


def test_next_says_what_comes_and_moves_the_room_once(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_method("first", "one", {"id": "two", "title": "Look around"}), a_method("second"))
    page = desk.get(address(room)).text
    assert "Begin: A step" in page
    assert "no-store" in desk.get(address(room)).headers["Cache-Control"]
    answer = press(desk, room, page, "next")
    assert (answer.status_code, answer.headers["Location"]) == (303, address(room))
    assert room.here[1] == "one"
    assert press(desk, room, page, "next").status_code == 303, "the same press again, as a reload sends it"
    assert room.here[1] == "one"
    page = desk.get(address(room)).text
    assert "Next: Look around" in page
    press(desk, room, page, "next")
    page = desk.get(address(room)).text
    assert "Next: A step" in page
    assert "Second" in page
    back = press(desk, room, page, "back")
    assert (back.status_code, room.here[1]) == (303, "one")


def test_a_stale_page_moves_nothing_and_is_told_who_was_quicker(
    app: Flask, workshop_of: Opened, desk: FlaskClient, facilitator: Viewer, second_facilitator: Viewer
) -> None:
    room = workshop_of(a_method())
    stale = desk.get(address(room)).text
    other = at_desk(app, second_facilitator)
    press(desk, room, stale, "next")
    page = other.get(address(room)).text
    assert not forms_on(page, "next")
    assert f"{facilitator.name} holds the desk" in page
    press(other, room, page, "take")
    press(other, room, other.get(address(room)).text, "next")
    assert room.here[1] == "two"
    answer = desk.post(address(room), data=forms_on(stale, "next")[0] | {"key": a_key()})
    assert answer.status_code == 409
    assert f"It was {second_facilitator.name} who moved it." in answer.text
    assert room.here[1] == "two"
    held = desk.post(address(room), data={"act": "next", "seen": f"{room.here[0]}.two", "key": a_key()})
    assert held.status_code == 409
    assert f"{second_facilitator.name} holds the desk" in held.text
    assert room.here[1] == "two"


def test_a_handed_over_desk_belongs_to_the_other(
    app: Flask, workshop_of: Opened, desk: FlaskClient, second_facilitator: Viewer
) -> None:
    room = workshop_of(a_method())
    press(desk, room, desk.get(address(room)).text, "next")
    other = at_desk(app, second_facilitator)
    press(other, room, other.get(address(room)).text, "take")
    page = other.get(address(room)).text
    press(other, room, page, "pass")
    assert forms_on(desk.get(address(room)).text, "next")
    assert not forms_on(other.get(address(room)).text, "next")


def test_time_is_given_stopped_and_let_run(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_method())
    room.advance()
    before = room.standing.seconds_left or 0
    page = desk.get(address(room)).text
    press(desk, room, page, "longer")
    press(desk, room, page, "longer")
    assert 55 <= (room.standing.seconds_left or 0) - before <= 60, "a double press is one minute"
    press(desk, room, page, "pause")
    page = desk.get(address(room)).text
    assert "The clock stands" in page
    press(desk, room, page, "go_on")
    assert not room.standing.is_paused


def test_a_minute_is_called_by_words_and_by_what_is_read_on_it(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_board())
    room.advance()
    for language in ("en", "ka", "hy", "ro", "uk", "ru", "az"):
        page = desk.get(address(room).replace("/en/", f"/{language}/")).text
        for act in ("shorter", "longer"):
            form = next(form[0] for form in FORM.finditer(page) if form[1] == act)
            found = re.search(r'<button [^>]*aria-label="([^"]*)">([^<]*)</button>', form)
            assert found is not None
            name, sign = found.groups()
            words = name.removesuffix(f" ({sign})")
            assert words != name, "who calls a button by what they see is heard"
            assert words.replace(" ", "").isalpha(), "and words are what is said first"


def test_the_poll_is_silent_until_something_happens_and_gives_regions_alone(
    workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(a_board("live"))
    (seat,) = room.seats(1)
    room.play_to("write")
    page = desk.get(address(room)).text
    seen = re.findall(r'data-seen="([^"]+)"', page)[0]
    quiet = desk.get(address(room, f"/poll?seen={seen}"))
    assert quiet.status_code in (200, 204)
    assert quiet.headers["Seconds-Left"]
    write(room, seat, "A bench at each stop")
    answer = desk.get(address(room, f"/poll?seen={seen}"))
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "A bench at each stop" in answer.text
    pressed = desk.post(address(room), data=forms_on(answer.text, "pause")[0], headers={"X-Regions": "1"})
    assert pressed.status_code == 200
    assert "<html" not in pressed.text
    assert "The clock stands" in pressed.text


def test_held_cards_are_let_through_or_kept_back(app: Flask, workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_board("live"))
    with app.app_context(), transaction() as session:
        session.get_one(Workshop, room.id).holds_cards = True
    one, other = room.seats(2)
    room.play_to("write")
    write(room, one, "A bench at each stop")
    write(room, other, "Something rude")
    page = desk.get(address(room)).text
    assert "2 cards are held" in page
    press(desk, room, page, "release", 0)
    press(desk, room, page, "refuse", 1)
    with app.app_context():
        states = {card.fields["text"]: card.state for card in db.session.query(Card).filter_by(workshop_id=room.id)}
    assert states == {"A bench at each stop": CardState.SHOWN, "Something rude": CardState.REFUSED}
    assert "cards are held" not in desk.get(address(room)).text


def test_people_are_moved_by_one_choice_and_tables_get_names_and_hosts(
    app: Flask, workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(a_board("live"))
    people = room.seats(6)
    room.advance()
    room.do(seating_at.deal_groups, count=2)
    with app.app_context():
        first, second = tables(room.id)
    seat = first.people[0]
    page = desk.get(address(room)).text
    which = next(at for at, form in enumerate(forms_on(page, "move")) if form["seat"] == str(seat.id))
    form = page.split('form class="act act-move"')[which + 1].partition("</form>")[0]
    assert re.findall(r'<button[^>]* name="table" value="([^"]+)"', form) == [str(second.id)], "one tap for each table"
    press(desk, room, page, "move", which, table=second.id)
    press(desk, room, page, "name_table", 1, name="  The   bridge ")
    press(desk, room, desk.get(address(room)).text, "host")
    with app.app_context():
        assert db.session.get_one(Seat, seat.id).group_id == second.id
        assert db.session.get_one(Group, second.id).name == "The bridge"
        assert db.session.query(Seat).filter_by(workshop_id=room.id, is_host=True).count() == 1
    assert len(people) == 6
    stranger = workshop_of(a_method()).seats(1)[0]
    refused = press(desk, room, page, "move", which, table=second.id, seat=stranger, key=a_key())
    assert refused.status_code == 404


def test_a_facilitator_lays_a_card_and_what_is_wrong_keeps_what_was_typed(
    app: Flask, workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(a_board("live"))
    room.play_to("write")
    page = desk.get(address(room)).text
    press(desk, room, page, "add_card", **{"f-text": "Said aloud by somebody"})
    assert "Said aloud by somebody" in desk.get(address(room)).text
    long = "Too long " * 40
    answer = press(desk, room, desk.get(address(room)).text, "add_card", **{"f-text": long})
    assert answer.status_code == 422
    assert long.strip() in answer.text
    nonsense = desk.post(address(room), data={"act": "add_card", "what": "x:y", "f-text": "?", "key": a_key()})
    assert nonsense.status_code == 422
    for data in (
        {},
        {"act": "explode"},
        {"act": "move", "seat": "x"},
        {"act": "stage", "card": "\x00"},
        {"act": "next"},
    ):
        assert desk.post(address(room), data=data).status_code in (404, 409, 422)
    with app.app_context():
        assert db.session.query(Card).filter_by(workshop_id=room.id).count() == 1


def test_the_stage_is_set_and_hidden_from_the_desk(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_board("live"))
    room.play_to("write")
    said = {"act": "stage", "key": a_key()}
    desk.post(address(room), data=said | {"scene": "groups", "group": ""})
    assert room.workshop.scene == {"scene": "groups"}
    page = desk.get(address(room)).text
    assert re.search(r'value="groups" aria-pressed="true"', page)
    press(desk, room, page, "stage", blank="yes")
    assert room.workshop.scene == {"blank": True}
    page = desk.get(address(room)).text
    assert "Show the stage again" in page
    press(desk, room, page, "stage")
    assert room.workshop.scene == {}


def test_late_comers_are_shown_again_how_to_join(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_board("live"))
    offered = re.compile(r'name="scene" value="join"')
    assert not offered.search(desk.get(address(room)).text), "it stands there before the first step"
    room.play_to("write")
    assert offered.search(desk.get(address(room)).text)
    desk.post(address(room), data={"act": "stage", "scene": "join", "key": a_key()})
    stage = desk.get(f"/en/rustavi/workshops/{room.code}/stage").text
    assert 'data-scene="lobby"' in stage
    assert '<div class="qr" aria-hidden="true"><svg' in stage
    room.advance()
    assert 'class="qr"' not in desk.get(f"/en/rustavi/workshops/{room.code}/stage").text


def test_after_the_last_step_the_desk_leads_to_closing(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of("street")
    room.seats(2)
    room.play_through()
    page = desk.get(address(room))
    assert f'href="/en/rustavi/workshops/{room.code}/close"' in page.text
    assert desk.get(f"/en/rustavi/workshops/{room.code}/close").status_code == 200


def test_a_restore_point_lays_the_board_back(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_board("live"))
    room.play_to("write")
    press(desk, room, desk.get(address(room)).text, "keep")
    page = desk.get(address(room)).text
    assert len(forms_on(page, "restore")) == 1
    assert press(desk, room, page, "restore").status_code == 303


def test_the_desk_says_the_notes_and_what_each_step_took(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_method("small", {"id": "one", "notes": "Wait for the tea."}, "two"))
    room.advance()
    assert "Wait for the tea." in words_on(desk.get(address(room)).text)
    room.advance()
    page = words_on(desk.get(address(room)).text)
    assert "Wait for the tea." not in page
    assert "0 of 5 min" in page


def test_what_somebody_cannot_live_with_is_answered_before_the_exercise_ends(
    workshop_of: Opened, desk: FlaskClient
) -> None:
    dims = [{"id": "good", "label": "How good?", "min": 1, "max": 5, "low": "Bad", "high": "Good"}]
    judge = {"id": "judge", "do": "rate", "who": "individual", "rating": "weigh"}
    parts = BOARD | {"rating": [{"id": "weigh", "on": "idea", "objection": True, "dims": dims}]}
    room = workshop_of(a_method("ideas", WRITE, judge, {"id": "talk", "board": "table"}, **parts), a_method("after"))
    seat, other = room.seats(2)
    room.play_to("write")
    card_id = write(room, seat, "Close the bridge")
    room.advance()
    with room.inside():
        rating.object_to(other, card_id, "My mother lives behind it", key=a_key())
    assert "My mother lives behind it" not in desk.get(address(room)).text
    room.advance()
    page = desk.get(address(room)).text
    reason = '<q dir="auto"><span lang="en" dir="auto">My mother lives behind it</span></q>'
    assert reason in page, "quotation marks are those of the page's language"
    refused = press(desk, room, page, "next")
    assert refused.status_code == 409
    assert room.here[1] == "talk"
    page = desk.get(address(room)).text
    assert press(desk, room, page, "answer", answer=" ").status_code == 422
    press(desk, room, page, "answer", answer="A ferry, before the bridge is closed", key=a_key())
    assert press(desk, room, desk.get(address(room)).text, "next").status_code == 303
    assert room.here[1] == "one"


def test_heaps_are_named_and_put_together_and_twins_joined(workshop_of: Opened, desk: FlaskClient) -> None:
    heap = {"id": "heap", "do": "cluster", "who": "plenary", "card": "idea", "zones": ["ideas"], "board": "table"}
    room = workshop_of(a_method("ideas", WRITE | {"who": "plenary"}, heap, **BOARD))
    (seat,) = room.seats(1)
    room.play_to("write")
    ids = [write(room, seat, f"{what} at the bridge") for what in ("A bench", "A lamp", "A tree", "A tap", "A lamp")]
    room.advance()
    for onto, card_id in ((ids[0], ids[1]), (ids[2], ids[3])):
        with room.inside():
            clustering.stack_cards(room.facilitator, card_id, onto, key=a_key())
    page = desk.get(address(room)).text
    press(desk, room, page, "name_heap", 0, name="Where one rests")
    assert "Where one rests" in desk.get(address(room)).text
    page = desk.get(address(room)).text
    one, other = (form["heap"] for form in forms_on(page, "join_heaps"))
    press(desk, room, page, "join_heaps", 0, into=other)
    assert [form["heap"] for form in forms_on(desk.get(address(room)).text, "name_heap")] == [other]
    page = desk.get(address(room)).text
    assert "Nearly the same?" in page
    assert press(desk, room, page, "join_cards").status_code == 303
    assert one != other


def test_cards_that_nobody_heaped_are_told_and_go_on_by_one_press(
    app: Flask, workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(board_method(COLLECT, HEAP, TALK))
    look, people = Looking(room), room.seats(4)
    room.play_to("write")
    ideas = [look.write(people[0], text) for text in ("A bench", "A lamp", "A tree")]
    look.write(people[1], "Odd", "odd")
    room.advance()
    assert "stand alone" not in desk.get(address(room)).text, "people have only begun"
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert "4 cards stand alone and will not go on" in desk.get(address(room)).text
    look.act(clustering.stack_cards, people[0], ideas[1], ideas[0])
    page = desk.get(address(room)).text
    assert "2 cards stand alone and will not go on" in page
    for _twice in range(2):
        assert press(desk, room, page, "stand_alone").status_code == 303
    page = desk.get(address(room)).text
    assert "stand alone" not in page
    options = [card for card in look.cards(Side.DESK) if card.kind == "option"]
    assert sorted(card.text for card in options) == ["A tree", "Odd"]
    assert {card.group_number for card in options} == {1}
    assert "1 heap has no name" in page
    room.advance()
    late = desk.post(address(room), data={"act": "stand_alone", "key": a_key()})
    assert late.status_code == 409


def test_the_desk_counts_who_is_ready_only_where_one_can_say_so(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_method("small", {"id": "rest", "do": "rest"}, {"id": "talk", "who": "group"}))
    room.seats(3)
    room.advance()
    assert "ready" not in words_on(desk.get(address(room)).text)
    assert "are ready" not in desk.get(f"/en/rustavi/workshops/{room.code}/stage").text
    room.advance()
    assert "0 of 3 are ready" in words_on(desk.get(address(room)).text)


def test_who_reads_without_a_script_is_perhaps_away_for_five_minutes(
    app: Flask, workshop_of: Opened, desk: FlaskClient
) -> None:
    room, began = workshop_of(a_method("small", {"id": "talk", "who": "group"})), clock.now()
    room.seats(2)
    room.advance()

    def said(seconds: int) -> str:
        with clock.at(began + timedelta(seconds=seconds)):
            return words_on(desk.get(address(room)).text)

    assert "away" not in said(10)
    assert "perhaps away" in said(200)
    assert "here" not in said(200)
    assert "perhaps away" not in said(400)
    assert "0 here" in said(400)


def test_tables_at_which_nobody_sits_are_named_and_not_drawn(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_method("small", {"id": "talk", "who": "group"}))
    room.seats(4)
    room.advance()
    room.do(seating_at.deal_groups, count=1)
    room.do(seating_at.add_group)
    page = words_on(desk.get(address(room)).text)
    assert "Nobody sits here: Table 2" in page
    assert "0 people" not in page
    room.do(running.show_on_stage, {"scene": "groups"})
    stage = words_on(desk.get(f"/en/rustavi/workshops/{room.code}/stage").text)
    assert "Table 1" in stage
    assert "Table 2" not in stage


def test_in_a_large_hall_the_desk_shows_the_people_of_one_table(
    workshop_of: Opened, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_regions, "HALL", 6)
    room = workshop_of(a_method())
    seats = room.seats(8)
    page = desk.get(address(room)).text
    assert 'href="?table=none#table-none"' in page
    assert forms_on(page, "free") == []
    assert len(forms_on(desk.get(address(room), query_string={"table": "none"}).text, "free")) == 8
    room.do(seating_at.deal_groups, count=2, afresh=True)
    page = desk.get(address(room)).text
    opened = re.findall(r'href="\?table=([-0-9a-f]{36})#table-', page)
    assert len(opened) == 2
    page = desk.get(address(room), query_string={"table": opened[0]}).text
    sitting = forms_on(page, "free")
    assert {UUID(one["seat"]) for one in sitting} < set(seats)
    assert len(forms_on(page, "name_table")) == 1
    answer = desk.post(address(room) + f"?table={opened[0]}", data=sitting[0])
    assert answer.location.endswith(f"?table={opened[0]}")
    regions = desk.get(f"{address(room)}/poll?table={opened[0]}&seen=").text
    assert len(forms_on(regions, "free")) == len(sitting) - 1
    assert desk.get(address(room), query_string={"table": "'\0<b>" * 40}).status_code == 200


def test_a_kind_of_card_is_laid_by_one_form_in_which_its_zone_is_chosen(
    app: Flask, workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    room.seats(1)
    room.play_to("write")
    page = desk.get(address(room)).text
    forms = forms_on(page, "add_card")
    assert len(forms) == len(set(re.findall(r'id="add-(\w+)-text"', page)))
    press(desk, room, page, "add_card", what="idea:odd", **{"f-text": "Said aloud"})
    assert Looking(room).texts(Side.DESK, "odd") == ["Said aloud"]
    long = "Too long " * 40
    answer = press(desk, room, page, "add_card", what="idea:odd", key=a_key(), **{"f-text": long})
    assert answer.status_code == 422
    assert '<option value="idea:odd" selected>' in answer.text


def test_what_was_chosen_is_shown_again_in_a_later_exercise(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_board("live"), a_method("after"))
    people = room.seats(3)
    room.play_to("write")
    bench, lamp, _tree = (write(room, people[0], f"A {what} here") for what in ("bench", "lamp", "tree"))
    assert "Results: " not in desk.get(address(room)).text
    room.play_to("choose")
    for seat, card_id in zip(people, (bench, lamp, lamp), strict=True):
        with room.inside():
            voting.give_points(seat, card_id, key=a_key())
    assert "Results: " not in desk.get(address(room)).text, "a secret vote is not told before it has ended"
    with room.inside():
        voting.give_points(people[1], bench, key=a_key())
    room.play_to("one", exercise=2)
    assert "Results: A step" in words_on(desk.get(address(room)).text)
    desk.post(address(room), data={"act": "stage", "scene": "results", "key": a_key()})
    stage = words_on(desk.get(f"/en/rustavi/workshops/{room.code}/stage").text)
    assert "1 A bench here As many points as another" in stage
    assert "1 A lamp here As many points as another" in stage
    assert "3 A tree here" in stage
