"""What is packed, and what is not because somebody's secret could be in it."""

import gzip

from flask import Flask
from flask.testing import FlaskClient

PACKS = {"Accept-Encoding": "gzip"}


def test_a_page_for_nobody_in_particular_is_packed(client: FlaskClient) -> None:
    plain = client.get("/en/rustavi/stories")
    packed = client.get("/en/rustavi/stories", headers=PACKS)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).decode()[:200] == plain.text[:200]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data)


def test_a_page_for_somebody_we_know_is_not_packed(app: Flask, as_role) -> None:
    answer = as_role("moderator").get("/en/rustavi/desk/", headers=PACKS)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_page_that_shows_a_receipt_is_not_packed(client: FlaskClient, tell) -> None:
    told = tell()
    answer = client.post("/en/my", data={"receipt": told.receipt}, headers=PACKS)
    assert told.receipt in answer.text
    assert "Content-Encoding" not in answer.headers


def test_a_browser_that_cannot_unpack_gets_the_page_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/en/rustavi/stories", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert "<html" in answer.text


def test_a_file_of_ours_is_packed_and_known_again_by_its_tag(client: FlaskClient) -> None:
    answer = client.get("/static/css/storyhub.css", headers=PACKS)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"@layer" in gzip.decompress(answer.data)
    again = client.get("/static/css/storyhub.css", headers=PACKS | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_pictures_are_left_as_they_are(client: FlaskClient) -> None:
    answer = client.get("/static/img/touch-icon.png", headers=PACKS)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
