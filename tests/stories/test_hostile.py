"""Broken, forged and hostile requests: a page that says what to do, never a traceback, never lost words."""

import io
import json
from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from storyhub.stories.models import Story
from storyhub.web.bodies import KeptFile, Room
from tests.stories.conftest import WORDS, Teller
from tests.support.pages import form_on, words_on
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Stories = Callable[[], list[Story]]

TELL = "/en/rustavi/tell"
KEY = "k" * 32
MEGABYTE = 1024 * 1024


def raw(boundary: bytes = b"X", **fields: bytes) -> dict[str, Any]:
    """A multipart body of exactly these bytes."""
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (boundary, name.encode(), value)
        for name, value in fields.items()
    ]
    body = b"".join(parts) + b"--%s--\r\n" % boundary
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary.decode()}"}


HOSTILE = {
    "controls": ("The lift\x00 stood\x07 still\x1b[31m again\x85 today", "The lift stood still[31m again today"),
    "directions": (
        "The lift \u202estood\u202c \u2066still\u2069 again\u200f today",
        "The lift stood still again today",
    ),
    "invisible": ("The li\u00adft stood\u2060 still\ufeff again\U000e0061 today", "The lift stood still again today"),
    "stacked marks": ("The lift stood still again toda" + "y" + "\u0301\u0323" * 40, None),
    "line ends": (
        "The lift stood\rstill\r\nagain\u2028today\n\n\n\n\nand on",
        "The lift stood\nstill\nagain\ntoday\n\nand on",
    ),
    "markup": ("<script>alert(1)</script> {{ 7*7 }} %(x)s ${y}", "<script>alert(1)</script> {{ 7*7 }} %(x)s ${y}"),
}


@pytest.mark.parametrize(("sent", "kept"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_are_kept_as_plain_words(teller: Teller, stories: Stories, sent: str, kept: str | None) -> None:
    assert teller.send(body=sent, title=sent[:60]).status_code == 303
    (story,) = stories()
    if kept is not None:
        assert story.body == kept
    assert len(story.body) < 60
    assert "\n" not in story.title
    page = teller.client.post("/en/my", data={"receipt": teller.receipts()[0]}).text
    assert "<script>alert" not in page
    assert "49" not in words_on(page) or "7*7" not in sent


NOISES = [b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\xaf", b"\x80", b"\xf5\x90\x80\x80"]


def test_bytes_that_are_no_letters_spoil_only_themselves(client: FlaskClient, stories: Stories) -> None:
    for number, noise in enumerate(NOISES):
        body = b"The lift stood still again" + noise + b" and we carried her down"
        sent = raw(body=body, title=noise, form_key=b"%032d" % number, audience=noise, action=b"send")
        assert client.post(TELL, **sent).status_code == 303, noise
    for story in stories():
        assert story.body.startswith("The lift stood still again")
        assert story.body.endswith("and we carried her down")


def test_another_charset_does_not_break_the_page(client: FlaskClient) -> None:
    data = f"form_key={KEY}&body=".encode() + "Լիֆտը կանգնեց կրկին այսօր առավոտյան".encode("utf-16")
    for kind in (
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data; boundary=X; charset=x",
        "text/plain",
    ):
        assert client.post(TELL, data=data, content_type=kind).status_code == 422


def test_json_is_no_form(client: FlaskClient, stories: Stories) -> None:
    for body in (b"{}", b"[1", json.dumps({"body": WORDS, "action": "send"}).encode(), b"\xff" * 100, b""):
        assert client.post(TELL, data=body, content_type="application/json").status_code == 422, body
    assert stories() == []


def test_a_form_without_its_boundary_is_an_empty_one(client: FlaskClient) -> None:
    for end in ("", "; boundary=", "; boundary=\x80"):
        kind = f"multipart/form-data{end}"
        assert client.post(TELL, data=b"--\r\n\r\n", content_type=kind).status_code == 422, kind


def test_a_wrong_method_is_said_to_be_one(client: FlaskClient) -> None:
    for path in (TELL, "/en/my", "/photos/abc/1-320.webp", "/en/rustavi/tell/received"):
        for method in ("PUT", "DELETE", "PATCH"):
            answer = client.open(path, method=method)
            assert answer.status_code == 405, (method, path)
            assert "GET" in answer.headers["Allow"]


def test_ten_megabytes_of_words_are_refused_with_what_to_do(client: FlaskClient, stories: Stories) -> None:
    flood = {"body": "ա" * 5 * MEGABYTE, "form_key": KEY, "action": "send"}
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        answer = client.post(TELL, data=flood, content_type=kind)
        assert answer.status_code == 413
        assert "Go back: what you wrote still stands there." in words_on(answer.text)
    assert stories() == []


def test_half_a_megabyte_of_words_comes_back_whole(teller: Teller) -> None:
    long = "ա" * 250_000
    assert teller.send(body=long).status_code == 422
    assert teller.fields["body"] == long


@pytest.mark.parametrize("path", ["/en/my", "/en/sign-in"])
def test_a_megabyte_is_the_most_elsewhere(client: FlaskClient, path: str) -> None:
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        answer = client.post(path, data={"receipt": "x" * (MEGABYTE + 1), "text": "x"}, content_type=kind)
        assert answer.status_code == 413, kind


def test_a_file_far_too_large_is_named_and_the_words_come_back(client: FlaskClient) -> None:
    for size in (5 * MEGABYTE, 13 * MEGABYTE, 100 * MEGABYTE):
        files = [(io.BytesIO(bytes(size)), "black.raw"), (io.BytesIO(b"none"), "other.jpg")]
        data = {"photos": files, "form_key": KEY, "body": WORDS}
        answer = client.post(TELL, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert WORDS in answer.text
        assert "black.raw: " in answer.text
        assert ("black.raw: The file is larger than 12 megabytes." in answer.text) == (size > 12 * MEGABYTE)


def test_of_a_file_that_is_too_large_no_more_is_kept_than_shows_it() -> None:
    file = KeptFile(MEGABYTE, Room(3 * MEGABYTE))
    for _ in range(40):
        assert file.write(bytes(MEGABYTE // 4)) == MEGABYTE // 4
    assert file.seek(0, io.SEEK_END) == MEGABYTE + 1


def test_all_files_of_a_form_share_one_room() -> None:
    room = Room(MEGABYTE)
    files = [KeptFile(MEGABYTE, room) for _ in range(3)]
    for file in files:
        file.write(bytes(MEGABYTE // 2))
    assert [file.seek(0, io.SEEK_END) for file in files] == [MEGABYTE // 2, MEGABYTE // 2, 0]


def test_a_body_beyond_all_measure_is_refused_unread(client: FlaskClient) -> None:
    says = {"CONTENT_LENGTH": str(241 * MEGABYTE), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert client.post(TELL, environ_overrides=says, input_stream=io.BytesIO(b"--x")).status_code == 413


def test_a_form_in_hundreds_of_parts_is_refused(client: FlaskClient) -> None:
    data = MultiDict([("form_key", KEY), ("body", WORDS), *(("themes", str(n)) for n in range(300))])
    assert client.post(TELL, data=data, content_type="multipart/form-data").status_code == 413


FORGED_KEYS = [
    "", "x", "k" * 5000, "'; DROP TABLE story; --aaaaaaa", "../../../etc/passwd-aaaa", "k" * 20 + "\0", "ключ" * 8, "a|b;c=d" * 5,
]  # fmt: skip


def test_a_forged_form_key_is_replaced_and_the_story_taken(new_teller: Callable[..., Teller], stories: Stories) -> None:
    for number, key in enumerate(FORGED_KEYS, start=1):
        teller = new_teller()
        assert teller.send(body=WORDS, form_key=key).status_code == 303, key
        assert len(teller.receipts()) == 1
        assert len(stories()) == number


HOSTS = ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "[::1", "a" * 5000, "127.0.0.1@evil"]


def test_a_forged_host_gets_no_page(client: FlaskClient) -> None:
    for host in HOSTS:
        for method in ("GET", "POST"):
            answer = client.open(TELL, method=method, headers={"Host": host}, data={"body": WORDS, "form_key": KEY})
            assert answer.status_code == 400, host
            assert answer.text == "We could not read what was sent.\n"


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1:8001"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": "\x80"},
]


def test_what_another_site_sends_is_refused_and_the_words_stand_there(teller: Teller, stories: Stories) -> None:
    photo = ("big.jpg", bytes(2 * MEGABYTE))
    for headers in FOREIGN:
        answer = teller.press("send", body=f"{WORDS} <&>", title="The lift", files=[photo], headers=headers)
        assert answer.status_code == 403, headers
        kept = form_on(answer.text, "")
        assert (kept["body"], kept["title"], kept["form_key"]) == (
            f"{WORDS} <&>",
            "The lift",
            teller.fields["form_key"],
        )
    assert stories() == []
    assert teller.client.post(TELL, data=kept.to_dict() | {"action": "send"}).status_code == 303


OUR_OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000"},
]


def test_what_our_own_page_sends_is_taken(teller: Teller) -> None:
    for headers in OUR_OWN:
        assert teller.press("send", body=WORDS, headers=headers).status_code == 303, headers


GARBAGE = [
    "%00", "%ff", "%ed%a0%80", "%ZZ", "%", "..", "%2e%2e", "'", "🦆", "a" * 3000, "-1", "9" * 30,
    "%0d%0aX-A: b", "<b>", "null", "٣",
]  # fmt: skip


USUAL = {"lang": "en", "city": "rustavi", "code": "abc", "kind": "privacy", "position": "1", "size": "320"}


def test_no_address_with_garbage_in_it_is_an_error_of_ours(app: Flask, client: FlaskClient) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    for rule, one in product(rules, GARBAGE):
        for name in rule.arguments:
            path = rule.rule
            for argument in rule.arguments:
                path = replaced(path, argument, one if argument == name else USUAL.get(argument, "abc"))
            answer = client.get(path)
            assert answer.status_code < 500, path
            assert "X-A" not in answer.headers


def replaced(path: str, argument: str, value: str) -> str:
    before, _bracket, rest = path.partition(f"{argument}>")
    return before[: before.rindex("<")] + value + rest


QUERIES = [
    "page=-1", "page=0", "page=99999999999999999999", "page=²", "page=%00", "page=1e9", "from=2026-99-01", "to=0000-00-00",
    "from=1234567", "to=²²²²-²²-²²", "from=-------", "to=2026-11-01%00", "theme=%00", "place=%00", "kind=%00&lang=%00",
    "q=%00", "q=%ff%ed%a0%80", "q=%25%5f%5c", "q=" + "a " * 3000, "q=" + quote("🦆" * 500), "lang=ka&lang=xx", "%ZZ=%", "=&=&&",
    "prompt=%00", "answers=%00", "prompt=" + "x" * 3000, "themes=%00&body=%00",
]  # fmt: skip


PATHS = ("/en/rustavi/stories", "/en/stories", TELL, "/en/my", "/en/rustavi/", "/en/rustavi/stories.atom")


def test_no_query_is_an_error_of_ours(client: FlaskClient) -> None:
    for path, query in product(PATHS, QUERIES):
        assert client.get(f"{path}?{query}").status_code == 200, (path, query)


FIELDS = (
    "form_key", "began", "website", "prompt", "answers", "body", "audience", "title", "language", "district", "place", "when",
    "when_date", "kind", "imagined_year", "themes", "workshops", "quotation", "translation", "search_engines", "name_shown",
    "name", "contact", "behalf_who", "behalf_how", "young", "anyone_minds", "show_photos", "description-1", "remove", "action",
)  # fmt: skip
TELLING = ("send", "preview", "edit", "photos")
ANYTHING = st.text(max_size=60) | st.sampled_from(
    ["\0", "2026-13-45", "yes", "date", "imagined", "9" * 40, "²", "water", WORDS]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(FIELDS), ANYTHING), max_size=20), st.sampled_from(TELLING), st.booleans())
def test_whatever_a_form_holds_it_is_answered(client: FlaskClient, typed: list, action: str, is_whole: bool) -> None:
    data = MultiDict([(name, value.encode("utf-8", "surrogatepass")) for name, value in typed])
    if is_whole:
        data["body"] = WORDS.encode()
    data.setdefault("action", action.encode())
    parts = {name: data.getlist(name) for name in data}
    body = b"".join(
        b'--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, values in parts.items()
        for value in values
    )
    answer = client.post(TELL, data=body + b"--X--\r\n", content_type="multipart/form-data; boundary=X")
    assert answer.status_code in (200, 303, 409, 413, 422, 429)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=300), st.sampled_from(["multipart/form-data; boundary=X", "application/x-www-form-urlencoded"])
)
def test_whatever_a_body_holds_it_is_answered(client: FlaskClient, body: bytes, kind: str) -> None:
    for path in (TELL, "/en/my"):
        assert client.post(path, data=body, content_type=kind).status_code in (200, 413, 422, 429)


@pytest.fixture
def published(tell: Callable[..., Told]) -> Told:
    return tell(state="published")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80), st.text(max_size=20))
def test_whatever_is_typed_for_a_receipt_or_a_report_it_is_answered(
    client: FlaskClient, published: Told, typed: str, action: str
) -> None:
    typed, action = (one.encode("utf-8", "replace").decode() for one in (typed, action))
    assert client.post("/en/my", data={"receipt": typed, "action": action}).status_code in (422, 429)
    report = client.post(f"/en/rustavi/stories/{published.code}/report", data={"reason": action, "text": typed})
    assert report.status_code in (303, 422)
