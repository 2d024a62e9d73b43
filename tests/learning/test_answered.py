"""The share of the answered, and the rows behind it: each number leads to exactly the stories it counts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.queries import answered
from storyhub.stories.queries.answered import AnsweredShare, answered_rows, answered_share
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.answering import accepted_entry, sent
from tests.support.pages import words_on
from tests.support.staff import new_person
from tests.support.stories import Told

Tell = Callable[..., Told]
TOLD = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def told(app: Flask, tell: Tell) -> list[Told]:
    """Seven published stories, a day apart; the two oldest answered on the eleventh day, and one that only waits."""
    found = []
    for day in range(7):
        with clock.at(TOLD + timedelta(days=day)):
            found.append(tell(state="published", title=f"Day {day}"))
    tell(state="waiting")
    with clock.at(TOLD + timedelta(days=10)):
        sent(app, accepted_entry(app, found[:2]))
    return found


def every_row(viewer: Viewer, city: City, is_answered: bool) -> list[str]:
    """The codes of all pages, in their order."""
    first = answered_rows(viewer, city.id, is_answered, 1)
    pages = [answered_rows(viewer, city.id, is_answered, number).items for number in range(1, first.pages + 1)]
    return [story.code for items in pages for story in items]


@pytest.mark.parametrize("per_page", [3, 30])
def test_each_number_leads_to_exactly_its_rows(
    app: Flask, city: City, told: list[Told], per_page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answered, "PER_PAGE", per_page)
    lead = new_person(app, Role.LEARNING_LEAD)
    with app.app_context():
        assert answered_share(lead, city.id) == AnsweredShare(2, 7, 10)
        assert set(every_row(lead, city, True)) == {one.code for one in told[:2]}
        assert every_row(lead, city, False) == [one.code for one in told[2:]]


def test_a_story_counts_for_those_who_may_see_it(app: Flask, city: City, tell: Tell) -> None:
    for audience in ("public", "city", "team"):
        tell(state="published", audience=audience)
    seen = {Role.MODERATOR: 3, Role.LEARNING_LEAD: 2}
    with app.app_context():
        for role, count in seen.items():
            person = new_person(app, role)
            assert answered_share(person, city.id).published == count
            assert len(every_row(person, city, False)) == count
        assert answered_share(Viewer(), city.id).published == 1


def test_an_answered_story_that_is_taken_back_leaves_both_numbers(app: Flask, city: City, told: list[Told]) -> None:
    lead = new_person(app, Role.LEARNING_LEAD)
    with app.app_context():
        assert answered_share(lead, city.id).answered == 2
        withdraw_story(told[0].id)
        assert answered_share(lead, city.id) == AnsweredShare(1, 6, 9)
        assert every_row(lead, city, True) == [told[1].code]


def test_a_town_without_stories_has_no_share(app: Flask, city: City, moderator: Viewer) -> None:
    with app.app_context():
        assert answered_share(moderator, city.id) == AnsweredShare(0, 0, None)
        assert answered_rows(moderator, city.id, True, 9).items == []


@pytest.mark.parametrize(
    ("answered_", "published", "percent"),
    [(0, 0, 0), (0, 9, 0), (1, 900, 1), (899, 900, 99), (900, 900, 100), (1, 3, 33)],
)
def test_the_percentage_never_rounds_a_waiting_teller_away(answered_: int, published: int, percent: int) -> None:
    assert AnsweredShare(answered_, published, None).percent == percent


@pytest.mark.parametrize(("role", "address"), [("moderator", "desk/answered"), ("learning_lead", "learning/answered")])
def test_the_rows_stand_on_a_page(
    told: list[Told], as_role: Callable[..., FlaskClient], role: str, address: str
) -> None:
    staff = as_role(role)
    page = staff.get(f"/en/rustavi/{address}").text
    assert page.count("data-code=") == 2
    assert "Answered 2 Not answered yet 5" in words_on(page)
    waiting = staff.get(f"/en/rustavi/{address}?state=unanswered&page=99").text
    assert [code for code in (one.code for one in told) if f'data-code="{code}"' in waiting] == [
        one.code for one in told[2:]
    ]


def test_who_is_not_on_the_staff_finds_no_such_page(
    told: list[Told], client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    assert client.get("/en/rustavi/desk/answered").status_code in (302, 303, 401)
    assert as_role("learning_lead").get("/en/rustavi/desk/answered").status_code == 404
    assert as_role("moderator", "poti").get("/en/rustavi/learning/answered").status_code == 404
