"""Stories like one, and themes that somebody might mean: a suggestion, until a person takes it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import ReviewEvent, StoryTheme
from storyhub.stories.services.tagging import set_staff_themes
from storyhub.stories.services.taking import take_own_theme, take_theme
from storyhub.themes.queries import themes
from tests.stories.pages import codes, counted_links
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told

LIFT = "The lift in our block stands still since February, and the neighbours carry the shopping up the stairs."
Tell = Callable[..., Told]


@pytest.fixture
def housing(app: Flask) -> UUID:
    with app.app_context():
        return next(one.id for one in themes() if one.slug == "housing")


@pytest.fixture
def neighbours(tell: Tell, run_jobs: Callable[[], int], housing: UUID) -> list[Told]:
    """Two stories of a lift that anybody reads and one for the team of the town; and something else."""
    told = [
        tell(state="published", title="The lift", body=LIFT, theme_ids=(housing,)),
        tell(state="published", title="Nine floors", body=f"Nine floors. {LIFT}", theme_ids=(housing,)),
        tell(state="published", title="Of the team", body=f"Quietly. {LIFT}", audience="city"),
    ]
    tell(state="published", title="Bread", body="The bakery on the corner gives bread away on Sunday evenings.")
    run_jobs()
    return told


def tags_of(app: Flask, told: Told) -> set[str]:
    with app.app_context():
        rows = db.session.query(StoryTheme).filter_by(story_id=told.id)
        return {row.origin for row in rows}


def test_a_story_stands_beside_those_like_it_that_its_reader_may_see(
    client: FlaskClient, as_role: Callable[..., FlaskClient], neighbours: list[Told]
) -> None:
    first, second, inside = neighbours
    address = f"/en/rustavi/stories/{first.code}"
    beside = codes(client.get(address).text.partition("Stories like this")[2])
    assert beside[0] == second.code
    assert not {first.code, inside.code} & set(beside)
    assert inside.code in codes(as_role("facilitator").get(address).text)


def test_a_moderator_takes_a_suggested_theme_and_gives_it_back(
    app: Flask,
    as_role: Callable[..., FlaskClient],
    client: FlaskClient,
    moderator: Viewer,
    tell: Tell,
    neighbours: list[Told],
) -> None:
    waiting = tell(body=f"My turn. {LIFT}")
    desk = as_role("moderator")
    page = desk.get(f"/en/rustavi/desk/{waiting.code}").text
    assert "Themes you might mean" in page
    assert f"/stories/{neighbours[0].code}" in page
    assert tags_of(app, waiting) == set()

    with app.app_context():
        assert take_theme(moderator, waiting.id, "housing")
        assert not take_theme(moderator, waiting.id, "housing")
        with pytest.raises(Invalid):
            take_theme(moderator, waiting.id, "no-such-theme")
        acts = [event.act for event in db.session.query(ReviewEvent).filter_by(story_id=waiting.id)]
    assert acts.count("theme_taken") == 1
    assert tags_of(app, waiting) == {"staff", "suggestion"}
    after = desk.get(f"/en/rustavi/desk/{waiting.code}").text
    assert "Themes you might mean" not in after
    assert "A suggested theme was taken" in after

    with app.app_context():
        assert set_staff_themes(moderator, waiting.id, [])
    assert tags_of(app, waiting) == set()


def test_the_form_at_the_desk_says_what_cannot_be_taken_and_is_for_moderators(
    as_role: Callable[..., FlaskClient], app: Flask, tell: Tell, neighbours: list[Told]
) -> None:
    waiting = tell(body=f"My turn. {LIFT}")
    address = f"/en/rustavi/desk/{waiting.code}/themes/take"
    desk = as_role("moderator")
    assert desk.post(address, data={"theme": "no-such-theme"}).status_code == 422
    assert desk.post(address, data={"theme": "housing"}).status_code == 303
    assert tags_of(app, waiting) == {"staff", "suggestion"}
    assert as_role("facilitator").post(address, data={"theme": "health"}).status_code == 404


def test_nobody_but_a_moderator_takes_a_theme_for_a_story(app: Flask, tell: Tell) -> None:
    told = tell()
    with app.app_context():
        for role, city in ((Role.FACILITATOR, "rustavi"), (Role.MODERATOR, "poti")):
            with pytest.raises(NotAllowed):
                take_theme(new_person(app, role, city), told.id, "housing")
    assert tags_of(app, told) == set()


def test_a_teller_takes_a_suggested_theme_and_it_counts_once(
    app: Flask, client: FlaskClient, tell: Tell, run_jobs: Callable[[], int], neighbours: list[Told]
) -> None:
    mine = tell(state="published", body=f"My turn. {LIFT}")
    run_jobs()
    page = client.post("/en/my", data={"receipt": mine.receipt}).text
    assert "Themes you might mean" in page
    assert f"/stories/{neighbours[0].code}" in page
    assert f"/stories/{neighbours[2].code}" not in page

    said = {"receipt": mine.receipt, "action": "take_theme"}
    assert client.post("/en/my", data=said | {"theme": "no-such-theme"}).status_code == 422
    taken = client.post("/en/my", data=said | {"theme": "housing"}).text
    assert "Received, and kept." in taken
    assert "A suggested theme was taken" in taken
    assert "Themes you might mean" not in taken
    assert tags_of(app, mine) == {"teller", "suggestion"}
    run_jobs()
    for query in ("", "?q=lift"):
        counts = {href: count for _, href, count, _ in counted_links(client.get(f"/en/rustavi/stories{query}").text)}
        assert next(count for href, count in counts.items() if "theme=housing" in href) == 3


def test_a_teller_takes_five_themes_at_most(app: Flask, tell: Tell) -> None:
    with app.app_context():
        five = [one.id for one in themes() if one.slug != "housing"][:5]
    told = tell(theme_ids=tuple(five))
    with app.app_context(), pytest.raises(Invalid):
        take_own_theme(told.id, "housing")


def test_the_desk_says_which_theme_was_taken_and_takes_it_back(
    app: Flask, as_role: Callable[..., FlaskClient], tell: Tell, neighbours: list[Told]
) -> None:
    waiting = tell(body=f"My turn. {LIFT}")
    desk, page = as_role("moderator"), f"/en/rustavi/desk/{waiting.code}"
    taken = desk.post(f"{page}/themes/take", data={"theme": "housing"})
    assert taken.location == f"{page}?taken=housing#taken"
    answer = desk.get(taken.location).text
    assert "“Housing” was added" in words_on(answer)
    assert 'id="taken" tabindex="-1"' in answer
    back = desk.post(f"{page}/themes/give-back", data=form_on(answer, "taken"))
    assert back.location == f"{page}#alike"
    assert tags_of(app, waiting) == set()
    assert "was added" not in words_on(desk.get(taken.location).text), "an old address says nothing untrue"
    assert as_role("facilitator").post(f"{page}/themes/give-back", data={"theme": "housing"}).status_code == 404


def test_a_theme_of_the_team_is_not_said_to_be_the_tellers(
    app: Flask, as_role: Callable[..., FlaskClient], moderator: Viewer, tell: Tell, housing: UUID
) -> None:
    with app.app_context():
        water = next(one.id for one in themes() if one.slug == "water")
    waiting = tell(theme_ids=(water,))
    with app.app_context():
        assert take_theme(moderator, waiting.id, "housing")
    page = as_role("moderator").get(f"/en/rustavi/desk/{waiting.code}").text
    allows = words_on(page).partition("What the teller allows")[2].partition("What was done")[0]
    assert "What is it about? Water" in allows
    assert "Housing" not in allows
