"""What anyone finds of a town's workshops: the list, the announcement, the day for a calendar, what came of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Viewer
from storyhub.workshops.calendars import Event, calendar_of
from storyhub.workshops.draft import Draft
from storyhub.workshops.services import opening, preparing
from tests.support.pages import words_on
from tests.support.staff import sign_in
from tests.workshops.room import Room, a_key, a_method

WORKSHOPS = "/en/rustavi/workshops/"
BEGINS = datetime(2026, 12, 5, 13, tzinfo=UTC)
QUESTION = "როგორ ვიცხოვრებთ კარგად; როცა წყალი ცოტაა?"
TOLD = Draft(
    title="Water, our yards",
    question=QUESTION,
    language="ka",
    year=2040,
    place="House of culture",
    announcement="Tea and bread.\n\nBring <i>children</i>.",
    starts_at=BEGINS,
    ends_at=BEGINS + timedelta(hours=2),
)
Drafted = Callable[..., Room]


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator's browser."""
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def announce(room: Room, draft: Draft = TOLD) -> None:
    with room.inside():
        seen = preparing.revision_of(room.workshop)
        preparing.save_workshop(room.facilitator, room.id, draft, seen=seen)
        opening.announce_workshop(room.facilitator, room.id, key=a_key())


def test_an_announcement_says_what_when_where_and_what_becomes_of_what_people_say(
    draft_of: Drafted, client: FlaskClient, staff: FlaskClient
) -> None:
    room = draft_of("rustavi")
    address = f"{WORKSHOPS}{room.code}"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/calendar.ics").status_code == 404
    assert "Only facilitators see it so far." in staff.get(address).text
    assert "Water in our yard" not in client.get(WORKSHOPS).text
    announce(room)
    page = client.get(address)
    assert page.headers["Cache-Control"] == "public, max-age=30"
    words = words_on(page.text)
    for said in ("Water, our yards", QUESTION, "5:00", "7:00", "House of culture", "2040", "Bring <i>children</i>."):
        assert said in words, said
    for said in ("You need no account", "erased 30 days after", "Day 2", "Would it hold?", "Tell a story"):
        assert said in words, said
    assert "<i>children" not in page.text
    assert f'lang="ka" dir="auto">{QUESTION}' in page.text
    assert room.join_code not in page.text, "the letters are for the room"
    assert "Water, our yards" in client.get(WORKSHOPS).text
    assert "Water, our yards" in client.get("/en/rustavi/").text
    assert "Water, our yards" not in client.get("/en/poti/").text
    assert client.get(f"/en/poti/workshops/{room.code}").status_code == 404
    with room.inside():
        opening.withdraw_announcement(room.facilitator, room.id, key=a_key())
    assert client.get(address).status_code == 404
    assert "Water, our yards" not in client.get("/en/rustavi/").text


def test_its_day_goes_into_a_calendar_and_a_later_change_is_the_newer_one(
    draft_of: Drafted, client: FlaskClient
) -> None:
    room = draft_of(a_method())
    announce(room)
    answer = client.get(f"{WORKSHOPS}{room.code}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    assert f"rustavi-{room.code}.ics" in answer.headers["Content-Disposition"]
    first = fields_of(answer.text)
    assert first["DTSTART"] == "20261205T130000Z"
    assert first["DTEND"] == "20261205T150000Z"
    assert first["LOCATION;LANGUAGE=ka"] == "House of culture"
    assert first["SUMMARY;LANGUAGE=ka"] == "Water\\, our yards"
    assert first["DESCRIPTION;LANGUAGE=ka"].startswith(QUESTION.replace(";", "\\;") + "\\n\\nTea and bread.\\n\\n")
    with room.inside():
        later = replace(TOLD, starts_at=BEGINS + timedelta(days=1), ends_at=None)
        preparing.save_workshop(room.facilitator, room.id, later, seen=preparing.revision_of(room.workshop))
    second = fields_of(client.get(f"{WORKSHOPS}{room.code}/calendar.ics").text)
    assert second["UID"] == first["UID"]
    assert int(second["SEQUENCE"]) >= int(first["SEQUENCE"])
    assert second["DTSTART"] == "20261206T130000Z"
    assert "DTEND" not in second


@pytest.mark.parametrize("words", ["წყალი " * 60, "a" * 300, "é" * 74 + "𝄞" * 40, "a;b,c\\d\r\nnew\rlines\nhere"])
def test_long_lines_are_folded_between_characters_and_read_back_whole(words: str) -> None:
    event = Event("u@x", 0, BEGINS, BEGINS, None, words, "", "", "https://x", "ka")
    file = calendar_of(event)
    assert max(len(line.encode()) for line in file.split("\r\n")) <= 75
    assert "\n" not in file.replace("\r\n", "")
    kept = fields_of(file)["SUMMARY;LANGUAGE=ka"]
    read = kept.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    assert read == words.replace("\r\n", "\n").replace("\r", "\n")


def fields_of(file: str) -> dict[str, str]:
    """The properties of the one event, unfolded as RFC 5545 says."""
    lines = file.replace("\r\n ", "").split("\r\n")
    return {name: value for name, _colon, value in (line.partition(":") for line in lines) if name}


def test_what_came_of_it_is_the_teams_until_it_is_published(
    app: Flask, workshop_of: Drafted, client: FlaskClient, staff: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    room = workshop_of("street")
    room.seats(2)
    room.advance()
    page = f"{WORKSHOPS}{room.code}"
    assert client.get(page).status_code == 200
    assert client.get(f"{page}/results").status_code == 404
    assert staff.get(f"{page}/results").status_code == 404, "not while people write"
    room.close()
    assert client.get(f"{page}/results").status_code == 404
    assert "Water in our yard" not in client.get(WORKSHOPS).text
    assert client.get(f"{page}/calendar.ics").status_code == 404
    team = as_role("learning_lead").get(f"{page}/results")
    assert team.headers["Cache-Control"] == "no-store"
    assert "Publish what came of it" not in team.text
    assert "Publish what came of it" in staff.get(f"{page}/results").text
    assert as_role("facilitator", "poti").get(f"{page}/results").status_code == 404
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    assert "2 people at their phones" in words_on(client.get(f"{page}/results").text)
    assert f'href="{page}/results"' in client.get(WORKSHOPS).text
    assert f'href="{page}/results"' in client.get(page).text
