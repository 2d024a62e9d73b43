"""Trying often is slowed down, and nobody is ever locked out for good."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.core.buckets import TokenBucket
from storyhub.core.db import db

from .conftest import AddPerson, link_in


def ask(client: FlaskClient, email: str, address: str = "192.0.2.1") -> int:
    return client.post("/en/sign-in", data={"email": email}, environ_overrides={"REMOTE_ADDR": address}).status_code


@pytest.mark.parametrize("email", ["nino@example.org", "nobody@example.org"])
def test_the_sixth_try_within_a_minute_is_asked_to_wait_and_the_address_stays(
    client: FlaskClient, add_person: AddPerson, email: str
) -> None:
    add_person("Nino")
    assert [ask(client, email) for _try in range(6)] == [303] * 5 + [429]
    answer = client.post("/en/sign-in", data={"email": email}, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert f'value="{email}"' in answer.text
    assert "nothing is locked" in answer.text
    assert answer.headers["Retry-After"] == "60"


def test_a_flood_is_forgotten_within_a_minute(client: FlaskClient) -> None:
    for _try in range(60):
        ask(client, "nino@example.org")
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert ask(client, "nino@example.org") == 303


def test_somebody_elsewhere_cannot_shut_a_person_out(client: FlaskClient) -> None:
    for _try in range(40):
        ask(client, "nino@example.org", address="203.0.113.7")
    assert ask(client, "nino@example.org", address="192.0.2.1") == 303


def test_a_team_behind_one_address_can_sign_in_together(client: FlaskClient) -> None:
    assert {ask(client, f"person{number}@example.org") for number in range(25)} == {303}


def test_codes_cannot_be_guessed_in_a_row(
    client: FlaskClient,
    add_person: AddPerson,
    set_up: Callable,
    letters: Callable[[], list[EmailMessage]],
    code_of: Callable[..., str],
) -> None:
    nino = add_person("Nino")
    set_up(nino)
    ask(client, "nino@example.org")
    client.post(link_in(letters()[0]))
    tries = [client.post("/en/sign-in/code", data={"code": "12345"}).status_code for _try in range(7)]
    assert tries == [422] * 5 + [429] * 2
    assert client.post("/en/sign-in/code", data={"code": code_of(nino)}).status_code == 429
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert client.post("/en/sign-in/code", data={"code": code_of(nino)}).status_code == 303


def test_buckets_know_neither_address_nor_mail(app: Flask, client: FlaskClient) -> None:
    ask(client, "nino@example.org")
    with app.app_context():
        keys = " ".join(db.session.scalars(db.select(TokenBucket.key)))
    assert "nino" not in keys
    assert "192.0.2" not in keys
