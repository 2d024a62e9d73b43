"""Default deny, and no form from another site."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Role
from storyhub.web.access import is_same_origin, role, staff

HERE = "http://localhost"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, False),
        ({"Origin": HERE}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://localhost:8001"}, False),
        ({"Origin": "null"}, False),
        ({}, True),
    ],
)
def test_the_browser_says_where_a_form_comes_from(app: Flask, headers: dict[str, str], *, ours: bool) -> None:
    with app.test_request_context("/", base_url=HERE, method="POST", headers=headers):
        assert is_same_origin() is ours


def test_a_form_from_another_site_is_refused_and_its_text_handed_back(client: FlaskClient) -> None:
    said = {"form_key": "k" * 20, "body": "The bridge has been closed since spring.", "action": "send"}
    answer = client.post("/en/rustavi/tell", data=said, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "The bridge has been closed since spring." in answer.text


def test_staff_pages_lead_to_the_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/ka/rustavi/desk/?queue=reports")
    assert answer.status_code == 303
    assert answer.location == "/ka/sign-in?next=/ka/rustavi/desk/%3Fqueue%3Dreports"


def test_htmx_is_led_by_a_header(client: FlaskClient) -> None:
    answer = client.get("/ka/rustavi/desk/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/ka/sign-in")


@pytest.mark.parametrize("who", [Role.FACILITATOR, Role.LEARNING_LEAD, Role.CITY_ADMIN, Role.NETWORK_HOST])
def test_to_other_staff_the_desk_does_not_exist(as_role: Callable[..., FlaskClient], who: Role) -> None:
    assert as_role(who).get("/en/rustavi/desk/").status_code == 404


def test_a_moderator_has_a_desk_in_one_town(as_role: Callable[..., FlaskClient]) -> None:
    moderator = as_role("moderator", "rustavi")
    assert moderator.get("/en/rustavi/desk/").status_code == 200
    assert moderator.get("/en/poti/desk/").status_code == 404


def test_a_forged_cookie_opens_nothing(client: FlaskClient, as_role: Callable[..., FlaskClient]) -> None:
    signed_in = as_role("moderator").get_cookie("session")
    assert signed_in is not None
    for value in ("x", "e30.aaaa.bbbb", signed_in.value[:-4] + "AAAA", signed_in.value + "\x00", "ა" * 50):
        client.set_cookie("session", value)
        assert client.get("/en/rustavi/desk/").status_code == 303


def test_a_view_says_once_who_may_call_it() -> None:
    @staff
    def for_staff() -> str:
        return ""

    @role(Role.MODERATOR)
    def for_moderators() -> str:
        return ""

    assert for_staff.access_policy.signed_in  # type: ignore[attr-defined]
    assert for_moderators.access_policy.roles == {Role.MODERATOR}  # type: ignore[attr-defined]


@pytest.mark.config(WTF_CSRF_ENABLED=True)
def test_a_staff_form_without_its_token_is_refused(as_role: Callable[..., FlaskClient]) -> None:
    answer = as_role("moderator").post("/en/sign-out")
    assert answer.status_code == 400
    assert "open for too long" in answer.text


@pytest.mark.config(WTF_CSRF_ENABLED=True)
def test_a_tellers_form_needs_no_token_and_leaves_no_session(client: FlaskClient) -> None:
    answer = client.post("/en/rustavi/tell", data={"form_key": "k" * 20, "body": "short", "action": "send"})
    assert answer.status_code == 422
    assert client.get_cookie("session") is None
