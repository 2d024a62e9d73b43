"""A record of a workshop, for whoever may read it; on the same page the town's team puts it right and says what became of it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import DomainError, Invalid, NotFound
from storyhub.core.permissions import Role
from storyhub.web.access import public, role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page
from storyhub.workshops import wording
from storyhub.workshops.models import Outcome, OutcomeState, WorkshopState
from storyhub.workshops.policy import may_run, may_see_results
from storyhub.workshops.queries.made import made_from, with_exercises
from storyhub.workshops.queries.outcomes import PROMISES, knots_of_outcome, outcome_for
from storyhub.workshops.queries.records import Records, records_in
from storyhub.workshops.services import outcomes as services
from storyhub.workshops.services.outcomes import OutcomeRevised
from storyhub.workshops.views import outcome_acts, outcome_forms, recorded
from storyhub.workshops.views.led_here import led_to, words_of
from storyhub.workshops.views.recorded import Made, made_by

blueprint = Blueprint("outcomes", __name__)


@blueprint.get("/<lang:lang>/<city>/outcomes/<code>")
@public
def outcome(code: str) -> Response:
    """What it says, what people judged of it, how it came about. Raises NotFound for whom it is not."""
    return _outcome_page(outcome_for(viewer(), g.city.id, code))


@blueprint.post("/<lang:lang>/<city>/outcomes/<code>")
@role(Role.FACILITATOR)
def act(code: str) -> AnyResponse:
    """Do what the pressed button says. Nothing typed is lost when it cannot be done."""
    found = outcome_for(viewer(), g.city.id, code)
    name = request.form.get("act", "")
    if name not in ACTS:
        raise NotFound()
    try:
        ACTS[name](found)
    except (Invalid, OutcomeRevised) as error:
        return _outcome_page(outcome_for(viewer(), g.city.id, code), error=error, act=name)
    flash(_said(name))
    return go(url_for("outcomes.outcome", code=code))


def _words(found: Outcome) -> None:
    services.change_outcome(viewer(), found.id, outcome_forms.words_typed(), seen=outcome_forms.seen())


def _settle(state: OutcomeState) -> Callable[[Outcome], None]:
    def settle(found: Outcome) -> None:
        result = request.form.get("result", "")
        services.settle_outcome(viewer(), found.id, state, result, seen=outcome_forms.seen())

    return settle


def _postpone(found: Outcome) -> None:
    services.postpone_outcome(viewer(), found.id, outcome_forms.day_to_come("new_due_on"), seen=outcome_forms.seen())


ACTS: Mapping[str, Callable[[Outcome], None]] = {
    "words": _words,
    "done": _settle(OutcomeState.DONE),
    "dropped": _settle(OutcomeState.DROPPED),
    "postpone": _postpone,
    "reopen": lambda found: services.reopen_outcome(viewer(), found.id, seen=outcome_forms.seen()),
    "name": lambda found: services.name_owner(viewer(), found.id, True, seen=outcome_forms.seen()),
    "unname": lambda found: services.name_owner(viewer(), found.id, False, seen=outcome_forms.seen()),
    "keep_in": lambda found: services.keep_in(viewer(), found.id),
    "let_out": lambda found: services.let_out(viewer(), found.id),
}


def _outcome_page(found: Outcome, *, error: DomainError | None = None, act: str = "") -> Response:
    """With an error: what was typed comes back beside what stands there now."""
    made = made_by(*made_from(found))
    records = records_in(viewer(), found.workshop)
    is_team = g.city.id in viewer().cities_with()
    is_open = found.workshop.published_at is not None and not found.is_kept_in
    if is_team or not is_open:
        keep_private()
    return page(
        "workshops/outcome.html",
        status=error.status if error else 200,
        outcome=found,
        workshop=found.workshop,
        kind=wording.KINDS[found.kind],
        is_team=is_team,
        is_open=is_open,
        results_href=_results_href(found),
        forms=_forms(found, made, error, act) if may_run(viewer(), g.city.id) else None,
        **_shown(found, made, records, is_team=is_team),
    )


def _shown(found: Outcome, made: Made, records: Records, *, is_team: bool) -> dict[str, Any]:
    is_to_do = recorded.is_to_do(found)
    return {
        "said": recorded.told(found, made.fields, is_team=is_team),
        "label_lang": made.lang,
        "exercise": made.method.method.title,
        "measures": recorded.measures_of(found, made.method),
        "worlds": recorded.worlds_of(found, made.method, _columns(found, records)),
        "points": recorded.points_of(found, made.method),
        "verdict": wording.VERDICTS.get(found.figures.get("verdict", ""), ""),
        "is_to_do": is_to_do,
        "is_overdue": recorded.is_overdue(found, g.city.time_zone),
        "state": wording.OUTCOME_STATES[found.state] if _tells_state(found) else "",
        "is_settled": found.state in services.SETTLED,
        "led": led_to(found, made, records),
        "cited_by": knots_of_outcome(viewer(), found.id),
        "acts": outcome_acts.trail_of(found, is_team=is_team),
    }


def _tells_state(found: Outcome) -> bool:
    """An option that nobody promised is not open or done until somebody says so."""
    return found.kind in PROMISES or found.state != OutcomeState.OPEN


def _columns(found: Outcome, records: Records) -> dict[Any, dict[str, Any]]:
    heads = {}
    for card, exercise in with_exercises(recorded.columns_of(found)):
        if card.id not in records.unsaid:
            heads[card.id] = words_of(card, exercise, records)
    return heads


def _results_href(found: Outcome) -> str:
    is_there = found.workshop.state == WorkshopState.CLOSED and may_see_results(viewer(), found.workshop)
    return url_for("results.results", code=found.workshop.code) if is_there else ""


def _forms(found: Outcome, made: Made, error: DomainError | None, act: str) -> dict[str, Any]:
    fields = error.fields if isinstance(error, Invalid) else {}
    errors = {name: sentence(key, **error.values) for name, key in fields.items()} if error else {}
    typed = outcome_forms.typed_now(found, made, error is not None and act)
    return {
        "typed": typed,
        "fields": outcome_forms.asked(made),
        "errors": errors,
        "summary": [{"text": line, "href": f"#{name}"} for name, line in errors.items()],
        "problem": sentence(error.key, **error.values) if error and not errors else "",
        "kept": outcome_forms.kept_meanwhile(found, made, typed) if isinstance(error, OutcomeRevised) else [],
        "act": act if error else "",
    }


def _said(act: str) -> str:
    said = {
        "done": gettext("Written down: it is done."),
        "dropped": gettext("Written down: it was dropped."),
        "postpone": gettext("It has a new day."),
        "reopen": gettext("It is open again."),
        "name": gettext("The name stands on the page for everyone now."),
        "unname": gettext("The name is for the town’s team alone again."),
        "keep_in": gettext("Kept in: only the town’s team reads it now."),
        "let_out": gettext("Let out: it is read wherever the results are."),
    }
    return said.get(act, gettext("Saved."))
