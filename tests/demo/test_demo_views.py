"""The demonstration's doors: open on this machine alone, in a stamped database alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cli import serve
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.demo.people import PEOPLE
from storyhub.demo.stamp import DemoStamp
from tests.support.application import new_client
from tests.support.settings import environment_for

DOORS = (*(f"/demo/as/{key}" for key in PEOPLE), "/demo/outbox", "/styleguide")
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def stamped(app: Flask) -> Flask:
    with app.app_context(), transaction() as session:
        session.add(DemoStamp(name="demo", at=clock.now()))
    return app


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_is_signed_in_with_their_own_role(stamped: Flask, person: str) -> None:
    browser = new_client(stamped)
    answer = browser.get(f"/demo/as/{person}", base_url=HERE)
    assert answer.status_code == 303
    arrived = browser.get(answer.location, base_url=HERE)
    assert arrived.status_code == 200
    desk = browser.get("/en/rustavi/desk/", base_url=HERE).status_code
    assert desk == (200 if person == "moderator" else 404)
    assert browser.get("/en/account", base_url=HERE).status_code == 200


@pytest.mark.parametrize("host", ["http://127.0.0.1:8000", "http://localhost:8123", "http://127.0.0.1"])
def test_the_doors_open_on_this_machine(stamped: Flask, host: str) -> None:
    for door in DOORS:
        assert new_client(stamped).get(door, base_url=host).status_code in (200, 303), door


def test_without_the_stamp_there_are_no_doors(client: FlaskClient) -> None:
    for door in DOORS:
        answer = client.get(door, base_url=HERE)
        assert answer.status_code == 404, door
        assert "session" not in answer.headers.get("Set-Cookie", "")
    assert "/demo/as/" not in client.get("/en/").text


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "x-forwarded-prefix", "X-FORWARDED-PORT"],
)
def test_nobody_stands_between(stamped: Flask, header: str) -> None:
    for door in DOORS:
        answer = new_client(stamped).get(door, base_url=HERE, headers={header: "for=127.0.0.1"})
        assert answer.status_code == 404, door
        assert "session" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.settings(STORYHUB_HOSTS="stories.example.org 127.0.0.1 127.0.0.1.example.org [::1]")
@pytest.mark.parametrize("host", ["stories.example.org", "127.0.0.1.example.org", "[::1]:8000"])
def test_another_host_has_no_doors(stamped: Flask, host: str) -> None:
    for door in DOORS:
        assert new_client(stamped).get(door, base_url=f"http://{host}").status_code in (400, 404), door


@pytest.mark.settings(STORYHUB_BIND="0.0.0.0:8000")
def test_a_server_that_others_can_reach_has_no_doors(stamped: Flask) -> None:
    for door in DOORS:
        assert new_client(stamped).get(door, base_url=HERE).status_code == 404, door


@pytest.mark.parametrize("person", ["second-moderator", "root", "", "moderator/", "%00", "MODERATOR"])
def test_nobody_else_can_be_signed_in_as(stamped: Flask, person: str) -> None:
    assert new_client(stamped).get(f"/demo/as/{person}", base_url=HERE).status_code == 404


def test_a_door_is_opened_by_asking_not_by_sending(stamped: Flask) -> None:
    assert new_client(stamped).post("/demo/as/moderator", base_url=HERE).status_code == 405


def test_a_language_cookie_that_is_no_language_does_no_harm(stamped: Flask) -> None:
    browser = new_client(stamped)
    browser.set_cookie("lang", "xx", domain="127.0.0.1")
    answer = browser.get("/demo/as/lead", base_url=HERE)
    assert browser.get(answer.location, base_url=HERE).status_code == 200


@pytest.mark.parametrize("bind", ["0.0.0.0:8000", "192.0.2.1:8000", "[::]:8000"])
def test_a_stamped_database_is_not_served_to_others(
    stamped: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bind: str
) -> None:
    settings = stamped.config["STORYHUB"]
    environment = environment_for(settings.data, settings.database.replace("+psycopg", ""), STORYHUB_BIND=bind)
    result = CliRunner().invoke(serve, ["--no-worker"], env=environment)
    assert result.exit_code == 1
    assert "This database holds the demonstration." in result.output


def test_the_letters_of_the_demonstration_can_be_read(stamped: Flask, run_jobs: Callable[[], int]) -> None:
    assert "No letter yet" in new_client(stamped).get("/demo/outbox", base_url=HERE).text
