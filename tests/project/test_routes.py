"""Every address has a policy, and every answer its headers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from storyhub.core.columns import new_id
from storyhub.demo.people import PEOPLE
from storyhub.web.access import policy_of
from tests.support.stories import Told

OPEN = "public, max-age=30"
SHORT = "private, max-age=60"


def addresses(app: Flask, examples: dict[str, Any], method: str = "GET") -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every rule of that method, filled with examples."""
    adapter = app.url_map.bind("127.0.0.1:8000")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            yield rule.endpoint, adapter.build(rule.endpoint, _values(rule, examples), method=method)


def _values(rule: Rule, examples: dict[str, Any]) -> dict[str, Any]:
    missing = rule.arguments - examples.keys()
    assert not missing, f"{rule} takes {missing}: give this test an example"
    if rule.endpoint.startswith("photos"):
        return {**examples, "size": 320}
    return {name: examples[name] for name in rule.arguments}


STAFF = ("moderator", "city_admin", "learning_lead", "network_host")


@pytest.fixture
def examples(tell: Callable[..., Told]) -> dict[str, Any]:
    """A value for every argument that an address of ours takes."""
    return {
        "lang": "ka",
        "city": "rustavi",
        "code": tell(state="published", photos=1).code,
        "filename": "css/storyhub.css",
        "kind": "privacy",
        "token": "no-such-token",
        "key": "0" * 32,
        "position": 1,
        "size": 320,
        "person": next(iter(PEOPLE)),
        "session_id": new_id(),
        "passkey_id": new_id(),
        "person_id": new_id(),
        "report_id": new_id(),
        "story_code": "nothing0",
        "outcome_code": "nothing0",
        "file_id": new_id(),
        "mask_id": new_id(),
        "translation_id": new_id(),
        "number": 1,
        "slug": "new",
        "area": "welcome",
        "act": "merge",
        "change_id": new_id(),
        "town": "rustavi",
        "figure": "waiting",
        "table": "weeks",
        "side": "teller",
        "ending": "ttl",
        "join_code": "BCDFHK",
    }


def test_every_address_has_a_policy(app: Flask) -> None:
    without = {rule.endpoint for rule in app.url_map.iter_rules() if policy_of(app, rule.endpoint) is None}
    assert without == set(), "say who may call it: @public, @staff or @role(…)"


@pytest.mark.config(TESTING=True)
def test_a_view_without_a_policy_answers_nobody(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "all our secrets")
    answer = app.test_client().get("/forgotten")
    assert answer.status_code == 404
    assert "secrets" not in answer.text


def test_every_answer_has_its_headers(app: Flask, client: FlaskClient, examples: dict[str, Any]) -> None:
    for endpoint, path in addresses(app, examples):
        check_headers(endpoint, client.get(path))


@pytest.mark.slow
def test_every_answer_to_staff_has_its_headers(
    app: Flask, as_role: Callable[..., FlaskClient], examples: dict[str, Any]
) -> None:
    for browser in [as_role(role) for role in STAFF]:
        for endpoint, path in addresses(app, examples):
            answer = browser.get(path)
            check_headers(endpoint, answer)
            if answer.mimetype == "text/html":
                assert "no-store" in answer.headers["Cache-Control"], path


@pytest.mark.slow
def test_every_form_that_cannot_be_read_is_answered_kindly(
    app: Flask, as_role: Callable[..., FlaskClient], client: FlaskClient, examples: dict[str, Any]
) -> None:
    for who in (client, *(as_role(role) for role in STAFF)):
        for endpoint, path in addresses(app, examples, "POST"):
            answer = who.post(path, data={"form_key": "\x00", "nonsense": "ა" * 100})
            check_headers(endpoint, answer)


def check_headers(endpoint: str, answer: TestResponse) -> None:
    path = answer.request.path
    assert answer.status_code < 500, path
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
    assert "unsafe" not in answer.headers["Content-Security-Policy"], path
    assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    assert answer.headers["Referrer-Policy"] == "same-origin", path
    kept = answer.headers["Cache-Control"]
    if endpoint == "static":
        assert "max-age=31536000" in kept, path
    elif endpoint.startswith("photos") and answer.status_code == 200:
        assert kept.startswith(SHORT), path
    else:
        assert kept == OPEN or kept.startswith(SHORT) or "no-store" in kept, path
    if "Set-Cookie" in answer.headers:
        assert "HttpOnly" in answer.headers["Set-Cookie"], path
        assert "SameSite=" in answer.headers["Set-Cookie"], path
        assert "no-store" in kept, path
