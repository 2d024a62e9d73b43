"""What a workshop gives out to be remembered: the cards of those outputs whose method says that they become records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from storyhub.core.text import excerpt
from storyhub.workshops.from_home import is_emptied
from storyhub.workshops.methods.schema import Field, FieldType, OutcomeKind
from storyhub.workshops.models import Card, Exercise, Workshop
from storyhub.workshops.playing import fields_of
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.figures import figures_of
from storyhub.workshops.queries.laid import Laid, told_steps, what_lies
from storyhub.workshops.queries.lines import Lines
from storyhub.workshops.queries.outputs import chosen
from storyhub.workshops.queries.post import speaking_outside

LONGEST_TITLE = 100
"""Of a card whose first field is empty: what else it says, as far as a title goes."""


@dataclass(frozen=True)
class Said:
    """A card's words, sorted: what it is called, what else stands on it, who looks after it, by when."""

    title: str
    fields: Mapping[str, str]
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class Shape:
    """Which field of a card says what, by the fields' ids; empty where it has none such."""

    title: str
    people: Sequence[str]
    due: str
    rest: Sequence[Field]


@dataclass(frozen=True)
class Giving:
    """A card that an exercise gives out as a record."""

    card: Card
    output: str
    kind: OutcomeKind
    said: Said
    figures: Mapping[str, Any]


def givings_of(workshop: Workshop, lines: Lines) -> list[Giving]:
    """In the order of the agenda, each thing once: as the last exercise that gives it as this kind of thing says it."""
    found: dict[UUID, Giving] = {}
    for exercise in exercises_of(workshop.id):
        for one in _given_in(exercise):
            found.setdefault(one.card.id, one)
    older = {
        before
        for card_id, one in found.items()
        for before in lines.before(card_id)
        if before in found and found[before].kind == one.kind
    }
    return [one for card_id, one in found.items() if card_id not in older]


def shape_of(fields: Sequence[Field]) -> Shape:
    """The first field is the title, the first day the day it is due; whoever is named looks after it, and is no title."""
    people = [field.id for field in fields if field.type == FieldType.PERSON]
    title = next((field.id for field in fields if field.id not in people), "")
    due = next((field.id for field in fields if field.type == FieldType.DATE), "")
    return Shape(title, people, due, [field for field in fields if field.id not in (title, due, *people)])


def said_by(card: Card, fields: Sequence[Field]) -> Said:
    """A day that nobody can read as one stays among the fields."""
    shape = shape_of(fields)
    filled = {field.id: card.fields[field.id] for field in fields if card.fields.get(field.id)}
    due_on = day_in(filled.get(shape.due, ""))
    named = {shape.title, *shape.people} | ({shape.due} if due_on else set())
    words = {name: text for name, text in filled.items() if name not in named}
    return Said(
        title=filled.get(shape.title) or excerpt(next(iter(words.values()), ""), LONGEST_TITLE),
        fields=words,
        owner=", ".join(filled[name] for name in shape.people if name in filled),
        due_on=due_on,
    )


def day_in(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None


def _given_in(exercise: Exercise) -> list[Giving]:
    if exercise.opened_at is None:
        return []
    method = loaded_of(exercise).method
    if not any(output.outcome for output in method.output):
        return []
    return _given_by(what_lies(exercise.workshop_id, exercise.id, method, told_steps(exercise, method)))


def _given_by(laid: Laid) -> list[Giving]:
    """A card that two outputs give is what the first calls it; one without a word is nothing to remember.

    Nor is one from home whose words may not leave the room.
    """
    found: dict[UUID, Giving] = {}
    private = _for_the_room(laid.cards)
    for output in laid.method.output:
        if output.outcome is None:
            continue
        for card in chosen(laid, output):
            said = said_by(card, fields_of(laid.method, card.kind))
            if said.title and card.id not in found and card.id not in private:
                found[card.id] = Giving(card, output.id, output.outcome, said, figures_of(laid, card))
    return list(found.values())


def _for_the_room(cards: Sequence[Card]) -> set[UUID]:
    """Cards from home whose story does not speak outside, and those that have not got its words back yet."""
    sent = {card.id: card.story_id for card in cards if card.story_id is not None}
    outside = speaking_outside(set(sent.values()))
    return {card.id for card in cards if card.id in sent and (sent[card.id] not in outside or is_emptied(card.fields))}
