"""Exactly once, however often it is sent: the same form key gives the same receipt, other words are handed back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from storyhub.core.db import db
from storyhub.stories.models import ConsentGrant, PendingPhoto, Photo, Receipt, Story
from tests.adapters.images_samples import jpeg
from tests.stories.conftest import WORDS, Teller
from tests.support.application import new_client

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Stories = Callable[[], list[Story]]


def again(teller: Teller, fields: MultiDict, action: str = "send", **changes: str) -> int:
    """Send a page that was left: the back button, or a phone that repeats what had no answer."""
    teller.fields = MultiDict(fields)
    return teller.press(action, **changes).status_code


def test_the_same_form_sent_twice_is_one_story_with_one_receipt(teller: Teller, stories: Stories) -> None:
    teller.press("preview", body=WORDS, contact="599 12 34 56")
    left = MultiDict(teller.fields)
    teller.send()
    receipts = teller.receipts()
    assert again(teller, left) == 303
    assert teller.receipts() == receipts
    assert len(receipts) == len(stories()) == 1


def test_twenty_phones_that_send_the_same_at_the_same_moment_tell_one_story(
    app: Flask, teller: Teller, stories: Stories
) -> None:
    sent = teller.fields.to_dict() | {"body": WORDS, "action": "send"}

    def send(_number: int) -> tuple[int, str]:
        phone = Teller(new_client(app))
        answer = phone.client.post(teller.address, data=sent)
        return answer.status_code, "".join(phone.receipts())

    with ThreadPoolExecutor(20) as phones:
        answers = set(phones.map(send, range(20)))
    assert [status for status, _receipt in answers] == [303], answers
    assert len(stories()) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Receipt)) == 1
        assert db.session.scalar(select(func.count()).where(ConsentGrant.use == "archive")) == 1


def test_the_same_photographs_arriving_twice_at_once_are_kept_once(app: Flask, teller: Teller) -> None:
    picture = jpeg(320, 240)

    def send(_number: int) -> int:
        phone = Teller(new_client(app))
        phone.fields = MultiDict(teller.fields)
        return phone.press("photos", files=[("yard.jpg", picture)], body=WORDS).status_code

    with ThreadPoolExecutor(4) as phones:
        assert set(phones.map(send, range(4))) == {200}
    with app.app_context():
        assert db.session.scalars(select(PendingPhoto.position)).all() == [1]
        stored = list(app.extensions["storyhub.storage"].names())
    assert len(stored) == 3


def test_the_same_key_with_other_words_hands_them_back_to_be_told_as_a_new_story(
    teller: Teller, stories: Stories
) -> None:
    used = MultiDict(teller.fields)
    teller.send(body=WORDS)
    other = "Then the lift was repaired, and broke again on the very same evening."
    assert again(teller, used, body=other, title="The lift", audience="city") == 409
    assert "A story was already sent from this form" in teller.words
    assert (teller.fields["body"], teller.fields["title"], teller.fields["audience"]) == (other, "The lift", "city")
    assert teller.fields["form_key"] != used["form_key"]
    assert teller.press("preview").status_code == 200
    assert teller.send().status_code == 303
    assert [story.body for story in stories()] == [WORDS, other]
    assert len(teller.receipts()) == 2


def test_photographs_that_came_with_the_other_words_go_with_them(app: Flask, teller: Teller, stories: Stories) -> None:
    used = MultiDict(teller.fields)
    teller.send(body=WORDS)
    teller.fields = MultiDict(used)
    other = "Then the lift was repaired, and here is what it looks like now."
    assert teller.press("send", files=[("lift.jpg", jpeg(320, 240))], body=other).status_code == 409
    assert len(teller.pictures) == 1
    teller.send()
    with app.app_context():
        assert db.session.scalar(select(Photo.story_id)) == stories()[1].id


def test_an_old_preview_sent_after_the_story_gives_the_words_back(teller: Teller, stories: Stories) -> None:
    teller.press("preview", body=WORDS)
    early = MultiDict(teller.fields)
    teller.press("edit")
    teller.press("preview", body=WORDS + " More.")
    teller.send()
    assert again(teller, early) == 409
    assert teller.fields["body"] == WORDS
    assert [story.body for story in stories()] == [WORDS + " More."]


def test_two_tabs_tell_two_stories(new_teller: Callable[..., Teller], stories: Stories) -> None:
    one, other = new_teller(), new_teller()
    other.client = one.client
    one.send(body=WORDS)
    other.send(body=WORDS)
    assert len(stories()) == 2
    assert len(set(one.receipts())) == 2


def test_the_same_key_in_two_towns_tells_two_stories_with_two_receipts(
    new_teller: Callable[..., Teller], stories: Stories
) -> None:
    one, other = new_teller("rustavi"), new_teller("poti")
    one.send(body=WORDS)
    other.send(body=WORDS, form_key=one.fields["form_key"])
    assert len(stories()) == 2
    assert one.receipts() != other.receipts()


def test_previewing_or_editing_after_sending_changes_nothing(teller: Teller, stories: Stories) -> None:
    left = MultiDict(teller.fields)
    teller.send(body=WORDS)
    assert again(teller, left, "preview", body=WORDS) == 200
    assert again(teller, left, "edit", body=WORDS) == 200
    assert len(stories()) == 1
