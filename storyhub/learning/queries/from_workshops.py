"""What a workshop leaves to be learned from: its records, and what people said at its end. For the draft begun from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storyhub.accounts import queries as accounts
from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.learning.models import Entry
from storyhub.learning.policy import may_write
from storyhub.stories.models import Story
from storyhub.stories.policy import published_to
from storyhub.workshops.methods.schema import FieldType
from storyhub.workshops.models import Card, Exercise, Outcome, Workshop, WorkshopState
from storyhub.workshops.playing import fields_of
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.drawing import rows_of
from storyhub.workshops.queries.lines import lines_of
from storyhub.workshops.queries.missing import DISTRICT, THEME, missing_from
from storyhub.workshops.queries.outcomes import outcomes_of
from storyhub.workshops.queries.reflections import reflections_of
from storyhub.workshops.queries.stories_behind import stories_behind
from storyhub.workshops.queries.tray import Backing, backing_of
from storyhub.workshops.queries.workshops import count_seats

ABSENT = "absent"
"""The name that every method gives to the question whose voice is missing."""

Said = Sequence[tuple[str, Sequence[str]]]
"""(question, what people answered), without names."""


@dataclass(frozen=True)
class Account:
    """One workshop, told in its language from what was written down."""

    workshop: Workshop
    people: int
    backing: Backing
    exercises: Sequence[str]
    """Those that were opened, by their titles."""
    outcomes: Sequence[Outcome]
    untold: Collection[UUID]
    """Outcomes whose words are those of a story sent from home: they are its teller's, and stand in no other text."""
    looked_back: Said
    absent: Said
    unheard: Sequence[str]
    """Districts and themes that the archive knows and nothing in the room spoke of; none where no story was in the room."""


def workshop_that_closed(workshop_id: UUID) -> Workshop | None:
    """With its town; None for a rehearsal, for one that was opened again, and for one that is there no more."""
    found = db.session.get(Workshop, workshop_id, options=[joinedload(Workshop.city)])
    if found is None or found.state != WorkshopState.CLOSED:
        return None
    return None if found.is_rehearsal or found.discarded_at is not None else found


def who_learns_from(workshop: Workshop) -> Viewer | None:
    """Who held the desk, or else who made it, while they are on the town's staff; or else a learning lead of the town."""
    leads = (one.id for one in accounts.holders_of(Role.LEARNING_LEAD, workshop.city_id))
    for person_id in (workshop.lead_id, workshop.created_by_id, *leads):
        viewer = accounts.viewer_of_person(person_id) if person_id else None
        if viewer is not None and may_write(viewer, workshop.city_id):
            return viewer
    return None


def account_of(viewer: Viewer, workshop: Workshop) -> Account:
    agenda = [one for one in exercises_of(workshop.id) if one.opened_at]
    looked_back, absent = _looked_back(agenda, workshop.language)
    outcomes = outcomes_of(viewer, workshop.id)
    return Account(
        workshop=workshop,
        people=count_seats(workshop.id),
        backing=backing_of(workshop.id),
        exercises=[loaded_of(one).in_language(workshop.language).method.title for one in agenda],
        outcomes=outcomes,
        untold=told_by_residents(workshop.id, outcomes),
        looked_back=looked_back,
        absent=absent,
        unheard=_unheard(workshop),
    )


def _unheard(workshop: Workshop) -> list[str]:
    missing = missing_from(workshop, workshop.language)
    if not (missing.table or missing.cards):
        return []
    return [label for cut in missing.cuts if cut.name in (DISTRICT, THEME) for label in cut.unheard]


def _looked_back(agenda: Sequence[Exercise], language: str) -> tuple[Said, Said]:
    """What people answered when they looked back, and what they said of who was missing."""
    others: list[tuple[str, Sequence[str]]] = []
    absent: list[tuple[str, Sequence[str]]] = []
    for exercise in agenda:
        method = loaded_of(exercise).in_language(language)
        missing = {one.label for step in method.step for one in step.questions if one.id == ABSENT}
        for question, answers in reflections_of(exercise, method):
            (absent if question in missing else others).append((question, [words for words, _language in answers]))
    return others, absent


def told_by_residents(workshop_id: UUID, outcomes: Sequence[Outcome]) -> set[UUID]:
    """Those of these outcomes of a workshop whose words are those of a story sent from home."""
    sent = set(db.session.scalars(select(Card.id).where(Card.workshop_id == workshop_id, Card.story_id.is_not(None))))
    if not sent:
        return set()
    lines = lines_of(workshop_id)
    return {one.id for one in outcomes if sent & {one.card_id, *lines.before(one.card_id)}}


def readable_behind(viewer: Viewer, outcomes: Sequence[Outcome]) -> dict[UUID, list[UUID]]:
    """By outcome: the stories behind it that the viewer reads and whose tellers allow workshops, the oldest first."""
    behind = stories_behind({one.card_id for one in outcomes})
    ids = set().union(*behind.values())
    rows = select(Story.id).where(Story.id.in_(ids), published_to(viewer)).order_by(Story.told_at, Story.id)
    readable = db.session.scalars(rows).all() if ids else []
    return {one.id: [story_id for story_id in readable if story_id in behind[one.card_id]] for one in outcomes}


def entries_begun_from(workshop_ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """By workshop, the entry that was begun from it, whatever became of it. Whoever calls asks who may see it."""
    rows = select(Entry).where(Entry.workshop_id.in_(list(workshop_ids))).options(joinedload(Entry.city))
    return {one.workshop_id: one for one in db.session.scalars(rows) if one.workshop_id}


def set_before(outcome: Outcome) -> list[tuple[str, str]]:
    """What was written down beside a record's title, by what was asked, in its own language; no names of people."""
    exercise, card = db.session.get_one(Exercise, outcome.exercise_id), db.session.get_one(Card, outcome.card_id)
    fields = fields_of(loaded_of(exercise).in_language(outcome.language), card.kind)
    return rows_of([one for one in fields if one.type != FieldType.PERSON], outcome.fields)
