"""One outcome of a workshop to cite, and what it does to the words of an entry."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import text
from storyhub.core.errors import Conflict, Invalid
from storyhub.learning.draft import Citation
from storyhub.learning.models import Entry, Stance
from storyhub.learning.queries.cited_outcomes import citable_outcome, outcomes_cited
from storyhub.learning.services.citing_outcomes import cite_outcome
from storyhub.learning.services.trail import EntryMoved
from storyhub.learning.views.citations import named_outcome, outcome_meta
from storyhub.learning.views.evidence import cite_page, with_evidence, writable
from storyhub.learning.views.writing import own_entry
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go, is_htmx
from storyhub.workshops.models import Outcome

blueprint = Blueprint("outcome_evidence", __name__)


@blueprint.get("/<lang:lang>/<city>/learning/logs/<code>/outcomes/<outcome_code>")
@staff
def cite(code: str, outcome_code: str) -> Response:
    """The outcome, and what there is to say about it."""
    entry, outcome = writable(code), citable_outcome(viewer(), outcome_code)
    return _cite_page(entry, outcome, _said_of(entry, outcome))


def _said_of(entry: Entry, outcome: Outcome) -> dict[str, Any]:
    for one in outcomes_cited(viewer(), entry):
        if one.evidence.outcome_id == outcome.id and not one.is_lost:
            return {"stance": one.evidence.stance, "why": one.evidence.why}
    return {}


@blueprint.post("/<lang:lang>/<city>/learning/logs/<code>/outcomes/<outcome_code>")
@staff
def keep(code: str, outcome_code: str) -> AnyResponse:
    """Cite it, or say something else about it."""
    entry, outcome = own_entry(code), citable_outcome(viewer(), outcome_code)
    stance, why = request.form.get("stance", ""), text.clean(request.form.get("why", ""))
    said = {"stance": stance, "why": why}
    citation = Citation(Stance(stance) if stance in set(Stance) else None, why)
    entry_id, outcome_id = entry.id, outcome.id
    try:
        cite_outcome(viewer(), entry_id, outcome_id, citation)
    except Invalid as error:
        errors = {name: sentence(key) for name, key in error.fields.items()}
        return _cite_page(own_entry(code), citable_outcome(viewer(), outcome_code), said, 422, errors=errors)
    except EntryMoved:
        raise
    except Conflict as error:
        outcome = citable_outcome(viewer(), outcome_code)
        return _cite_page(own_entry(code), outcome, said, 409, problem=sentence(error.key))
    if is_htmx():
        return with_evidence(own_entry(code), gettext("The outcome stands beside your entry now."))
    return go(url_for("writing.edit", code=code, _anchor="evidence"))


def _cite_page(entry: Entry, outcome: Outcome, said: dict[str, Any], status: int = 200, **wrong: Any) -> Response:
    named = named_outcome(outcome) | {"code": outcome.code, "meta": outcome_meta(outcome)}
    return cite_page(entry, {"outcome": named}, said, status, **wrong)
