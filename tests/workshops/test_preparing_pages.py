"""The pages on which a workshop is prepared, as a facilitator without scripts uses them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.db import transaction
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.workshops import workshop_by_code
from storyhub.workshops.services import preparing
from tests.support.pages import Reader, words_on
from tests.support.staff import sign_in
from tests.workshops.room import Room, a_method

WORKSHOPS = "/en/rustavi/workshops/"
Drafted = Callable[..., Room]
Signed = Callable[..., FlaskClient]


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator's browser."""
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def form_of(page: str) -> dict[str, str]:
    """What the form would send, buttons apart."""
    return Reader(page).forms["workshop"].to_dict()


def address(room: Room, rest: str = "") -> str:
    return f"{WORKSHOPS}{room.code}{rest}"


def test_a_workshop_is_begun_from_a_path_and_stands_among_the_drafts(staff: FlaskClient) -> None:
    page = staff.get(f"{WORKSHOPS}new").text
    assert "Two half days" in page
    assert "5 h 52 min on 2 days" in page
    assert "Experiments" in page, "what it gives"
    refused = staff.post(f"{WORKSHOPS}new", data=form_of(page) | {"title": "Our <b>yards</b>", "path": "nothing"})
    assert refused.status_code == 422
    assert form_of(refused.text)["title"] == "Our <b>yards</b>"
    assert "Choose what to begin with." in refused.text
    begun = staff.post(f"{WORKSHOPS}new", data=form_of(page) | {"title": "Our <b>yards</b>", "path": "rustavi"})
    assert begun.status_code == 303
    edit = staff.get(begun.location).text
    assert form_of(edit)["title"] == "Our <b>yards</b>"
    assert "7 exercises, 5 h 52 min" in edit
    assert "Our &lt;b&gt;yards&lt;/b&gt;" in staff.get(WORKSHOPS).text


def test_who_goes_back_and_begins_again_loses_nothing_and_gets_nothing_twice(
    app: Flask, facilitator: Viewer, staff: FlaskClient
) -> None:
    typed = form_of(staff.get(f"{WORKSHOPS}new").text) | {"title": "Water", "path": "street"}
    changes: dict[str, dict[str, str]] = {
        "as before": {},
        "another title": {"title": "Shade"},
        "another path": {"path": "rustavi"},
        "another language": {"language": "ka"},
    }
    begun = {}
    for what, change in changes.items():
        begun[what], again = (staff.post(f"{WORKSHOPS}new", data=typed | change).location for _time in range(2))
        assert again == begun[what], what
        kept = form_of(staff.get(begun[what]).text)
        assert (kept["title"], kept["language"]) == (change.get("title", "Water"), change.get("language", "en")), what
    assert len(set(begun.values())) == len(changes)

    first = begun["as before"]
    assert staff.post(first, data=form_of(staff.get(first).text) | {"title": "Water, 2040"}).status_code == 303
    assert staff.post(f"{WORKSHOPS}new", data=typed).location == first
    assert form_of(staff.get(first).text)["title"] == "Water, 2040", "a better one by now"

    code = first.split("/")[-2]
    with app.app_context():
        preparing.discard_workshop(facilitator, workshop_by_code(facilitator, code).id)
    anew, again = (staff.post(f"{WORKSHOPS}new", data=typed).location for _time in range(2))
    assert anew == again != first
    assert form_of(staff.get(anew).text)["title"] == "Water"


def test_what_cannot_be_taken_is_told_at_its_field_and_nothing_typed_is_lost(
    draft_of: Drafted, staff: FlaskClient
) -> None:
    room = draft_of("street")
    page = staff.get(address(room, "/edit")).text
    typed = form_of(page) | {
        "title": "Long " * 40,
        "year": "20x0",
        "starts_at": "tomorrow",
        "ends_at": "9999-12-31T23:59",
        "group_size": "2",
        "keeps_seats_days": "",
        "announcement": "Tea and bread.",
        "holds_cards": "yes",
        "act": "announce",
    }
    refused = staff.post(address(room, "/edit"), data=typed)
    assert refused.status_code == 422
    for field in ("title", "year", "starts_at", "group_size", "keeps_seats_days"):
        assert f'href="#{field}"' in refused.text
        assert f'id="{field}-error"' in refused.text
    again = form_of(refused.text)
    for field in ("year", "starts_at", "ends_at", "group_size", "announcement", "holds_cards"):
        assert again[field] == typed[field]
    assert room.workshop.title == "Water in our yard"
    assert room.workshop.state == WorkshopState.DRAFT


def test_day_and_hour_are_those_of_the_towns_clocks(draft_of: Drafted, staff: FlaskClient) -> None:
    room = draft_of("street")
    page = staff.get(address(room, "/edit")).text
    typed = form_of(page) | {
        "starts_at": "2026-12-05T17:00",
        "ends_at": "2026-12-05T16:59",
        "place": "House of culture",
    }
    assert "It must end after it begins." in staff.post(address(room, "/edit"), data=typed).text
    typed["ends_at"] = "2026-12-05T18:30"
    assert staff.post(address(room, "/edit"), data=typed).status_code == 303
    assert room.workshop.starts_at == datetime(2026, 12, 5, 13, tzinfo=UTC), "Tbilisi is four hours ahead"
    assert form_of(staff.get(address(room, "/edit")).text)["starts_at"] == "2026-12-05T17:00"
    assert "5:00" in words_on(staff.get(address(room)).text)


def test_of_two_facilitators_the_later_sees_both_and_brings_them_together(
    app: Flask, draft_of: Drafted, staff: FlaskClient, second_facilitator: Viewer
) -> None:
    room = draft_of("street")
    assert second_facilitator.person_id is not None
    other = sign_in(app, second_facilitator.person_id)
    page = staff.get(address(room, "/edit")).text
    assert other.post(address(room, "/edit"), data=form_of(page) | {"place": "The library"}).status_code == 303
    stale = staff.post(address(room, "/edit"), data=form_of(page) | {"place": "The school", "act": "announce"})
    assert stale.status_code == 409
    assert form_of(stale.text)["place"] == "The school"
    assert "The library" in words_on(stale.text)
    assert room.workshop.place == "The library"
    assert staff.post(address(room, "/edit"), data=form_of(stale.text)).status_code == 303
    assert room.workshop.place == "The school"


def test_from_announcing_to_what_came_of_it_every_button_leads_on(draft_of: Drafted, staff: FlaskClient) -> None:
    room = draft_of(a_method())
    edit = address(room, "/edit")
    missing = staff.post(edit, data=form_of(staff.get(edit).text) | {"act": "announce", "question": "What now?"})
    assert missing.status_code == 422
    assert 'href="#place"' in missing.text
    assert room.workshop.question == "What now?", "the words are kept before anything else"
    told = form_of(missing.text) | {"place": "Hall", "starts_at": "2026-12-05T17:00", "act": "announce"}
    assert staff.post(edit, data=told).location == edit
    assert "Take the announcement back" in staff.get(edit).text
    staff.post(edit, data=form_of(staff.get(edit).text) | {"act": "withdraw"})
    assert room.workshop.state == WorkshopState.DRAFT
    opened = staff.post(edit, data=form_of(staff.get(edit).text) | {"act": "open"})
    assert opened.location == address(room, "/desk")
    assert staff.get(address(room, "/results")).status_code == 404
    close = staff.get(address(room, "/close")).text
    state = Reader(close).forms[address(room, "/state")]
    assert staff.post(address(room, "/state"), data=state).location == address(room, "/results")
    assert staff.post(address(room, "/state"), data=state).status_code == 303, "twice is once"
    assert staff.get(address(room, "/close")).status_code == 404
    assert "Open it again" in staff.get(edit).text
    assert "are erased on" in words_on(staff.get(edit).text)
    assert staff.post(address(room, "/state"), data={"act": "publish"}).status_code == 303
    assert room.workshop.published_at is not None
    assert staff.post(address(room, "/state"), data={"act": "hide"}).status_code == 303
    assert room.workshop.published_at is None
    assert staff.post(address(room, "/state"), data={"act": "dance"}).status_code == 404


def test_only_who_holds_the_desk_closes_and_another_facilitator_is_told_who_that_is(
    app: Flask, workshop_of: Drafted, facilitator: Viewer, second_facilitator: Viewer
) -> None:
    room = workshop_of(a_method())
    assert second_facilitator.person_id is not None
    other = sign_in(app, second_facilitator.person_id)
    refused = other.post(address(room, "/state"), data={"act": "close"})
    assert refused.status_code == 409
    assert f"{facilitator.name} holds the desk" in refused.text
    assert room.workshop.state == WorkshopState.OPEN


def test_an_agenda_that_cannot_be_played_is_not_opened_and_the_reason_leads_there(
    draft_of: Drafted, staff: FlaskClient
) -> None:
    room = draft_of()
    edit = address(room, "/edit")
    refused = staff.post(edit, data=form_of(staff.get(edit).text) | {"act": "open"})
    assert refused.status_code == 422
    assert f'href="{address(room, "/agenda")}">Put at least one exercise' in refused.text
    staff.post(address(room, "/agenda"), data={"act": "add:wind-tunnel"})
    refused = staff.post(edit, data=form_of(staff.get(edit).text) | {"act": "open"})
    assert refused.status_code == 422
    assert "is needed, and nothing fills it" in refused.text
    assert room.workshop.state == WorkshopState.DRAFT


def test_a_copy_and_a_draft_that_is_thrown_away(draft_of: Drafted, staff: FlaskClient) -> None:
    room = draft_of("street")
    page = staff.get(address(room, "/edit")).text
    duplicate = Reader(page).forms[address(room, "/duplicate")]
    copies = {staff.post(address(room, "/duplicate"), data=duplicate).location for _press in range(2)}
    assert len(copies) == 1
    copy = copies.pop()
    assert copy != address(room, "/edit")
    assert form_of(staff.get(copy).text)["title"] == "Water in our yard"
    assert "stay in the archive" in staff.get(address(room, "/delete")).text
    assert staff.post(address(room, "/delete")).location == WORKSHOPS
    assert staff.get(address(room, "/edit")).status_code == 404
    assert staff.get(copy).status_code == 200


def test_a_workshop_that_is_announced_or_open_is_not_thrown_away(workshop_of: Drafted, staff: FlaskClient) -> None:
    room = workshop_of(a_method())
    assert staff.get(address(room, "/delete")).status_code == 404
    assert staff.post(address(room, "/delete")).status_code == 404
    assert room.workshop.discarded_at is None


def test_only_the_facilitators_of_its_town_prepare_it(draft_of: Drafted, as_role: Signed) -> None:
    room = draft_of("street")
    elsewhere = as_role("facilitator", "poti")
    outsiders = [*(as_role(role) for role in ("moderator", "learning_lead", "city_admin")), elsewhere]
    for path in ("/edit", "/agenda", "/stories", "/sheet", "/slips", "/delete"):
        for outsider in outsiders:
            assert outsider.get(address(room, path)).status_code == 404
        assert elsewhere.get(f"/en/poti/workshops/{room.code}{path}").status_code == 404
    for path in ("/edit", "/agenda", "/stories", "/state", "/delete", "/duplicate"):
        assert outsiders[0].post(address(room, path)).status_code == 404
        assert elsewhere.post(f"/en/poti/workshops/{room.code}{path}", data={"act": "open"}).status_code == 404
    assert room.workshop.state == WorkshopState.DRAFT


def test_the_sheet_to_print_has_the_letters_the_picture_and_every_language_of_the_town(
    app: Flask, workshop_of: Drafted, staff: FlaskClient
) -> None:
    room = workshop_of(a_method())
    page = staff.get(address(room, "/sheet"))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count(room.join_code) == 2, "two on a page"
    assert page.text.count("<svg") == 2
    for language in ("ka", "hy", "az", "ru", "uk", "en"):
        assert page.text.count(f'<li lang="{language}">') == 2
    slips = words_on(staff.get(address(room, "/slips")).text)
    assert f"type {room.join_code}" in slips
    assert "/j" in slips


def test_a_workshop_in_a_language_that_the_town_does_not_list_is_joined_in_it_too(
    app: Flask, workshop_of: Drafted, staff: FlaskClient
) -> None:
    room = workshop_of(a_method())
    assert '<li lang="ro">' not in staff.get(address(room, "/sheet")).text
    with app.app_context(), transaction() as session:
        session.get_one(Workshop, room.id).language = "ro"
    assert staff.get(address(room, "/sheet")).text.count('<li lang="ro">') == 2
    assert 'hreflang="ro"' in staff.get(address(room, "/slips")).text
