"""Booklets: asked for, and handed out while they hold exactly what may be printed."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts.reach import CITY_ROLES
from storyhub.collections.models import BookletState, Collection
from storyhub.collections.queries import shelves
from storyhub.collections.queries.printing import booklet_to_hand_out, latest_booklet
from storyhub.collections.services import booklets
from storyhub.core.errors import Gone, NotFound
from storyhub.web.access import public, role, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import day
from storyhub.web.htmx import go

blueprint = Blueprint("booklets", __name__)

MEGABYTE = 1_000_000


@blueprint.post("/<lang:lang>/<city>/collections/<code>/booklet")
@role(*CITY_ROLES)
def ask(code: str) -> AnyResponse:
    """Have a booklet made."""
    found = shelves.collection_for(viewer(), g.city.id, code)
    booklets.ask_for_booklet(viewer(), found.id)
    flash(gettext("The booklet is being made. This takes some seconds."))
    return go(url_for("collections.collection", code=code, _anchor="booklet"))


@blueprint.get("/<lang:lang>/<city>/collections/<code>/booklet.pdf")
@public
def booklet(code: str) -> Response:
    """The last booklet, while it holds exactly what may be printed now. Raises Gone, NotFound."""
    found = shelves.collection_for(viewer(), g.city.id, code)
    made = booklet_to_hand_out(found)
    if made is None:
        last = latest_booklet(found.id)
        raise Gone("booklet_outdated") if last and last.made_at else NotFound()
    data = current_app.extensions["storyhub.booklets"].get(made.file)
    if data is None:
        raise NotFound()
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.city.slug}-{found.code}.pdf"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def booklet_block(found: Collection) -> dict[str, Any]:
    """What the part of the page about the booklet says."""
    last, ready = latest_booklet(found.id), booklet_to_hand_out(found)
    state = last.state if last else None
    return {
        "booklet_ready": ready
        and {
            "href": url_for("booklets.booklet", code=found.code),
            "size": gettext("PDF, %(size)s MB", size=_megabytes(ready.size)),
            "made": day(ready.made_at or ready.asked_at),
            "until": day(ready.expires_at or ready.asked_at),
        },
        "booklet_steps": last.steps_done if last and state == BookletState.WAITING else None,
        "booklet_most": booklets.STEPS,
        "booklet_problem": sentence(last.problem) if last and state == BookletState.FAILED else "",
        "booklet_is_old": bool(last and last.made_at and ready is None),
    }


def _megabytes(size: int) -> str:
    return f"{max(0.1, size / MEGABYTE):.1f}"
