"""The command for the first site admin."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from storyhub.accounts import services
from storyhub.accounts.cli import create_admin
from storyhub.accounts.queries import person_by_email

from .conftest import AddPerson


@pytest.fixture
def made(app: Flask) -> str:
    with app.app_context():
        base_url = app.config["STORYHUB"].base_url
        return services.create_admin("Ana@Example.org", "Ana", base_url=base_url)


def test_the_link_opens_once_and_leads_to_a_site_admin(
    app: Flask, made: str, client: FlaskClient, code_of: Callable[..., str]
) -> None:
    assert made.startswith(app.config["STORYHUB"].base_url + "/en/sign-in/link/")
    path = urlsplit(made).path
    assert client.post(path).status_code == 303
    assert client.post(path).status_code == 410
    with app.app_context():
        ana = person_by_email("ana@example.org")
        assert ana.is_site_admin
    assert client.post("/en/sign-in/code", data={"code": code_of(ana.id)}).status_code == 200
    assert client.get("/en/people").status_code == 200


def test_somebody_known_becomes_a_site_admin(app: Flask, add_person: AddPerson) -> None:
    nino = add_person("Nino", moderator=["rustavi"])
    with app.app_context():
        services.create_admin("nino@example.org", "Other", base_url="http://x")
        person = person_by_email("nino@example.org")
        assert (person.id, person.name, person.is_site_admin) == (nino, "Nino", True)


@pytest.mark.parametrize("email", ["", "nino", "nino@", "a b@example.org"])
def test_what_is_no_address_is_refused_with_a_sentence(app: Flask, email: str) -> None:
    with app.app_context():
        result = CliRunner().invoke(create_admin, [email])
    assert result.exit_code == 2
    assert "is not a mail address" in result.output


def test_the_link_leads_where_one_says_and_otherwise_says_why_there(app: Flask) -> None:
    with app.app_context():
        usual = CliRunner().invoke(create_admin, ["ana@example.org"])
        other = CliRunner().invoke(create_admin, ["ana@example.org", "--base-url", "http://127.0.0.1:8010/"])
        wrong = CliRunner().invoke(create_admin, ["ana@example.org", "--base-url", "127.0.0.1:8010"])
    assert usual.stdout.startswith(app.config["STORYHUB"].base_url)
    assert "STORYHUB_BASE_URL" in usual.stderr
    assert other.stdout.startswith("http://127.0.0.1:8010/en/sign-in/link/")
    assert other.stderr == ""
    assert wrong.exit_code == 2
    assert "without a path" in wrong.stderr
