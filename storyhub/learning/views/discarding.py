"""Deleting a draft that nobody was asked to read: asked once more, then its words are gone."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import NotFound
from storyhub.learning.models import Entry, EntryState
from storyhub.learning.queries.entries import Shelf
from storyhub.learning.services.writing import discard_draft
from storyhub.learning.views.writing import own_entry
from storyhub.web.access import staff, viewer
from storyhub.web.htmx import go
from storyhub.web.render import page

blueprint = Blueprint("discarding", __name__)


@blueprint.get("/<lang:lang>/<city>/learning/logs/<code>/delete")
@staff
def ask(code: str) -> Response:
    """Shall it really go?"""
    return page("learning/entry_delete.html", entry=_draft(code))


@blueprint.post("/<lang:lang>/<city>/learning/logs/<code>/delete")
@staff
def discard(code: str) -> AnyResponse:
    """It goes."""
    discard_draft(viewer(), own_entry(code).id)
    flash(gettext("The draft is deleted."))
    return go(url_for("entries.logs", of=Shelf.DRAFT.value))


def _draft(code: str) -> Entry:
    """The viewer's own draft, if a learning lead was never asked to read it. Raises NotFound."""
    entry = own_entry(code)
    if entry.state != EntryState.DRAFT or entry.version:
        raise NotFound()
    return entry
