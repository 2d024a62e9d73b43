"""For search engines and maps: sitemaps, robots.txt, and the districts as GeoJSON."""

from collections.abc import Callable
from xml.etree import ElementTree as Xml

from flask.testing import FlaskClient

from tests.support.stories import Told

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BASE = "http://127.0.0.1:8000"


def places_in(client: FlaskClient, path: str) -> dict[str, dict[str, str]]:
    """The addresses of a sitemap, each with its other languages."""
    return {
        str(place.findtext(f"{SITEMAP}loc")): {
            str(one.get("hreflang")): str(one.get("href")) for one in place.iter(LINK)
        }
        for place in Xml.fromstring(client.get(path).data)
    }


def test_sitemaps_hold_the_stories_whose_tellers_let_search_engines_in(
    tell: Callable[..., Told], client: FlaskClient
) -> None:
    told = tell(state="published", language="ro", uses=frozenset({"search_engines"}))
    silent = tell(state="published")
    narrow = tell(state="published", audience="network", uses=frozenset({"search_engines"}))
    maps = list(places_in(client, "/sitemap.xml"))
    assert len(maps) == 1 + 10
    found = {place: links for one in maps for place, links in places_in(client, one.removeprefix(BASE)).items()}
    home = f"{BASE}/ro/rustavi/stories/{told.code}"
    assert found[home]["ka"] == f"{BASE}/ka/rustavi/stories/{told.code}"
    assert len(found[home]) == 7
    assert not any(one.code in place for place in found for one in (silent, narrow))
    for place in [home, *list(found)[::23]]:
        assert client.get(place.removeprefix(BASE)).status_code == 200, place
    assert client.get("/sitemap-atlantis.xml").status_code == 404


def test_robots_are_sent_to_the_sitemap_and_kept_from_desk_receipts_and_files(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    assert {"Disallow: /*/desk/", "Disallow: /*/exports/"} <= set(lines)
    assert "Disallow: /*/my$" in lines, "a town whose name begins with My… stays open"


def test_districts_are_told_without_small_numbers_and_without_a_point(
    tell: Callable[..., Told], client: FlaskClient
) -> None:
    answer = client.get("/ka/rustavi/districts.geojson")
    assert answer.mimetype == "application/geo+json"
    assert answer.json["type"] == "FeatureCollection"
    features = answer.json["features"]
    assert len(features) > 2
    for one in features:
        assert one["geometry"] is None
        assert (one["properties"]["stories"], one["properties"]["fewer_than"]) == (None, 5)
    assert features[0]["properties"]["name"] == features[0]["properties"]["names"]["ka"]
