"""The tray: stories looked for and laid on the table of a workshop, as far as their tellers allow it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Use
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.noting import set_content_note
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.pages import words_on
from tests.support.staff import sign_in
from tests.support.stories import Told
from tests.workshops.room import Room

ALLOWED: dict[str, Any] = {"state": "published", "uses": frozenset({Use.WORKSHOPS})}
Drafted = Callable[..., Room]
Telling = Callable[..., Told]


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator's browser."""
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def address(room: Room) -> str:
    return f"/en/rustavi/workshops/{room.code}/stories"


def halves(page: str) -> tuple[str, str]:
    """(what was found, what lies on the table)."""
    found, _mark, table = page.partition('<div id="table">')
    return found, table


def order_on(page: str) -> list[str]:
    return [piece.partition('"')[0] for piece in halves(page)[1].split('data-code="')[1:]]


def test_only_stories_whose_tellers_allow_workshops_are_in_the_tray(
    draft_of: Drafted, staff: FlaskClient, tell: Telling, run_jobs: Callable[[], int], moderator: Viewer
) -> None:
    water = tell(title="Water on the stairs", **ALLOWED)
    lift = tell(title="The lift is silent", body="Bread goes up on a rope.", **ALLOWED | {"uses": frozenset(Use)})
    closed = tell(title="Not for the hall", state="published")
    waiting = tell(title="Not read yet", uses=frozenset({Use.WORKSHOPS}))
    elsewhere = tell("poti", title="The sea", **ALLOWED)
    room = draft_of("rustavi")
    with room.inside():
        set_content_note(moderator, lift.id, "Speaks of a death.", "en")
    for _round in ("found by letters, without an index", "found by the index"):
        page = halves(staff.get(address(room)).text)[0]
        assert water.code in page
        assert lift.code in page
        for other in (closed, waiting, elsewhere):
            assert other.code not in page
        found = halves(staff.get(f"{address(room)}?q=rope").text)[0]
        assert lift.code in found
        assert water.code not in found
        assert "Speaks of a death." in found
        assert "May be quoted" in found
        assert "No story here fits" in staff.get(f"{address(room)}?q=hall").text
        run_jobs()
    part = staff.get(f"{address(room)}?q=rope", headers={"HX-Request": "true", "HX-Target": "found"}).text
    assert "<html" not in part
    assert lift.code in part
    assert 'id="found-count" hx-swap-oob="innerHTML">1 story<' in part, "how many is said aloud"
    assert "aria-live" not in staff.get(address(room)).text, "and the list is not"


def test_stories_are_laid_ordered_and_taken_off_without_leaving_the_page(
    draft_of: Drafted, staff: FlaskClient, tell: Telling
) -> None:
    first, second, third = (tell(title=f"Story {number}", **ALLOWED) for number in (1, 2, 3))
    room = draft_of("street")
    for one in (first, second, third, third):
        laid = staff.post(address(room), data={"act": f"put:{one.code}", "q": "story"})
        assert laid.location == f"{address(room)}?q=story#table-title"
    page = staff.get(address(room)).text
    assert order_on(page) == [first.code, second.code, third.code]
    assert "3 stories on the table" in words_on(page)
    assert "of the 3 exercises on the agenda" in words_on(page)
    assert halves(page)[0].count("Lies on the table already.") == 3
    fragment = {"HX-Request": "true", "HX-Target": "table"}
    lifted = staff.post(address(room), data={"act": f"lift:{second.code}", "key": "1"}, headers=fragment)
    again = staff.post(address(room), data={"act": f"lift:{second.code}", "key": "1"}, headers=fragment)
    assert again.status_code == lifted.status_code == 200
    assert f'id="lower-{second.code}" aria-describedby="held-{second.code}" autofocus' in lifted.text
    assert order_on(staff.get(address(room)).text) == [second.code, first.code, third.code]
    staff.post(address(room), data={"act": f"take:{first.code}"})
    assert order_on(staff.get(address(room)).text) == [second.code, third.code]
    for act in ("put:nothing0", f"take:{first.code}", f"lift:{first.code}", "dance"):
        assert staff.post(address(room), data={"act": act}).status_code == 404


def test_what_is_said_of_a_story_put_on_the_table_stands_where_it_was_pressed(
    draft_of: Drafted, staff: FlaskClient, tell: Telling
) -> None:
    one, other = (tell(title=f"Story {number}", **ALLOWED) for number in (1, 2))
    room = draft_of("street")
    fragment = {"HX-Request": "true", "HX-Target": "table"}
    laid = staff.post(address(room), data={"act": f"put:{one.code}"}, headers=fragment).text
    table, mark, there = laid.partition(f'<div id="lay-{one.code}" hx-swap-oob="innerHTML">')
    assert mark
    assert "The story lies on the table now." not in table, "told once"
    assert re.search(r'role="status"[^>]* autofocus>The story lies on the table now.', there)
    assert "<form" not in there, "and it cannot be put there again"
    assert other.code not in laid
    taken = staff.post(address(room), data={"act": f"take:{one.code}"}, headers=fragment).text
    table, mark, there = taken.partition(f'<div id="lay-{one.code}" hx-swap-oob="innerHTML">')
    assert re.search(r'id="news"[^>]* autofocus>Taken off the table.', table)
    assert f'value="put:{one.code}"' in there
    assert "hx-swap-oob" not in staff.get(address(room)).text


def test_a_story_leaves_the_table_when_its_teller_says_so_and_what_is_not_allowed_is_never_laid(
    draft_of: Drafted, staff: FlaskClient, tell: Telling
) -> None:
    kept, narrowed, withdrawn = (tell(title=f"Story {number}", **ALLOWED) for number in (1, 2, 3))
    closed = tell(title="Not for the hall", state="published")
    room = draft_of("street")
    for one in (kept, narrowed, withdrawn):
        staff.post(address(room), data={"act": f"put:{one.code}"})
    assert staff.post(address(room), data={"act": f"put:{closed.code}"}).status_code == 404
    with room.inside():
        change_consents(narrowed.id, Audience.PUBLIC, frozenset(), Asked(1, "en"))
        withdraw_story(withdrawn.id)
    page = staff.get(address(room)).text
    assert order_on(page) == [kept.code]
    assert "2 stories that lay here are silent now" in words_on(page)
    assert "Story 2" not in page
    assert "Story 3" not in page


def test_the_table_of_a_closed_workshop_is_only_read(workshop_of: Drafted, staff: FlaskClient, tell: Telling) -> None:
    story = tell(title="Water", **ALLOWED)
    room = workshop_of("street")
    staff.post(address(room), data={"act": f"put:{story.code}"})
    room.close()
    page = staff.get(address(room)).text
    assert order_on(page) == [story.code]
    assert 'name="act"' not in page
