"""How the agenda is drawn: exercises by day, with what each takes and gives in words, and where an input may come from."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext

from storyhub.web.errors import sentence
from storyhub.web.locale import current_language
from storyhub.workshops.methods.joins import STORY, TEXT, From, Laid, Misfit, Offer, offers
from storyhub.workshops.methods.rules.frame import types_of
from storyhub.workshops.methods.schema import Fallback, Input, Step, Use
from storyhub.workshops.models import Exercise, Workshop
from storyhub.workshops.queries.agenda import exercises_of, laid, loaded_of, minutes_of, minutes_planned, problems_of
from storyhub.workshops.views import labels
from storyhub.workshops.views.methods import language_of

ROOM, WORDS = "", "words"
"""Where an input comes from that no exercise gives: the room, or words of the facilitator."""
Typed = Mapping[str, Any]
"""What was sent for one exercise and could not be kept: `exercise`, fields by name, `out`, and `errors` by field."""


def days_of(workshop: Workshop, typed: Typed, refused: Mapping[str, str]) -> list[dict[str, Any]]:
    """The agenda by day. `refused` are reasons by `<exercise>-<input>`, besides what does not join as it is kept."""
    exercises = exercises_of(workshop.id)
    agenda = laid(exercises, current_language().code)
    reasons = {**_reasons(exercises, problems_of(workshop, current_language().code)), **refused}
    rows = [_row(exercises, agenda, place, reasons, typed) for place in range(len(exercises))]
    return [_day(day, list(group)) for day, group in groupby(rows, key=lambda row: row["day_kept"])]


def total_of(workshop: Workshop) -> str:
    return labels.minutes(sum(minutes_planned(one) for one in exercises_of(workshop.id)))


def _day(number: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    total = 0
    for row in rows:
        total += row["planned"]
        row["until"] = labels.minutes(total)
    return {"number": number, "total": labels.minutes(total), "exercises": rows}


def _reasons(exercises: Sequence[Exercise], misfits: Sequence[Misfit]) -> dict[str, str]:
    return {f"{exercises[one.position].id}-{one.input}": sentence(one.reason, **one.values) for one in misfits}


def _row(
    exercises: Sequence[Exercise], agenda: Sequence[Laid], place: int, reasons: Mapping[str, str], typed: Typed
) -> dict[str, Any]:
    exercise, method = exercises[place], agenda[place].method
    mine = typed if typed.get("exercise") == str(exercise.id) else {}
    kept = loaded_of(exercise)
    planned = minutes_planned(exercise)
    return {
        "id": str(exercise.id),
        "number": place + 1,
        "title": method.method.title,
        "lang": language_of(kept),
        "href": url_for("methods.method", slug=kept.id),
        "planned": planned,
        "minutes": labels.minutes(planned),
        "day_kept": exercise.day,
        "day": mine.get("day", exercise.day),
        "day_error": mine.get("errors", {}).get("day", ""),
        "is_first": place == 0,
        "is_last": place == len(exercises) - 1,
        "has_begun": exercise.opened_at is not None,
        "inputs": list(_inputs(agenda, place, reasons, mine)),
        "gives": [one.label for one in method.output],
        "stories": any(STORY in types_of(one) for one in method.input),
        "steps": [_step(exercise, one, mine) for one in method.step],
        "is_open": bool(mine),
    }


def _inputs(
    agenda: Sequence[Laid], place: int, reasons: Mapping[str, str], mine: Typed
) -> Iterator[dict[str, Any]]:  # fmt: skip
    for one in agenda[place].method.input:
        if STORY in types_of(one):
            continue
        given = agenda[place].inputs.get(one.id, "")
        found = offers(agenda, place, one)
        selected = f"{given.exercise}.{given.output}" if isinstance(given, From) else WORDS if given else ROOM
        yield {
            "id": one.id,
            "label": one.label,
            "said": _said(agenda, one, given),
            "is_quiet": not given,
            "options": _options(agenda, one, found, selected),
            "selected": mine.get(f"feed-{one.id}", selected),
            "takes_words": TEXT in types_of(one) and one.use != Use.QUESTION,
            "words": mine.get(f"words-{one.id}", given if isinstance(given, str) else ""),
            "error": reasons.get(f"{agenda[place].id}-{one.id}", ""),
        }


def _options(agenda: Sequence[Laid], one: Input, found: Sequence[Offer], selected: str) -> list[dict[str, str]]:
    options = [{"value": f"{it.exercise}.{it.output.id}", "label": _offer(agenda, it)} for it in found]
    if TEXT in types_of(one) and one.use != Use.QUESTION:
        options.append({"value": WORDS, "label": gettext("Words of your own")})
    options.append({"value": ROOM, "label": _nothing(one)})
    if selected not in {it["value"] for it in options}:
        options.append({"value": selected, "label": gettext("From an exercise that does not fit any more")})
    return options


def _offer(agenda: Sequence[Laid], it: Offer) -> str:
    title = agenda[it.position].method.method.title
    return gettext("%(what)s from %(number)s. %(title)s", what=it.output.label, number=it.position + 1, title=title)


def _nothing(one: Input) -> str:
    if one.use == Use.QUESTION:
        return gettext("The question of the workshop")
    if one.fallback == Fallback.FACILITATOR:
        return gettext("From nowhere: you write it in the room")
    return gettext("From nowhere")


def _said(agenda: Sequence[Laid], one: Input, given: From | str) -> str:
    """A join in words: “takes Drivers from 1”."""
    if isinstance(given, From):
        places = {laid_.id: place for place, laid_ in enumerate(agenda)}
        giver = agenda[places[given.exercise]] if given.exercise in places else None
        output = giver.output(given.output) if giver else None
        if giver and output:
            number = places[given.exercise] + 1
            return gettext("takes %(what)s from %(number)s", what=output.label, number=number)
        return gettext("takes %(what)s from an exercise that is gone", what=one.label)
    if given:
        return gettext("takes your words for %(what)s: “%(words)s”", what=one.label, words=given)
    if one.use == Use.QUESTION:
        return gettext("asks the question of the workshop")
    if one.fallback == Fallback.FACILITATOR:
        return gettext("takes %(what)s that you write in the room", what=one.label)
    return gettext("needs %(what)s", what=one.label) if one.required else gettext("may take %(what)s", what=one.label)


def _step(exercise: Exercise, step: Step, mine: Typed) -> dict[str, Any]:
    is_out = step.id in mine["out"] if "out" in mine else step.id in exercise.skipped
    return {
        "id": step.id,
        "title": step.title,
        "minutes": mine.get(f"minutes-{step.id}", minutes_of(exercise, step)),
        "is_out": is_out,
        "may_skip": step.skippable or is_out,
        "error": mine.get("errors", {}).get(f"minutes-{step.id}", ""),
    }
