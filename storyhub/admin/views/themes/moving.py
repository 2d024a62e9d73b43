"""Merging and retiring a theme: what it moves, and then to do it."""

from flask import Response, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.admin.views.themes.scope import Scope, both, current_scope, list_href, problem_of, theme_of
from storyhub.core.errors import Conflict, Invalid
from storyhub.stories.queries.carrying import carrying
from storyhub.themes import queries, services
from storyhub.themes.models import Theme
from storyhub.web.access import viewer
from storyhub.web.filters import tr
from storyhub.web.htmx import go
from storyhub.web.render import page


@both("/<slug>/<any(merge, retire):act>", methods=["GET", "POST"])
def change(slug: str, act: str) -> AnyResponse:
    """What merging or retiring would move, and then to do it."""
    scope = current_scope()
    found = theme_of(scope, slug)
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
        into=next((one for one in offered if into is not None and one.id == into.id), None),
        offered=[{"value": one.slug, "label": tr(one.label)} for one in offered],
        readable=seen,
        beyond=everything - seen,
        list_href=list_href(found),
        problem=problem_of(error),
    )
