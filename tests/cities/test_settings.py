"""Changing a town's settings: versioned, undone, refused when somebody else was faster, and never by anyone else."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.cities import queries
from storyhub.cities.models import Area, City, HelpLine, HideReason, PageKind
from storyhub.cities.queries import settings_number, settings_of, settings_versions
from storyhub.cities.services import SettingsChangedMeanwhile, bring_back, change_settings, seed_towns
from storyhub.cities.services.judging import require_sound
from storyhub.core import clock
from storyhub.core.audit import AuditEvent
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.stories.models import Story
from tests.support.staff import new_person
from tests.support.stories import Told


@pytest.fixture
def admin(app: Flask) -> Viewer:
    return new_person(app, Role.CITY_ADMIN)


def rustavi() -> City:
    return queries.city_by_slug("rustavi")


def change(actor: Viewer, area: Area, document: dict[str, Any], *, seen: int | None = None) -> bool:
    city_id = rustavi().id
    return change_settings(
        actor, city_id, area, document, seen=settings_number(city_id, area) if seen is None else seen
    )


def now(area: Area) -> dict[str, Any]:
    return deepcopy(settings_of(rustavi(), area))


@pytest.mark.parametrize("area", list(Area))
def test_what_comes_with_storyhub_is_sound_and_says_the_same_when_it_is_written_again(
    admin: Viewer, context: Flask, area: Area
) -> None:
    document = now(area)
    if area != Area.RESPONSIBLE:
        require_sound(area, document)
    assert change(admin, area, document) is False
    assert settings_versions(rustavi().id) == []


def test_a_change_is_a_version_with_what_stood_before_and_who_made_it(admin: Viewer, context: Flask) -> None:
    before = now(Area.WELCOME)
    after = before | {"title": before["title"] | {"en": "Come in"}}
    assert change(admin, Area.WELCOME, after)
    assert rustavi().welcome_title["en"] == "Come in"
    (version,) = settings_versions(rustavi().id)
    assert (version.number, version.area, version.actor_id) == (1, Area.WELCOME, admin.person_id)
    assert (version.before, version.after) == (before, after)
    assert db.session.scalar(select(AuditEvent.act).where(AuditEvent.actor_id == admin.person_id)) == "settings_changed"


def test_an_earlier_version_is_brought_back_as_a_new_one(admin: Viewer, context: Flask) -> None:
    first = now(Area.WELCOME)
    for title in ("Come in", "Sit down"):
        change(admin, Area.WELCOME, now(Area.WELCOME) | {"title": {"en": title}})
    assert bring_back(admin, rustavi().id, 1, seen=2)
    assert rustavi().welcome_title == {"en": "Come in"}
    assert bring_back(admin, rustavi().id, 1, seen=3, first=True)
    assert now(Area.WELCOME) == first
    assert [one.number for one in settings_versions(rustavi().id)] == [4, 3, 2, 1]


@pytest.mark.parametrize("area", [area for area in Area if area != Area.RESPONSIBLE])
def test_every_area_can_be_brought_back(admin: Viewer, context: Flask, area: Area) -> None:
    before = now(area)
    assert change(admin, area, _otherwise(area, before))
    assert now(area) != before
    bring_back(admin, rustavi().id, 1, seen=1, first=True)
    assert now(area) == before


def _otherwise(area: Area, document: dict[str, Any]) -> dict[str, Any]:
    """The document with something said otherwise."""
    changed = deepcopy(document)
    match area:
        case Area.LANGUAGES:
            changed["languages"].reverse()
        case Area.MODERATION:
            changed["moderation"] = "after"
        case Area.FIGURES:
            changed |= {"source": "Census", "year": 2024}
        case Area.SHAPES:
            block = [[45.0, 41.5], [45.01, 41.5], [45.01, 41.51], [45.0, 41.5]]
            changed = {
                "attribution": {"en": "Drawn by hand"},
                "shapes": {"factories": {"type": "Polygon", "coordinates": [block]}},
            }
        case Area.WORDING:
            changed["texts"]["en"]["name"]["none"]["label"] = "No name at all"
        case _ if "items" in changed:
            changed["items"].reverse()
        case _:
            changed["title"]["en"] = "Otherwise"
    return changed


def test_of_two_who_change_the_same_the_second_is_told(admin: Viewer, app: Flask) -> None:
    other = new_person(app, Role.CITY_ADMIN)
    with app.app_context():
        change(admin, Area.WELCOME, now(Area.WELCOME) | {"title": {"en": "Come in"}}, seen=0)
        with pytest.raises(SettingsChangedMeanwhile):
            change(other, Area.WELCOME, now(Area.WELCOME) | {"title": {"en": "Go away"}}, seen=0)
        assert rustavi().welcome_title == {"en": "Come in"}
        assert change(other, Area.MODERATION, now(Area.MODERATION) | {"moderation": "after"}, seen=0), (
            "another area is another page"
        )


def test_nobody_else_changes_settings(app: Flask) -> None:
    others = [
        *(new_person(app, role) for role in Role if role != Role.CITY_ADMIN),
        new_person(app, Role.CITY_ADMIN, "poti"),
        ANONYMOUS,
        Viewer(person_id=None, is_site_admin=True),
    ]
    with app.app_context():
        for actor in others:
            with pytest.raises(NotAllowed):
                change(actor, Area.WELCOME, now(Area.WELCOME) | {"title": {"en": "Mine"}})
        assert settings_versions(rustavi().id) == []


def test_a_district_is_renamed_and_retired_and_its_stories_keep_it(
    admin: Viewer, app: Flask, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        district = queries.districts_of(rustavi().id)[0]
    story = tell(state="published", district_id=district.id)
    with app.app_context():
        document = now(Area.DISTRICTS)
        document["items"][0] |= {"name": {"en": "The hill"}, "retired": True}
        change(admin, Area.DISTRICTS, document)
        assert district.slug not in {one.slug for one in queries.offered_districts_of(rustavi().id)}
        assert queries.districts_of(rustavi().id)[0].name == {"en": "The hill"}
        assert db.session.get_one(Story, story.id).district_id == district.id


def test_what_a_list_leaves_out_is_retired_and_never_deleted(admin: Viewer, context: Flask) -> None:
    for area in (Area.DISTRICTS, Area.PROMPTS, Area.REASONS):
        document = now(area)
        gone = document["items"].pop(0)
        change(admin, area, document)
        last = now(area)["items"][-1]
        assert (last["slug"], last["retired"]) == (gone["slug"], True)
    assert gone["slug"] not in {one.slug for one in queries.hide_reasons_of(rustavi().id)}
    assert queries.hide_reason_label(rustavi().id, gone["slug"]).text("en") == gone["label"]["en"]


def test_a_prompt_is_added_reordered_and_closed(admin: Viewer, context: Flask) -> None:
    document = now(Area.PROMPTS)
    new = {"slug": "market", "kind": "imagined", "year": 2050, "question": {"en": "Which market?"}, "hint": {}}
    document["items"] = [new | {"retired": False}, *document["items"]]
    document["items"][1]["retired"] = True
    change(admin, Area.PROMPTS, document)
    prompts = queries.open_prompts_of(rustavi().id)
    assert (prompts[0].slug, prompts[0].year) == ("market", 2050)
    assert document["items"][1]["slug"] not in {one.slug for one in prompts}


@pytest.mark.parametrize(
    ("area", "wrong", "field"),
    [
        (Area.WELCOME, {"title": {}}, "title"),
        (Area.WELCOME, {"title": {"ka": ""}}, "title"),
        (Area.LANGUAGES, {"languages": []}, "languages"),
        (Area.LANGUAGES, {"languages": ["ka", "ka"]}, "languages"),
        (Area.LANGUAGES, {"languages": ["fr"]}, "languages"),
        (Area.MODERATION, {"min_age_alone": 5}, "min_age_alone"),
        (Area.MODERATION, {"moderation": "never"}, "moderation"),
        (Area.PAGE_TERMS, {"body": {}}, "body"),
        (Area.REASONS, {"items": []}, "label"),
        (Area.PROMPTS, {"items": []}, "question"),
    ],
)
def test_what_cannot_stand_is_refused(
    admin: Viewer, context: Flask, area: Area, wrong: dict[str, Any], field: str
) -> None:
    before = now(area)
    with pytest.raises(Invalid) as refused:
        change(admin, area, before | wrong)
    assert field in refused.value.fields
    assert now(area) == before


def test_two_members_that_read_the_same_are_refused(admin: Viewer, context: Flask) -> None:
    document = now(Area.DISTRICTS)
    document["items"][0]["name"]["en"] = document["items"][1]["name"]["en"].upper()
    with pytest.raises(Invalid) as refused:
        change(admin, Area.DISTRICTS, document)
    assert refused.value.fields == {"name": "said_twice"}


@pytest.mark.parametrize(("kind", "year"), [("imagined", None), ("imagined", 1999), ("lived", 2040)])
def test_only_an_imagined_prompt_has_a_year_and_it_is_to_come(
    admin: Viewer, context: Flask, kind: str, year: int | None
) -> None:
    document = now(Area.PROMPTS)
    document["items"][0] |= {"kind": kind, "year": year}
    with pytest.raises(Invalid) as refused:
        change(admin, Area.PROMPTS, document)
    assert "year" in refused.value.fields


def test_a_towns_own_wording_comes_before_the_networks_and_the_old_stays_readable(
    admin: Viewer, context: Flask
) -> None:
    document = now(Area.WORDING)
    document["texts"]["ka"]["name"]["none"]["label"] = "სახელის გარეშე, გთხოვთ"
    change(admin, Area.WORDING, document)
    rustavi_id, poti_id = rustavi().id, queries.city_by_slug("poti").id
    assert queries.wording_for("ka", rustavi_id)("name", "none") == "სახელის გარეშე, გთხოვთ"
    assert queries.wording_for("ka", rustavi_id).version == 2
    for elsewhere in (poti_id, None):
        assert queries.wording_for("ka", elsewhere).version == 1
    assert queries.wording_for("ka", poti_id)("name", "none") != "სახელის გარეშე, გთხოვთ"
    assert [one.version for one in queries.wordings_of(rustavi_id)] == [2, 1]


def test_two_towns_that_reword_get_two_numbers(app: Flask) -> None:
    admins = {slug: new_person(app, Role.CITY_ADMIN, slug) for slug in ("rustavi", "poti")}
    with app.app_context():
        versions = [_reword(admins[slug], queries.city_by_slug(slug)) for slug in admins]
        assert versions == [2, 3]


def _reword(actor: Viewer, city: City) -> int:
    document, city_id = deepcopy(settings_of(city, Area.WORDING)), city.id
    document["texts"]["en"]["name"]["none"]["label"] = "Nameless"
    change_settings(actor, city_id, Area.WORDING, document, seen=0)
    return queries.current_wording(city_id).version


def test_a_help_line_is_removed_and_its_history_brings_it_back(admin: Viewer, context: Flask) -> None:
    before = now(Area.HELP_LINES)
    change(admin, Area.HELP_LINES, {"items": before["items"][1:]})
    assert len(queries.help_lines_of(rustavi().id)) == len(before["items"]) - 1
    bring_back(admin, rustavi().id, 1, seen=1, first=True)
    assert now(Area.HELP_LINES) == before


def test_a_page_gets_a_new_version_and_keeps_the_old(admin: Viewer, context: Flask) -> None:
    old = queries.legal_page(rustavi().id, PageKind.PRIVACY).body
    with clock.at(clock.now() + timedelta(days=3)):
        change(admin, Area.PAGE_PRIVACY, now(Area.PAGE_PRIVACY) | {"body": {"ka": "ახალი"}})
    assert [one.version for one in queries.legal_versions(rustavi().id, PageKind.PRIVACY)] == [2, 1]
    assert queries.legal_page(rustavi().id, PageKind.PRIVACY).body == {"ka": "ახალი"}
    assert queries.legal_page_of_version(rustavi().id, PageKind.PRIVACY, 1).body == old


def test_towns_from_before_get_the_reasons_to_hide_and_keep_what_they_changed(admin: Viewer, context: Flask) -> None:
    with transaction() as session:
        for row in session.scalars(select(HideReason).where(HideReason.city_id == queries.city_by_slug("poti").id)):
            session.delete(row)
    document = now(Area.REASONS)
    document["items"][0]["label"] = {"en": "Our own words"}
    change(admin, Area.REASONS, document)
    seed_towns()
    assert len(queries.hide_reasons_of(queries.city_by_slug("poti").id)) == 8
    assert queries.hide_reasons_of(rustavi().id)[0].label == {"en": "Our own words"}


def test_reasons_stand_in_the_order_of_the_town(admin: Viewer, context: Flask) -> None:
    document = now(Area.REASONS)
    document["items"].reverse()
    change(admin, Area.REASONS, document)
    assert [one.slug for one in queries.hide_reasons_of(rustavi().id)][:2] == ["other", "law"]
    assert queries.hide_reason_label(rustavi().id, "never-was") == {}


def test_help_lines_of_other_towns_stay(admin: Viewer, context: Flask) -> None:
    poti: UUID = queries.city_by_slug("poti").id
    change(admin, Area.HELP_LINES, {"items": []})
    assert db.session.scalars(select(HelpLine).where(HelpLine.city_id == poti)).all()
