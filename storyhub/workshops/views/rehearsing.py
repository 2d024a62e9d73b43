"""Rehearsing a workshop with invented people, from its preparing pages: asked for, watched or led, stopped, read, thrown away."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.columns import new_id
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go, htmx_target, is_htmx
from storyhub.web.render import page
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of, minutes_of, steps_of
from storyhub.workshops.queries.rehearsals import Rehearsed, last_rehearsal, rehearsed_workshop
from storyhub.workshops.services import preparing, rehearsals
from storyhub.workshops.services.rehearsals import PEOPLE, SPEEDS, Wish
from storyhub.workshops.views import labels
from storyhub.workshops.views.own import own_workshop, prepared
from storyhub.workshops.views.rehearsed import told

blueprint = Blueprint("rehearsing", __name__)

SHARE, TURN = 0.75, 1.5 / 60
"""How much of a step's time passes until the slowest has done everything, and the minutes until all know of the next."""
USUAL = {"people": "12", "speed": "20", "desk": "mine"}


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/rehearsal")
@role(Role.FACILITATOR)
def rehearsal(code: str) -> AnyResponse:
    """The last rehearsal, and a new one. A copy shows the page of the workshop that it plays."""
    found = own_workshop(code)
    if not found.is_rehearsal:
        return go(request.path) if _has_ended_meanwhile(found) else _page(found)
    origin = rehearsed_workshop(found)
    if origin is None:
        raise NotFound()
    return go(url_for("rehearsing.rehearsal", code=origin.code))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/rehearsal")
@role(Role.FACILITATOR)
def begin(code: str) -> AnyResponse:
    """Copy it and let the people in."""
    found = own_workshop(code)
    typed = {name: request.form.get(name, usual)[:10] for name, usual in USUAL.items()}
    wish = Wish(_number(typed["people"]), _number(typed["speed"]), plays_desk=typed["desk"] == "played")
    try:
        rehearsals.ask_rehearsal(viewer(), found.id, wish, key=f"{request.form.get('key', new_id().hex)[:40]}-rehearse")
    except (Invalid, Conflict) as error:
        return _page(own_workshop(code), status=error.status, problem=_problem(error), typed=typed)
    return go(url_for("rehearsing.rehearsal", code=code))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/rehearsal/stop")
@role(Role.FACILITATOR)
def stop(code: str) -> AnyResponse:
    """Enough of it."""
    rehearsals.stop_rehearsal(viewer(), _last(code).copy.id)
    return go(url_for("rehearsing.rehearsal", code=code))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/rehearsal/discard")
@role(Role.FACILITATOR)
def discard(code: str) -> AnyResponse:
    """The copy goes, with all that invented people wrote."""
    last = _last(code)
    if last.run.ended_at is None:
        raise NotFound()
    preparing.discard_workshop(viewer(), last.copy.id)
    flash(gettext("The rehearsal is thrown away. The workshop itself is as it was."))
    return go(url_for("rehearsing.rehearsal", code=code))


def _has_ended_meanwhile(found: Workshop) -> bool:
    """Whether a page that asks again and again has anything to ask for."""
    if not is_htmx() or htmx_target() != "playing":
        return False
    last = last_rehearsal(found.id)
    return last is None or last.run.ended_at is not None


def _last(code: str) -> Rehearsed:
    found = last_rehearsal(own_workshop(code).id)
    if found is None:
        raise NotFound()
    return found


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() else 0


def _problem(error: Invalid | Conflict) -> str:
    """The first reason; the agenda's own words where it cannot be played as it is."""
    if isinstance(error, Invalid) and error.fields:
        return sentence(next(iter(error.fields.values())), **error.values)
    return sentence(error.key, **error.values)


def _page(found: Workshop, *, status: int = 200, problem: str = "", typed: dict[str, str] | None = None) -> Response:
    last = last_rehearsal(found.id)
    return page(
        "workshops/rehearsal.html",
        fragments=("playing",),
        status=status,
        problem=problem,
        typed=typed or USUAL,
        key=new_id().hex,
        address=url_for("rehearsing.rehearsal", code=found.code),
        people_offered=PEOPLE,
        speeds_offered=_speeds(found, (typed or USUAL)["speed"]),
        run=_run(last) if last else None,
        **prepared(found, "rehearsal"),
    )


def _speeds(found: Workshop, chosen: str) -> list[dict[str, Any]]:
    """How long the agenda takes at each; of those that take equally long, the slowest alone."""
    planned = [minutes_of(exercise, step) for exercise in exercises_of(found.id) for step in steps_of(exercise)]
    offered: dict[int, int] = {}
    for speed in SPEEDS:
        taken = sum(minutes / speed * SHARE + TURN for minutes in planned)
        offered.setdefault(max(1, round(taken)), speed)
    speeds = list(offered.values())
    usual = int(chosen) if chosen in map(str, speeds) else speeds[-1]
    return [
        {"value": speed, "time": labels.minutes(minutes), "is_chosen": speed == usual}
        for minutes, speed in offered.items()
    ]


def _run(last: Rehearsed) -> dict[str, Any]:
    """What the page says of it (workshops/rehearsal.html)."""
    run, copy = last.run, last.copy
    address = url_for("workshops.workshop", code=copy.code)
    is_over, is_open = run.ended_at is not None, copy.state == WorkshopState.OPEN
    return {
        "is_over": is_over,
        "is_begun": run.started_at is not None,
        "is_stopping": run.stopped_at is not None and not is_over,
        "plays_desk": run.plays_desk,
        "people": run.people,
        "speed": run.speed,
        "title": copy.title,
        "lang": copy.language,
        "desk_href": f"{address}/desk" if is_open else "",
        "stage_href": f"{address}/stage" if is_open else "",
        "results_href": "" if is_open else url_for("results.results", code=copy.code),
        "ending": run.ending,
        "report": told(run.report) if run.report else None,
    }
