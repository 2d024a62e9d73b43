"""The forms on a record's page: what stands in them, what was typed, and what somebody else kept meanwhile."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext

from storyhub.core import clock
from storyhub.core.errors import Invalid
from storyhub.web.filters import day
from storyhub.workshops.methods.schema import FieldType
from storyhub.workshops.models import Outcome
from storyhub.workshops.playing import longest
from storyhub.workshops.queries.givings import day_in, shape_of
from storyhub.workshops.services.outcomes import Words
from storyhub.workshops.views.recorded import Made

OWN = "field_"
"""Before the names of a method's fields, so that none of them is taken for one of ours."""
LINES = {FieldType.LONG: 8}


def seen() -> int:
    """The revision that the page knew; none is as good as an old one."""
    said = request.form.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


def words_typed() -> Words:
    form = request.form
    own = {name.removeprefix(OWN): value for name, value in form.items() if name.startswith(OWN)}
    return Words(form.get("title", ""), form.get("owner", ""), form.get("due_on", ""), own)


def day_to_come(name: str) -> date:
    """By the calendar of the town. Raises Invalid."""
    found = day_in(request.form.get(name, ""))
    if found is None or found <= clock.today(g.city.time_zone):
        raise Invalid({name: "promise_day"})
    return found


def asked(made: Made) -> list[dict[str, Any]]:
    """The fields of the method that stand in the form."""
    return [
        {
            "name": OWN + field.id,
            "label": field.label,
            "hint": field.hint,
            "rows": LINES.get(field.type, 0),
            "most": longest(field),
            "options": [{"value": "", "label": ""}, *({"value": one.id, "label": one.label} for one in field.options)],
            "is_choice": field.type == FieldType.CHOICE,
        }
        for field in shape_of(made.fields).rest
    ]


def typed_now(found: Outcome, made: Made, act: str | bool) -> dict[str, Any]:
    """What stands in the fields: what is kept, or for the form that came back what was typed in it."""
    values: dict[str, Any] = _kept(found, made) | {
        "result": found.result,
        "new_due_on": found.due_on.isoformat() if found.due_on else "",
    }
    return {name: request.form.get(name, value) for name, value in values.items()} if act else values


def kept_meanwhile(found: Outcome, made: Made, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What another page kept that differs from what was typed on this one."""
    labels = {"title": gettext("Title"), "owner": gettext("Who looks after it"), "due_on": gettext("By when")}
    labels |= {one["name"]: one["label"] for one in asked(made)}
    rows = [
        {"key": labels[name], "value": value} for name, value in _kept(found, made).items() if value != typed.get(name)
    ]
    if found.result and found.result != typed.get("result"):
        rows.append({"key": gettext("What came of it"), "value": found.result})
    if found.due_on and found.due_on.isoformat() != typed.get("new_due_on"):
        rows.append({"key": gettext("By when"), "value": day(found.due_on)})
    return rows


def _kept(found: Outcome, made: Made) -> dict[str, Any]:
    own = {OWN + field.id: found.fields.get(field.id, "") for field in shape_of(made.fields).rest}
    due = found.due_on.isoformat() if found.due_on else ""
    return {"title": found.title, "owner": found.owner, "due_on": due, **own}
