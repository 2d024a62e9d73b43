"""Changing an area of the settings: typed, seen as residents will see it, then published."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.admin.areas import AreaPage, page_of
from storyhub.admin.documents import NEW, item_of, place_of, with_item
from storyhub.admin.figures import figure_groups, figures_form, part_names
from storyhub.admin.forms import FORMS, ItemForm, SettingsForm, languages_form
from storyhub.admin.views.blueprint import blueprint, city_admin
from storyhub.admin.views.showing import differences, shown_in, town_languages
from storyhub.cities import queries
from storyhub.cities.models import Area
from storyhub.cities.queries import TRANSLATED, Document
from storyhub.cities.services import SettingsChangedMeanwhile, change_settings
from storyhub.cities.services.judging import require_sound
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.languages import Translated
from storyhub.web.access import viewer
from storyhub.web.errors import sentence
from storyhub.web.forms import error_list
from storyhub.web.htmx import go
from storyhub.web.render import page

LAST = ("retired", "place")
UNREADABLE = -1
"""The number of a page that does not say which it is: older than any."""


@dataclass
class Draft:
    """What is being changed: an area, which member of its list (empty for an area of one piece), and its form."""

    page: AreaPage
    slug: str
    form: SettingsForm
    document: Document
    seen: int
    """The area's number on the page that was sent, or now."""

    @property
    def area(self) -> Area:
        return self.page.area

    @property
    def name(self) -> Translated:
        """How the member of the list that is changed calls itself; empty for a new one."""
        if not self.slug or self.slug == NEW or "items" not in self.document:
            return Translated()
        row = item_of(self.document, self.slug)
        return Translated(row[TRANSLATED[self.area][0]])

    def changed(self) -> Document:
        """The area's document as it was typed."""
        if isinstance(self.form, ItemForm):
            place = self.form.place.data or place_of(self.document, self.slug)
            return with_item(self.area, self.document, self.slug, self.form.row(), place, viewer())
        return self.form.row()

    @property
    def fields(self) -> list[Any]:
        """As they are drawn: what is written first, where it stands last."""
        hidden = {"csrf_token", "retired"} if self.slug == NEW else {"csrf_token"}
        fields = [field for field in self.form if field.name not in hidden]
        return sorted(fields, key=lambda field: LAST.index(field.name) if field.name in LAST else -1)


@blueprint.get("/<area>")
@city_admin
def area(area: str) -> Response:
    """An area of one piece as a form, or a list with its members."""
    found = _page(area)
    if found.is_list:
        return _list_page(found)
    return form_page(draft_of(found, ""))


@blueprint.post("/<area>")
@city_admin
def change_area(area: str) -> AnyResponse:
    found = _page(area)
    if found.is_list:
        raise NotFound()
    return answered(draft_of(found, ""))


@blueprint.get("/<area>/<slug>")
@city_admin
def item(area: str, slug: str) -> Response:
    return form_page(draft_of(_list(area), slug))


@blueprint.post("/<area>/<slug>")
@city_admin
def change_item(area: str, slug: str) -> AnyResponse:
    return answered(draft_of(_list(area), slug))


def draft_of(found: AreaPage, slug: str) -> Draft:
    """The form over what stands now, or over what was sent."""
    document = queries.settings_of(g.city, found.area)
    newest = queries.settings_number(g.city.id, found.area)
    seen = request.form.get("seen", UNREADABLE, type=int) if request.method == "POST" else newest
    return Draft(found, slug, _form(found, slug, document), document, seen)


def answered(draft: Draft) -> AnyResponse:
    """Refused with its reasons, shown as residents will see it, or published."""
    action = request.form.get("action", "preview")
    if action == "edit":
        return form_page(draft)
    if not draft.form.validate():
        return form_page(draft, 422)
    try:
        return _taken(draft, action)
    except Invalid as error:
        _attach(draft.form, error)
        return form_page(draft, error.status)
    except SettingsChangedMeanwhile as error:
        return _stale_page(draft, error)


def _taken(draft: Draft, action: str) -> AnyResponse:
    changed = draft.changed()
    require_sound(draft.area, changed)
    if draft.seen != queries.settings_number(g.city.id, draft.area):
        raise SettingsChangedMeanwhile()
    return _published(draft, changed) if action == "publish" else _preview_page(draft, changed)


def form_page(draft: Draft, status: int = 200, **more: Any) -> Response:
    """The form; `more` is what a page of its own says otherwise (groups, back) or besides (stale, newer)."""
    context: dict[str, Any] = {
        "draft": draft,
        "groups": figure_groups(draft.fields) if draft.area == Area.FIGURES else [("", draft.fields)],
        "town_languages": town_languages(),
        "errors": error_list(draft.form),
        "back": _back(draft),
    }
    return page("admin/form.html", status=status, **context | more)


def _published(draft: Draft, changed: Document) -> AnyResponse:
    if change_settings(viewer(), g.city.id, draft.area, changed, seen=draft.seen):
        flash(_("Published. Residents see it now."))
    else:
        flash(_("Nothing was changed."))
    return go(_back(draft))


def _preview_page(draft: Draft, changed: Document) -> Response:
    row = draft.form.row()
    return page(
        "admin/preview.html",
        draft=draft,
        row=row,
        shown=shown_in(draft.area, row),
        changes=differences(draft.area, draft.document, changed),
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in ("action", "csrf_token")],
        back=_back(draft),
    )


def _stale_page(draft: Draft, error: SettingsChangedMeanwhile) -> Response:
    draft.seen = queries.settings_number(g.city.id, draft.area)
    last = queries.settings_version(g.city.id, draft.seen) if draft.seen else None
    newer = differences(draft.area, last.before, last.after) if last else []
    return form_page(draft, error.status, stale=sentence(error.key), newer=newer)


def _list_page(found: AreaPage) -> Response:
    document = queries.settings_of(g.city, found.area)
    rows = [{"row": row, "shown": shown_in(found.area, row)} for row in document["items"]]
    return page("admin/list.html", found=found, rows=rows, first_key=TRANSLATED[found.area][0])


def _form(found: AreaPage, slug: str, document: Document) -> SettingsForm:
    if found.area == Area.LANGUAGES:
        return languages_form(document)
    if found.area == Area.FIGURES:
        return figures_form(document, part_names(g.city))
    form_class = FORMS[found.area]
    if not issubclass(form_class, ItemForm):
        return form_class(data=document)
    row = {} if slug == NEW else item_of(document, slug)
    form = form_class(data=row | {"place": place_of(document, slug)})
    form.offer_places(len(document["items"]) + (slug == NEW))
    return form


def _attach(form: SettingsForm, error: Invalid) -> None:
    for name, key in error.fields.items():
        field = form[name] if name in form else next(iter(form))
        field.errors = [sentence(key)]


def _page(slug: str) -> AreaPage:
    found = page_of(slug)
    if found.area == Area.WORDING:
        raise NotFound()
    return found


def _list(slug: str) -> AreaPage:
    found = _page(slug)
    if not found.is_list:
        raise NotFound()
    return found


def _back(draft: Draft) -> str:
    if draft.page.is_list:
        return url_for("settings.area", area=draft.page.slug)
    return url_for("settings.overview")
