"""What a page may load, who may frame it, how long it may be kept. (Each address: tests/project/test_routes.py.)"""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.stories import Told

SECURE = "https://stories.example.org"
NARROW = ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'self'")


def test_the_policy_lets_in_nothing_but_ours(client: FlaskClient) -> None:
    policy = client.get("/en/").headers["Content-Security-Policy"].split("; ")
    assert set(NARROW) <= set(policy)
    assert not any(word in part for part in policy for word in ("unsafe", "http:", "https:", "*", "data:"))


@pytest.mark.settings(STORYHUB_BASE_URL=SECURE)
def test_over_https_cookies_belong_to_this_host_alone(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/en/", base_url=SECURE)
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "Secure" in answer.headers["Set-Cookie"]
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert app.config["SESSION_COOKIE_DOMAIN"] is None


def test_over_http_nothing_promises_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/en/").headers


def test_a_public_page_is_kept_half_a_minute_and_not_when_somebody_is_known(
    client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Callable[..., Told]
) -> None:
    path = f"/en/rustavi/stories/{tell(state='published').code}"
    client.get(path)
    assert client.get(path).headers["Cache-Control"] == "public, max-age=30"
    assert "Cookie" in client.get(path).headers["Vary"]
    assert "no-store" in as_role("moderator").get(path).headers["Cache-Control"]


def test_an_image_is_private_short_and_known_by_its_content(client: FlaskClient, tell: Callable[..., Told]) -> None:
    path = f"/photos/{tell(state='published', photos=1).code}/1-320.webp"
    first = client.get(path)
    assert first.headers["Cache-Control"].startswith("private, max-age=60")
    assert first.mimetype == "image/webp"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_a_static_file_changes_its_address_with_its_content(client: FlaskClient) -> None:
    page = client.get("/en/").text
    assert "/static/css/storyhub.css?v=" in page
    assert "max-age=31536000" in client.get("/static/css/storyhub.css?v=1").headers["Cache-Control"]
