"""What a phone is told after it did something: a tick, or what could not be done with everything that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from storyhub.core.errors import DomainError, Invalid
from storyhub.web.errors import sentence

TICKS: dict[str, Any] = {
    "added": lazy_gettext("It lies on the table."),
    "held": lazy_gettext("Kept. The facilitator looks at it first."),
    "late": lazy_gettext("The step had ended, so the facilitator has it now. Nothing is lost."),
    "changed": lazy_gettext("Changed."),
    "taken_back": lazy_gettext("Taken back. You can put it back until the step ends."),
    "put_back": lazy_gettext("It lies on the table again."),
    "stacked": lazy_gettext("Put together."),
    "unstacked": lazy_gettext("Taken out."),
    "named": lazy_gettext("It has a name."),
    "moved": lazy_gettext("It lies there now."),
    "undone": lazy_gettext("It lies where it lay before."),
    "linked": lazy_gettext("The line is drawn."),
    "unlinked": lazy_gettext("The line is gone."),
    "objected": lazy_gettext("The room will answer you."),
    "kept": lazy_gettext("Kept."),
}
"""By what an act gives back; an act that gives nothing shows what it did by itself."""


@dataclass(frozen=True)
class Answer:
    """`said` is what was typed and is not kept yet; `theirs` what somebody else wrote meanwhile, by field."""

    status: int = 200
    tick: str = ""
    error: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    said: MultiDict[str, str] = field(default_factory=MultiDict)
    theirs: Mapping[str, str] = field(default_factory=dict)
    at: int | None = None
    """Which of the cards to judge was looked at."""
    change: str = ""
    """The code of the card that somebody wants to change."""
    zone: str = ""
    """Which of several sheets."""
    moved: str = ""
    """The id of the card that was laid elsewhere just now."""


def plain_answer() -> Answer:
    """To somebody who opens the page: what they did before, which card they want, where they were."""
    asked = request.args
    return Answer(
        tick=_tick(asked.get("done", "")),
        at=_number(asked.get("at")),
        change=asked.get("change", "")[:16],
        zone=asked.get("zone", ""),
        moved=asked.get("moved", "")[:36],
    )


def answer_to_act(tick: str) -> Answer:
    """Where the page goes on after something was done."""
    form = request.form
    at = _number(form.get("at"))
    return Answer(
        tick=_tick(tick),
        at=at + 1 if at is not None and not tick else at,
        zone=form.get("zone", ""),
        moved=form.get("card", "")[:36] if tick == "moved" else "",
    )


def answer_to_error(error: DomainError) -> Answer:
    """What was typed stands in the form again, with what is wrong beside each field."""
    fields = error.fields if isinstance(error, Invalid) else {}
    return Answer(
        status=error.status if error.status != 404 else 409,
        error=sentence("seat_not_there" if error.status == 404 else error.key, **_plain(error.values)),
        errors={_input_of(name): sentence(key) for name, key in fields.items()},
        said=request.form,
        theirs=error.values.get("theirs") or {},
        at=_number(request.form.get("at")),
        zone=request.form.get("zone", ""),
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if isinstance(value, str | int)}


def _input_of(name: str) -> str:
    """The input that carries a field of a card."""
    return name if name in request.form or name in ("zone", "parent") else f"field-{name}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else None


def _tick(name: str) -> str:
    return str(TICKS.get(name, ""))
