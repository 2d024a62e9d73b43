"""Laying the agenda: exercises added, moved, joined, planned by the minute; every button works without a script."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import text
from storyhub.core.columns import new_id
from storyhub.core.errors import Conflict, DomainError, Invalid, NotFound
from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go, htmx_target, is_htmx
from storyhub.web.render import page
from storyhub.workshops.methods.library import library
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercise_in, exercises_of, loaded_of, minutes_of
from storyhub.workshops.services import agenda as services
from storyhub.workshops.services.exercises import DoesNotJoin
from storyhub.workshops.views.laying import WORDS, Typed, days_of, total_of
from storyhub.workshops.views.methods import families_of
from storyhub.workshops.views.own import own_workshop, prepared, seen_of

blueprint = Blueprint("agenda", __name__)

STEPS = {"lift": -1, "lower": 1}


class ExerciseGone(Conflict):
    """It was on the agenda when the page was drawn."""

    key = "exercise_gone"


class AgendaChanged(Conflict):
    """Somebody else has changed the agenda since the page was drawn."""

    key = "agenda_changed"


class NotPlanned(Invalid):
    """Some fields of an exercise cannot be taken; the others are not kept either."""


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/agenda")
@role(Role.FACILITATOR)
def agenda(code: str) -> Response:
    """The agenda and the methods there are."""
    return _page(own_workshop(code))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/agenda")
@role(Role.FACILITATOR)
def change(code: str) -> AnyResponse:
    """What the pressed button says."""
    found = own_workshop(code)
    act, _colon, about = request.form.get("act", "").partition(":")
    try:
        said, focus = _do(found, act, about)
    except (Invalid, Conflict) as error:
        return _refused(code, act, error)
    if is_htmx() and htmx_target() == "agenda":
        return _page(own_workshop(code), news=said, focus=focus)
    flash(said)
    return go(url_for("agenda.agenda", code=code, _anchor=_anchor(act)))


def _do(found: Workshop, act: str, about: str) -> tuple[str, str]:
    """(what was done in words, where the keyboard goes on)."""
    key = _key(act)
    if act == "add":
        services.add_exercise(viewer(), found.id, about, key=key)
        return gettext("Added at the end. Where it can, it takes what the exercises before it give."), "news"
    exercise = _exercise(found)
    if act in STEPS:
        services.move_exercise(viewer(), found.id, exercise.id, STEPS[act], key=key)
        return gettext("Moved."), _focus(found.id, exercise.id, act)
    if act == "remove":
        services.remove_exercise(viewer(), found.id, exercise.id, key=key)
        return gettext("Taken off the agenda."), "news"
    if act == "plan":
        _plan(found, exercise, key)
        return gettext("Saved."), "news"
    raise NotFound()


def _plan(found: Workshop, exercise: Exercise, key: str) -> None:
    """Keep what differs of one exercise: sources of inputs, steps left out, minutes, the day. Raises NotPlanned and more."""
    if request.form.get("seen") != seen_of(found):
        raise AgendaChanged()
    minutes, day = _minutes(exercise), _number("day")
    wrong = {f"minutes-{step}": "workshop_minutes" for step, one in minutes.items() if one is None or one < 1}
    if day is None or not 1 <= day <= services.MOST_DAYS:
        wrong["day"] = "agenda_day"
    if wrong or day is None:
        raise NotPlanned(wrong)
    ids = found.id, exercise.id
    for name, source, words in _sources(exercise):
        services.connect_input(viewer(), *ids, name, source=source, words=words, key=f"{key}-{name}")
    for step, planned in minutes.items():
        services.plan_minutes(viewer(), *ids, step, planned, key=f"{key}-minutes-{step}")
    out, were_out = set(request.form.getlist("out")), set(exercise.skipped)
    for step in out - were_out:
        services.skip_step(viewer(), *ids, step, key=f"{key}-out-{step}")
    for step in were_out - out:
        services.unskip_step(viewer(), *ids, step, key=f"{key}-in-{step}")
    if day != exercise.day:
        _set_day(found.id, exercise.id, day, key)


def _minutes(exercise: Exercise) -> dict[str, int | None]:
    """What was typed where it is not what is kept; None for what is no number."""
    steps = loaded_of(exercise).method.step
    typed = {step: _number(f"minutes-{step.id}") for step in steps if f"minutes-{step.id}" in request.form}
    return {step.id: number for step, number in typed.items() if number != minutes_of(exercise, step)}


def _sources(exercise: Exercise) -> list[tuple[str, tuple[UUID, str] | None, str]]:
    """(input, source, words) of every input that is to come from elsewhere now."""
    found = []
    for one in loaded_of(exercise).method.input:
        said = request.form.get(f"feed-{one.id}")
        if said is None:
            continue
        source, words = _source(said), ""
        if said == WORDS:
            words = text.clean(request.form.get(f"words-{one.id}", ""))
        given = exercise.inputs.get(one.id, {})
        kept = (given.get("exercise", ""), given.get("output", "")), given.get("text", "")
        if ((str(source[0]), source[1]) if source else ("", ""), words) != kept:
            found.append((one.id, source, words))
    return found


def _source(said: str) -> tuple[UUID, str] | None:
    exercise, dot, output = said.partition(".")
    try:
        return (UUID(exercise), output) if dot else None
    except ValueError:
        raise NotFound() from None


def _set_day(workshop_id: UUID, exercise_id: UUID, day: int, key: str) -> None:
    """Days do not run backwards, so those after it come along to a later day, and those before it to an earlier one."""
    exercises = exercises_of(workshop_id)
    place = [one.id for one in exercises].index(exercise_id)
    after = [one for one in reversed(exercises[place + 1 :]) if one.day < day]
    before = [one for one in exercises[:place] if one.day > day]
    for one in [*after, *before, exercises[place]]:
        services.set_day(viewer(), workshop_id, one.id, day, key=f"{key}-day-{one.id}")


def _exercise(found: Workshop) -> Exercise:
    try:
        return exercise_in(found.id, UUID(request.form.get("exercise", "")))
    except (NotFound, ValueError):
        raise ExerciseGone() from None


def _number(name: str) -> int | None:
    said = request.form.get(name, "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else None


def _key(act: str) -> str:
    """Makes a second press of the same button on the same page the same press."""
    drawn = request.form.get("fresh") or request.form.get("key") or new_id().hex
    return f"{drawn[:40]}-{act}-{request.form.get('exercise', '')[:40]}"


def _focus(workshop_id: UUID, exercise_id: UUID, act: str) -> str:
    """The pressed button, or its neighbour where the exercise has come to an end of the agenda."""
    ids = [one.id for one in exercises_of(workshop_id)]
    at_end = exercise_id == ids[0 if act == "lift" else -1]
    other = {"lift": "lower", "lower": "lift"}[act]
    return f"{other if at_end else act}-{exercise_id}"


def _anchor(act: str) -> str:
    exercise = request.form.get("exercise", "")
    return f"exercise-{exercise}" if act in (*STEPS, "plan") else "agenda-title"


def _refused(code: str, act: str, error: DomainError) -> Response:
    """Nothing typed is lost; the reason stands where it belongs."""
    refused: dict[str, str] = {}
    fields: Mapping[str, str] = {}
    if isinstance(error, DoesNotJoin):
        refused = {
            name: sentence(one.reason, **one.values) for name, one in zip(error.fields, error.misfits, strict=False)
        }
    elif isinstance(error, Invalid):
        fields = {name: sentence(key, **error.values) for name, key in error.fields.items()}
    problem = next(iter({**refused, **fields}.values()), sentence(error.key, **error.values))
    typed = _typed(fields) if act == "plan" else {}
    return _page(own_workshop(code), status=error.status, problem=problem, typed=typed, refused=refused)


def _typed(errors: Mapping[str, str]) -> dict[str, Any]:
    form: dict[str, Any] = {name: value for name, value in request.form.items() if name != "seen"}
    return form | {"out": request.form.getlist("out"), "errors": errors}


def _page(
    found: Workshop,
    *,
    status: int = 200,
    problem: str = "",
    news: str = "",
    focus: str = "",
    typed: Typed | None = None,
    refused: Mapping[str, str] | None = None,
) -> Response:
    exercises = exercises_of(found.id)
    return page(
        "workshops/agenda.html",
        fragments=("agenda",),
        status=status,
        days=days_of(found, typed or {}, refused or {}),
        shown=[str(one.id) for one in exercises],
        problem_at=request.form.get("exercise", ""),
        total=total_of(found),
        families=families_of(library()),
        problems=library().problems,
        may_change=found.state != WorkshopState.CLOSED,
        problem=problem,
        news=news,
        focus=focus,
        key=new_id().hex,
        seen=seen_of(found),
        **prepared(found, "agenda"),
    )
