"""*My story*: whoever has the receipt sees where it stands and can take it back; whoever has not learns nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.buckets import TokenBucket
from storyhub.core.codes import ALPHABET
from storyhub.core.db import db
from storyhub.core.languages import LANGUAGES
from tests.support.pages import form_on, words_on
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Tell = Callable[..., Told]

BODY = "The whole staircase came to the meeting, and for once they listened."


def spoken(receipt: str) -> str:
    """As somebody types it who heard it read aloud."""
    return " - ".join(receipt[i : i + 4] for i in range(0, 24, 4)).lower().replace("0", "O").replace("1", "l")


def test_a_receipt_opens_its_story_in_every_language(tell: Tell, client: FlaskClient) -> None:
    told = tell(body=BODY)
    for language in LANGUAGES:
        answer = client.post(f"/{language}/my", data={"receipt": told.receipt})
        assert answer.status_code == 200
        assert BODY in words_on(answer.text)
        assert answer.headers["Cache-Control"] == "no-store"


def test_small_letters_gaps_and_look_alikes_are_the_same_receipt(tell: Tell, client: FlaskClient) -> None:
    for _number in range(5):
        told = tell(body=BODY)
        assert client.post("/en/my", data={"receipt": spoken(told.receipt)}).status_code == 200


STANDS = {
    "waiting": "It waits to be read by a moderator.",
    "published": "It is published for those whom you allowed.",
    "kept": "The team has read it and keeps it",
    "hidden": "The team has hidden it from readers",
}


def test_it_says_where_the_story_stands(tell: Tell, client: FlaskClient) -> None:
    for state, said in STANDS.items():
        told = tell(state=state)
        assert said in words_on(client.post("/en/my", data={"receipt": told.receipt}).text)


def test_taking_it_back_asks_once_more_and_a_no_changes_nothing(tell: Tell, client: FlaskClient) -> None:
    told = tell(state="published", title="The staircase")
    story = client.post("/en/my", data={"receipt": told.receipt})
    asked = client.post("/en/my", data=form_on(story.text, "/en/my") | {"action": "withdraw"})
    assert "Take this story back?" in words_on(asked.text)
    assert "The staircase" in words_on(asked.text)
    no = client.post("/en/my", data=form_on(asked.text, "/en/my") | {"action": "show"})
    assert "It is published" in words_on(no.text)
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 200
    yes = client.post("/en/my", data=form_on(asked.text, "/en/my") | {"action": "withdraw_for_good"})
    assert "You have taken your story back" in words_on(yes.text)
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 410


def test_after_the_erasure_the_receipt_still_says_that_it_was_taken_back(
    tell: Tell, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    told = tell(body=BODY, photos=1)
    client.post("/en/my", data={"receipt": told.receipt, "action": "withdraw_for_good"})
    run_jobs()
    page = client.post("/en/my", data={"receipt": told.receipt})
    assert page.status_code == 200
    assert "You have taken your story back" in words_on(page.text)
    assert BODY not in page.text


WRONG = ["", " ", "x", "0" * 24, "O" * 25, "\0" * 24, "١" * 24, "' OR 1=1 --", "A" * 100_000, "ա" * 24, "🦆" * 24]


def test_wrong_receipts_are_all_answered_alike(tell: Tell, client: FlaskClient) -> None:
    told = tell()
    nearly = told.receipt[:-1] + next(letter for letter in ALPHABET if letter != told.receipt[-1])
    answers = {}
    for typed in (*WRONG, nearly, told.receipt[:-1], told.receipt + "0"):
        answer = client.post("/en/my", data={"receipt": typed})
        assert answer.status_code == 422, typed[:30]
        answers[words_on(answer.text)] = typed
    assert len(answers) == 1
    assert "No story has this receipt." in next(iter(answers))


def test_what_was_typed_stands_in_the_field_again(client: FlaskClient) -> None:
    page = client.post("/en/my", data={"receipt": 'abcd "efgh"'}).text
    assert form_on(page, "/en/my")["receipt"] == 'abcd "efgh"'


def test_without_the_receipt_no_button_does_anything(tell: Tell, client: FlaskClient) -> None:
    told = tell(state="published")
    for action in ("withdraw", "withdraw_for_good", "show", "erase", ""):
        assert client.post("/en/my", data={"receipt": "0" * 24, "action": action}).status_code == 422
        assert client.post("/en/my", data={"receipt": told.code, "action": action}).status_code == 422
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 200


def test_guessing_is_slowed_after_thirty_in_an_hour_but_whoever_has_a_receipt_is_let_in(
    app: Flask, tell: Tell, client: FlaskClient
) -> None:
    told = tell()
    now = clock.now()
    with clock.at(now):
        tries = [client.post("/en/my", data={"receipt": "0" * 24}) for _number in range(32)]
        assert [answer.status_code for answer in tries] == [422] * 30 + [429] * 2
        assert tries[-1].headers["Retry-After"]
        assert client.post("/en/my", data={"receipt": told.receipt}).status_code == 200
        elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
        assert client.post("/en/my", data={"receipt": "0" * 24}, environ_overrides=elsewhere).status_code == 422
    with clock.at(now + timedelta(hours=1)):
        assert client.post("/en/my", data={"receipt": "0" * 24}).status_code == 422
    with app.app_context():
        assert not [key for key in db.session.scalars(select(TokenBucket.key)) if "127.0.0" in key or "198.51" in key]


def test_a_receipt_in_an_address_opens_nothing(tell: Tell, client: FlaskClient) -> None:
    told = tell(body=BODY)
    assert BODY not in client.get("/en/my", query_string={"receipt": told.receipt}).text
    assert client.get(f"/en/my/{told.receipt}").status_code == 404


def test_another_site_cannot_take_a_story_back(tell: Tell, client: FlaskClient) -> None:
    told = tell(state="published")
    data = {"receipt": told.receipt, "action": "withdraw_for_good"}
    assert client.post("/en/my", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/en/my", data=data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 200
