"""Themes that are added, renamed, merged and retired: what lists show, what stays as it was, and the way back."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.cities.queries import city_by_slug
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.learning.queries.entries import themes_of
from storyhub.learning.queries.feedback import heard_in, themes_heard
from storyhub.stories.models import StoryTheme
from storyhub.stories.queries.facets import facets_for
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.queries.reading import stories_for
from storyhub.themes.models import ThemeChange, Vocabulary
from storyhub.themes.queries import theme_for, theme_slugs, themes, themes_to_choose
from storyhub.themes.services import (
    LaterChange,
    Wording,
    add_theme,
    merge_theme,
    rename_theme,
    retire_theme,
    undo_change,
)
from tests.learning.answering import accepted_entry, sent
from tests.support.staff import new_person
from tests.support.stories import Told

OWN = Wording({"en": "Bees", "ka": "ფუტკრები"}, {"en": "Hives on roofs and in yards"})


@pytest.fixture
def host(city: City) -> Viewer:
    return Viewer(person_id=city.id, hosted=frozenset({city.network_id}), networks=frozenset({city.network_id}))


@pytest.fixture
def admin(app: Flask, city: City) -> Viewer:
    return new_person(app, Role.CITY_ADMIN, city.slug)


def theme_id(slug: str):
    found = theme_for(slug)
    assert found is not None
    return found.id


def last_change():
    return db.session.scalars(select(ThemeChange).order_by(ThemeChange.id.desc()).limit(1)).one()


def test_a_towns_own_theme_is_offered_there_and_nowhere_else(app: Flask, city: City, admin: Viewer) -> None:
    with app.app_context():
        add_theme(admin, city.id, "bees", OWN)
        assert "rustavi-bees" in {slug for _, slug in theme_slugs(city.id)}
        assert "rustavi-bees" not in {slug for _, slug in theme_slugs()}
        assert "rustavi-bees" not in {theme.slug for theme in themes_to_choose()}
        with pytest.raises(Invalid):
            add_theme(admin, city.id, "bees", OWN)


@pytest.mark.parametrize("slug", ["", "Bees", "b", "bees and wasps", "пчелы", "x" * 60])
def test_an_address_is_small_latin_letters(app: Flask, city: City, admin: Viewer, slug: str) -> None:
    with app.app_context(), pytest.raises(Invalid):
        add_theme(admin, city.id, slug, OWN)


def test_the_networks_themes_belong_to_its_host_and_a_towns_own_to_its_admins(
    app: Flask, city: City, admin: Viewer, host: Viewer
) -> None:
    with app.app_context():
        own = add_theme(admin, city.id, "bees", OWN)
        water = theme_id("water")
        for actor, theme in ((admin, water), (host, own), (ANONYMOUS, water)):
            with pytest.raises(NotAllowed):
                retire_theme(actor, theme)
        moderator = new_person(app, Role.MODERATOR, city.slug)
        with pytest.raises(NotAllowed):
            retire_theme(moderator, own)


def test_stories_of_two_merged_themes_are_counted_and_found_once(
    app: Flask, city: City, host: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        water, energy = theme_id("water"), theme_id("energy")
    both = tell(state="published", theme_ids=(water, energy))
    one = tell(state="published", theme_ids=(energy,))
    with app.app_context():
        everything = Filters(city_id=city.id)
        assert facets_for(ANONYMOUS, everything).theme == {water: 1, energy: 2}
        merge_theme(host, energy, water)
        assert facets_for(ANONYMOUS, everything).theme == {water: 2}
        found = stories_for(ANONYMOUS, Filters(city_id=city.id, theme=water), 1)
        assert {story.code for story in found.items} == {both.code, one.code}
        assert found.total == 2


def test_a_merger_rewrites_no_tagging_and_is_undone_whole(
    app: Flask, city: City, host: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        water, energy, waste = theme_id("water"), theme_id("energy"), theme_id("waste")
    tell(state="published", theme_ids=(energy,))
    with app.app_context():
        before = set(db.session.execute(select(StoryTheme.story_id, StoryTheme.theme_id, StoryTheme.origin)))
        merge_theme(host, waste, energy)
        merge_theme(host, energy, water)
        assert {theme_for("waste").merged_into_id, theme_for("energy").merged_into_id} == {water}
        undo_change(host, last_change().id)
        assert theme_for("energy").merged_into_id is None
        assert theme_for("waste").merged_into_id == energy
        after = set(db.session.execute(select(StoryTheme.story_id, StoryTheme.theme_id, StoryTheme.origin)))
        assert before == after
        assert facets_for(ANONYMOUS, Filters(city_id=city.id)).theme == {energy: 1}


def test_the_address_of_a_merged_theme_leads_to_what_it_is_read_as(
    app: Flask, client: FlaskClient, host: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        energy, water = theme_id("energy"), theme_id("water")
        label = theme_for("water").label["en"]
    told = tell(state="published", theme_ids=(energy,))
    with app.app_context():
        merge_theme(host, energy, water)
    page = client.get("/en/rustavi/stories?theme=energy").text
    assert f'data-code="{told.code}"' in page
    assert label in client.get(f"/en/rustavi/stories/{told.code}").text


def test_a_retired_theme_is_offered_no_more_and_its_stories_are_still_found_by_it(
    app: Flask, client: FlaskClient, host: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        waste = theme_id("waste")
    told = tell(state="published", theme_ids=(waste,))
    with app.app_context():
        retire_theme(host, waste)
        assert "waste" not in {theme.slug for theme in themes()}
    assert f'data-code="{told.code}"' in client.get("/en/rustavi/stories?theme=waste").text
    assert 'value="waste"' not in client.get("/en/rustavi/tell").text
    with app.app_context():
        undo_change(host, last_change().id)
        assert "waste" in {theme.slug for theme in themes()}


def test_a_theme_renamed_on_an_old_page_is_refused(app: Flask, host: Viewer) -> None:
    with app.app_context():
        water = theme_for("water")
        seen = dict(water.label)
        assert rename_theme(host, water.id, Wording({**seen, "en": "Water and taps"}, dict(water.meaning)), seen=seen)
        with pytest.raises(LaterChange):
            rename_theme(host, water.id, Wording({**seen, "en": "Taps"}, {}), seen=seen)
        undo_change(host, last_change().id)
        assert dict(theme_for("water").label) == seen


def test_only_the_latest_change_of_a_theme_is_undone_and_only_once(app: Flask, host: Viewer) -> None:
    with app.app_context():
        water, energy = theme_id("water"), theme_id("energy")
        retire_theme(host, energy)
        first = last_change().id
        with pytest.raises(Invalid):
            merge_theme(host, water, energy)
        undo_change(host, first)
        merge_theme(host, energy, water)
        second = last_change().id
        with pytest.raises(LaterChange):
            undo_change(host, first)
        undo_change(host, second)
        with pytest.raises(LaterChange):
            undo_change(host, second)


@pytest.mark.parametrize("into", ["energy", "event"])
def test_a_theme_is_merged_into_another_of_its_kind(app: Flask, host: Viewer, into: str) -> None:
    with app.app_context(), pytest.raises(Invalid):
        merge_theme(host, theme_id("energy"), theme_id(into))


def test_each_change_makes_a_new_version_of_the_vocabulary(app: Flask, host: Viewer) -> None:
    with app.app_context():
        before = db.session.scalars(select(Vocabulary.version)).one()
        retire_theme(host, theme_id("energy"))
        undo_change(host, last_change().id)
        assert db.session.scalars(select(Vocabulary.version)).one() == before + 2


def test_the_answers_on_a_merged_theme_are_found_under_what_it_is_read_as(
    app: Flask, client: FlaskClient, host: Viewer, tell: Callable[..., Told]
) -> None:
    energy = accepted_entry(app, [tell(state="published")], theme="energy")
    sent(app, energy)
    sent(app, accepted_entry(app, [tell(state="published")], theme="water"))
    with app.app_context():
        merge_theme(host, theme_id("energy"), theme_id("water"))
        town = city_by_slug("rustavi").id
        assert [(theme.slug, count) for theme, count in themes_heard(town)] == [("water", 2)]
        assert heard_in(ANONYMOUS, town, 1, theme_id("water")).total == 2
        assert [theme.slug for theme in themes_of([energy.entry_id])[energy.entry_id]] == ["water"]
