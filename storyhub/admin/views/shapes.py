"""The shapes of a town's districts: a file is read and shown first, then kept; a shape is taken out again."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.admin.areas import PAGES
from storyhub.admin.forms import Document
from storyhub.admin.shapes import ShapesForm, collection_of, district_names, map_of, matching_in, without_shape
from storyhub.admin.views.blueprint import blueprint, city_admin
from storyhub.admin.views.showing import town_languages
from storyhub.cities import queries
from storyhub.cities.models import Area
from storyhub.cities.services import SettingsChangedMeanwhile, change_settings
from storyhub.cities.services.judging import require_sound
from storyhub.cities.shapes.matching import Matching
from storyhub.cities.shapes.reading import MOST_BYTES, ShapesRefused
from storyhub.core.errors import Invalid
from storyhub.core.languages import Translated
from storyhub.web.access import viewer
from storyhub.web.bodies import Limits, body_limits
from storyhub.web.errors import sentence
from storyhub.web.forms import error_list
from storyhub.web.htmx import go
from storyhub.web.render import page

LIMITS = Limits(file=MOST_BYTES, kept=2 * MOST_BYTES, body=10 * MOST_BYTES, texts=2 * MOST_BYTES)
"""A file that is far too large is read to its end, so that its sender is told at the field."""
UNREADABLE = -1


@dataclass
class Shaping:
    """What stands (`document`), what was sent (`form`, and a file), and the number of the page it was sent from."""

    form: ShapesForm
    document: Document
    seen: int

    @property
    def is_stale(self) -> bool:
        return self.seen != _newest()


@blueprint.get("/shapes")
@city_admin
def shapes() -> Response:
    """The map as it stands, and the way to another."""
    return _form_page(_shaping())


@blueprint.post("/shapes")
@city_admin
@body_limits(LIMITS)
def change_shapes() -> AnyResponse:
    """Refused with its reason, shown as it would stand, or kept."""
    draft = _shaping()
    action = request.form.get("action", "read")
    if action == "edit" or not draft.form.validate():
        return _form_page(draft, 200 if action == "edit" else 422)
    try:
        if action == "remove":
            return _taken_out(draft)
        return _read(draft, matching_in(g.city, _sent(draft)), keep=action == "keep")
    except ShapesRefused as refusal:
        return _form_page(draft, refusal.status, problem=sentence(refusal.key, **refusal.values))
    except Invalid as error:
        return _refused(draft, error)
    except SettingsChangedMeanwhile as error:
        draft.seen, draft.document = _newest(), queries.settings_of(g.city, Area.SHAPES)
        return _form_page(draft, error.status, stale=sentence(error.key))


def _shaping() -> Shaping:
    document = queries.settings_of(g.city, Area.SHAPES)
    seen = request.form.get("seen", UNREADABLE, type=int) if request.method == "POST" else _newest()
    return Shaping(ShapesForm(data={"attribution": document["attribution"]}), document, seen)


def _sent(draft: Shaping) -> bytes:
    """The file; what the page before had read of it; or, where neither was sent, the shapes that stand."""
    if "shapes" in request.form:
        return request.form["shapes"].encode()
    sent = request.files.get("file")
    raw = sent.read() if sent else b""
    standing = draft.document["shapes"]
    return collection_of(standing).encode() if standing and not raw else raw


def _read(draft: Shaping, found: Matching, *, keep: bool) -> AnyResponse:
    changed = {"attribution": dict(draft.form.attribution.data), "shapes": found.shapes}
    require_sound(Area.SHAPES, changed)
    try:
        if draft.is_stale:
            raise SettingsChangedMeanwhile()
        return _kept(draft, changed, _("Kept. Residents see the map now.")) if keep else _preview_page(draft, found)
    except SettingsChangedMeanwhile as error:
        draft.seen, draft.document = _newest(), queries.settings_of(g.city, Area.SHAPES)
        return _preview_page(draft, found, error.status, stale=sentence(error.key))


def _taken_out(draft: Shaping) -> AnyResponse:
    """Without the shapes that were chosen; without any there is nothing whose source could be said."""
    chosen = set(request.form.getlist("remove"))
    left = {slug: shape for slug, shape in draft.document["shapes"].items() if slug not in chosen}
    if len(left) == len(draft.document["shapes"]):
        raise Invalid({"remove": "no_shape_chosen"})
    attribution = draft.document["attribution"] if left else {}
    return _kept(draft, {"attribution": attribution, "shapes": left}, _("Taken out. The history keeps them."))


def _kept(draft: Shaping, changed: Document, said: str) -> AnyResponse:
    if change_settings(viewer(), g.city.id, Area.SHAPES, changed, seen=draft.seen):
        flash(said)
    else:
        flash(_("Nothing was changed."))
    return go(url_for("settings.shapes"))


def _refused(draft: Shaping, error: Invalid) -> Response:
    """At the field of the form that is wrong, or else at the file or the boxes to tick."""
    said = {name: sentence(key) for name, key in error.fields.items()}
    if "attribution" in said:
        draft.form.attribution.errors = [said["attribution"]]
    return _form_page(draft, error.status, problem=said.get("file", ""), not_chosen=said.get("remove", ""))


def _form_page(
    draft: Shaping, status: int = 200, *, problem: str = "", not_chosen: str = "", stale: str = ""
) -> Response:
    standing = draft.document["shapes"]
    errors = error_list(draft.form)
    errors += [{"text": problem, "href": "#file"}] if problem else []
    errors += [{"text": not_chosen, "href": "#remove"}] if not_chosen else []
    return page(
        "admin/shapes.html",
        status=status,
        found=PAGES[Area.SHAPES],
        draft=draft,
        town_languages=town_languages(),
        errors=errors,
        problem=problem,
        not_chosen=not_chosen,
        stale=stale,
        map=map_of(g.city, standing),
        attribution=Translated(draft.document["attribution"]),
        without=without_shape(g.city, standing),
    )


def _preview_page(draft: Shaping, found: Matching, status: int = 200, stale: str = "") -> Response:
    """What was read, before it is kept; nothing of it is lost when somebody else was faster."""
    names = district_names(g.city)
    near = map_of(g.city, {one.slug: one.geometry for one in found.matches if not one.far})
    far = [(map_of(g.city, {one.slug: one.geometry}), one) for one in found.matches if one.far]
    by_slug = {one.slug: one for one in found.matches}
    return page(
        "admin/shapes_preview.html",
        status=status,
        page_of_area=PAGES[Area.SHAPES],
        map=near,
        rows=[(place, by_slug[place["slug"]]) for place in near["places"]] if near else [],
        far=[(drawn["places"][0], one) for drawn, one in far if drawn],
        found=found,
        without=without_shape(g.city, found.shapes),
        lost=[names[slug] for slug in draft.document["shapes"] if slug not in found.shapes],
        attribution=draft.form.attribution.data,
        stale=stale,
        kept=_carried(draft, found),
    )


def _carried(draft: Shaping, found: Matching) -> list[tuple[str, Any]]:
    """What the page sends back when it is kept; it then goes the same way as the file did."""
    texts = [(f"attribution-{code}", text) for code, text in draft.form.attribution.data.items()]
    return [("seen", draft.seen), ("shapes", collection_of(found.shapes)), *texts]


def _newest() -> int:
    return queries.settings_number(g.city.id, Area.SHAPES)
