"""Themes on pages: a town's own in its settings, the network's for whoever hosts it. Every change says first what it moves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField

from storyhub.accounts.queries import names_of
from storyhub.admin.fields import TranslatedField, one_line
from storyhub.admin.forms import chosen_languages
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.stories.queries.carrying import carrying
from storyhub.themes import queries, services
from storyhub.themes.models import Theme, ThemeChange
from storyhub.themes.policy import may_change
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import moment, tr
from storyhub.web.forms import StaffForm, error_list
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("theming", __name__)

TOWN, NETWORK = "/<lang:lang>/<city>/settings/themes", "/<lang:lang>/network/themes"


class ThemeForm(StaffForm):
    """What a theme is called and what it means."""

    label = TranslatedField(lazy_gettext("Name"), most=60)
    meaning = TranslatedField(
        lazy_gettext("What it means"),
        rows=2,
        most=300,
        required=False,
        description=lazy_gettext("Tellers read this beside the name."),
    )


class NewThemeForm(ThemeForm):
    slug = StringField(
        lazy_gettext("Address"),
        description=lazy_gettext("Small Latin letters, digits and hyphens. It stays when the name changes."),
        filters=[one_line],
    )


@dataclass(frozen=True)
class Scope:
    """Whose themes a page is about: a town's own, or (None) the network's."""

    city_id: UUID | None

    def url(self, view: str = "themes", **values: Any) -> str:
        if self.city_id:
            return url_for(f"theming.town_{view}", city=g.city.slug, **values)
        return url_for(f"theming.network_{view}", **values)


def both(rule: str, **options: Any) -> Any:
    """The same view in a town's settings and for the network."""

    def mark(view: Any) -> Any:
        view = staff(view)
        blueprint.add_url_rule(TOWN + rule, f"town_{view.__name__}", view, **options)
        blueprint.add_url_rule(NETWORK + rule, f"network_{view.__name__}", view, **options)
        return view

    return mark


@both("")
def themes() -> Response:
    """The themes, each with how many stories carry it, and what was done with them."""
    scope = _scope()
    own = queries.themes_of(scope.city_id)
    found = [*own, *(queries.themes_of(None) if scope.city_id else [])]
    counts = carrying(viewer(), [theme.id for theme in found], scope.city_id)
    labels = {theme.id: tr(theme.label) for theme in found}
    changes = queries.changes_of([theme.id for theme in own])
    return page(
        "admin/themes.html",
        scope=scope,
        own=[_row(theme, counts, labels) for theme in own],
        others=[_row(theme, counts, labels) for theme in found if theme not in own],
        changes=_drawn(changes, labels),
    )


@both("/new", methods=["GET", "POST"])
def new() -> AnyResponse:
    """Add a theme of the town's own."""
    scope, form = _scope(), NewThemeForm()
    if scope.city_id is None:
        raise NotFound()
    if request.method == "POST":
        try:
            services.add_theme(viewer(), scope.city_id, form.slug.data or "", _wording(form))
        except Invalid as error:
            return _form_page(scope, form, None, error)
        flash(_("The theme was added. Tellers can choose it now."))
        return go(scope.url())
    return _form_page(scope, form, None)


@both("/<slug>", methods=["GET", "POST"])
def theme(slug: str) -> AnyResponse:
    """One theme: call it otherwise, merge it, retire it."""
    scope = _scope()
    found = _theme(scope, slug)
    form = ThemeForm(data={"label": dict(found.label), "meaning": dict(found.meaning)})
    if request.method == "POST":
        seen = {code: request.form.get(f"seen-{code}", "") for code in LANGUAGES}
        try:
            services.rename_theme(viewer(), found.id, _wording(form), seen={k: v for k, v in seen.items() if v})
        except (Invalid, Conflict) as error:
            return _form_page(scope, form, found, error)
        flash(_("The theme is called so from now on."))
        return go(scope.url())
    return _form_page(scope, form, found)


@both("/<slug>/<any(merge, retire):act>", methods=["GET", "POST"])
def change(slug: str, act: str) -> AnyResponse:
    """What merging or retiring would move, and then to do it."""
    scope = _scope()
    found = _theme(scope, slug)
    into = queries.theme_for(request.values.get("into", "")) if act == "merge" else None
    if request.method == "GET":
        return _preview(scope, found, act, into)
    try:
        if act == "retire":
            services.retire_theme(viewer(), found.id)
        else:
            services.merge_theme(viewer(), found.id, into.id if into else found.id)
    except (Invalid, Conflict) as error:
        return _preview(scope, found, act, into, error)
    flash(_("Done. It can be undone below."))
    return go(scope.url())


@both("/changes/<uuid:change_id>", methods=["POST"])
def undo(change_id: UUID) -> AnyResponse:
    scope = _scope()
    try:
        services.undo_change(viewer(), change_id)
    except Conflict as error:
        flash(sentence(error.key))
        return go(scope.url())
    flash(_("Undone. Everything is as it was before."))
    return go(scope.url())


def _scope() -> Scope:
    """Whose themes these are; to those who may not change them the page does not exist."""
    keep_private()
    scope = Scope(g.city.id if g.get("city") is not None else None)
    if not may_change(viewer(), scope.city_id):
        raise NotFound()
    return scope


def _theme(scope: Scope, slug: str) -> Theme:
    found = queries.theme_for(slug)
    if found is None or found.city_id != scope.city_id or found.merged_into_id is not None:
        raise NotFound()
    return found


def _wording(form: Any) -> services.Wording:
    return services.Wording(form.label.data, form.meaning.data)


def _form_page(scope: Scope, form: Any, found: Theme | None, error: Invalid | Conflict | None = None) -> Response:
    for name, key in getattr(error, "fields", {}).items():
        form[name].errors = [sentence(key)]
    return page(
        "admin/theme.html",
        status=error.status if error else 200,
        scope=scope,
        form=form,
        theme=found,
        languages=_languages(),
        errors=error_list(form),
        stale=sentence(error.key) if isinstance(error, Conflict) else "",
    )


def _preview(
    scope: Scope, found: Theme, act: str, into: Theme | None, error: Invalid | Conflict | None = None
) -> Response:
    offered = [one for one in queries.themes(found.kind, scope.city_id) if one.id != found.id]
    seen, everything = carrying(viewer(), [found.id], scope.city_id).get(found.id, (0, 0))
    return page(
        "admin/theme_change.html",
        status=error.status if error else 200,
        scope=scope,
        theme=found,
        act=act,
        into=into if into in offered else None,
        offered=[{"value": one.slug, "label": tr(one.label)} for one in offered],
        readable=seen,
        beyond=everything - seen,
        list_href=_list_href(found),
        problem=next((sentence(key) for key in getattr(error, "fields", {}).values()), "")
        or (sentence(error.key) if isinstance(error, Conflict) else ""),
    )


def _languages() -> list[Any]:
    codes = g.city.languages if g.get("city") is not None else list(LANGUAGES)
    return chosen_languages(codes, current_language().code)


def _list_href(found: Theme) -> str:
    if g.get("city") is not None:
        return url_for("reading.stories", theme=found.slug)
    return url_for("reading.all_stories", theme=found.slug)


def _row(theme: Theme, counts: dict[UUID, tuple[int, int]], labels: dict[UUID, str]) -> dict[str, Any]:
    seen, everything = counts.get(theme.id, (0, 0))
    return {
        "theme": theme,
        "label": labels[theme.id],
        "count": seen,
        "beyond": everything - seen,
        "list_href": _list_href(theme),
        "into": labels.get(theme.merged_into_id) if theme.merged_into_id else None,
    }


def _drawn(changes: Any, labels: dict[UUID, str]) -> list[dict[str, Any]]:
    """What was done, in words; the latest standing change of a theme can be undone."""
    names = names_of([one.actor_id for one in changes if one.actor_id])
    standing: set[UUID] = set()
    drawn = []
    for one in changes:
        can_undo = one.undone_at is None and one.act != "added" and one.theme_id not in standing
        if one.undone_at is None:
            standing.add(one.theme_id)
        drawn.append(
            {
                "id": one.id,
                "what": _said(one, labels),
                "who": names.get(one.actor_id, _("A former colleague")),
                "when": moment(one.at),
                "iso": one.at.isoformat(),
                "is_undone": one.undone_at is not None,
                "can_undo": can_undo,
            }
        )
    return drawn


def _said(change: ThemeChange, labels: dict[UUID, str]) -> str:
    name = labels.get(change.theme_id, "")
    match change.act:
        case "added":
            return _("“%(name)s” was added", name=name)
        case "renamed":
            before, after = (tr(Translated(change.details[part]["label"])) for part in ("before", "after"))
            return _("“%(before)s” was renamed “%(after)s”", before=before, after=after)
        case "merged":
            into = labels.get(UUID(change.details["into"]), "")
            return _("“%(name)s” was merged into “%(into)s”", name=name, into=into)
    return _("“%(name)s” was retired", name=name)
