"""A passkey in a real browser, with Chromium's own virtual authenticator behind it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.serving import Server

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def place(server: Server) -> str:
    """The server by name: browsers keep no passkeys for a bare number."""
    return server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def browsing(desk: Callable[..., Page]) -> Page:
    return desk()


def with_authenticator(page: Page, *, verified: bool = True) -> Callable[[bool], None]:
    """Plug an authenticator in; returns what sets whether it recognises its user from now on."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | {"isUserVerified": verified}})

    def recognise(is_verified: bool) -> None:
        devtools.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": made["authenticatorId"], "isUserVerified": is_verified},
        )

    return recognise


def add_passkey(page: Page, place: str, name: str) -> None:
    page.goto(f"{place}/demo/as/admin")
    page.goto(f"{place}/en/account")
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey is added")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


@pytest.mark.browser
def test_a_passkey_is_added_signs_in_and_is_removed(browsing: Page, place: str) -> None:
    with_authenticator(browsing)
    add_passkey(browsing, place, "my laptop")
    sign_out(browsing)
    browsing.goto(f"{place}/en/sign-in?next=/en/people")
    browsing.get_by_role("button", name="Sign in with a passkey").click()
    expect(browsing.get_by_role("heading", name="People")).to_be_visible()
    browsing.goto(f"{place}/en/account")
    browsing.get_by_role("button", name="Remove my laptop").click()
    expect(browsing.get_by_text("The passkey is removed")).to_be_visible()
    sign_out(browsing)
    browsing.get_by_role("button", name="Sign in with a passkey").click()
    expect(browsing.get_by_text("This passkey could not be checked").first).to_be_visible()


@pytest.mark.browser
def test_without_finger_face_or_pin_a_passkey_opens_nothing(browsing: Page, place: str) -> None:
    recognise = with_authenticator(browsing)
    add_passkey(browsing, place, "borrowed")
    sign_out(browsing)
    recognise(False)
    browsing.get_by_role("button", name="Sign in with a passkey").click()
    expect(browsing.get_by_text("The passkey was not used")).to_be_visible()
    browsing.goto(f"{place}/en/account")
    expect(browsing.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


@pytest.mark.browser
def test_where_passkeys_cannot_work_none_is_offered(desk: Callable[..., Page], server: Server, place: str) -> None:
    by_number, without_scripts = desk(), desk(javascript=False)
    by_number.goto(f"{server.url}/en/sign-in")
    without_scripts.goto(f"{place}/en/sign-in")
    for page in (by_number, without_scripts):
        expect(page.get_by_role("button", name="Send me a link")).to_be_visible()
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
