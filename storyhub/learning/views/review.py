"""A learning lead's queue, and what they say to the author of an entry: accepted, or returned with thanks."""

from typing import Any

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import text
from storyhub.core.errors import Invalid
from storyhub.core.paging import page_number
from storyhub.core.permissions import Role
from storyhub.learning.queries import entries
from storyhub.learning.queries.entries import Queue
from storyhub.learning.services import reviewing
from storyhub.learning.services.trail import EntryMoved
from storyhub.learning.views.entries import entry_page, entry_rows
from storyhub.learning.views.wording import QUEUES
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page

blueprint = Blueprint("review", __name__)


@blueprint.get("/<lang:lang>/<city>/learning/review")
@role(Role.LEARNING_LEAD)
def queue() -> Response:
    """What waits, the oldest first."""
    return _queue_page()


def _queue_page(*, status: int = 200, problem: str = "", typed: str = "") -> Response:
    keep_private()
    part = Queue(request.args["part"]) if request.args.get("part") in set(Queue) else Queue.WAITING
    found = entries.entries_to_review(viewer(), g.city.id, part, page_number(request.args.get("page")))
    return page(
        "learning/review.html",
        status=status,
        part=part.value,
        part_name=QUEUES[part],
        tabs_items=_parts(part),
        found=found,
        rows=entry_rows(found.items),
        problem=problem,
        typed=typed,
        page_href=lambda n: url_for("review.queue", part=part.value, page=n) if n else None,
    )


def _parts(current: Queue) -> list[dict[str, Any]]:
    counts = entries.queue_counts(viewer(), g.city.id)
    return [
        {
            "text": QUEUES[one],
            "href": url_for("review.queue", part=one.value),
            "count": counts[one],
            "current": one == current,
        }
        for one in Queue
    ]


@blueprint.post("/<lang:lang>/<city>/learning/review/<code>")
@role(Role.LEARNING_LEAD)
def decide(code: str) -> AnyResponse:
    """Accept the entry or return it with thanks: what the pressed button says."""
    entry_id = entries.submitted_entry(viewer(), g.city.id, code)
    words = text.clean(request.form.get("words", ""))
    seen = request.form.get("seen", "")
    seen_version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    act = request.form.get("act")
    try:
        if act == "accept":
            reviewing.accept_entry(viewer(), entry_id, words, seen_version=seen_version)
        else:
            reviewing.return_entry(viewer(), entry_id, words, seen_version=seen_version)
    except Invalid as error:
        said = {name: sentence(key) for name, key in error.fields.items()}
        return entry_page(_entry(code), status=422, errors=said, typed=words)
    except EntryMoved as error:
        return _queue_page(status=409, problem=sentence(error.key), typed=words)
    except (reviewing.OlderVersion, reviewing.LookAgainFirst) as error:
        return entry_page(_entry(code), status=409, problem=sentence(error.key), typed=words)
    flash(gettext("Accepted. Its author hears of it.") if act == "accept" else gettext("Returned with your thanks."))
    return go(url_for("review.queue"))


def _entry(code: str) -> Any:
    return entries.entry_for(viewer(), g.city.id, code)
