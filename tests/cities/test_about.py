"""The pages a town answers for: the draft with the town's own names in it, and open gaps where they are missing."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.cities.models import City, LegalPage, PageKind
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.languages import LANGUAGES, Translated

NAMES = {
    "responsible": "Rustavi town hall",
    "address": "20 Kostava Street",
    "email": "stories@rustavi.example",
    "phone": "+995 000 000",
    "supervisor": "the Personal Data Protection Service",
}


def give_names(app: Flask, **names: str) -> None:
    with app.app_context(), transaction() as session:
        rustavi = session.scalars(select(City).where(City.slug == "rustavi")).one()
        rustavi.responsible = rustavi.responsible | names


@pytest.mark.parametrize("kind", list(PageKind))
def test_every_page_answers_in_every_language_with_no_gap_of_ours(app: Flask, client: FlaskClient, kind: str) -> None:
    give_names(app, **NAMES)
    for code in LANGUAGES:
        answer = client.get(f"/{code}/rustavi/about/{kind}")
        assert answer.status_code == 200
        assert f'<div lang="{code}">' in answer.text
        assert not re.search(r"\{[a-z_]+\}", answer.text), (code, kind)
        assert "[…]" not in answer.text, (code, kind)


def test_the_towns_own_names_stand_in_its_pages(app: Flask, client: FlaskClient) -> None:
    give_names(app, **NAMES)
    privacy, responsible = (client.get(f"/en/rustavi/about/{kind}").text for kind in ("privacy", "responsible"))
    for name in ("responsible", "address", "phone"):
        assert NAMES[name] in responsible
    assert NAMES["supervisor"] in privacy
    assert "Rustavi" in responsible
    assert "Poti" in client.get("/en/poti/about/responsible").text


def test_what_the_town_has_not_given_stands_as_an_open_gap(app: Flask, client: FlaskClient) -> None:
    give_names(app, **NAMES | {"phone": ""})
    page = client.get("/en/rustavi/about/responsible").text
    assert "Telephone: […]" in page
    assert NAMES["address"] in page


def test_what_a_town_types_cannot_bring_markup_in(app: Flask, client: FlaskClient) -> None:
    give_names(app, responsible="<script>alert(1)</script>", address="![x](https://elsewhere.example/x.png)")
    page = client.get("/en/rustavi/about/responsible").text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_footer_of_every_page_of_a_town_leads_to_its_pages(client: FlaskClient) -> None:
    for path in ("/ka/rustavi/", "/ka/rustavi/stories", "/ka/rustavi/tell"):
        page = client.get(path).text
        for kind in PageKind:
            assert f'href="/ka/rustavi/about/{kind}"' in page


def test_help_lines_say_that_nobody_has_checked_them_yet(client: FlaskClient) -> None:
    page = client.get("/en/cahul/about/help").text
    assert "<b>112</b>" in page
    assert "(not yet checked by the town)" in page


def test_a_new_version_stands_instead_of_the_old_one_which_is_kept(app: Flask, client: FlaskClient) -> None:
    later = clock.now() + timedelta(days=1)
    with app.app_context(), transaction() as session:
        city_id = session.scalars(select(City.id).where(City.slug == "rustavi")).one()
        session.add(
            LegalPage(
                city_id=city_id,
                kind=PageKind.TERMS,
                version=2,
                title=Translated(en="New terms"),
                body=Translated(en="Be kind, and new."),
                since=later,
            )
        )
    page = client.get("/ka/rustavi/about/terms").text
    assert "Be kind, and new." in page
    assert '<div lang="en">' in page, "a text that is not there in Georgian says in which language it stands"
    with app.app_context():
        rows = select(LegalPage.version).where(LegalPage.city_id == city_id, LegalPage.kind == PageKind.TERMS)
        assert set(db.session.scalars(rows)) == {1, 2}


@pytest.mark.parametrize("path", ["/en/rustavi/about/nonsense", "/en/atlantis/about/terms", "/fr/rustavi/about/terms"])
def test_a_page_that_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
