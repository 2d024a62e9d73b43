"""The contact is shown in part, changed and erased alone; a lost receipt comes anew, and who asks learns nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storyhub.core.db import db
from storyhub.core.jobs import Job
from storyhub.stories.models import Contact
from tests.support.pages import words_on
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Tell = Callable[..., Told]

NINO = "nino@example.org"


def post(client: FlaskClient, told: Told, action: str = "show", **said: str) -> TestResponse:
    return client.post("/en/my", data={"receipt": told.receipt, "action": action, **said})


def contacts(app: Flask) -> list[str]:
    with app.app_context():
        keys = app.extensions["storyhub.keys"]
        return [keys.open(row.sealed) for row in db.session.scalars(db.select(Contact))]


def letters(app: Flask) -> list[str]:
    return [letter.get_content() for letter in app.extensions["storyhub.mailer"].letters()]


def test_a_contact_is_never_shown_whole(client: FlaskClient, tell: Tell) -> None:
    told = tell(contact=NINO)
    for action in ("show", "contact", "words", "consents"):
        assert NINO not in post(client, told, action).text
    assert "n…@example.org" in words_on(post(client, told).text)
    assert "n…@example.org" in words_on(post(client, told, "contact").text)


def test_a_contact_is_left_changed_and_erased(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell()
    assert "You left nothing" in words_on(post(client, told).text)
    post(client, told, "keep_contact", contact=f" {NINO}\n")
    assert contacts(app) == [NINO]
    post(client, told, "keep_contact", contact="+995 555 12 34 56")
    assert contacts(app) == ["+995 555 12 34 56"]
    erased = post(client, told, "erase_contact")
    assert contacts(app) == []
    assert "You left nothing" in words_on(erased.text)


@pytest.mark.parametrize("typed", ["", " ", "nino", "nino@", "12", "x@y@z", "a" * 150 + "@" + "b" * 100 + ".org"])
def test_what_reaches_nobody_is_refused_and_the_old_one_stays(
    app: Flask, client: FlaskClient, tell: Tell, typed: str
) -> None:
    told = tell(contact=NINO)
    refused = post(client, told, "keep_contact", contact=typed)
    assert refused.status_code == 422
    assert 'href="#contact"' in refused.text
    assert contacts(app) == [NINO]


def test_letters_are_stopped_and_begun_again(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(contact=NINO)
    assert "You get no letters." in words_on(post(client, told, "letters", letters="no").text)
    assert contacts(app) == [NINO]
    assert "You get a letter when" in words_on(post(client, told, "letters", letters="yes").text)


def lose(client: FlaskClient, contact: str, **more: object) -> TestResponse:
    return client.post("/en/my/lost", data={"contact": contact}, **more)


def test_the_page_says_the_same_whether_somebody_is_found_or_not(
    app: Flask, client: FlaskClient, tell: Tell, run_jobs: Callable[[], int]
) -> None:
    told = tell(contact=NINO)
    found, unknown = lose(client, "Nino@example.org "), lose(client, "nobody@example.org")
    assert found.status_code == unknown.status_code == 200
    assert found.text == unknown.text
    assert found.headers["Cache-Control"] == "no-store"
    run_jobs()
    (letter,) = letters(app)
    codes = [line.replace(" ", "") for line in letter.splitlines() if len(line) == 29]
    assert len(codes) == 1
    assert codes[0] != told.receipt
    for receipt in (codes[0], told.receipt):
        assert client.post("/en/my", data={"receipt": receipt}).status_code == 200


@pytest.mark.parametrize("typed", ["", "nino", "+995 555 123 456", "a@b@c", "x" * 400 + "@example.org", "\0@x"])
def test_what_is_no_mail_address_is_said_to_be_none(app: Flask, client: FlaskClient, typed: str) -> None:
    assert lose(client, typed).status_code == 422
    with app.app_context():
        assert not db.session.scalars(db.select(Job)).all()


def test_nobodys_letterbox_is_filled(app: Flask, client: FlaskClient, tell: Tell, run_jobs: Callable[[], int]) -> None:
    tell(contact=NINO)
    for number in range(6):
        address = {"REMOTE_ADDR": f"198.51.{number}.7"}
        assert lose(client, NINO, environ_overrides=address).status_code == 200
    run_jobs()
    assert len(letters(app)) == 3


def test_asking_for_many_addresses_is_slowed(client: FlaskClient) -> None:
    asked = [lose(client, f"somebody-{number}@example.org").status_code for number in range(12)]
    assert asked == [200] * 10 + [429] * 2


def test_the_job_holds_no_address(app: Flask, client: FlaskClient, tell: Tell) -> None:
    tell(contact=NINO)
    lose(client, NINO)
    with app.app_context():
        (job,) = db.session.scalars(db.select(Job).where(Job.kind.endswith("send_new_receipts"))).all()
        assert "nino" not in repr(job.payload)
