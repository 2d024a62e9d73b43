"""Cards carried from one exercise into the next: what came out of the first is what the second begins with."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.codes import public_code
from storyhub.workshops.methods.rules.names import by_name, kinds_of
from storyhub.workshops.methods.schema import Field, FieldType, Input, Method, Use
from storyhub.workshops.models import Card, CardState, Exercise, Workshop
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.queries.outputs import cards_of_output
from storyhub.workshops.services.backing import inherit


def carry_in(session: Session, workshop: Workshop, exercise: Exercise) -> None:
    """Lay out what each input brings, once: cards of the output it is joined to, or words that were typed for it."""
    method = loaded_of(exercise).method
    inputs = by_name(method.input)
    for name, source in exercise.inputs.items():
        given = inputs.get(name)
        if given is None or given.use == Use.TRAY:
            continue
        if "output" in source:
            _carry_cards(session, workshop, exercise, method, given, source)
        elif source.get("text") and given.kind:
            _lay_words(session, workshop, exercise, method, given, source["text"])


def fitted(fields: Mapping[str, str], source: tuple[Field, ...], target: tuple[Field, ...]) -> dict[str, str]:
    """The words of a card as one of another kind: fields of the same name, and what it says first stays first.

    A choice stays where the other kind offers it.
    """
    kept = {field.id: fields[field.id] for field in target if fields.get(field.id) and _holds(field, fields[field.id])}
    if target and source and target[0].id not in kept and fields.get(source[0].id):
        kept[target[0].id] = fields[source[0].id]
    return {field.id: kept[field.id] for field in target if field.id in kept}


def _holds(field: Field, words: str) -> bool:
    return field.type != FieldType.CHOICE or words in {option.id for option in field.options}


def _carry_cards(
    session: Session,
    workshop: Workshop,
    exercise: Exercise,
    method: Method,
    given: Input,
    source: Mapping[str, str],
) -> None:
    before = session.get(Exercise, UUID(source["exercise"]))
    if before is None or before.workshop_id != workshop.id:
        return
    known = kinds_of(loaded_of(before).method)
    cards = cards_of_output(before, source["output"])
    present = set(session.scalars(select(Card.origin_id).where(Card.exercise_id == exercise.id)))
    for origin in cards[: given.max] if given.max else cards:
        if origin.id in present:
            continue
        kind = given.kind or origin.kind
        if kind not in kinds_of(method) or origin.kind not in known:
            continue
        fields = fitted(origin.fields, known[origin.kind].fields, kinds_of(method)[kind].fields)
        card = _lay(session, workshop, exercise, kind, given.into, fields, origin.language)
        card.origin_id, card.is_minority = origin.id, origin.is_minority
        card.story_id = origin.story_id
        session.flush()
        inherit(session, card.id, [origin.id])


def _lay_words(
    session: Session, workshop: Workshop, exercise: Exercise, method: Method, given: Input, words: str
) -> None:
    fields = kinds_of(method)[given.kind].fields
    _lay(session, workshop, exercise, given.kind, given.into, {fields[0].id: words}, workshop.language)


def _lay(
    session: Session,
    workshop: Workshop,
    exercise: Exercise,
    kind: str,
    zone: str,
    fields: dict[str, str],
    language: str,
) -> Card:
    last = session.scalar(select(func.max(Card.position)).where(Card.exercise_id == exercise.id)) or 0
    card = Card(
        code=public_code(),
        workshop_id=workshop.id,
        exercise_id=exercise.id,
        step="",
        kind=kind,
        zone=zone,
        state=CardState.SHOWN,
        fields=fields,
        language=language,
        position=last + 1,
        at=clock.now(),
    )
    session.add(card)
    session.flush()
    return card
