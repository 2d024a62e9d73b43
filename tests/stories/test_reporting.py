"""A reader's concern reaches the desk of the town, and is settled there."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.stories.models import Report
from storyhub.stories.services.reporting import REPORT_REASONS, report_story, settle_report
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.staff import new_person
from tests.support.stories import Told


def only_report() -> Report:
    return db.session.scalars(select(Report)).one()


@pytest.mark.parametrize("reason", REPORT_REASONS)
def test_every_reason_is_taken(context: Flask, tell: Callable[..., Told], reason: str) -> None:
    report_story(ANONYMOUS, tell(state="published").id, reason, "")
    assert only_report().reason == reason


def test_what_cannot_be_taken_names_its_field(context: Flask, tell: Callable[..., Told]) -> None:
    told = tell(state="published")
    for reason, words, field in (("", "x", "reason"), ("nonsense", "x", "reason"), ("other", "x" * 2001, "text")):
        with pytest.raises(Invalid) as refusal:
            report_story(ANONYMOUS, told.id, reason, words)
        assert list(refusal.value.fields) == [field]
    assert db.session.scalars(select(Report)).all() == []


@pytest.mark.parametrize("state", ["waiting", "kept", "hidden"])
def test_what_a_reader_may_not_see_they_cannot_report(context: Flask, tell: Callable[..., Told], state: str) -> None:
    with pytest.raises(NotFound):
        report_story(ANONYMOUS, tell(state=state).id, "other", "")


def test_only_a_moderator_of_the_town_settles(app: Flask, tell: Callable[..., Told], moderator: Viewer) -> None:
    told, stranger = tell(state="published"), new_person(app, Role.MODERATOR, "poti")
    with app.app_context():
        report_story(ANONYMOUS, told.id, "other", "")
        with pytest.raises(NotAllowed):
            settle_report(stranger, only_report().id)
        assert only_report().settled_at is None
        settle_report(moderator, only_report().id)
        settled = only_report().settled_at
        settle_report(moderator, only_report().id)
        assert settled is not None
        assert only_report().settled_at == settled


def test_a_report_goes_from_the_page_to_the_desk_and_is_seen_to(
    app: Flask, tell: Callable[..., Told], client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    told = tell(state="published", title="The lift again")
    page = f"/en/rustavi/stories/{told.code}"
    sent = client.post(f"{page}/report", data={"reason": "about_me", "text": "<b>That is me</b>"})
    assert sent.status_code == 303
    assert "Thank you" in client.get(sent.location).text
    desk = as_role("moderator")
    queue = desk.get("/en/rustavi/desk/").text
    assert "The lift again" in queue
    found = desk.get(f"/en/rustavi/desk/{told.code}").text
    assert "&lt;b&gt;That is me&lt;/b&gt;" in found
    assert "It is about me, and I did not agree" in found
    assert "That is me" not in as_role("moderator", "poti").get("/en/poti/desk/").text
    with app.app_context():
        report_id = only_report().id
    done = desk.post(f"/en/rustavi/desk/reports/{report_id}")
    assert done.status_code == 303
    assert "That is me" not in desk.get(f"/en/rustavi/desk/{told.code}").text
    assert "The lift again" not in desk.get("/en/rustavi/desk/").text


def test_a_report_without_a_reason_keeps_what_was_typed(tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell(state="published")
    answer = client.post(f"/en/rustavi/stories/{told.code}/report", data={"text": "These are my own words"})
    assert answer.status_code == 422
    assert "Choose a reason." in answer.text
    assert "These are my own words" in answer.text


def test_reports_of_a_withdrawn_story_leave_the_desk(
    app: Flask, tell: Callable[..., Told], client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    told = tell(state="published", title="Gone soon")
    client.post(f"/en/rustavi/stories/{told.code}/report", data={"reason": "other", "text": "hm"})
    with app.app_context():
        withdraw_story(told.id)
    assert "Gone soon" not in as_role("moderator").get("/en/rustavi/desk/").text


def test_settling_what_is_not_there_is_not_found(as_role: Callable[..., FlaskClient]) -> None:
    unknown = "01a200ec-2047-729c-bb62-db13c0228053"
    assert as_role("moderator").post(f"/en/rustavi/desk/reports/{unknown}").status_code == 404
    assert as_role("moderator").post("/en/rustavi/desk/reports/nonsense").status_code == 404
