"""The page of a record, the list of promises and the results page: who reads what, and what staff do on them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.accounts.queries import names_of
from storyhub.core import clock
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.schema import OutcomeKind
from storyhub.workshops.models import Outcome, OutcomeState
from storyhub.workshops.services import cards, clustering, opening, outcomes, rating
from tests.support.pages import form_on, words_on
from tests.support.staff import sign_in
from tests.workshops.boards import COLLECT, HEAP, Looking, board_method, shipped
from tests.workshops.recorded import promise, promised, records
from tests.workshops.room import Room

Opened = Callable[..., Room]
Signed = Callable[..., FlaskClient]
NAME = "Nino Beridze"


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator's browser."""
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def address(one: Outcome) -> str:
    return f"/en/rustavi/outcomes/{one.code}"


def form_of(page: str, name: str) -> dict[str, str]:
    return form_on(page, name).to_dict()


def results(room: Room) -> str:
    return f"/en/rustavi/workshops/{room.code}/results"


def test_who_reads_a_record_and_whose_name_stands_in_it(
    workshop_of: Opened, client: FlaskClient, staff: FlaskClient, as_role: Signed
) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    facilitator = room.facilitator
    elsewhere = as_role("facilitator", "poti")
    assert [who.get(address(one)).status_code for who in (client, elsewhere, staff)] == [404, 404, 200]
    assert "Only the town’s team sees this page" in words_on(staff.get(address(one)).text)

    with room.inside():
        opening.publish_results(facilitator, room.id)
    client.get("/en/rustavi")
    page = client.get(address(one))
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "public, max-age=30")
    assert "Ask for the key" in words_on(page.text)
    assert "noindex" not in page.text
    team = staff.get(address(one))
    assert (NAME in team.text, team.headers["Cache-Control"]) == (True, "no-store")
    for open_page in (page.text, client.get(results(room)).text, elsewhere.get(address(one)).text):
        assert NAME not in open_page, "nobody agreed to be named"
    assert NAME in staff.get(results(room)).text
    assert address(one) in client.get(results(room)).text

    with room.inside():
        outcomes.name_owner(facilitator, one.id, True, seen=0)
    assert NAME in client.get(address(one)).text
    assert NAME in client.get(results(room)).text

    with room.inside():
        outcomes.keep_in(facilitator, one.id)
    assert client.get(address(one)).status_code == 404
    assert "Ask for the key" not in client.get(results(room)).text, "what is kept in stands on no page for readers"
    assert "The team keeps this record to itself." in words_on(staff.get(address(one)).text)
    assert "Ask for the key" in staff.get(results(room)).text


def test_a_record_that_was_put_right_is_read_so_on_the_results_page_too(
    workshop_of: Opened, client: FlaskClient, staff: FlaskClient
) -> None:
    room = promised(workshop_of, "Ask Gela from house 4 for the key")
    (one,) = records(room)
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    form = form_of(staff.get(address(one)).text, "wording")
    assert (form["title"], form["owner"], form["due_on"]) == ("Ask Gela from house 4 for the key", NAME, "2030-06-01")
    done = staff.post(address(one), data=form | {"title": "Ask a neighbour for the key", "act": "words"})
    assert done.status_code == 303
    assert "Saved." in staff.get(done.location).text
    for page in (client.get(address(one)).text, client.get(results(room)).text):
        assert "Ask a neighbour for the key" in page
        assert "Gela" not in page


def test_what_cannot_be_taken_comes_back_with_all_that_was_typed(workshop_of: Opened, staff: FlaskClient) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    form = form_of(staff.get(address(one)).text, "wording")
    refused = staff.post(address(one), data=form | {"title": " ", "due_on": "soon", "owner": "<b>", "act": "words"})
    assert refused.status_code == 422
    assert 'href="#title"' in refused.text
    again = form_of(refused.text, "wording")
    assert (again["title"], again["due_on"], again["owner"]) == (" ", "soon", "<b>")
    refused = staff.post(address(one), data=form_of(refused.text, "settling") | {"act": "done"})
    assert refused.status_code == 422
    assert "Say in a sentence what came of it." in refused.text
    for day in ("x", "2020-01-01"):
        refused = staff.post(
            address(one), data=form_of(refused.text, "postponing") | {"new_due_on": day, "act": "postpone"}
        )
        assert (refused.status_code, form_of(refused.text, "postponing")["new_due_on"]) == (422, day)
        assert "Choose a day that is still to come." in refused.text
    for nonsense in ({"act": "publish"}, {}):
        assert staff.post(address(one), data=form | nonsense).status_code == 404
    no_revision = staff.post(address(one), data=form | {"seen": "zero", "act": "words", "title": "Another"})
    assert no_revision.status_code == 409
    assert [(kept.title, kept.revision) for kept in records(room)] == [("Ask for the key", 0)]


def test_an_old_page_is_told_and_keeps_both_words(
    app: Flask, workshop_of: Opened, staff: FlaskClient, second_facilitator: Viewer
) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    assert second_facilitator.person_id is not None
    other = sign_in(app, second_facilitator.person_id)
    mine, theirs = (form_of(browser.get(address(one)).text, "wording") for browser in (staff, other))
    assert staff.post(address(one), data=mine | {"title": "Ask Lali", "act": "words"}).status_code == 303
    refused = other.post(address(one), data=theirs | {"title": "Ask Gia", "act": "words"})
    assert refused.status_code == 409
    assert "Ask Lali" in words_on(refused.text)
    again = form_of(refused.text, "wording")
    assert again["title"] == "Ask Gia"
    settled = form_of(refused.text, "settling") | {"result": "It hangs at the door.", "seen": "0", "act": "done"}
    assert other.post(address(one), data=settled).status_code == 409
    assert other.post(address(one), data=again | {"act": "words"}).status_code == 303
    assert records(room)[0].title == "Ask Gia"


def test_others_find_no_forms_and_send_none(
    workshop_of: Opened, client: FlaskClient, staff: FlaskClient, as_role: Signed
) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    form = form_of(staff.get(address(one)).text, "settling") | {"result": "Done.", "act": "done"}
    lead = as_role("learning_lead")
    page = lead.get(address(one))
    assert page.status_code == 200
    assert "For the town’s team" not in page.text
    for who in (lead, as_role("moderator"), as_role("facilitator", "poti")):
        assert who.post(address(one), data=form).status_code in (400, 404)
    assert client.post(address(one), data=form).status_code in (302, 303, 400, 401)
    assert records(room)[0].state == OutcomeState.OPEN


def test_a_promise_goes_from_overdue_to_done_on_the_list(
    workshop_of: Opened, staff: FlaskClient, as_role: Signed
) -> None:
    listed = "/en/rustavi/promises"
    assert "Nothing has been promised yet" in words_on(staff.get(listed).text)
    today = clock.now().date()
    promised(workshop_of, "Plant a tree", due=str(today + timedelta(days=90)))
    room = promised(workshop_of, "Ask for the key", due=str(today - timedelta(days=2)))
    (one,) = records(room)
    page = words_on(staff.get(listed).text)
    assert page.index("The day has passed") < page.index("Ask for the key") < page.index("Plant a tree")
    assert NAME in page
    assert "The day has passed" in words_on(staff.get(address(one)).text)
    form = form_of(staff.get(address(one)).text, "settling")
    settled = form | {"result": "The key hangs at the door.", "act": "done"}
    assert staff.post(address(one), data=settled).status_code == 303
    page = words_on(as_role("learning_lead").get(listed).text)
    assert "The day has passed" not in page
    assert page.index("Plant a tree") < page.index("Ask for the key") < page.index("The key hangs at the door.")
    done = words_on(staff.get(f"{listed}?state=done").text)
    assert ("Ask for the key" in done, "Plant a tree" in done) == (True, False)
    assert "There are none in this state." in words_on(staff.get(f"{listed}?state=dropped").text)
    assert "Plant a tree" in words_on(staff.get(f"{listed}?state=nothing").text)
    assert "/promises" in staff.get("/en/rustavi/workshops/").text
    moderator = as_role("moderator")
    assert moderator.get(listed).status_code == 404
    assert "/promises" not in moderator.get("/en/rustavi/workshops/").text


def test_what_rests_on_a_record_stands_on_its_page(
    workshop_of: Opened, client: FlaskClient, staff: FlaskClient
) -> None:
    room, other = promised(workshop_of, "Ask for the key"), promised(workshop_of, "Plant a tree")
    (one,) = records(room)
    with room.inside():
        for cited in ([one.id], []):
            outcomes.set_outcome_uses("workshop", other.id, [*cited])
            page = words_on(staff.get(address(one)).text)
            assert ("What rests on it" in page) == bool(cited)
        outcomes.set_outcome_uses("workshop", other.id, [one.id])
    assert f"/en/rustavi/workshops/{other.code}" in staff.get(address(one)).text, "it is cited again"


def test_what_was_published_is_hidden_when_the_room_opens_again_until_it_is_published_anew(
    workshop_of: Opened, client: FlaskClient, staff: FlaskClient
) -> None:
    options = {"label": "Options", "type": "card:option", "where": {"kind": ["option"]}, "outcome": "option"}
    room = workshop_of(board_method(COLLECT, HEAP, output=[options | {"id": "options"}]))
    look, (ana, *_) = Looking(room), room.seats(1)
    room.advance()
    idea = look.write(ana, "Open the market after dark")
    room.advance()
    look.act(clustering.name_alone, ana, idea, "A night market")
    room.close()
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    (one,) = records(room)
    assert "Open the market after dark" in client.get(address(one)).text
    edit = f"/en/rustavi/workshops/{room.code}/edit"
    state = edit.replace("/edit", "/state")
    form = form_of(staff.get(edit).text, state) | {"act": "reopen"}
    again = staff.post(state, data=form, follow_redirects=True)
    assert "Hidden. Only the town’s team reads it now." in words_on(again.text)
    assert [client.get(page).status_code for page in (address(one), results(room))] == [404, 404]
    page = staff.get(address(one))
    assert ("A night market" in page.text, "Open the market after dark" in page.text) == (True, False)
    room.close()
    assert [client.get(page).status_code for page in (address(one), results(room))] == [404, 404], "nobody read it yet"
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    assert "Open the market after dark" in client.get(address(one)).text


def test_the_results_say_what_became_of_a_promise(workshop_of: Opened, client: FlaskClient, staff: FlaskClient) -> None:
    room = promised(workshop_of, "Ask for the key", due="2020-06-01")
    (one,) = records(room)
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    assert "The day has passed" in words_on(staff.get(results(room)).text)
    assert "The day has passed" not in words_on(client.get(results(room)).text)
    with room.inside():
        outcomes.settle_outcome(room.facilitator, one.id, OutcomeState.DONE, "She has it.", seen=one.revision)
    for page in (staff.get(results(room)).text, client.get(results(room)).text):
        assert '<span class="tag">Done</span>' in page
        assert "The day has passed" not in words_on(page)


def test_a_long_list_of_results_is_folded_and_none_is_lost(workshop_of: Opened, staff: FlaskClient) -> None:
    texts = [f"I bring tree number {number}" for number in range(14)]
    room = workshop_of(shipped("closing-reflection"))
    look, seats = Looking(room), room.seats(14)
    room.play_to("promise")
    for seat, text in zip(seats, texts, strict=True):
        promise(look, seat, text)
    room.close()
    shown, _, folded = staff.get(results(room)).text.partition(">6 more<")
    assert [part.count('<li class="result"') for part in (shown, folded)] == [8, 6]
    assert all(text in shown + folded for text in texts)


def test_what_was_done_with_a_record_is_told_to_the_team_by_name_and_to_readers_by_the_day(
    app: Flask, workshop_of: Opened, client: FlaskClient, staff: FlaskClient, second_facilitator: Viewer
) -> None:
    room = promised(workshop_of, "Ask for the key")
    (one,) = records(room)
    assert "What was done with it since" not in staff.get(address(one)).text
    assert second_facilitator.person_id is not None
    other = sign_in(app, second_facilitator.person_id)
    with app.app_context():
        who = names_of([room.facilitator.person_id, second_facilitator.person_id])  # type: ignore[list-item]
    mine, theirs = who[room.facilitator.person_id], who[second_facilitator.person_id]  # type: ignore[index]
    page = staff.get(address(one)).text
    assert 'href="#team-title"' in page
    for browser, form, about in (
        (staff, "wording", {"title": "Ask Lali", "act": "words"}),
        (other, "postponing", {"new_due_on": "2031-02-03", "act": "postpone"}),
        (staff, "settling", {"result": "It hangs at the door.", "act": "done"}),
    ):
        assert browser.post(address(one), data=form_of(browser.get(address(one)).text, form) | about).status_code == 303
    told = words_on(staff.get(address(one)).text).partition("What was done with it since")[2]
    done = ("Changed its words", mine, "Gave it another day", theirs, "The new day:", "Wrote down that it is done")
    assert [told.find(words) for words in done] == sorted(told.find(words) for words in done)
    assert all(words in told for words in done)
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    read = client.get(address(one)).text
    said = words_on(read).partition("What was done with it since")[2]
    assert "Gave it another day The town’s team" in said
    assert "2031" in said
    for inside in (mine, theirs, "Changed its words", "#team-title"):
        assert inside not in read


def test_what_a_scale_means_is_not_read_as_a_count_of_people(workshop_of: Opened, staff: FlaskClient) -> None:
    room = workshop_of(shipped("brainstorm"))
    look, people = Looking(room), room.seats(3)
    room.play_to("weigh")
    card = room.do(cards.add_card_at_desk, "option", "options", {"text": "A night bus"})
    for seat, impact in zip(people, (3, 4, 5), strict=True):
        look.act(rating.rate, seat, card, {"impact": impact, "effort": 2})
    room.close()
    (option,) = [one for one in records(room) if one.kind == OutcomeKind.OPTION]
    page = words_on(staff.get(address(option)).text)
    assert "1 = A little" in page
    assert "5 = A lot" in page
