"""What the town learned, as the archive holds it: accepted entries, and the answers that were sent to tellers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from storyhub.adapters.index import Clause, Document, Words
from storyhub.archive.language import words_in
from storyhub.archive.queries.in_database import Columns, city_of, in_database, in_town_days
from storyhub.archive.query.grams import grams_of
from storyhub.archive.sources import Hit, Source, circle_terms, city_term, joined
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.languages import DEFAULT, Translated
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience, in_audience
from storyhub.learning.models import ANSWERS, ENTRIES, Entry, EntryState, EntryTheme, Feedback, FeedbackTheme
from storyhub.themes.models import Theme
from storyhub.themes.queries import below_slug, lineages, themes_tagged

TOGETHER = 500

_accepted = and_(Entry.state == EntryState.ACCEPTED, Entry.audience != Audience.TEAM)
_sent = Feedback.sent_at.is_not(None)
_parts = (Entry.what_happened, Entry.so_what, Entry.now_what, Entry.missing_voice)
_answered = (Feedback.heard, Feedback.did, Feedback.did_not)


def _ids(key: InstrumentedAttribute[UUID], shown: ColumnElement[bool], after: UUID | None) -> Iterator[Sequence[UUID]]:
    last = after
    while True:
        rows = select(key).where(shown).order_by(key).limit(TOGETHER)
        found = db.session.scalars(rows if last is None else rows.where(key > last)).all()
        if not found:
            return
        yield found
        last = found[-1]


def entry_ids(after: UUID | None = None) -> Iterator[Sequence[UUID]]:
    return _ids(Entry.id, _accepted, after)


def answer_ids(after: UUID | None = None) -> Iterator[Sequence[UUID]]:
    return _ids(Feedback.id, _sent, after)


def entry_documents(ids: Sequence[UUID]) -> list[Document]:
    """Those of these entries that were accepted. What they quote is the tellers', and is found in their stories."""
    rows = select(Entry, City.time_zone).join(City, City.id == Entry.city_id).where(Entry.id.in_(list(ids)), _accepted)
    themes = _theme_terms(EntryTheme.entry_id, EntryTheme.theme_id, ids)
    return [_entry_document(entry, zone, themes.get(entry.id, frozenset())) for entry, zone in db.session.execute(rows)]


def _entry_document(entry: Entry, time_zone: str, themes: frozenset[str]) -> Document:
    title = words_in(entry.title, entry.language)
    words = {"title": title, "body": words_in(_entry_text(entry), entry.language)}
    facets = themes | _terms(entry.city_id, entry.state_since, time_zone) | {f"lang:{entry.language}"}
    circles = circle_terms(entry.audience, entry.city_id, entry.network_id)
    return _document(ENTRIES, entry.id, words, facets, circles | {f"code:{entry.code}"}, entry.state_since, time_zone)


def answer_documents(ids: Sequence[UUID]) -> list[Document]:
    """Those of these answers that were sent, in each language they were written in. Anyone reads them."""
    rows = select(Feedback, City.time_zone).join(City, City.id == Feedback.city_id)
    themes = _theme_terms(FeedbackTheme.feedback_id, FeedbackTheme.theme_id, ids)
    found = db.session.execute(rows.where(Feedback.id.in_(list(ids)), _sent))
    return [_answer_document(answer, zone, themes.get(answer.id, frozenset())) for answer, zone in found]


def _answer_document(answer: Feedback, time_zone: str, themes: frozenset[str]) -> Document:
    at = answer.sent_at or answer.began_at
    bodies = (getattr(answer, part) for part in ("heard", "did", "did_not"))
    words = {
        "title": joined(words_in(text, code) for code, text in answer.title.items()),
        "body": joined(words_in(text, code) for body in bodies for code, text in body.items()),
    }
    spoken = {f"lang:{code}" for code in answer.title}
    facets = themes | _terms(answer.city_id, at, time_zone) | spoken
    circles = circle_terms(Audience.PUBLIC, answer.city_id, None)
    return _document(ANSWERS, answer.id, words, facets, circles | {f"code:{answer.code}"}, at, time_zone)


def _document(
    source: str,
    id_: UUID,
    words: Mapping[str, Words],
    facets: frozenset[str],
    terms: frozenset[str],
    at: datetime,
    time_zone: str,
) -> Document:
    day = clock.local(at, time_zone).date().toordinal()
    return Document(
        source,
        id_,
        words,
        terms=facets | terms,
        facets=facets,
        at=int(at.timestamp()),
        since=day,
        until=day,
        grams=grams_of(words["title"].surface),
    )


def _terms(city_id: UUID, at: datetime, time_zone: str) -> frozenset[str]:
    return frozenset({city_term(city_id), f"month:{clock.local(at, time_zone):%Y-%m}"})


def _theme_terms(
    owner: InstrumentedAttribute[UUID], theme: InstrumentedAttribute[UUID], ids: Sequence[UUID]
) -> dict[UUID, frozenset[str]]:
    themes = {row.id: row for row in db.session.execute(select(Theme.id, Theme.slug, Theme.kind))}
    lines, found = lineages(), dict[UUID, frozenset[str]]()
    for owner_id, theme_id in db.session.execute(select(owner, theme).where(owner.in_(list(ids)))):
        line = frozenset(f"{themes[one].kind}:{themes[one].slug}" for one in lines[theme_id])
        found[owner_id] = found.get(owner_id, frozenset()) | line
    return found


def draw_entries(viewer: Viewer, ids: Sequence[UUID], _language: str | None = None) -> dict[UUID, Hit]:
    """Those of these entries that were accepted and are for this viewer."""
    rows = select(Entry, City.slug).join(City, City.id == Entry.city_id)
    found = db.session.execute(rows.where(Entry.id.in_(list(ids)), _accepted, _read_by(viewer)))
    return {
        one.id: Hit(ENTRIES, one.id, one.code, None, slug, one.title, _entry_text(one), one.language, one.state_since)
        for one, slug in found
    }


def _read_by(viewer: Viewer) -> ColumnElement[bool]:
    return in_audience(viewer, Entry.audience, Entry.city_id, Entry.network_id)


def draw_answers(_viewer: Viewer, ids: Sequence[UUID], language: str | None = None) -> dict[UUID, Hit]:
    """Those of these answers that were sent, in the reader's language where they were written in it."""
    rows = select(Feedback, City.slug).join(City, City.id == Feedback.city_id)
    found = db.session.execute(rows.where(Feedback.id.in_(list(ids)), _sent))
    return {one.id: _answer_hit(one, slug, language or DEFAULT) for one, slug in found}


def _answer_hit(answer: Feedback, city: str, read: str) -> Hit:
    language = answer.title.language_for(read) or DEFAULT
    text = _said(answer, language)
    title, at = answer.title.text(language), answer.sent_at or answer.began_at
    return Hit(ANSWERS, answer.id, answer.code, None, city, title, text, language, at)


def _said(answer: Feedback, language: str) -> str:
    parts: tuple[Translated, ...] = (answer.heard, answer.did, answer.did_not)
    return "\n\n".join(text for part in parts if (text := part.get(language)))


def _entry_text(entry: Entry) -> str:
    return "\n\n".join(filter(None, (entry.what_happened, entry.so_what, entry.now_what, entry.missing_voice)))


def entries_by_clause(
    viewer: Viewer, city_id: UUID | None, clause: Clause | None, most: int
) -> tuple[int, Sequence[UUID]]:
    """How many accepted entries hold what is asked, and the newest of them."""
    mine = [_accepted, _read_by(viewer), *([Entry.city_id == city_id] if city_id else [])]
    mine.append(in_database(clause, _of_entries))
    return _newest(select(Entry.id).where(*mine).order_by(Entry.state_since.desc(), Entry.id.desc()), most)


def answers_by_clause(
    _viewer: Viewer, city_id: UUID | None, clause: Clause | None, most: int
) -> tuple[int, Sequence[UUID]]:
    """How many sent answers hold what is asked, and the newest of them."""
    mine = [_sent, *([Feedback.city_id == city_id] if city_id else [])]
    mine.append(in_database(clause, _of_answers))
    return _newest(select(Feedback.id).where(*mine).order_by(Feedback.sent_at.desc(), Feedback.id.desc()), most)


def _entry_holds(mark: str, value: str) -> ColumnElement[bool]:
    match mark:
        case "theme" | "lens":
            return Entry.id.in_(select(EntryTheme.entry_id).where(EntryTheme.theme_id.in_(below_slug(value))))
        case "city":
            return Entry.city_id == city_of(value)
        case "lang":
            return Entry.language == value
    return false()


def _answer_holds(mark: str, value: str) -> ColumnElement[bool]:
    match mark:
        case "theme" | "lens":
            tagged = select(FeedbackTheme.feedback_id).where(FeedbackTheme.theme_id.in_(below_slug(value)))
            return Feedback.id.in_(tagged)
        case "city":
            return Feedback.city_id == city_of(value)
        case "lang":
            return cast(Feedback.title, String).contains(f'"{value}":', autoescape=True)
    return false()


_of_entries = Columns((Entry.title, *_parts), _entry_holds, partial(in_town_days, Entry.state_since, Entry.city_id))
_of_answers = Columns(
    tuple(cast(part, String) for part in (Feedback.title, *_answered)),
    _answer_holds,
    partial(in_town_days, Feedback.sent_at, Feedback.city_id),
)


def _newest(rows: Select[UUID], most: int) -> tuple[int, Sequence[UUID]]:
    count = select(func.count()).select_from(rows.order_by(None).subquery())
    return db.session.scalar(count) or 0, db.session.scalars(rows.limit(most)).all()


def entry_tags(ids: Sequence[UUID]) -> dict[UUID, Sequence[str]]:
    return {
        one: [t.slug for t in found]
        for one, found in themes_tagged(EntryTheme.entry_id, EntryTheme.theme_id, ids).items()
    }


SOURCES = [
    Source(ENTRIES, entry_ids, entry_documents, draw_entries, entries_by_clause, entry_tags),
    Source(ANSWERS, answer_ids, answer_documents, draw_answers, answers_by_clause),
]
