"""The report of a rehearsal in plain words: how many, how long, how quick the screens were, what did not hold."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, gettext, ngettext

from storyhub.web.errors import sentence
from storyhub.web.locale import current_language
from storyhub.workshops.messages import MESSAGES
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.rehearsal.faults import read_fault

SECOND = 1000.0


def told(report: Mapping[str, Any]) -> dict[str, Any]:
    """`report` as `rehearsal.report.Report.as_dict` gives it."""
    broken = report.get("broken", {})
    return {
        "is_well": bool(report.get("ok")),
        "is_empty": not report["steps"] and not broken,
        "lines": [line for line in (_played(report), _done(report), _misbehaved(report), *_quick(report)) if line],
        "broken": [_broken(said, times) for said, times in broken.items()],
    }


def _broken(said: str, times: int) -> dict[str, Any]:
    """In the reader's language; what was kept in English before, in English."""
    key, values = read_fault(said)
    if key not in MESSAGES:
        return {"what": said, "lang": "en", "times": times}
    return {"what": sentence(key, **{**values, **_called(values)}), "lang": "", "times": times}


def _called(values: Mapping[str, Any]) -> dict[str, str]:
    """The titles of the method and the step in which it was."""
    method = library().methods.get(str(values.get("method", "")))
    if method is None:
        return {}
    told = method.in_language(current_language().code)
    step = by_name(told.step).get(str(values.get("step", "")))
    return {"method": told.method.title, "step": step.title if step else str(values.get("step", ""))}


def _played(report: Mapping[str, Any]) -> str:
    people = ngettext("%(num)s person sat down.", "%(num)s people sat down.", report["people"])
    minutes = max(1, round(report["seconds"] / 60))
    steps = ngettext("%(num)s step was played", "%(num)s steps were played", report["steps"])
    took = ngettext("in %(num)s minute.", "in %(num)s minutes.", minutes)
    return f"{people} {steps} {took}"


def _done(report: Mapping[str, Any]) -> str:
    taken, refused = sum(report["taken"].values()), sum(report["refused"].values())
    return gettext(
        "They did %(taken)s things. %(refused)s more were refused, as they should be: too late, too many, not theirs.",
        taken=format_decimal(taken),
        refused=format_decimal(refused),
    )


def _misbehaved(report: Mapping[str, Any]) -> str:
    slips = sum(report["slips"].values())
    if not slips:
        return ""
    return gettext(
        "%(times)s times somebody tapped twice, lost the network, reloaded, left and came back, or sent an old page.",
        times=format_decimal(slips),
    )


def _quick(report: Mapping[str, Any]) -> list[str]:
    """Of twenty screens nineteen were as quick as this, or quicker."""
    steps = report["age_of_steps"]
    said = {
        "the stage": gettext("A new step was on the stage within %(seconds)s s.", seconds=_seconds(steps, "the stage")),
        "phones": gettext("A new step was on the phones within %(seconds)s s.", seconds=_seconds(steps, "phones")),
    }
    return [line for who, line in said.items() if who in steps]


def _seconds(ages: Mapping[str, Any], who: str) -> str:
    return format_decimal(round(ages[who]["p95"] / SECOND, 1)) if who in ages else ""
