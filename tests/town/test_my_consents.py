"""What a teller allows can be changed with the receipt, with its date, and holds everywhere at once."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.visibility import Audience
from storyhub.stories.models import ConsentGrant, State, Story, Use


def grants(story_id) -> dict[str, list[tuple[bool, bool]]]:
    """By use: (given, ended) of each answer, oldest first."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    for row in db.session.scalars(
        select(ConsentGrant).where(ConsentGrant.story_id == story_id).order_by(ConsentGrant.id)
    ):
        found.setdefault(row.use, []).append((row.is_given, row.ended_at is not None))
    return found


def change(client: FlaskClient, receipt: str, **answers: str):
    return client.post("/en/my", data={"receipt": receipt, "action": "keep_consents", **answers})


def test_a_narrower_audience_holds_at_once(app: Flask, client: FlaskClient, tell) -> None:
    told = tell(state="published", audience=Audience.PUBLIC)
    assert client.get(f"/en/{told.city}/stories/{told.code}").status_code == 200
    assert change(client, told.receipt, audience="team").status_code == 200
    assert client.get(f"/en/{told.city}/stories/{told.code}").status_code == 404


def test_a_wider_audience_is_read_again_first(app: Flask, client: FlaskClient, tell) -> None:
    told = tell(state="published", audience=Audience.TEAM)
    change(client, told.receipt, audience="public")
    with app.app_context():
        story = db.session.get_one(Story, told.id)
        assert (story.state, story.audience) == (State.WAITING, Audience.PUBLIC)
    assert client.get(f"/en/{told.city}/stories/{told.code}").status_code == 404


def test_each_change_ends_the_old_answer_and_keeps_it_with_its_date(app: Flask, client: FlaskClient, tell) -> None:
    told = tell(state="published", audience=Audience.PUBLIC, uses=frozenset({Use.PHOTOS}))
    change(client, told.receipt, audience="public", workshops="yes", show_photos="yes")
    with app.app_context():
        found = grants(told.id)
        assert found["workshops"] == [(False, True), (True, False)]
        assert found["photos"] == [(True, False)]
        assert found["archive"] == [(True, False)]


def test_the_page_of_changes_shows_the_answers_as_they_stand(client: FlaskClient, tell) -> None:
    told = tell(state="waiting", audience=Audience.CITY)
    page = client.post("/en/my", data={"receipt": told.receipt, "action": "consents"}).text
    assert 'value="city" checked' in page


def test_nothing_can_be_allowed_for_a_story_that_was_taken_back(app: Flask, client: FlaskClient, tell) -> None:
    told = tell(state="published", audience=Audience.PUBLIC)
    client.post("/en/my", data={"receipt": told.receipt, "action": "withdraw_for_good"})
    assert change(client, told.receipt, audience="public").status_code == 200
    with app.app_context():
        assert db.session.get_one(Story, told.id).state == State.WITHDRAWN
