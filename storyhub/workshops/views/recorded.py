"""A record in a reader's language: its words by the labels of its method, and what people judged, in numbers and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from storyhub.core import clock
from storyhub.web.locale import current_language
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Field, FieldType, Method, OutcomeKind
from storyhub.workshops.models import Card, Exercise, Outcome, OutcomeState
from storyhub.workshops.playing import fields_of
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.queries.drawing import rows_of
from storyhub.workshops.queries.givings import shape_of
from storyhub.workshops.views.methods import language_of

THOUGHT = (OutcomeKind.SIGNAL, OutcomeKind.DRIVER, OutcomeKind.SCENARIO)
"""What one sees or imagines; the rest is to be done, and something comes of it."""


@dataclass(frozen=True)
class Made:
    """What a record was made of: its card, the method in the reader's language."""

    card: Card
    method: Method
    lang: str
    """Of the method's labels."""

    @property
    def fields(self) -> Sequence[Field]:
        return fields_of(self.method, self.card.kind)


def made_by(card: Card, exercise: Exercise) -> Made:
    kept = loaded_of(exercise)
    return Made(card, kept.in_language(current_language().code), language_of(kept))


def told(outcome: Outcome, fields: Sequence[Field], *, is_team: bool) -> dict[str, Any]:
    """Its words: `texts` to be read, `rows` beside them, who looks after it where this reader may know, by when."""
    shape = shape_of(fields)
    labels = {field.id: field.label for field in fields}
    named = {shape.title, *shape.people}
    rest = [field for field in fields if field.id not in named]
    return {
        "title": outcome.title,
        "lang": outcome.language,
        "texts": [
            (field.label, outcome.fields[field.id])
            for field in rest
            if field.type == FieldType.LONG and outcome.fields.get(field.id)
        ],
        "rows": rows_of([field for field in rest if field.type != FieldType.LONG], outcome.fields),
        "owner": outcome.owner if is_team or outcome.names_owner else "",
        "owner_label": next((labels[name] for name in shape.people), ""),
        "due_on": outcome.due_on,
        "due_label": labels.get(shape.due, ""),
    }


def is_to_do(outcome: Outcome) -> bool:
    """Whether it is something that people do, of which one can say that it is done."""
    return outcome.kind not in THOUGHT


def is_overdue(outcome: Outcome, time_zone: str) -> bool:
    """By the calendar of its town."""
    is_past = outcome.due_on is not None and outcome.due_on < clock.today(time_zone)
    return is_past and outcome.state == OutcomeState.OPEN


def measures_of(outcome: Outcome, method: Method) -> list[dict[str, Any]]:
    """What people judged of it as a whole, as the results page says it."""
    return [_measure(one, method) for one in outcome.figures.get("ratings", ()) if not one["column"]]


def worlds_of(outcome: Outcome, method: Method, columns: Mapping[UUID, dict[str, Any]]) -> list[dict[str, Any]]:
    """How it does in each world, in the order of `columns`: what stands at the head of each."""
    by_column: dict[str, list[dict[str, Any]]] = {}
    for one in outcome.figures.get("ratings", ()):
        if one["column"]:
            by_column.setdefault(one["column"], []).append(_measure(one, method))
    return [head | {"ratings": by_column[str(key)]} for key, head in columns.items() if str(key) in by_column]


def points_of(outcome: Outcome, method: Method) -> int:
    """Of the last vote on it."""
    votes = outcome.figures.get("votes", {})
    return next((votes[vote.id] for vote in reversed(method.vote) if vote.id in votes), 0)


def columns_of(outcome: Outcome) -> list[UUID]:
    """The cards of the worlds in which it was tried."""
    found = (one["column"] for one in outcome.figures.get("ratings", ()))
    return [UUID(one) for one in dict.fromkeys(found) if one]


def _measure(figure: Mapping[str, Any], method: Method) -> dict[str, Any]:
    rating = by_name(method.rating).get(figure["rating"])
    dim = by_name(rating.dims).get(figure["dim"]) if rating else None
    return {
        **figure,
        "label": dim.label if dim else "",
        "ends": [dim.low, dim.high] if dim and dim.low and dim.high else [],
        "least": dim.min if dim else 0,
        "most": dim.max if dim else 0,
    }
