"""Where a city admin begins: what there is, what is missing, whether anything is published at the moment."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts.queries import names_of
from storyhub.admin.areas import GROUPS, KEYS, PAGES
from storyhub.admin.views.blueprint import blueprint, city_admin
from storyhub.admin.views.showing import town_languages
from storyhub.cities import queries
from storyhub.cities.models import Area
from storyhub.cities.queries import Gap
from storyhub.cities.services import pause_publishing
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page


@blueprint.get("")
@city_admin
def overview() -> Response:
    """The areas, each with what is missing in it; above them what cannot wait."""
    missing = Counter(gap.area for gap in queries.gaps_of(g.city) if gap.is_missing)
    changes = queries.settings_versions(g.city.id)
    return page(
        "admin/overview.html",
        town=g.city,
        groups=[(title, [PAGES[area] for area in areas]) for title, areas in GROUPS],
        missing=missing,
        steps=queries.steps_to_open(g.city) if g.city.opened_at is None else [],
        last=changes[0] if changes else None,
        names=names_of([one.actor_id for one in changes[:1]]),
    )


@blueprint.get("/missing")
@city_admin
def missing() -> Response:
    """Every text of the town by every one of its languages: written, or what readers get instead."""
    rows: dict[tuple[Area, str, str], list[Gap]] = {}
    for gap in queries.gaps_of(g.city):
        rows.setdefault((gap.area, gap.slug, gap.key), []).append(gap)
    return page(
        "admin/missing.html",
        town_languages=[LANGUAGES[code] for code in g.city.languages],
        first=town_languages()[0].code,
        groups=_groups([_row(*where, gaps) for where, gaps in rows.items()]),
        count=sum(gap.is_missing for gaps in rows.values() for gap in gaps),
    )


@blueprint.get("/pause")
@role(Role.CITY_ADMIN, Role.MODERATOR)
def pause() -> Response:
    """Whether new stories come before the public at the moment."""
    return page("admin/pause.html", paused_at=g.city.paused_at, is_admin=viewer().has(Role.CITY_ADMIN, g.city.id))


@blueprint.post("/pause")
@role(Role.CITY_ADMIN, Role.MODERATOR)
def change_pause() -> AnyResponse:
    paused = request.form.get("action") == "pause"
    pause_publishing(viewer(), g.city.id, paused=paused)
    flash(_("Publishing is paused.") if paused else _("Publishing goes on."))
    return go(url_for("settings.pause"))


def _row(area: Area, slug: str, key: str, gaps: list[Gap]) -> dict[str, Any]:
    found = PAGES[area]
    href = url_for("settings.item", area=found.slug, slug=slug) if slug else url_for("settings.area", area=found.slug)
    return {
        "area": found.label,
        "slug": found.slug,
        "name": _name_of(area, slug),
        "key": KEYS[key],
        "href": href,
        "id": key,
        "gaps": gaps,
    }


def _groups(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows by area, with how much is missing in each; what misses most comes first, what misses nothing last."""
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        group = groups.setdefault(row["slug"], {"slug": row["slug"], "label": row["area"], "missing": 0, "rows": []})
        group["missing"] += sum(gap.is_missing for gap in row["gaps"])
        group["rows"].append(row)
    return sorted(groups.values(), key=lambda group: -group["missing"])


def _name_of(area: Area, slug: str) -> str:
    """How a member of a list calls itself, for the reader."""
    if not slug:
        return ""
    row = next(one for one in _members(area) if one["slug"] == slug)
    return Translated(row[queries.TRANSLATED[area][0]]).text(current_language().code)


def _members(area: Area) -> list[dict[str, Any]]:
    """The area's list, read once for a page."""
    kept: dict[Area, list[dict[str, Any]]] = g.setdefault("settings_members", {})
    if area not in kept:
        kept[area] = queries.settings_of(g.city, area)["items"]
    return kept[area]
