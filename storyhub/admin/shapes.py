"""The shapes of a town's districts as its settings pages read and show them."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from storyhub.admin.fields import TranslatedField
from storyhub.admin.forms import Document, SettingsForm
from storyhub.cities.models import City
from storyhub.cities.queries import districts_of
from storyhub.cities.services.judging import LONGEST_ATTRIBUTION
from storyhub.cities.shapes.drawing import Drawing, drawn
from storyhub.cities.shapes.matching import Matching, matched
from storyhub.cities.shapes.rings import Geometry, points_in
from storyhub.web.filters import tr, tr_lang


class ShapesForm(SettingsForm):
    attribution = TranslatedField(
        _("Where the shapes come from"),
        description=_("It stands under every map, for example: © OpenStreetMap contributors."),
        most=LONGEST_ATTRIBUTION,
    )


def district_names(city: City) -> dict[str, str]:
    return {one.slug: tr(one.name) for one in districts_of(city.id)}


def matching_in(city: City, raw: bytes) -> Matching:
    """The file beside the districts of the town. Raises ShapesRefused."""
    districts = sorted(districts_of(city.id), key=lambda one: one.retired_at is not None)
    return matched(raw, {one.slug: list(one.name.values()) for one in districts}, city.time_zone)


def collection_of(shapes: Mapping[str, Geometry]) -> str:
    """The shapes as a file that is read like any other."""
    features = [
        {"type": "Feature", "properties": {"district": slug}, "geometry": geometry} for slug, geometry in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def map_of(city: City, shapes: Mapping[str, Geometry]) -> dict[str, Any] | None:
    """The shapes as ui/outline_map draws them, the districts numbered in the town's order; None without any."""
    if not shapes:
        return None
    drawing = drawn(shapes)
    return {
        "id": "map",
        "title": gettext("The districts of %(town)s", town=tr(city.name)),
        "description": gettext("Each is numbered as in the list beside it."),
        "drawing": drawing,
        "places": _places(city, drawing),
    }


def without_shape(city: City, shapes: Mapping[str, Geometry]) -> list[dict[str, str]]:
    """The districts that are offered and not drawn."""
    return [
        {"label": tr(one.name), "lang": tr_lang(one.name)}
        for one in districts_of(city.id)
        if one.slug not in shapes and one.retired_at is None
    ]


def said_shapes(before: Document, after: Document) -> tuple[Document, Document]:
    """Two documents as a person can compare them: of a shape, how many points it has."""
    old, new = before["shapes"], after["shapes"]
    slugs = [*old, *(slug for slug in new if slug not in old)]
    was = {slug: _said(old.get(slug)) for slug in slugs}
    now = {slug: _said(new.get(slug)) for slug in slugs}
    for slug in slugs:
        if was[slug] == now[slug] and old.get(slug) != new.get(slug):
            now[slug] = gettext("drawn otherwise, %(points)s", points=now[slug])
    return {"attribution": before["attribution"]} | was, {"attribution": after["attribution"]} | now


def _said(geometry: Geometry | None) -> str:
    return ngettext("%(num)s corner", "%(num)s corners", points_in(geometry)) if geometry else ""


def _places(city: City, drawing: Drawing) -> list[dict[str, Any]]:
    known = {one.slug: one for one in districts_of(city.id)}
    outlines = [(one, drawing.outlines[slug]) for slug, one in known.items() if slug in drawing.outlines]
    return [
        {"number": number, "slug": one.slug, "label": tr(one.name), "lang": tr_lang(one.name), "outline": outline}
        for number, (one, outline) in enumerate(outlines, start=1)
    ]
