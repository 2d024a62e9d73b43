"""What people of a town promised in workshops: overdue first, then by day, then what became of the others. For its team."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext

from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.headers import keep_private
from storyhub.web.render import page
from storyhub.workshops import wording
from storyhub.workshops.models import Outcome, OutcomeState
from storyhub.workshops.queries.outcomes import open_promises, settled_promises
from storyhub.workshops.views.announcement import heading_of
from storyhub.workshops.views.recorded import is_overdue

blueprint = Blueprint("promises", __name__)

FILTERS = (OutcomeState.OPEN, OutcomeState.DONE, OutcomeState.DROPPED)


@blueprint.get("/<lang:lang>/<city>/promises")
@role(Role.FACILITATOR, Role.LEARNING_LEAD)
def promises() -> Response:
    """All of them, or those in one state."""
    keep_private()
    chosen = next((one for one in FILTERS if one.value == request.args.get("state")), None)
    waiting, settled = open_promises(viewer(), g.city.id), settled_promises(viewer(), g.city.id)
    return page(
        "workshops/promises.html",
        parts=_parts(waiting, settled, chosen),
        tabs=_tabs([*waiting, *settled], chosen),
        is_empty=not waiting and not settled,
    )


def _parts(waiting: Sequence[Outcome], settled: Sequence[Outcome], chosen: OutcomeState | None) -> list[dict[str, Any]]:
    """Under their headings; what nothing stands under is left out."""
    late = [one for one in waiting if is_overdue(one, g.city.time_zone)]
    parts = [
        ("overdue", gettext("The day has passed"), late),
        ("coming", gettext("To come"), [one for one in waiting if one.due_on and one not in late]),
        ("undated", gettext("Without a day"), [one for one in waiting if one.due_on is None]),
        ("settled", gettext("What became of the others"), settled),
    ]
    return [
        {"id": name, "title": title, "promises": rows}
        for name, title, found in parts
        if (rows := [_row(one) for one in found if chosen in (None, one.state)])
    ]


def _tabs(every: Sequence[Outcome], chosen: OutcomeState | None) -> list[dict[str, Any]]:
    here = url_for("promises.promises")
    return [
        {"text": gettext("All"), "href": here, "count": len(every), "current": chosen is None},
        *(
            {
                "text": wording.OUTCOME_STATES[state],
                "href": f"{here}?state={state.value}",
                "count": sum(one.state == state for one in every),
                "current": chosen == state,
            }
            for state in FILTERS
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
