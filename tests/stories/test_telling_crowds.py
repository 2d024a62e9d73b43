"""A whole class behind one address is served; a machine is marked and read last; only a flood is asked to wait."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.core.buckets import TokenBucket, place_key
from storyhub.core.db import db, transaction
from storyhub.stories.models import Story
from storyhub.stories.services.telling import PLACE_CAPACITY
from tests.stories.conftest import WORDS, Teller
from tests.support.application import new_client
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Stories = Callable[[], list[Story]]

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def tell_from(client: FlaskClient, number: int, address: str = "192.0.2.10") -> int:
    data = {"body": WORDS, "form_key": f"phone-{number:024}", "action": "send"}
    return client.post("/en/rustavi/tell", data=data, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_sixty_phones_behind_one_address_are_all_served_and_the_next_is_only_queued_last(
    client: FlaskClient, stories: Stories
) -> None:
    with clock.at(MORNING):
        assert {tell_from(client, number) for number in range(PLACE_CAPACITY)} == {303}
        assert {story.queue_mark for story in stories()} == {""}
        assert tell_from(client, 61, "192.0.2.99") == 303
        assert tell_from(client, 62, "198.51.100.1") == 303
    marks = [story.queue_mark for story in stories()]
    assert sorted(marks) == [""] * 61 + ["many_from_one_place"]


def test_ten_minutes_later_nobody_is_marked_any_more(client: FlaskClient, stories: Stories) -> None:
    with clock.at(MORNING):
        empty_bucket(client, 0)
        tell_from(client, 1)
    with clock.at(MORNING + timedelta(minutes=10)):
        tell_from(client, 2)
    assert [story.queue_mark for story in stories()] == ["many_from_one_place", ""]


def empty_bucket(client: FlaskClient, tokens: int) -> None:
    with client.application.app_context(), transaction() as session:
        key = place_key("192.0.2.10")
        session.merge(TokenBucket(key=key, tokens=float(tokens), filled_at=clock.now()))


def test_at_twenty_times_as_many_a_story_is_handed_back_with_the_time_to_come_again(
    client: FlaskClient, stories: Stories
) -> None:
    teller = Teller(client)
    teller.open()
    with clock.at(MORNING):
        empty_bucket(client, -20 * PLACE_CAPACITY)
        data = teller.fields.to_dict() | {"body": f"{WORDS} & more", "title": "The lift", "action": "send"}
        answer = client.post(teller.address, data=data, environ_overrides={"REMOTE_ADDR": "192.0.2.10"})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "lift stood still again" in answer.text
        assert "&amp; more" in answer.text
        assert 'value="The lift"' in answer.text
        assert stories() == []
        assert tell_from(client, 2, "198.51.100.1") == 303


@pytest.mark.parametrize("sign", [{"website": "https://buy.example"}, {"began": "now"}], ids=["honeypot", "hurry"])
def test_what_looks_automatic_is_taken_and_stands_last_at_the_desk(
    teller: Teller, tell: Callable[..., Told], stories: Stories, as_role: Callable[..., FlaskClient], sign: dict
) -> None:
    now = str(int(datetime.now(UTC).timestamp()))
    assert (
        teller.send(body=WORDS, **{name: now if value == "now" else value for name, value in sign.items()}).status_code
        == 303
    )
    later = tell()
    (first, _second) = stories()
    assert first.queue_mark == "looks_automatic"
    desk = as_role("moderator").get("/en/rustavi/desk/").text
    assert desk.index(later.code) < desk.index(first.code)


def test_a_preview_that_is_sent_at_once_is_not_taken_for_a_machine(teller: Teller, stories: Stories) -> None:
    teller.press("preview", body=WORDS)
    teller.send()
    assert stories()[0].queue_mark == ""


def test_two_phones_that_are_the_first_of_their_place_at_the_same_moment_are_both_served(
    app: Flask, stories: Stories
) -> None:
    with ThreadPoolExecutor(8) as phones:
        answers = list(phones.map(lambda number: tell_from(new_client(app), number), range(8)))
    assert answers == [303] * 8
    assert len(stories()) == 8
    with app.app_context():
        assert db.session.query(TokenBucket).count() == 1
