"""From the page of an outcome to an entry: cited in one of one's drafts or in a new one, or what came of it written down."""

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import NotFound
from storyhub.learning.begun import came_of_it
from storyhub.learning.policy import may_write
from storyhub.learning.queries import entries
from storyhub.learning.queries.from_workshops import readable_behind, set_before, told_by_residents
from storyhub.learning.services.beginning import begin_from_outcome
from storyhub.learning.services.writing import begin_entry
from storyhub.learning.views.citations import named_outcome, outcome_meta
from storyhub.web.access import staff, viewer
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.models import Outcome
from storyhub.workshops.queries.outcomes import PROMISES, outcome_for

blueprint = Blueprint("from_outcome", __name__)


@blueprint.get("/<lang:lang>/<city>/learning/outcomes/<outcome_code>")
@staff
def choose(outcome_code: str) -> Response:
    """In which entry? Nothing is begun before one says so."""
    keep_private()
    outcome = _outcome(outcome_code)
    return page(
        "learning/from_outcome.html",
        outcome=named_outcome(outcome) | {"code": outcome.code, "meta": outcome_meta(outcome)},
        is_promise=_may_be_retold(outcome),
        drafts=[
            {
                "href": url_for("outcome_evidence.cite", code=one.code, outcome_code=outcome.code),
                "title": one.title or gettext("Without a title yet"),
                "lang": one.language if one.title else current_language().code,
            }
            for one in entries.drafts_of(viewer(), g.city.id)
        ],
    )


@blueprint.post("/<lang:lang>/<city>/learning/outcomes/<outcome_code>")
@staff
def begin(outcome_code: str) -> AnyResponse:
    """A new entry: about what came of it, with what is known written down, or any other that cites it."""
    outcome = _outcome(outcome_code)
    if request.form.get("act") == "came" and _may_be_retold(outcome):
        behind = readable_behind(viewer(), [outcome]).get(outcome.id, [])
        beginning = came_of_it.beginning_of(outcome, set_before(outcome), behind)
        return go(url_for("writing.edit", code=begin_from_outcome(viewer(), outcome.id, beginning)))
    code = begin_entry(viewer(), g.city.id, current_language().code)
    return go(url_for("outcome_evidence.cite", code=code, outcome_code=outcome_code))


def _may_be_retold(outcome: Outcome) -> bool:
    """Whether a draft begins with what was promised: not with words from home, which are their teller's to take back."""
    return outcome.kind in PROMISES and not told_by_residents(outcome.workshop_id, [outcome])


def _outcome(code: str) -> Outcome:
    """Of this town, for those who write entries here. Raises NotFound."""
    if not may_write(viewer(), g.city.id):
        raise NotFound()
    return outcome_for(viewer(), g.city.id, code)
