"""What workshops gave, as the archive holds it.

An outcome is found by its own words, never by those of the stories behind it: these are their tellers', and each is
found where it stands. Who looks after it is no word of it. It carries no themes, for nobody gave it any, and those of
its stories would tell of stories that its reader may not read.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, select

from storyhub.adapters.index import Clause, Document
from storyhub.archive.language import words_in
from storyhub.archive.queries.in_database import Columns, city_of, in_database, in_town_days
from storyhub.archive.query.grams import grams_of
from storyhub.archive.sources import Hit, Source, circle_terms, city_term
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.permissions import WORKER, Viewer
from storyhub.core.visibility import Audience
from storyhub.workshops.methods.schema import FieldType
from storyhub.workshops.models import OUTCOMES, Card, Exercise, Outcome, Workshop
from storyhub.workshops.playing import fields_of
from storyhub.workshops.policy import outcomes_visible_to
from storyhub.workshops.queries.agenda import loaded_of

TOGETHER = 500
WRITTEN = (FieldType.SHORT, FieldType.LONG)


def ids(after: UUID | None = None) -> Iterator[Sequence[UUID]]:
    """In their order, some hundred at a time."""
    last = after
    rows = select(Outcome.id).join(Workshop, Workshop.id == Outcome.workshop_id).where(outcomes_visible_to(WORKER))
    rows = rows.order_by(Outcome.id).limit(TOGETHER)
    while found := db.session.scalars(rows if last is None else rows.where(Outcome.id > last)).all():
        yield found
        last = found[-1]


def documents(wanted: Sequence[UUID]) -> list[Document]:
    """Those of these outcomes that anyone may find at all."""
    rows = (
        select(Outcome, Workshop, City.time_zone)
        .join(Workshop, Workshop.id == Outcome.workshop_id)
        .join(City, City.id == Outcome.city_id)
        .where(Outcome.id.in_(list(wanted)), outcomes_visible_to(WORKER))
    )
    texts = _texts(wanted)
    return [_document(one, workshop, zone, texts[one.id]) for one, workshop, zone in db.session.execute(rows)]


def _document(outcome: Outcome, workshop: Workshop, time_zone: str, text: str) -> Document:
    is_open = workshop.published_at is not None and not outcome.is_kept_in
    circles = circle_terms(Audience.PUBLIC if is_open else Audience.CITY, outcome.city_id, None)
    day = clock.local(outcome.at, time_zone).date()
    facets = frozenset({city_term(outcome.city_id), f"month:{day:%Y-%m}", f"lang:{outcome.language}"})
    title = words_in(outcome.title, outcome.language)
    return Document(
        OUTCOMES,
        outcome.id,
        {"title": title, "body": words_in(text, outcome.language)},
        terms=facets | circles | {f"code:{outcome.code}"},
        facets=facets,
        at=int(outcome.at.timestamp()),
        since=day.toordinal(),
        until=day.toordinal(),
        grams=grams_of(title.surface),
    )


def _texts(wanted: Sequence[UUID]) -> dict[UUID, str]:
    """What is written in each below its title: neither choices, nor figures, nor names of people."""
    rows = (
        select(Outcome, Exercise, Card.kind)
        .join(Exercise, Exercise.id == Outcome.exercise_id)
        .join(Card, Card.id == Outcome.card_id)
        .where(Outcome.id.in_(list(wanted)))
    )
    return {one.id: _text(one, exercise, kind) for one, exercise, kind in db.session.execute(rows)}


def _text(outcome: Outcome, exercise: Exercise, kind: str) -> str:
    written = [field.id for field in fields_of(loaded_of(exercise).method, kind) if field.type in WRITTEN]
    return " · ".join(filter(None, (*(outcome.fields.get(name) for name in written), outcome.result)))


def draw(viewer: Viewer, wanted: Sequence[UUID], _language: str | None = None) -> dict[UUID, Hit]:
    """Those of these outcomes that this viewer may read, as their words stand now."""
    rows = (
        select(Outcome, City.slug)
        .join(Workshop, Workshop.id == Outcome.workshop_id)
        .join(City, City.id == Outcome.city_id)
        .where(Outcome.id.in_(list(wanted)), outcomes_visible_to(viewer))
    )
    texts = _texts(wanted)
    return {
        one.id: Hit(OUTCOMES, one.id, one.code, None, slug, one.title, texts[one.id], one.language, one.at)
        for one, slug in db.session.execute(rows)
    }


def by_clause(viewer: Viewer, city_id: UUID | None, clause: Clause | None, most: int) -> tuple[int, Sequence[UUID]]:
    """How many outcomes hold what is asked in their titles and results, and the newest of them."""
    mine = [outcomes_visible_to(viewer), *([Outcome.city_id == city_id] if city_id else [])]
    rows = select(Outcome.id).join(Workshop, Workshop.id == Outcome.workshop_id)
    rows = rows.where(*mine, in_database(clause, _COLUMNS))
    count = select(func.count()).select_from(rows.subquery())
    newest = rows.order_by(Outcome.at.desc(), Outcome.id.desc()).limit(most)
    return db.session.scalar(count) or 0, db.session.scalars(newest).all()


def _holds(mark: str, value: str) -> ColumnElement[bool]:
    match mark:
        case "city":
            return Outcome.city_id == city_of(value)
        case "lang":
            return Outcome.language == value
    return false()


_COLUMNS = Columns((Outcome.title, Outcome.result), _holds, partial(in_town_days, Outcome.at, Outcome.city_id))

SOURCES = [Source(OUTCOMES, ids, documents, draw, by_clause)]
