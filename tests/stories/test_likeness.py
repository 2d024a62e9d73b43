"""What looks alike: by words with small changes, by a picture sent again; never across towns, never a story that is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.stories.likeness import MOST_WORDS_APART, are_alike, fingerprint, near
from storyhub.stories.models import LookAlike, Photo, Story
from storyhub.stories.services.likeness import PAUSE, find_new_look_alikes
from storyhub.stories.services.withdrawing import withdraw_story
from tests.stories.pages import codes
from tests.support.stories import Told

LIFT = (
    "The lift in our house at the station stood still from March to the end of June. My mother is eighty and lives on "
    "the seventh floor; she did not see the street in all that time. We wrote to the company four times. Then the "
    "school children from the ground floor carried up her shopping every Friday, and she taught them to make jam."
)
LIFT_AGAIN = (
    LIFT.replace("eighty", "81").replace("four times", "five times").replace("Friday", "Saturday") + " Thank you!"
)
BRIDGE = (
    "They closed the old bridge without a word. To reach the clinic we now walk two kilometres along the main road, "
    "where lorries do not slow down. My son fell in the snow there. A rope and some planks would be enough for people "
    "on foot, and the men of our street would build it in two days if anybody let them. Nobody answers us."
)


def apart(one: str, other: str) -> int:
    return (int(fingerprint(one), 16) ^ int(fingerprint(other), 16)).bit_count()


def test_small_changes_change_few_bits_and_another_story_many() -> None:
    assert apart(LIFT, LIFT.upper()) == 0
    assert apart(LIFT, LIFT.replace(".", " !")) == 0
    assert apart(LIFT, LIFT_AGAIN) <= MOST_WORDS_APART
    assert apart(LIFT, BRIDGE) > MOST_WORDS_APART
    assert are_alike(LIFT, LIFT_AGAIN)
    assert not are_alike(LIFT, BRIDGE)


@pytest.mark.parametrize("text", ["", "…", "?!", "a", "წყალი", "x" * 20_000])
def test_every_text_has_a_fingerprint_or_none(text: str) -> None:
    assert len(fingerprint(text)) == (16 if any(c.isalnum() for c in text) else 0)


def test_near_leaves_out_what_is_too_far() -> None:
    assert near("00ff", [("same", "00ff"), ("one", "00fe"), ("far", "ff00"), ("none", "")], 1) == ["same", "one"]


def look(app: Flask) -> int:
    """What the worker does a minute after the telling."""
    with app.app_context(), clock.at(clock.now() + PAUSE + timedelta(seconds=1)):
        return find_new_look_alikes()


def look_alikes(app: Flask, told: Told) -> list[tuple[object, str]]:
    with app.app_context():
        mine = select(LookAlike.other_id, LookAlike.by).where(LookAlike.story_id == told.id).order_by(LookAlike.by)
        return [(other, by) for other, by in db.session.execute(mine)]


def test_the_desk_is_told_that_a_story_looks_like_another(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    first, _other, again = tell(title="The lift", body=LIFT), tell(body=BRIDGE), tell(body=LIFT_AGAIN)
    look(app)
    assert look_alikes(app, first) == []
    assert look_alikes(app, again) == [(first.id, "words")]
    browser = as_role("moderator")
    queue = browser.get("/en/rustavi/desk/").text
    assert codes(queue) == [first.code, _other.code, again.code]
    assert queue.count("Looks like another story") == 1
    page = browser.get(f"/en/rustavi/desk/{again.code}").text
    assert "Looks like another story" in page
    assert f'href="/en/rustavi/desk/{first.code}"' in page
    assert f'href="/en/rustavi/desk/{again.code}"' in browser.get(f"/en/rustavi/desk/{first.code}").text


def test_towns_do_not_learn_of_each_others_stories(app: Flask, tell: Callable[..., Told]) -> None:
    tell("poti", body=LIFT)
    here = tell(body=LIFT)
    look(app)
    assert look_alikes(app, here) == []


def test_a_picture_that_comes_again_is_a_hint(app: Flask, tell: Callable[..., Told]) -> None:
    first, far, again = (tell(body=body, photos=1) for body in (LIFT, BRIDGE, f"{BRIDGE[::-1]} quite another"))
    hints = {first: "00ff00ff00ff00ff", far: "ff00ff00ff00ff00", again: "00ff00ff00ff0000"[:-1] + "f"}
    with app.app_context(), transaction() as session:
        for told, hint in hints.items():
            session.execute(update(Photo).where(Photo.story_id == told.id).values(hint=hint))
    look(app)
    assert look_alikes(app, again) == [(first.id, "picture")]


def test_what_was_taken_back_looks_like_nothing(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], run_jobs: Callable[[], int]
) -> None:
    first, again = tell(body=LIFT), tell(body=LIFT)
    look(app)
    assert look_alikes(app, again)
    with app.app_context():
        withdraw_story(first.id)
    assert "Looks like" not in as_role("moderator").get(f"/en/rustavi/desk/{again.code}").text
    run_jobs()
    assert look_alikes(app, again) == []
    with app.app_context():
        assert db.session.get_one(Story, first.id).likeness == ""


def test_a_crowd_is_served_first_and_each_story_is_looked_at_once(app: Flask, tell: Callable[..., Told]) -> None:
    for _ in range(3):
        tell(body=LIFT)
    tell(body="🙂🙃🙂🙃" * 6)
    with app.app_context():
        assert find_new_look_alikes() == 0
    assert look(app) == 4
    assert look(app) == 0
