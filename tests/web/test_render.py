"""A page, or one of the blocks its view lists; never one that the client names."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.web.htmx import go
from storyhub.web.render import page

pytestmark = pytest.mark.only_on("sqlite")


def rendered(app: Flask, *fragments: str, target: str, htmx: str = "true", restore: str = "false") -> str:
    headers = {"HX-Request": htmx, "HX-Target": target, "HX-History-Restore-Request": restore}
    with app.test_request_context("/", headers=headers):
        return page("error.html", fragments=fragments, status=404, key="not_found", message="x", kept=[]).get_data(
            as_text=True
        )


def test_a_listed_block_is_given_alone(app: Flask) -> None:
    assert "<html" not in rendered(app, "notice", target="notice")


def test_a_block_that_is_not_listed_is_never_given(app: Flask) -> None:
    assert "<html" in rendered(app, target="notice")
    assert "<html" in rendered(app, "notice", target="main")


def test_without_htmx_it_is_the_page(app: Flask) -> None:
    assert "<html" in rendered(app, "notice", target="notice", htmx="false")


def test_going_back_in_history_gives_the_page(app: Flask) -> None:
    assert "<html" in rendered(app, "notice", target="notice", restore="true")


def test_after_a_form_a_browser_is_sent_on_and_htmx_is_told(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = go("/en/")
        assert (answer.status_code, answer.location) == (303, "/en/")
    with app.test_request_context("/", headers={"HX-Request": "true"}):
        answer = go("/en/")
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/en/")


def test_both_shapes_of_a_page_are_told_apart_by_caches(client: FlaskClient) -> None:
    assert "HX-Request" in client.get("/en/").headers["Vary"]
