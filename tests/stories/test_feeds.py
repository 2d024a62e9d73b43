"""The Atom feed: valid, public stories alone, each with an id that stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import State, Use
from storyhub.stories.services import consenting, noting, remarking, reviewing
from storyhub.stories.services.telling import Asked
from tests.support.stories import Told

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "http://127.0.0.1:8000"


def text_of(element: Xml.Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None, name
    return found.text or ""


def test_the_feed_is_atom_with_every_part_that_it_needs(tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell(
        state="published", language="ka", title="<წყალი> & ]]> პური", body="პირველი აბზაცი & <b>მეორე</b> აბზაცი."
    )
    answer = client.get("/en/rustavi/stories.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = Xml.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert text_of(feed, "id") == f"{BASE}/en/rustavi/stories"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{BASE}/en/rustavi/stories",
        "self": f"{BASE}/en/rustavi/stories.atom",
    }
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "ka"
    assert text_of(entry, "title") == "<წყალი> & ]]> პური"
    assert text_of(entry, "content") == "პირველი აბზაცი & <b>მეორე</b> აბზაცი."
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{BASE}/en/rustavi/stories/{told.code}"
    for moment in (text_of(feed, "updated"), text_of(entry, "updated"), text_of(entry, "published")):
        assert datetime.fromisoformat(moment).tzinfo is not None


def test_an_entry_keeps_its_id_in_every_feed_and_language(tell: Callable[..., Told], client: FlaskClient) -> None:
    tell(state="published")
    paths = ("/en/rustavi/stories.atom", "/hy/rustavi/stories.atom", "/en/stories.atom", "/az/stories.atom")
    ids = set()
    for path in paths:
        entry = Xml.fromstring(client.get(path).data).find(f"{ATOM}entry")
        assert entry is not None
        ids.add(text_of(entry, "id"))
    assert len(ids) == 1
    assert ids.pop().startswith("urn:uuid:")


def test_the_feed_was_updated_when_its_last_story_was_published_not_when_it_was_told(
    app: Flask, tell: Callable[..., Told], moderator: Viewer, client: FlaskClient
) -> None:
    long_ago, yesterday = clock.now() - timedelta(days=300), clock.now() - timedelta(days=1)
    with clock.at(long_ago):
        late = tell()
    with clock.at(yesterday):
        tell(state="published")
    now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    with app.app_context(), clock.at(now):
        reviewing.publish_story(moderator, late.id, seen_state=State.WAITING)
    feed = Xml.fromstring(client.get("/en/rustavi/stories.atom").data)
    assert datetime.fromisoformat(text_of(feed, "updated")) == now


def test_a_feed_tells_of_what_readers_get_otherwise_and_of_nothing_else(
    app: Flask, tell: Callable[..., Told], moderator: Viewer, client: FlaskClient
) -> None:
    with clock.at(clock.now() - timedelta(days=9)):
        told, other = tell(state="published"), tell(state="published")

    def updated() -> list[str]:
        feed = Xml.fromstring(client.get("/en/rustavi/stories.atom").data)
        entries = {text_of(one, "id"): text_of(one, "updated") for one in feed.findall(f"{ATOM}entry")}
        items = client.get("/en/rustavi/stories.json").json["items"]
        assert {one["id"]: one["date_modified"] for one in items} == entries
        return [text_of(feed, "updated"), entries[told.id.urn], entries[other.id.urn]]

    first = updated()
    with app.app_context(), clock.at(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        remarking.add_remark(moderator, told.id, "Whose well is this?")
        consenting.change_consents(told.id, Audience.PUBLIC, frozenset({Use.CONTACT}), Asked(1, "en"))
    assert updated() == first
    with app.app_context(), clock.at(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        noting.set_content_note(moderator, told.id, "Somebody is hurt here.", "en")
    changed = updated()
    assert {datetime.fromisoformat(one) for one in changed[:2]} == {datetime(2026, 12, 1, 9, tzinfo=UTC)}
    assert changed[2] == first[2]


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    feed = Xml.fromstring(client.get("/ka/areni/stories.atom").data)
    assert feed.findall(f"{ATOM}entry") == []
    assert text_of(feed, "updated") == text_of(Xml.fromstring(client.get("/ka/areni/stories.atom").data), "updated")


@pytest.mark.parametrize("odd", ["\x00\x08", "\x0b\x0c\x1f", "\ufffe\uffff", "\ud800", "\u202e", "\U0001f469‍👧"])
def test_no_character_breaks_the_feed(tell: Callable[..., Told], client: FlaskClient, app: Flask, odd: str) -> None:
    answer = client.post(
        "/en/rustavi/tell",
        data={
            "form_key": "a-form-key-of-a-test-1",
            "body": f"Words with {odd.encode('utf-8', 'surrogatepass')!r} and more of them.",
            "audience": "public",
            "language": "en",
            "action": "send",
        },
    )
    assert answer.status_code in (200, 303)
    tell(state="published", title="plain")
    Xml.fromstring(client.get("/en/rustavi/stories.atom").data)


def test_the_feed_is_the_same_for_staff(
    tell: Callable[..., Told], client: FlaskClient, as_role: Callable[..., Any]
) -> None:
    for audience in ("public", "network", "city", "team"):
        tell(state="published", audience=audience, title=f"For {audience}")
    for path in ("/en/rustavi/stories.atom", "/en/stories.atom"):
        anyone, staff = client.get(path).text, as_role("moderator").get(path).text
        assert staff == anyone
        assert "For public" in anyone
        assert "For network" not in anyone


def test_pages_name_their_feed(client: FlaskClient) -> None:
    for path, feed in (("/en/rustavi/stories", "/en/rustavi/stories.atom"), ("/en/", "/en/stories.atom")):
        assert 'type="application/atom+xml"' in client.get(path).text
        assert f'href="{feed}"' in client.get(path).text
