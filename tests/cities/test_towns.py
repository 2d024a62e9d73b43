"""The ten towns as they come: their slugs, and every text complete in every language."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storyhub.cities import queries
from storyhub.cities.models import City, District, HelpLine, LegalPage, Network, PageKind, Prompt
from storyhub.cities.services import pause_publishing, seed_towns
from storyhub.core.audit import AuditEvent
from storyhub.core.db import db
from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from tests.support.staff import new_person

SLUGS = "rustavi samtredia poti tskaltubo ashtarak charentsavan alaverdi areni cahul calarasi".split()
COUNTRIES = {"GE": ("Asia/Tbilisi", "ka"), "AM": ("Asia/Yerevan", "hy"), "MD": ("Europe/Chisinau", "ro")}
SCRIPTS = {
    "hy": r"[\u0531-\u058f]", "ka": r"[\u10d0-\u10ff]", "uk": r"[\u0400-\u04ff]", "ru": r"[\u0400-\u04ff]",
    "en": r"[a-z]", "ro": r"[a-z]", "az": r"[a-z]",
}  # fmt: skip
TRANSLATED: list[tuple[Any, tuple[str, ...]]] = [
    (Network, ("name", "welcome_title", "welcome_text")),
    (City, ("name", "welcome_title", "welcome_text")),
    (District, ("name",)),
    (Prompt, ("question", "hint")),
    (LegalPage, ("title", "body")),
    (HelpLine, ("name",)),
]


def gaps(text: Translated) -> list[str]:
    """The languages in which a text is missing, or stands in another script."""
    return [code for code in LANGUAGES if not re.search(SCRIPTS[code], text.get(code, ""), re.IGNORECASE)]


def test_there_are_ten_towns_under_the_addresses_that_were_promised(context: Flask) -> None:
    assert [city.slug for city in queries.all_cities()] == SLUGS


def test_every_town_has_its_own_time_language_districts_and_prompts(context: Flask) -> None:
    for city in queries.all_cities():
        zone, language = COUNTRIES[city.country]
        assert city.time_zone == zone
        assert city.languages[0] == language
        assert set(city.languages) <= set(LANGUAGES)
        assert len(queries.districts_of(city.id)) >= 3, city.slug
        assert len(queries.open_prompts_of(city.id)) >= 4, city.slug
        assert {prompt.kind for prompt in queries.open_prompts_of(city.id)} == {"lived", "imagined"}
        assert len(queries.help_lines_of(city.id)) >= 2, city.slug
        assert "112" in {line.number for line in queries.help_lines_of(city.id)}


@pytest.mark.parametrize(("model", "columns"), TRANSLATED, ids=[model.__tablename__ for model, _ in TRANSLATED])
def test_every_text_is_there_in_every_language_and_its_script(
    context: Flask, model: Any, columns: tuple[str, ...]
) -> None:
    rows = db.session.scalars(select(model)).all()
    assert rows
    missing = {(column, gap) for row in rows for column in columns for gap in gaps(getattr(row, column))}
    assert missing == set()


def test_no_language_says_the_same_as_english(context: Flask) -> None:
    for page in db.session.scalars(select(LegalPage)):
        assert len({page.body[code] for code in LANGUAGES}) == len(LANGUAGES)
    for prompt in db.session.scalars(select(Prompt)):
        assert len({prompt.question[code] for code in LANGUAGES}) == len(LANGUAGES)


def test_romanian_azerbaijani_and_ukrainian_are_written_with_their_own_letters(context: Flask) -> None:
    texts = [
        getattr(row, column)
        for model, columns in TRANSLATED
        for row in db.session.scalars(select(model))
        for column in columns
    ]
    assert not [text["ro"] for text in texts if re.search("[şţŞŢ]", text["ro"])]
    assert not [text["uk"] for text in texts if re.search(r"[а-яіїєґ]'[а-яіїєґ]", text["uk"], re.IGNORECASE)]
    assert not [text["ka"] for text in texts if re.search("[\u1c90-\u1cbf]", text["ka"])]
    assert any("ə" in text["az"] for text in texts)


def test_no_help_line_is_called_checked_before_a_town_has_called_it(context: Flask) -> None:
    assert not any(db.session.scalars(select(HelpLine.is_checked)))


def test_taking_the_towns_in_again_changes_nothing(context: Flask) -> None:
    counted = [select(func.count()).select_from(model) for model, _ in TRANSLATED]
    before = [db.session.scalar(one) for one in counted]
    seed_towns()
    assert [db.session.scalar(one) for one in counted] == before


def test_an_unknown_town_is_not_found(context: Flask) -> None:
    with pytest.raises(NotFound):
        queries.city_by_slug("atlantis")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CITY_ADMIN])
def test_moderators_and_admins_of_the_town_pause_publishing_and_it_is_noted(app: Flask, role: Role) -> None:
    actor = new_person(app, role)
    with app.app_context():
        rustavi = queries.city_by_slug("rustavi").id
        pause_publishing(actor, rustavi, paused=True)
        assert queries.city_by_slug("rustavi").paused_at is not None
        assert queries.city_by_slug("poti").paused_at is None
        pause_publishing(actor, rustavi, paused=False)
        assert queries.city_by_slug("rustavi").paused_at is None
        acts = db.session.scalars(select(AuditEvent.act).where(AuditEvent.actor_id == actor.person_id)).all()
        assert acts == ["publishing_paused", "publishing_resumed"]


def test_nobody_else_pauses_publishing(app: Flask) -> None:
    actors: list[Viewer] = [new_person(app, Role.FACILITATOR), new_person(app, Role.MODERATOR, "poti"), ANONYMOUS]
    with app.app_context():
        rustavi = queries.city_by_slug("rustavi").id
        for actor in actors:
            with pytest.raises(NotAllowed):
                pause_publishing(actor, rustavi, paused=True)
        assert queries.city_by_slug("rustavi").paused_at is None


def test_every_page_kind_has_a_first_version_in_every_town(context: Flask) -> None:
    for city in queries.all_cities():
        for kind in PageKind:
            assert queries.legal_page(city.id, kind).version == 1
