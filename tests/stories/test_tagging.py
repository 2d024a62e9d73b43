"""Themes of the team stand beside the teller's own, never instead of them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import ReviewEvent, StoryTheme
from storyhub.stories.services.tagging import MOST, set_staff_themes
from storyhub.themes.models import Theme, ThemeKind
from tests.stories.pages import codes
from tests.support.pages import words_on
from tests.support.staff import new_person
from tests.support.stories import Told


def themes() -> list[Theme]:
    return list(db.session.scalars(select(Theme).where(Theme.kind == ThemeKind.THEME).order_by(Theme.position)))


def tags(told: Told) -> set[tuple[UUID, str]]:
    rows = db.session.execute(select(StoryTheme.theme_id, StoryTheme.origin).where(StoryTheme.story_id == told.id))
    return {(theme_id, origin) for theme_id, origin in rows}


@pytest.fixture
def told(app: Flask, tell: Callable[..., Told]) -> Told:
    """A public story on the first theme."""
    with app.app_context():
        first = themes()[0].id
    return tell(theme_ids=(first,), state="published")


def test_the_tellers_themes_stay_whatever_the_team_chooses(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        first, second, third = (theme.id for theme in themes()[:3])
        assert set_staff_themes(moderator, told.id, [first, second])
        assert tags(told) == {(first, "teller"), (first, "staff"), (second, "staff")}
        assert set_staff_themes(moderator, told.id, [third])
        assert tags(told) == {(first, "teller"), (third, "staff")}
        assert set_staff_themes(moderator, told.id, [])
        assert tags(told) == {(first, "teller")}


def test_the_same_again_is_no_act(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        chosen = [themes()[1].id]
        assert set_staff_themes(moderator, told.id, chosen)
        assert not set_staff_themes(moderator, told.id, chosen * 2)
        done = select(ReviewEvent).where(ReviewEvent.act == "staff_themes")
        assert [event.details for event in db.session.scalars(done)] == [{"added": 1, "removed": 0}]


def test_a_theme_that_was_retired_may_stay_and_cannot_be_added(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        one, other = (theme.id for theme in themes()[1:3])
        set_staff_themes(moderator, told.id, [one])
        with transaction() as session:
            session.execute(update(Theme).where(Theme.id.in_([one, other])).values(retired_at=clock.now()))
        assert set_staff_themes(moderator, told.id, [one, themes()[3].id])
        with pytest.raises(Invalid):
            set_staff_themes(moderator, told.id, [one, other])
        assert (one, "staff") in tags(told)


def test_more_than_eight_are_refused(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        many = [theme.id for theme in db.session.scalars(select(Theme).limit(MOST + 1))]
        assert len(many) == MOST + 1
        with pytest.raises(Invalid):
            set_staff_themes(moderator, told.id, many)
        assert len(tags(told)) == 1


@pytest.mark.parametrize(("role", "city"), [(Role.MODERATOR, "poti"), (Role.LEARNING_LEAD, "rustavi")])
def test_nobody_else_adds_themes(app: Flask, told: Told, role: Role, city: str) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        set_staff_themes(new_person(app, role, city), told.id, [])


def test_readers_find_the_story_under_the_teams_theme_and_see_whose_it_is(
    app: Flask, client: FlaskClient, as_role: Callable[..., FlaskClient], told: Told, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        first, second = (theme.slug for theme in themes()[:2])
        label = themes()[1].label["en"]
    run_jobs()
    found = f"/en/rustavi/stories?theme={second}"
    assert told.code not in codes(client.get(found).text)
    desk = as_role("moderator")
    sent = desk.post(f"/en/rustavi/desk/{told.code}/themes", data={"staff_themes": [first, second, "no-such-theme"]})
    assert sent.status_code == 303
    assert told.code in codes(client.get(found).text)
    run_jobs()
    assert told.code in codes(client.get(found).text)
    # The theme the teller chose too is not said to be added.
    words = words_on(client.get(f"/en/rustavi/stories/{told.code}").text)
    assert f"Themes added by the team {label} I lived" in words


def test_the_form_holds_what_the_team_chose(as_role: Callable[..., FlaskClient], app: Flask, told: Told) -> None:
    with app.app_context():
        slug = themes()[4].slug
    desk = as_role("moderator")
    desk.post(f"/en/rustavi/desk/{told.code}/themes", data={"staff_themes": slug})
    page = desk.get(f"/en/rustavi/desk/{told.code}").text
    assert page.count(f'value="{slug}" checked') == 1
