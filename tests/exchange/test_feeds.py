"""Any list as Atom and as JSON Feed: read by a feed reader, narrowed as the page is, page after page, public alone."""

from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient

from storyhub.stories.views import feeds
from tests.support.stories import Told

BASE = "http://127.0.0.1:8000"
ITEM = {"id", "url", "title", "content_text", "date_published", "date_modified", "language", "authors", "tags"}


def test_a_feed_is_narrowed_as_its_list_and_the_page_names_it(tell: Callable[..., Told], client: FlaskClient) -> None:
    tell(state="published", language="ka", title="წყალი")
    bus = tell(
        state="published", language="en", title="The bus", body="The bus did not come, and we walked home again."
    )
    query = "?q=bus&lang=en"
    page = client.get(f"/ro/rustavi/stories{query}").text
    for kind in ("atom", "json"):
        assert f"/ro/rustavi/stories.{kind}?q=bus&amp;lang=en" in page
    read = feedparser.parse(client.get(f"/ro/rustavi/stories.atom{query}").data)
    assert not read.bozo, read.get("bozo_exception")
    assert [one.link for one in read.entries] == [f"{BASE}/ro/rustavi/stories/{bus.code}"]
    assert read.feed.id == f"{BASE}/ro/rustavi/stories{query}"
    assert "“bus”" in read.feed.title
    document = client.get(f"/ro/rustavi/stories.json{query}").json
    assert [one["url"] for one in document["items"]] == [one.link for one in read.entries]


def test_a_json_feed_has_what_version_1_1_asks_for(tell: Callable[..., Told], client: FlaskClient) -> None:
    tell(state="published", language="uk", title="Вода", name="Олена", name_shown="name")
    answer = client.get("/en/rustavi/stories.json")
    assert answer.mimetype == "application/feed+json"
    document = answer.json
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["home_page_url"] == f"{BASE}/en/rustavi/stories"
    assert document["feed_url"] == f"{BASE}/en/rustavi/stories.json"
    [item] = document["items"]
    assert set(item) == ITEM
    assert (item["language"], item["title"], item["authors"]) == ("uk", "Вода", [{"name": "Олена"}])
    assert item["id"] == feedparser.parse(client.get("/ka/stories.atom").data).entries[0].id


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_a_long_feed_goes_on_page_after_page(
    tell: Callable[..., Told], client: FlaskClient, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(feeds, "PER_PAGE", 2)
    codes = {tell(state="published").code for _ in range(5)}
    found: list[str] = []
    address = f"/en/rustavi/stories.{kind}?lang=en"
    while address:
        data = client.get(address.removeprefix(BASE))
        if kind == "json":
            found += [one["url"] for one in data.json["items"]]
            address = data.json.get("next_url", "")
        else:
            read = feedparser.parse(data.data)
            found += [one.link for one in read.entries]
            address = next((one.href for one in read.feed.links if one.rel == "next"), "")
    assert len(found) == 5
    assert {one.rsplit("/", 1)[-1] for one in found} == codes


def test_a_json_feed_is_the_same_for_staff(
    tell: Callable[..., Told], client: FlaskClient, as_role: Callable[..., Any]
) -> None:
    for audience in ("public", "network", "city"):
        tell(state="published", audience=audience, place=f"yard of {audience}")
    for path in ("/en/rustavi/stories.json", "/en/stories.json", "/en/rustavi/stories.json?place=yard+of+city"):
        assert client.get(path).json == as_role("moderator").get(path).json
    assert len(client.get("/en/rustavi/stories.json").json["items"]) == 1


@pytest.mark.parametrize("query", ["q=" + "(" * 600, "q=%00&page=-1", "from=nonsense&theme=dragons&page=99999999"])
def test_no_address_breaks_a_feed(client: FlaskClient, query: str) -> None:
    assert not feedparser.parse(client.get(f"/en/stories.atom?{query}").data).bozo
    assert client.get(f"/en/stories.json?{query}").json["items"] == []
