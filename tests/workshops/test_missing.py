"""Whose voice is missing: counts of stories that may be heard, of those on the table and behind cards, never of people."""

import re
from collections.abc import Callable, Collection
from html import escape, unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from storyhub.cities.queries import city_by_slug, offered_districts_of
from storyhub.core.columns import new_id
from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Use
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.themes.queries import themes
from storyhub.workshops.queries.choosing import stories_to_lay
from storyhub.workshops.queries.missing import DISTRICT, LANGUAGE, MONTH, THEME, Cut, missing_from, unheard
from storyhub.workshops.services import evidence
from tests.support.pages import words_on
from tests.support.staff import sign_in
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, TALK, Looking, board_method
from tests.workshops.room import Room

HEARD = frozenset({Use.WORKSHOPS})
Opened = Callable[..., Room]
Telling = Callable[..., Told]


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def counts(cut: Cut, label: str) -> tuple[int, int, int]:
    part = next(one for one in cut.parts if one.label == label)
    return part.archive, part.table, part.cards


def test_what_has_none_stands_out_in_words_and_numbers_follow_the_consents(
    app: Flask, workshop_of: Opened, tell: Telling, staff: FlaskClient
) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    with app.app_context():
        town = city_by_slug("rustavi")
        first, second, third, *_ = offered_districts_of(town.id)
        water, housing, *_ = [one for one in themes(city_id=town.id) if one.parent_id is None]
        names = [one.name.text("en") for one in (first, second, third)]
        labels = [one.label.text("en") for one in (water, housing)]
        ids = (first.id, second.id, third.id, water.id, housing.id)
    said = {"state": "published", "uses": HEARD}
    backing = tell(district_id=ids[0], theme_ids=(ids[3],), **said)
    lying = tell(district_id=ids[1], theme_ids=(ids[3], ids[4]), language="ka", **said)
    for _told in range(2):
        tell(district_id=ids[1], **said)
    tell(district_id=ids[2], theme_ids=(ids[4],), state="published")
    tell(district_id=ids[2], audience=Audience.TEAM, **said)
    tell(district_id=ids[2], uses=HEARD)
    for story in (backing, lying):
        room.do(evidence.put_story_on_table, story.id)
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    bare, card, again = (look.write(ana, words) for words in ("Bare", "Wells run dry", "The lift"))
    for one in (card, again):
        look.act(evidence.back_card, ana, one, backing.id)
    with room.inside():
        seen = missing_from(room.workshop, "en")
        silent = unheard(room.workshop, "en")
    cuts = {cut.name: cut for cut in seen.cuts}
    assert (seen.archive, seen.table, seen.cards) == (4, 2, 1)
    assert [counts(cuts[DISTRICT], name) for name in names] == [(1, 1, 1), (3, 1, 0), (0, 0, 0)]
    assert [counts(cuts[THEME], label) for label in labels] == [(2, 2, 1), (1, 1, 0)]
    assert counts(cuts[LANGUAGE], "ქართული") == (1, 1, 0)
    assert sum(part.archive for part in cuts[MONTH].parts) == 4
    assert names[2] in cuts[DISTRICT].untold
    assert names[0] not in cuts[DISTRICT].untold
    assert [(one.cards, one.backed) for one in seen.rests] == [(3, 2)]
    assert set(names) & set(silent) == {names[1], names[2]}
    assert labels[1] in silent
    assert labels[0] not in silent
    page = staff.get(f"/en/rustavi/workshops/{room.code}/missing")
    words = words_on(page.text)
    assert "No story at all:" in words
    assert names[2] in words
    assert "4 stories in the archive" in words
    assert "Whose voice is missing" in staff.get(f"/en/rustavi/workshops/{room.code}/edit").text
    for code in (backing.code, lying.code):
        assert code not in page.text, "never who"
    leads = [unescape(href) for href in re.findall(r'href="([^"]+/missing/stories[^"]+)"', page.text)]
    assert len(leads) > 10
    for href in leads:
        assert total_on(staff, href) == number_of(page.text, href), href
    behind = staff.get(next(href for href in leads if "where=cards" in href and "by=" not in href)).text
    assert backing.code in behind
    assert lying.code not in behind
    with room.inside():
        withdraw_story(backing.id)
        seen = missing_from(room.workshop, "en")
    assert (seen.archive, seen.table, seen.cards) == (3, 1, 0)
    assert [(one.cards, one.backed) for one in seen.rests] == [(3, 0)]
    assert bare


def number_of(sheet: str, href: str) -> int:
    """What stands in the link."""
    found = re.search(re.escape(escape(href)) + r'"(?: aria-label="[^"]+")?>(\d+)', sheet)
    assert found is not None, href
    return int(found[1])


def total_on(staff: FlaskClient, href: str) -> int:
    """How many stories the linked page has."""
    answer = staff.get(href)
    assert answer.status_code == 200
    codes = set(re.findall(r'<article class="card" data-code="(\w+)"', answer.text))
    assert f"{len(codes)} stor" in words_on(answer.text)
    return len(codes)


def test_no_number_leads_where_none_stands(workshop_of: Opened, staff: FlaskClient, client: FlaskClient) -> None:
    room = workshop_of(board_method(COLLECT))
    stories = f"/en/rustavi/workshops/{room.code}/missing/stories"
    assert "/missing/stories" not in staff.get(f"/en/rustavi/workshops/{room.code}/missing").text
    assert "There is no such story now." in staff.get(f"{stories}?where=table").text
    for wrong in (
        "",
        "?where=moon",
        "?where=table&by=district&of=nowhere",
        "?where=table&by=moon",
        "?where=table&of=1",
    ):
        assert staff.get(stories + wrong).status_code == 404, wrong
    assert client.get(f"{stories}?where=table").status_code in (302, 303)


def test_any_number_of_stories_goes_into_a_statement_as_one_value(
    app: Flask, facilitator: Viewer, tell: Telling
) -> None:
    """A database takes some ten thousands of values in one statement; an archive may have more stories."""
    told = tell(state="published", uses=HEARD)
    sizes: list[int] = []

    def note(_connection: object, _cursor: object, _statement: str, given: Collection[object], *_: object) -> None:
        sizes.append(len(given))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        others = [new_id() for _ in range(1_000)]
        shown = stories_to_lay(facilitator, Filters(), [*others, told.id, *others], 1)
        event.remove(db.engine, "before_cursor_execute", note)
        assert [one.id for one in shown.items] == [told.id]
    assert 0 < max(sizes) < 30


def test_it_is_for_those_who_run_the_workshop(
    workshop_of: Opened, client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    room = workshop_of(board_method(COLLECT))
    address = f"/en/rustavi/workshops/{room.code}/missing"
    assert client.get(address).status_code in (302, 303)
    assert as_role(Role.MODERATOR.value).get(address).status_code in (403, 404)
    assert as_role(Role.FACILITATOR.value, "poti").get(address).status_code in (403, 404)


def test_an_empty_town_lacks_everything_and_breaks_nothing(workshop_of: Opened, staff: FlaskClient) -> None:
    room = workshop_of(board_method(COLLECT))
    page = staff.get(f"/en/rustavi/workshops/{room.code}/missing")
    assert page.status_code == 200
    assert "No exercise has begun yet." in page.text
    with room.inside():
        assert len(unheard(room.workshop, "ka")) > 3
