"""The vocabulary in SKOS: written without a library and read by one; taken in again without a difference; hostile files."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from storyhub.adapters.skos import MOST_BYTES, SkosRefused, read_concepts
from storyhub.cities.models import City
from storyhub.core.db import transaction
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Viewer
from storyhub.themes.models import Theme
from storyhub.themes.queries import theme_explained, theme_for
from storyhub.themes.services import Wording, merge_theme, place_theme, rename_theme, retire_theme, steps_for, take_in
from tests.support.pages import form_on, words_on

FORMATS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
IMPORT = "/en/rustavi/settings/themes/import"
PREFIX = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
JSON_LD = b'{"@context": {"s": "http://www.w3.org/2004/02/skos/core#"}, '


@pytest.fixture
def host(city: City) -> Viewer:
    return Viewer(person_id=city.id, hosted=frozenset({city.network_id}), networks=frozenset({city.network_id}))


@pytest.fixture
def changed(app: Flask, host: Viewer) -> None:
    """A vocabulary that has lived: renamed, placed, merged, retired, and with words that need care in every notation."""
    with app.app_context():
        ids = {slug: theme_for(slug).id for slug in ("water", "energy", "waste", "food", "housing")}
        water = theme_for("water")
        hard = 'Taps & <pipes> "quoted" \\ back'
        rename_theme(host, water.id, Wording({**water.label, "en": hard}, water.meaning), seen=water.label)
        place_theme(host, ids["energy"], ids["water"])
        merge_theme(host, ids["waste"], ids["food"])
        retire_theme(host, ids["housing"])
        with transaction() as session:
            session.get_one(Theme, ids["food"]).other_names = {"ka": ["კერძი"], "en": ["Meals"]}


@pytest.mark.usefixtures("changed")
def test_the_three_notations_say_the_same_to_a_library(client: FlaskClient) -> None:
    graphs = {}
    for ending, kind in FORMATS.items():
        answer = client.get(f"/themes.{ending}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("public")
        graphs[ending] = Graph().parse(data=answer.data, format=kind)
    assert isomorphic(graphs["ttl"], graphs["rdf"])
    assert isomorphic(graphs["ttl"], graphs["jsonld"])
    graph = graphs["ttl"]
    concepts = {str(one).rsplit("/", 1)[-1]: one for one in graph.subjects(RDF.type, SKOS.Concept)}
    assert len(concepts) == 26
    assert {text.language for text in graph.objects(concepts["trust"], SKOS.prefLabel)} == set(LANGUAGES)
    water, food = concepts["water"], concepts["food"]
    assert (water, SKOS.prefLabel, Literal('Taps & <pipes> "quoted" \\ back', "en")) in graph
    assert (water, SKOS.altLabel, Literal("Water", "en")) in graph
    assert (concepts["energy"], SKOS.broader, water) in graph
    assert (water, SKOS.narrower, concepts["energy"]) in graph
    assert (concepts["waste"], SKOS.exactMatch, food) in graph
    assert (food, SKOS.altLabel, Literal("კერძი", "ka")) in graph
    outdated = {str(one).rsplit("/", 1)[-1] for one in graph.subjects(OWL.deprecated, Literal(True))}
    assert outdated == {"waste", "housing"}
    assert client.get(URIRef(water).split("8000", 1)[-1].replace("http://localhost", "")).status_code in (200, 303)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("ending", ["ttl", "rdf", "jsonld"])
def test_what_was_given_out_is_taken_in_without_a_difference(
    app: Flask, client: FlaskClient, host: Viewer, ending: str
) -> None:
    concepts = read_concepts(client.get(f"/themes.{ending}").data)
    assert len(concepts) == 26
    with app.app_context():
        acts = {step.slug: (step.act, step.reason) for step in steps_for(host, None, "", concepts)}
        assert acts.pop("waste") == ("skip", "skos_merged")
        assert set(acts.values()) == {("same", "")}


def test_a_file_adds_says_otherwise_and_places_and_leaves_what_it_does_not_speak_of(
    app: Flask, city: City, host: Viewer
) -> None:
    file = PREFIX + (
        '<http://x/w> a skos:Concept; skos:notation "water"; skos:prefLabel "Water and taps"@en; '
        'skos:altLabel "Agua"@es, "Tap"@en .'
        '<http://x/wells> a skos:Concept; skos:prefLabel "Wells"@en, "Кринице"@sr, "ჭები"@ka-GE; skos:broader <http://x/w> .'
        '<http://x/e> a skos:Concept; skos:notation "energy"; skos:prefLabel "Energy"@en; skos:broader <http://x/1> .'
        '<http://x/old> a skos:Concept; skos:prefLabel "Old"@en; <http://www.w3.org/2002/07/owl#deprecated> true .'
        f'<http://x/long> a skos:Concept; skos:prefLabel "{"x" * 70}"@en .'
        '<http://x/7> a skos:Concept; skos:prefLabel "Без адреса"@ru .'
        '<http://x/1> a skos:Concept; skos:prefLabel "wells"@en .'
    )
    with app.app_context():
        georgian = theme_for("water").label["ka"]
        steps = {
            step.concept.address: (step.act, step.reason)
            for step in steps_for(host, None, "", read_concepts(file.encode()))
        }
        assert steps == {
            "http://x/w": ("change", ""),
            "http://x/e": ("change", ""),
            "http://x/wells": ("skip", "skos_twice"),
            "http://x/1": ("add", ""),
            "http://x/old": ("skip", "skos_deprecated"),
            "http://x/long": ("skip", "theme_label_too_long"),
            "http://x/7": ("skip", "skos_no_address"),
        }
        concepts = [one for one in read_concepts(file.encode()) if one.address != "http://x/1"]
        assert take_in(host, None, "", concepts) == (1, 1), "what stands above energy is not in this file"
        water, wells = theme_explained("water", None), theme_explained("wells", None)
        assert (water.label["en"], water.label["ka"]) == ("Water and taps", georgian)
        assert water.other_names == {"en": ["Tap"]}
        assert dict(wells.label) == {"en": "Wells", "ka": "ჭები"}
        assert wells.parent_id == water.id
        assert take_in(host, None, "", concepts) == (0, 0)


HOSTILE = {
    "a bomb of entities": (
        "doctype",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>',
    ),
    "a file of the machine": ("doctype", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "a context elsewhere": ("elsewhere", b'{"@context": "http://127.0.0.1:1/context.jsonld", "@id": "a:b"}'),
    "another imported": ("elsewhere", b'{"@context": [{"@import": "http://127.0.0.1:1/"}], "@id": "a:b"}'),
    "brackets without end": ("not_rdf", b"<a:b> <a:c> " + b"[" * 20_000),
    "a page": ("not_rdf", b"<html><body>Hello</body></html>"),
    "no vocabulary": ("no_concepts", b'<a:b> <a:c> "d" .'),
    "other letters": ("not_utf8", "<a:b> <a:c> 'd' .".encode("utf-16")),
    "half a sign": ("not_rdf", PREFIX.encode() + b'<u:a> a skos:Concept; skos:prefLabel "A \\uD800 b"@en .'),
    "half a sign in an address": ("not_rdf", JSON_LD + b'"@id": "u:\\ud800", "@type": "s:Concept"}'),
    "half a sign in a notation": (
        "not_rdf",
        JSON_LD + b'"@id": "u:a", "@type": "s:Concept", "s:notation": "n\\ud800"}',
    ),
    "nothing": ("empty", b" \n"),
    "far too much": ("too_large", b"#" * 2_000_001),
}


@pytest.mark.parametrize(("reason", "file"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(reason: str, file: bytes) -> None:
    with pytest.raises(SkosRefused) as refused:
        read_concepts(file)
    assert refused.value.reason == reason


def upload(browser: FlaskClient, file: bytes) -> Any:
    return browser.post(IMPORT, data={"file": (io.BytesIO(file), "themes.ttl")}, content_type="multipart/form-data")


def test_a_town_sees_what_a_file_would_do_before_it_takes_it_in(
    as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    admin = as_role("city_admin")
    refused = upload(admin, b"nonsense <")
    assert refused.status_code == 422
    assert "cannot be read as Turtle" in words_on(refused.text)
    file = PREFIX + (
        '<http://x/bees> a skos:Concept; skos:prefLabel "Bees"@en; skos:definition "<b>Hives</b>"@en .'
        '<http://x/water> a skos:Concept; skos:notation "water"; skos:prefLabel "Wet"@en .'
    )
    preview = upload(admin, file.encode())
    words = words_on(preview.text)
    assert "Nothing has been changed yet." in words
    assert "<b>Hives</b>" in words, "as words, never as markup"
    assert "the network’s host changes the network’s themes" in words
    assert client.get("/en/rustavi/themes/rustavi-bees").status_code == 404
    sent = form_on(preview.text, "take").to_dict() | {"action": "take"}
    assert admin.post(IMPORT, data=sent).status_code == 303
    assert "Bees" in words_on(client.get("/en/rustavi/themes/rustavi-bees").text)
    assert client.get("/en/themes/rustavi-bees").status_code == 404
    assert "Wet" not in client.get("/en/rustavi/themes").text
    assert "rustavi-bees" in client.get("/en/rustavi/themes.ttl").text
    assert "rustavi-bees" not in client.get("/themes.ttl").text
    for broken in ("[" * 100_000, "", "[]{", '[{"address": 1}]', '{"a": 1}', "[1]", '[{"label": "x"}]'):
        assert admin.post(IMPORT, data={"action": "take", "concepts": broken}).status_code == 422
    assert as_role("moderator").get(IMPORT).status_code == 404


def test_a_file_that_is_too_large_is_refused_at_its_field(as_role: Callable[..., FlaskClient]) -> None:
    admin = as_role("city_admin")
    file = PREFIX.encode() + b'<u:bees> a skos:Concept; skos:prefLabel "Bees"@en .'
    assert "Nothing has been changed yet." in words_on(upload(admin, file.ljust(MOST_BYTES)).text)
    for size in (MOST_BYTES + 1, 3 * MOST_BYTES):
        refused = upload(admin, file.ljust(size))
        assert refused.status_code == 422
        assert "The file is larger than two megabytes." in words_on(refused.text)
        assert 'href="#file"' in refused.text


def test_what_the_file_places_below_itself_is_passed_over_and_the_rest_is_taken_in(
    as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    admin = as_role("city_admin")
    file = PREFIX + (
        '<u:a> a skos:Concept; skos:prefLabel "Hens"@en; skos:broader <u:b> .'
        '<u:b> a skos:Concept; skos:prefLabel "Eggs"@en; skos:broader <u:a> .'
        '<u:c> a skos:Concept; skos:prefLabel "Chicks"@en; skos:broader <u:a> .'
        '<u:d> a skos:Concept; skos:prefLabel "Bees"@en; skos:broader <u:e> .'
        '<u:e> a skos:Concept; skos:prefLabel "Insects"@en; skos:broader <u:e> .'
    )
    preview = upload(admin, file.encode())
    words = words_on(preview.text)
    assert "Hens: The file places it below itself." in words
    assert "Eggs: The file places it below itself." in words
    assert "Chicks:" not in words
    sent = form_on(preview.text, "take").to_dict() | {"action": "take"}
    assert admin.post(IMPORT, data=sent).status_code == 303
    themes = words_on(client.get("/en/rustavi/themes").text)
    assert "Bees" in themes
    assert "Chicks" in themes
    assert "Hens" not in themes
    rows = json.loads(sent["concepts"])
    ring = [
        row | {"address": f"u:{n}", "notation": f"ring{n}", "broader": f"u:{1 - n}"} for n, row in enumerate(rows[:2])
    ]
    assert admin.post(IMPORT, data=sent | {"concepts": json.dumps(ring)}).status_code == 303


def test_no_theme_comes_to_stand_below_itself_with_what_is_here_already(app: Flask, host: Viewer) -> None:
    with app.app_context():
        place_theme(host, theme_for("energy").id, theme_for("water").id)
        file = PREFIX + (
            '<u:1> a skos:Concept; skos:notation "water"; skos:broader <u:2> .'
            '<u:2> a skos:Concept; skos:notation "food"; skos:broader <u:3> .'
            '<u:3> a skos:Concept; skos:notation "energy" .'
        )
        assert take_in(host, None, "", read_concepts(file.encode())) == (0, 1)
        assert theme_for("water").parent_id == theme_for("food").id
        assert theme_for("food").parent_id is None


def test_a_large_vocabulary_goes_through_the_preview(as_role: Callable[..., FlaskClient]) -> None:
    admin = as_role("city_admin")
    meaning = "წყალი " * 45
    concepts = (
        f'<u:{n}> a skos:Concept; skos:prefLabel "Kind {n}"@en; skos:definition "{meaning}"@ka, "{meaning}"@ru, "{meaning}"@hy .'
        for n in range(480)
    )
    preview = upload(admin, (PREFIX + "".join(concepts)).encode())
    assert preview.status_code == 200
    sent = form_on(preview.text, "take").to_dict() | {"action": "take"}
    assert len(sent["concepts"].encode()) > 1024 * 1024
    answer = admin.post(IMPORT, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
