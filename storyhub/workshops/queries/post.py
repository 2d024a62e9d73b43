"""What comes from home: which workshops take post now, where it would lie, and whether its words may be said."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import State, Story, Use
from storyhub.stories.policy import visible_to
from storyhub.workshops.consents import is_given, is_quotable, speaks_outside
from storyhub.workshops.from_home import is_emptied
from storyhub.workshops.methods.schema import Step
from storyhub.workshops.models import Card, Exercise, Post, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of, loaded_of, steps_of

KIND = "workshop:"
"""How the name begins under which a story says for which workshop it was told."""
RECEIVING = (WorkshopState.ANNOUNCED, WorkshopState.OPEN)


def told_for(workshop: Workshop) -> str:
    return f"{KIND}{workshop.code}"


def code_told_for(name: str) -> str:
    """The code of the workshop; empty when something else is named."""
    return name.removeprefix(KIND) if name.startswith(KIND) else ""


def takes_post(workshop: Workshop) -> bool:
    """Whether people at home may write to it, as far as its own settings go."""
    is_told = workshop.state in RECEIVING and workshop.discarded_at is None
    return workshop.takes_post and is_told and not workshop.is_rehearsal


def workshops_taking_post(city_id: UUID) -> list[tuple[Workshop, bool]]:
    """Those with a step for it, the first to come first, and whether that step is still ahead or runs."""
    rows = select(Workshop).where(Workshop.city_id == city_id, Workshop.state.in_(RECEIVING))
    found = db.session.scalars(rows.order_by(Workshop.starts_at.nulls_last(), Workshop.id)).all()
    agendas = [(one, exercises_of(one.id)) for one in found if takes_post(one)]
    return [(one, next_post(one, agenda) is not None) for one, agenda in agendas if has_post(agenda)]


def has_post(agenda: Iterable[Exercise]) -> bool:
    return any(post_step(exercise) for exercise in agenda)


def post_step(exercise: Exercise) -> Step | None:
    """The step of an exercise to which people at home can send, unless it is left out."""
    return next((step for step in steps_of(exercise) if step.post), None)


def next_post(workshop: Workshop, agenda: Sequence[Exercise]) -> tuple[Exercise, Step] | None:
    """The first such step on the agenda that has not ended."""
    ids = [exercise.id for exercise in agenda]
    running = ids.index(workshop.exercise_id) if workshop.exercise_id in ids else -1
    for place, exercise in enumerate(agenda):
        step = post_step(exercise)
        if step is None or place < running:
            continue
        if place > running or _is_ahead(exercise, step, workshop.step):
            return exercise, step
    return None


def last_post(agenda: Sequence[Exercise]) -> tuple[Exercise, Step] | None:
    """The last such step of an exercise that has begun: there lies what comes late."""
    begun = [(one, step) for one in agenda if one.opened_at is not None and (step := post_step(one)) is not None]
    return begun[-1] if begun else None


def may_speak() -> ColumnElement[bool]:
    """Of a `Story` that was sent: its teller allows workshops, and the town's desk has not taken it out of sight.

    One that waits to be read speaks too, for a facilitator reads it before the room does; but what two moderators must
    read, and what looks like nobody's, waits for them.
    """
    is_plain = ~Story.is_young & ~Story.is_sensitive & (Story.queue_mark == "")
    return is_given(Use.WORKSHOPS) & or_(Story.state == State.PUBLISHED, (Story.state == State.WAITING) & is_plain)


def speaking(story_ids: Collection[UUID]) -> set[UUID]:
    """Those of these stories whose words may stand on their cards now."""
    if not story_ids:
        return set()
    return set(db.session.scalars(select(Story.id).where(Story.id.in_(list(story_ids)), may_speak())))


def count_post(workshop_id: UUID) -> tuple[int, int]:
    """How many stories were sent to it that may be heard there, and how many of these no board has yet."""
    mine = select(func.count()).select_from(Post).join(Story, Story.id == Post.story_id)
    mine = mine.where(Post.workshop_id == workshop_id, may_speak())
    laid = exists().where(Card.workshop_id == workshop_id, Card.story_id == Post.story_id)
    return db.session.scalar(mine) or 0, db.session.scalar(mine.where(~laid)) or 0


def count_unread(workshop_id: UUID) -> int:
    """How many were sent to it that a moderator must read before anyone hears them there."""
    mine = select(func.count()).select_from(Post).join(Story, Story.id == Post.story_id)
    waits = (Story.state == State.WAITING, is_given(Use.WORKSHOPS), ~may_speak())
    return db.session.scalar(mine.where(Post.workshop_id == workshop_id, *waits)) or 0


def speaking_outside(story_ids: Collection[UUID]) -> set[UUID]:
    """Those of these stories whose words may stand in records of the town now."""
    if not story_ids:
        return set()
    return set(db.session.scalars(select(Story.id).where(Story.id.in_(list(story_ids)), speaks_outside())))


def kept_in_the_room(cards: Iterable[Card], reader: Viewer) -> set[UUID]:
    """Those of these cards from home whose words are for the people in the room alone, and not for this reader.

    Outside of it a card's words are a quotation: the teller allows that, the story is published, and whoever reads may
    read it.
    """
    sent = {card.id: card.story_id for card in cards if card.story_id is not None and not is_emptied(card.fields)}
    if not sent:
        return set()
    rows = select(Story.id).where(Story.id.in_(set(sent.values())), is_quotable(), visible_to(reader))
    open_ids = set(db.session.scalars(rows))
    return {card_id for card_id, story_id in sent.items() if story_id not in open_ids}


def _is_ahead(exercise: Exercise, step: Step, running: str) -> bool:
    """Of the exercise the room is in: whether the step comes, or runs."""
    order = [one.id for one in loaded_of(exercise).method.step]
    if running not in order:
        return exercise.closed_at is None
    return order.index(running) <= order.index(step.id)
