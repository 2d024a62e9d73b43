"""What people of a town promised in workshops: overdue first, then by day, then what became of the others. For its team."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext

from storyhub.core.paging import page_number
from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.headers import keep_private
from storyhub.web.render import page
from storyhub.workshops import wording
from storyhub.workshops.models import Outcome, OutcomeState
from storyhub.workshops.queries.promised import STATES, count_promises, promises_page
from storyhub.workshops.views.announcement import heading_of
from storyhub.workshops.views.recorded import is_overdue

blueprint = Blueprint("promises", __name__)


@blueprint.get("/<lang:lang>/<city>/promises")
@role(Role.FACILITATOR, Role.LEARNING_LEAD)
def promises() -> Response:
    """All of them, or those in one state."""
    keep_private()
    chosen = next((one for one in STATES if one.value == request.args.get("state")), None)
    found = promises_page(viewer(), g.city.id, page_number(request.args.get("page")), chosen)
    counts = count_promises(viewer(), g.city.id)
    state = chosen.value if chosen else None
    return page(
        "workshops/promises.html",
        found=found,
        parts=_parts(found.items),
        tabs=_tabs(counts, chosen),
        is_empty=not any(counts.values()),
        page_href=lambda n: url_for("promises.promises", state=state, page=n) if n else None,
    )


def _parts(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Those of a page under their headings; what nothing stands under is left out."""
    waiting = [one for one in found if one.state == OutcomeState.OPEN]
    late = [one for one in waiting if is_overdue(one, g.city.time_zone)]
    parts = [
        ("overdue", gettext("The day has passed"), late),
        ("coming", gettext("To come"), [one for one in waiting if one.due_on and one not in late]),
        ("undated", gettext("Without a day"), [one for one in waiting if one.due_on is None]),
        ("settled", gettext("What became of the others"), [one for one in found if one not in waiting]),
    ]
    return [
        {"id": name, "title": title, "promises": [_row(one) for one in rows]} for name, title, rows in parts if rows
    ]


def _tabs(counts: Mapping[OutcomeState, int], chosen: OutcomeState | None) -> list[dict[str, Any]]:
    here = url_for("promises.promises")
    return [
        {"text": gettext("All"), "href": here, "count": sum(counts.values()), "current": chosen is None},
        *(
            {
                "text": wording.OUTCOME_STATES[state],
                "href": f"{here}?state={state.value}",
                "count": counts[state],
                "current": chosen == state,
            }
            for state in STATES
        ),
    ]


def _row(found: Outcome) -> dict[str, Any]:
    return {
        "code": found.code,
        "title": found.title,
        "lang": found.language,
        "href": url_for("outcomes.outcome", code=found.code),
        "kind": wording.KINDS[found.kind],
        "owner": found.owner,
        "due_on": found.due_on,
        "is_settled": found.state != OutcomeState.OPEN,
        "state": wording.OUTCOME_STATES[found.state],
        "result": found.result,
        "workshop": heading_of(found.workshop) | {"href": url_for("workshops.workshop", code=found.workshop.code)},
    }
