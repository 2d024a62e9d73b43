"""Adding a theme, calling and explaining it otherwise, and placing it under another."""

from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField

from storyhub.admin.fields import TranslatedField, one_line
from storyhub.admin.views.themes.scope import Scope, both, current_scope, languages, problem_of, theme_of
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.themes import queries, services
from storyhub.themes.models import Theme
from storyhub.web.access import viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import tr
from storyhub.web.forms import StaffForm, error_list
from storyhub.web.htmx import go
from storyhub.web.render import page


class ThemeForm(StaffForm):
    """What a theme is called, what it means, and when to use it."""

    label = TranslatedField(lazy_gettext("Name"), most=services.MOST_LABEL)
    meaning = TranslatedField(
        lazy_gettext("What it means"),
        rows=2,
        most=services.MOST_MEANING,
        required=False,
        description=lazy_gettext("Tellers read this beside the name."),
    )
    use_when = TranslatedField(lazy_gettext("Use it when"), rows=2, most=services.MOST_MEANING, required=False)
    not_when = TranslatedField(lazy_gettext("Rather not when"), rows=2, most=services.MOST_MEANING, required=False)

    def wording(self) -> services.Wording:
        return services.Wording(self.label.data, self.meaning.data, self.use_when.data, self.not_when.data)


class NewThemeForm(ThemeForm):
    slug = StringField(
        lazy_gettext("Address"),
        description=lazy_gettext("Small Latin letters, digits and hyphens. It stays when the name changes."),
        filters=[one_line],
    )


@both("/new", methods=["GET", "POST"])
def new() -> AnyResponse:
    """Add a theme of the town's own."""
    scope, form = current_scope(), NewThemeForm()
    if scope.city_id is None:
        raise NotFound()
    if request.method == "POST":
        try:
            services.add_theme(viewer(), scope.city_id, form.slug.data or "", form.wording())
        except Invalid as error:
            return _form_page(scope, form, None, error)
        flash(_("The theme was added. Tellers can choose it now."))
        return go(scope.url())
    return _form_page(scope, form, None)


@both("/<slug>", methods=["GET", "POST"])
def theme(slug: str) -> AnyResponse:
    """One theme: call it otherwise; merging, splitting and retiring lead on."""
    scope = current_scope()
    found = theme_of(scope, slug)
    form = ThemeForm(data=_texts(found))
    if request.method == "POST":
        seen = {code: request.form.get(f"seen-{code}", "") for code in LANGUAGES}
        try:
            services.rename_theme(viewer(), found.id, form.wording(), seen={k: v for k, v in seen.items() if v})
        except (Invalid, Conflict) as error:
            return _form_page(scope, form, found, error)
        flash(_("The theme is called so from now on."))
        return go(scope.url())
    return _form_page(scope, form, found)


@both("/<slug>/place", methods=["POST"])
def place(slug: str) -> AnyResponse:
    """Let it stand under another theme, or by itself."""
    scope = current_scope()
    found = theme_of(scope, slug)
    parent = queries.theme_for(request.form.get("parent", "")) if request.form.get("parent") else None
    try:
        services.place_theme(viewer(), found.id, parent.id if parent else None)
    except (Invalid, Conflict) as error:
        return _form_page(scope, ThemeForm(formdata=None, data=_texts(found)), found, error)
    flash(_("It stands there from now on."))
    return go(scope.url())


def _form_page(scope: Scope, form: ThemeForm, found: Theme | None, error: Invalid | Conflict | None = None) -> Response:
    for name, key in getattr(error, "fields", {}).items():
        if name in form:
            form[name].errors = [sentence(key)]
    return page(
        "admin/theme.html",
        status=error.status if error else 200,
        scope=scope,
        form=form,
        theme=found,
        languages=languages(),
        errors=error_list(form),
        parents=_parents(scope, found) if found else [],
        parent_problem=sentence(error.fields["parent"])
        if isinstance(error, Invalid) and "parent" in error.fields
        else "",
        stale=problem_of(error) if isinstance(error, Conflict) else "",
    )


def _texts(found: Theme) -> dict[str, Any]:
    return {part: dict(getattr(found, part)) for part in ("label", "meaning", "use_when", "not_when")}


def _parents(scope: Scope, found: Theme) -> list[dict[str, str]]:
    """Under which it can stand: not under itself, nor under what stands below it."""
    lines = queries.lineages()
    offered = [one for one in queries.themes(found.kind, scope.city_id) if found.id not in lines.get(one.id, ())]
    rows = [{"value": one.slug, "label": tr(one.label), "selected": one.id == found.parent_id} for one in offered]
    return [{"value": "", "label": _("by itself")}, *rows]
