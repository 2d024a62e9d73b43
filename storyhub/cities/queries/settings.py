"""A town's settings as documents: what stands in each area now, and every version it ever had."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from storyhub.cities.models import PAGE_AREAS, Area, City, HideReason, Prompt, SettingsVersion
from storyhub.cities.queries.texts import current_wording, legal_page
from storyhub.cities.queries.towns import districts_of, help_lines_of, shapes_of
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.languages import LANGUAGES

Document = dict[str, Any]
AGES = ("0-17", "18-29", "30-64", "65")
"""The groups by which towns count the ages of their people."""


def settings_of(city: City, area: Area) -> Document:
    """What stands in an area now, as plain data. Lists name their members by slug, in the town's order."""
    return _READERS[area](city)


def settings_number(city_id: UUID, area: Area) -> int:
    """The number of the area's last change; 0 while it stands as it came."""
    last = select(func.max(SettingsVersion.number)).where(
        SettingsVersion.city_id == city_id, SettingsVersion.area == area
    )
    return db.session.scalar(last) or 0


def settings_mark(city_id: UUID, area: Area) -> UUID | None:
    """The id of the area's last change, for whoever remembers what was made of it; None while it stands as it came."""
    last = select(SettingsVersion.id).where(SettingsVersion.city_id == city_id, SettingsVersion.area == area)
    return db.session.scalar(last.order_by(SettingsVersion.number.desc()).limit(1))


def settings_versions(city_id: UUID, area: Area | None = None) -> Sequence[SettingsVersion]:
    """The changes of an area, or of all of them, the newest first."""
    changes = select(SettingsVersion).where(SettingsVersion.city_id == city_id)
    if area is not None:
        changes = changes.where(SettingsVersion.area == area)
    return db.session.scalars(changes.order_by(SettingsVersion.number.desc())).all()


def settings_version(city_id: UUID, number: int) -> SettingsVersion:
    """One change; NotFound when the town has none of that number."""
    found = db.session.scalar(
        select(SettingsVersion).where(SettingsVersion.city_id == city_id, SettingsVersion.number == number)
    )
    if found is None:
        raise NotFound()
    return found


def prompts_of(city_id: UUID) -> Sequence[Prompt]:
    """Every question the town ever asked, in its order, the closed ones too."""
    return db.session.scalars(
        select(Prompt).where(Prompt.city_id == city_id).order_by(Prompt.position, Prompt.slug)
    ).all()


def _welcome(city: City) -> Document:
    return {"name": dict(city.name), "title": dict(city.welcome_title), "text": dict(city.welcome_text)}


def _districts(city: City) -> Document:
    return {
        "items": [
            {"slug": one.slug, "name": dict(one.name), "retired": one.retired_at is not None}
            for one in districts_of(city.id)
        ]
    }


def _prompts(city: City) -> Document:
    return {
        "items": [
            {
                "slug": one.slug,
                "kind": one.kind,
                "year": one.year,
                "question": dict(one.question),
                "hint": dict(one.hint),
                "retired": one.closed_at is not None,
            }
            for one in prompts_of(city.id)
        ]
    }


def _reasons(city: City) -> Document:
    rows = db.session.scalars(
        select(HideReason).where(HideReason.city_id == city.id).order_by(HideReason.position, HideReason.slug)
    )
    return {
        "items": [{"slug": one.slug, "label": dict(one.label), "retired": one.retired_at is not None} for one in rows]
    }


def _help_lines(city: City) -> Document:
    return {
        "items": [
            {
                "slug": one.id.hex,
                "kind": one.kind,
                "number": one.number,
                "name": dict(one.name),
                "checked": one.is_checked,
                "checked_at": one.checked_at.isoformat() if one.checked_at else None,
                "checked_by": one.checked_by.hex if one.checked_by else None,
            }
            for one in help_lines_of(city.id)
        ]
    }


def _wording(city: City) -> Document:
    return {"texts": current_wording(city.id).texts}


def _languages(city: City) -> Document:
    return {"languages": list(city.languages)}


def _responsible(city: City) -> Document:
    return dict(city.responsible)


def _moderation(city: City) -> Document:
    return {
        "moderation": city.moderation.value,
        "new_versions_at_once": city.new_versions_at_once,
        "min_age_alone": city.min_age_alone,
    }


def _figures(city: City) -> Document:
    """With a place for every part of the town, empty where it gave no figure; a district that was renamed keeps its own."""
    parts = [f"district-{one.slug}" for one in districts_of(city.id) if one.retired_at is None]
    parts += [f"language-{code}" for code in LANGUAGES] + [f"age-{group}" for group in AGES]
    given = {"source": "", "year": None} | dict.fromkeys(parts)
    return {key: city.figures.get(key, nothing) for key, nothing in given.items()}


def _shapes(city: City) -> Document:
    found = shapes_of(city.id)
    return {"attribution": dict(found.attribution), "shapes": dict(found.shapes)}


def _page_reader(kind: Any) -> Callable[[City], Document]:
    def read(city: City) -> Document:
        found = legal_page(city.id, kind)
        return {"title": dict(found.title), "body": dict(found.body)}

    return read


_READERS: Mapping[Area, Callable[[City], Document]] = {
    Area.WELCOME: _welcome,
    Area.DISTRICTS: _districts,
    Area.PROMPTS: _prompts,
    Area.WORDING: _wording,
    Area.REASONS: _reasons,
    Area.LANGUAGES: _languages,
    Area.RESPONSIBLE: _responsible,
    Area.HELP_LINES: _help_lines,
    Area.MODERATION: _moderation,
    Area.FIGURES: _figures,
    Area.SHAPES: _shapes,
} | {area: _page_reader(kind) for kind, area in PAGE_AREAS.items()}
