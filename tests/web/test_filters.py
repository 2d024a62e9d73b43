"""Texts as paragraphs, prose as harmless HTML."""

import pytest
from flask import Flask, g

from storyhub.core.languages import Translated
from storyhub.web.filters import paragraphs, prose, tr, tr_lang


def test_plain_text_becomes_paragraphs_and_nothing_in_it_is_markup() -> None:
    assert paragraphs("one <b>\ntwo\n\nthree & four") == "<p>one &lt;b&gt;<br>two</p>\n<p>three &amp; four</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "![tracker](https://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="/" hx-get="/x" onclick="x()">x</a>',
        "<svg onload=alert(1)>",
        "<iframe src=//evil.example></iframe>",
    ],
)
def test_prose_carries_no_script_no_image_no_handler(hostile: str) -> None:
    html = str(prose(hostile)).lower()
    for mark in ("<script", "<img", "<svg", "<iframe", 'href="javascript', 'href="data', '<a href="/" hx'):
        assert mark not in html


def test_links_in_prose_give_nothing_away() -> None:
    assert 'rel="noopener noreferrer nofollow"' in prose("[law](https://example.org)")


@pytest.mark.only_on("sqlite")
def test_a_text_in_the_readers_language_says_which_it_is(app: Flask) -> None:
    text = Translated(en="Water", ka="წყალი")
    with app.test_request_context("/"):
        g.lang = "ka"
        assert (tr(text), tr_lang(text)) == ("წყალი", "ka")
        g.lang = "ro"
        assert (tr(text), tr_lang(text)) == ("Water", "en")
    assert tr(None) == tr_lang(None) == ""
