"""The spam folder: chosen or all of a page, asked once more, erased for good, or put back."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storyhub.core.audit import Tombstone
from storyhub.core.db import db
from storyhub.core.errors import NotAllowed
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Photo, State, Story, StoryVersion
from storyhub.stories.queries.trail import trail_of
from storyhub.stories.services import spam
from tests.stories.pages import codes
from tests.support.staff import new_person
from tests.support.stories import Told

QUEUE = "/en/rustavi/desk/"
FOLDER = f"{QUEUE}?state=spam"


def states(app: Flask, told: list[Told]) -> list[State]:
    with app.app_context():
        return [db.session.get_one(Story, one.id).state for one in told]


def send(browser: FlaskClient, act: str, *chosen: Told, on_page: list[Told] = []):  # noqa: B006
    data = {"act": act, "codes": [one.code for one in chosen], "on_page": [one.code for one in on_page]}
    return browser.post(f"{QUEUE}spam", data=data)


def test_what_is_moved_to_spam_leaves_the_queue_and_stands_in_the_folder(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(title="Buy now"), as_role("moderator")
    browser.post(f"{QUEUE}{told.code}", data={"act": "spam", "seen": "waiting"})
    assert codes(browser.get(QUEUE).text) == []
    page = browser.get(FOLDER).text
    assert codes(page) == [told.code]
    assert 'type="checkbox"' in page
    assert "Delete the one on this page" in page


def test_the_chosen_are_deleted_after_a_question_and_nothing_of_them_stays(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], run_jobs: Callable[[], int]
) -> None:
    told = [tell(state="spam", title=f"Buy {n}", photos=1) for n in range(3)]
    browser = as_role("moderator")
    asked = send(browser, "delete", *told[:2])
    assert asked.status_code == 200
    assert "Delete 2 stories for good?" in asked.text
    assert states(app, told) == [State.SPAM] * 3
    hidden = re.findall(r'name="codes" value="(\w+)"', asked.text)
    done = browser.post(f"{QUEUE}spam", data={"act": "delete_for_good", "codes": hidden})
    assert done.status_code == 303
    assert states(app, told) == [State.WITHDRAWN, State.WITHDRAWN, State.SPAM]
    run_jobs()
    with app.app_context():
        for one in told[:2]:
            story = db.session.get_one(Story, one.id)
            assert (story.title, story.body, story.likeness) == ("", "", "")
            assert db.session.scalar(select(Tombstone.kind).where(Tombstone.code == one.code)) == "story"
            last = trail_of(db.session(), one.id)[-1]
            assert last.act == "deleted"
            assert last.actor_id is not None
        assert db.session.scalar(select(func.count()).select_from(Photo)) == 1
        assert db.session.scalar(select(func.count()).select_from(StoryVersion)) == 1


def test_all_on_the_page_are_deleted_with_one_button(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = [tell(state="spam") for _ in range(3)], as_role("moderator")
    assert "Delete all 3 on this page" in browser.get(FOLDER).text
    asked = send(browser, "delete_all", on_page=told)
    assert "Delete 3 stories for good?" in asked.text
    send(browser, "delete_for_good", *told)
    assert states(app, told) == [State.WITHDRAWN] * 3
    assert "What is moved to spam stands here" in browser.get(FOLDER).text


def test_the_chosen_go_back_into_the_queue(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = [tell(state="spam") for _ in range(2)], as_role("moderator")
    assert send(browser, "put_back", told[0]).location == FOLDER
    assert states(app, told) == [State.WAITING, State.SPAM]
    assert codes(browser.get(QUEUE).text) == [told[0].code]
    browser.post(f"{QUEUE}{told[1].code}", data={"act": "put_back", "seen": "spam"})
    assert states(app, told) == [State.WAITING, State.WAITING]


def test_a_stale_page_deletes_nothing_but_spam(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    rescued, published, elsewhere = tell(state="spam"), tell(state="published"), tell("poti")
    browser = as_role("moderator")
    send(browser, "put_back", rescued)
    send(browser, "delete_for_good", rescued, published, elsewhere)
    assert states(app, [rescued, published, elsewhere]) == [State.WAITING, State.PUBLISHED, State.WAITING]


@pytest.mark.parametrize("act", ["", "delete", "delete_all", "delete_for_good", "put_back", "nonsense"])
def test_nothing_chosen_changes_nothing(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], act: str
) -> None:
    told = tell(state="spam")
    assert send(as_role("moderator"), act).status_code == 303
    assert states(app, [told]) == [State.SPAM]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.LEARNING_LEAD, Role.CITY_ADMIN, Role.NETWORK_HOST])
def test_nobody_else_empties_the_folder(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], moderator: Viewer, role: Role
) -> None:
    told = tell(state="spam")
    assert send(as_role(role), "delete_for_good", told).status_code == 404
    with app.app_context(), pytest.raises(NotAllowed):
        spam.delete_spam(new_person(app, role), next(iter(moderator.roles)), [told.code])
    assert states(app, [told]) == [State.SPAM]
