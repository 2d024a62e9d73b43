"""All themes of a town or of the network, each with how many stories carry it, and what was done with them."""

from typing import Any
from uuid import UUID

from flask import Response, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.admin.views.themes.scope import both, current_scope, list_href
from storyhub.core.errors import Conflict
from storyhub.stories.queries.carrying import carrying
from storyhub.stories.services.splitting import undo_theme_change
from storyhub.themes import queries
from storyhub.themes.models import Theme
from storyhub.themes.views import changes
from storyhub.web.access import viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import tr
from storyhub.web.htmx import go
from storyhub.web.render import page


@both("")
def themes() -> Response:
    """The town's own first; the network's are shown beside them, to be split for the town but not changed."""
    scope = current_scope()
    own = queries.themes_of(scope.city_id)
    found = [*own, *(queries.themes_of(None) if scope.city_id else [])]
    counts = carrying(viewer(), [theme.id for theme in found], scope.city_id)
    labels = {theme.id: tr(theme.label) for theme in found}
    # What a split made and its undoing emptied is as if it had never been; with a story in it, it is said what became of it.
    gone = queries.parts_taken_back([theme.id for theme in own]) - counts.keys()
    return page(
        "admin/themes.html",
        scope=scope,
        own=[_row(theme, counts, labels) for theme in own if theme.id not in gone],
        others=[_row(theme, counts, labels) for theme in found if theme not in own],
        changes=changes.drawn(queries.changes_of([theme.id for theme in own]), labels),
    )


@both("/changes/<uuid:change_id>", methods=["POST"])
def undo(change_id: UUID) -> AnyResponse:
    scope = current_scope()
    try:
        undo_theme_change(viewer(), change_id)
    except Conflict as error:
        flash(sentence(error.key))
        return go(scope.url())
    flash(_("Undone. Everything is as it was before."))
    return go(scope.url())


def _row(theme: Theme, counts: dict[UUID, tuple[int, int]], labels: dict[UUID, str]) -> dict[str, Any]:
    seen, everything = counts.get(theme.id, (0, 0))
    return {
        "theme": theme,
        "label": labels[theme.id],
        "count": seen,
        "beyond": everything - seen,
        "list_href": list_href(theme),
        "into": labels.get(theme.merged_into_id) if theme.merged_into_id else None,
        "under": labels.get(theme.parent_id) if theme.parent_id else None,
    }
