"""The receipt: the only key to a story, shown until it is kept, readable by nobody from what we hold."""

import io
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from storyhub.core.codes import ALPHABET
from storyhub.core.db import db
from storyhub.core.sealing import Keys
from storyhub.stories.models import Receipt
from storyhub.web.logging import configure
from tests.stories.conftest import WORDS, Teller, receipts_on

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)


def told(teller: Teller) -> tuple[str, str]:
    """Send a story; its receipt and its form key."""
    key = teller.fields["form_key"]
    teller.send(body=WORDS)
    (receipt,) = teller.receipts()
    return receipt, key


def spellings(secret: str) -> set[bytes]:
    return {secret.encode(), secret.lower().encode(), " ".join(secret[i : i + 4] for i in range(0, 24, 4)).encode()}


def everything_stored(app: Flask, folder: Path) -> Iterable[bytes]:
    """Each file of the installation, and each row of each table as text."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
    with app.app_context():
        for table in inspect(db.engine).get_table_names():
            for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
                yield json.dumps([repr(value) for value in row], ensure_ascii=False).encode()


def test_a_receipt_is_24_characters_that_can_be_read_aloud(teller: Teller) -> None:
    receipt, _key = told(teller)
    assert len(receipt) == 24
    assert set(receipt) <= set(ALPHABET)


def test_nothing_that_is_stored_or_logged_or_stands_in_an_address_holds_receipt_or_form_key(
    app: Flask, tmp_path: Path, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    configure("json")
    teller.press("preview", body=WORDS)
    receipt, key = told(teller)
    opened = teller.client.post("/en/my", data={"receipt": receipt})
    assert WORDS in opened.text
    teller.client.post("/en/my", data={"receipt": receipt[:-1]})
    secrets = spellings(receipt) | {key.encode()}
    found = [secret for stored in everything_stored(app, tmp_path) for secret in secrets if secret in stored]
    assert found == []
    assert "my.open_my" in log.getvalue()
    assert receipt not in log.getvalue()
    assert key not in log.getvalue()
    assert receipt not in opened.request.full_path


def test_the_database_finds_a_receipt_by_a_keyed_hash_alone(app: Flask, keys: Keys, teller: Teller) -> None:
    receipt, key = told(teller)
    other = Keys("s", b"another pepper", keys.contact_key)
    with app.app_context():
        (kept,) = db.session.scalars(select(Receipt.hash)).all()
    assert kept == keys.receipt_hash(receipt)
    assert kept != other.receipt_hash(receipt)
    assert other.receipt_for("rustavi", key) != receipt


def test_the_qr_picture_holds_the_code_behind_the_hash_sign_that_no_server_sees(app: Flask, teller: Teller) -> None:
    receipt, _key = told(teller)
    page = teller.client.get("/en/rustavi/tell/received").text
    address = f"{app.config['STORYHUB'].base_url}/en/my#{receipt}"
    picture = segno.make(address, error="m").svg_inline(
        scale=4, border=4, dark="#1d2a2b", light="#ffffff", omitsize=True
    )
    assert picture in page
    assert receipt not in page.replace(picture, "")


def test_the_receipt_is_shown_again_until_it_is_kept_and_then_this_phone_has_forgotten(teller: Teller) -> None:
    receipt, _key = told(teller)
    assert teller.receipts() == [receipt]
    answer = teller.client.post("/en/rustavi/tell/kept")
    assert (answer.status_code, answer.location) == (303, "/en/rustavi/tell/thanks")
    assert teller.client.get(answer.location).status_code == 200
    assert teller.receipts() == []
    assert teller.client.get_cookie("told") is None


def test_another_phone_sees_no_receipt(teller: Teller, new_teller: Callable[..., Teller]) -> None:
    told(teller)
    assert new_teller().receipts() == []


def test_the_last_three_receipts_wait_the_newest_first(new_teller: Callable[..., Teller]) -> None:
    first = new_teller()
    codes = []
    for _number in range(4):
        first.open()
        first.send(body=WORDS)
        codes.insert(0, first.receipts()[0])
    assert first.receipts() == codes[:3]


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(teller: Teller) -> None:
    cookie = told_cookie(teller.send(body=WORDS).headers.getlist("Set-Cookie"), "told=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=86400"} <= cookie


@pytest.mark.settings(STORYHUB_BASE_URL="https://stories.example.org")
def test_over_https_the_cookie_is_bound_to_the_host_even_behind_a_proxy_that_says_nothing(client: FlaskClient) -> None:
    teller = Teller(client)
    teller.open()
    cookie = told_cookie(teller.send(body=WORDS).headers.getlist("Set-Cookie"), "__Host-told=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= cookie
    assert not any(part.startswith("Domain") for part in cookie)


def told_cookie(headers: list[str], name: str) -> set[str]:
    (one,) = [header for header in headers if header.startswith(name)]
    return {part.strip() for part in one.split(";")}


FORGED = [
    "x",
    "rustavi.",
    ".key",
    "rustavi." + "k" * 500,
    "a.b|" * 50,
    "rustavi." + "ключ" * 6,
    '"\\303\\377"',
    "|||",
    "%00" * 9,
]


def test_a_forged_cookie_breaks_nothing(client: FlaskClient) -> None:
    for value in FORGED:
        cookie = f"told={value}".encode().decode("latin-1")
        answer = client.get("/en/rustavi/tell/received", headers={"Cookie": cookie})
        assert answer.status_code == 200, value
        assert receipts_on(answer.text) == [], value


def test_no_page_with_a_key_or_a_receipt_is_kept_on_the_way(teller: Teller) -> None:
    told(teller)
    for path in ("/en/rustavi/tell", "/en/rustavi/tell/received"):
        assert teller.client.get(path).headers["Cache-Control"] == "no-store"
