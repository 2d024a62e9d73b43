"""Splitting a theme that says too much: a new name, the stories that go to it, what moves, and then to do it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, request
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.adapters.index import Order
from storyhub.admin.views.themes.editing import NewThemeForm
from storyhub.admin.views.themes.scope import Scope, both, current_scope, languages
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.text import clean_line
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.queries.splitting import Splittable, stories_with
from storyhub.stories.services.splitting import MOST_MOVED, split_theme
from storyhub.stories.views import cards
from storyhub.stories.views.address import Address
from storyhub.stories.views.asked import Asked
from storyhub.stories.views.listed import listed_ids
from storyhub.themes import queries
from storyhub.themes.models import Theme, ThemeKind
from storyhub.web.access import viewer
from storyhub.web.errors import sentence
from storyhub.web.forms import error_list
from storyhub.web.htmx import go
from storyhub.web.render import page

MOST_SHOWN = 200
"""Stories that one page offers; words bring others."""
MOST_LOOKED_THROUGH = 1000
"""Of what the words find: the theme's own stories are chosen from these, and those of its parts left out."""


@both("/<slug>/split", methods=["GET", "POST"])
def split(slug: str) -> AnyResponse:
    """Typed and ticked, seen as it will be, then done. Looking for words loses nothing that was typed."""
    scope = current_scope()
    found = queries.theme_explained(slug, scope.city_id)
    if found is None or found.merged_into_id is not None or found.kind != ThemeKind.THEME:
        raise NotFound()
    form, action = NewThemeForm(), request.form.get("action", "")
    if request.method == "GET" or action in ("find", "edit"):
        return _form_page(scope, found, form)
    try:
        chosen = _chosen(scope, found)
        _require_sound(form, chosen)
        if action != "split":
            return _preview(scope, found, form, chosen)
        ids = [one.story.id for one in chosen]
        moved = split_theme(viewer(), found.id, scope.city_id, form.slug.data or "", form.wording(), ids)
    except (Invalid, Conflict) as error:
        return _form_page(scope, found, form, error)
    flash(
        ngettext(
            "Done: %(num)s story went over. It can be undone below.",
            "Done: %(num)s stories went over. It can be undone below.",
            moved,
        )
    )
    return go(scope.url())


def _require_sound(form: NewThemeForm, chosen: list[Splittable]) -> None:
    """What the service will refuse is refused before the preview."""
    problems = form.wording().problems()
    if not chosen:
        problems["stories"] = "split_how_many"
    if problems:
        raise Invalid(problems)


def _offered(scope: Scope, found: Theme, words: str) -> tuple[int, list[Splittable]]:
    among = _with_words(scope, found, words) if words else None
    return stories_with(viewer(), found.id, scope.city_id, MOST_SHOWN, among)


def _with_words(scope: Scope, found: Theme, words: str) -> Sequence[UUID]:
    """What the archive finds among the theme's stories, the best first."""
    asked = Asked(
        filters=Filters(scope.city_id, theme=found.id, words=words),
        choices={"theme": {found.slug: found}, "district": {}, "town": {}},
        order=Order.BEST,
        address=Address(scope.url(), {}),
        typed=words,
        problem="",
        not_understood=[],
    )
    return listed_ids(asked, viewer(), Order.BEST, MOST_LOOKED_THROUGH)


def _chosen(scope: Scope, found: Theme) -> list[Splittable]:
    """The stories that were ticked, as far as they still carry the theme and this viewer may read them."""
    codes = set(request.form.getlist("story"))
    if len(codes) > MOST_MOVED:
        raise Invalid({"stories": "split_how_many"})
    return stories_with(viewer(), found.id, scope.city_id, MOST_MOVED, codes=codes)[1]


def _form_page(scope: Scope, found: Theme, form: NewThemeForm, error: Invalid | Conflict | None = None) -> Response:
    fields = getattr(error, "fields", {})
    for name, key in fields.items():
        if name in form:
            form[name].errors = [sentence(key)]
    words, ticked = clean_line(request.form.get("words", ""))[:200], set(request.form.getlist("story"))
    total, offered = _offered(scope, found, words)
    away = ticked - {one.story.code for one in offered}
    stories_error = sentence(fields["stories"]) if "stories" in fields else ""
    summary = error_list(form) + ([{"text": stories_error, "href": "#stories"}] if stories_error else [])
    return page(
        "admin/theme_split.html",
        status=error.status if error else 200,
        scope=scope,
        theme=found,
        form=form,
        languages=languages(),
        errors=summary,
        stories_error=stories_error,
        stale=sentence(error.key) if isinstance(error, Conflict) else "",
        words=words,
        total=total,
        most=MOST_SHOWN,
        rows=[_row(one, ticked) for one in offered],
        away=sorted(away),
    )


def _preview(scope: Scope, found: Theme, form: NewThemeForm, chosen: list[Splittable]) -> Response:
    return page(
        "admin/theme_split_preview.html",
        scope=scope,
        theme=found,
        name=form.label.data,
        rows=[_row(one, set()) for one in chosen],
        told=sum(one.by_teller for one in chosen),
        moved=sum(one.by_staff for one in chosen),
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in ("action", "csrf_token")],
    )


def _row(one: Splittable, ticked: set[str]) -> dict[str, Any]:
    return {
        **cards.link(one.story),
        "code": one.story.code,
        "excerpt": one.story.excerpt if one.story.title else "",
        "by_teller": one.by_teller,
        "ticked": one.story.code in ticked,
    }
