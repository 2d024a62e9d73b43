"""Entries as they are read: a town's log, one entry beside what it cites, what waits for a learning lead.

Every list asks `visible_to`; what an entry cites is asked for again on every reading, whatever a job has tidied by now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.paging import Page
from storyhub.core.permissions import Role, Viewer
from storyhub.learning.models import Entry, EntryEvent, EntryState, EntryTheme, EntryVersion, Evidence, OutcomeEvidence
from storyhub.learning.policy import may_read_evidence, stands, visible_to
from storyhub.stories.models import State, Story, Use
from storyhub.stories.queries.uses import allowing
from storyhub.themes.models import Theme
from storyhub.themes.queries import themes_tagged

PER_PAGE = 20


class Shelf(StrEnum):
    """The parts of a town's log: what has been accepted, and what is this author's own."""

    ACCEPTED = "accepted"
    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    FLAGGED = "flagged"


class Queue(StrEnum):
    """The parts of a learning lead's queue."""

    WAITING = "waiting"
    OWN = "own"
    FLAGGED = "flagged"


@dataclass(frozen=True)
class Cited:
    """Evidence as this viewer gets it: without the story where it is not for them, without the quotation where its
    teller does not allow one now, or where readers do not find it in the story any more."""

    evidence: Evidence
    story: Story | None
    quote: str
    is_quotable: bool
    """Whether its teller lets words of it stand in the entry: a quotation, or how it begins."""
    is_lost: bool
    """Taken back or closed to the entry's readers, whether or not the entry was tidied yet."""
    is_withdrawn: bool
    is_reworded: bool
    """The teller has written a later version than the one that was cited."""


def entry_for(viewer: Viewer, city_id: UUID, code: str) -> Entry:
    """One entry of a town. Raises NotFound when it is not for this viewer."""
    row = select(Entry).where(Entry.city_id == city_id, Entry.code == code.lower(), visible_to(viewer))
    entry = db.session.scalar(row.options(selectinload(Entry.city)))
    if entry is None:
        raise NotFound()
    return entry


def submitted_entry(viewer: Viewer, city_id: UUID, code: str) -> UUID:
    """The id of an entry that a lead of the town was asked to read, whatever became of it since. Raises NotFound."""
    viewer.require(Role.LEARNING_LEAD, city_id)
    found = db.session.scalar(
        select(Entry.id).where(Entry.city_id == city_id, Entry.code == code.lower(), Entry.version > 0)
    )
    if found is None:
        raise NotFound()
    return found


def evidence_of(viewer: Viewer, entry: Entry) -> Sequence[Cited]:
    """What the entry cites, in its order, as this viewer may see it now. Three reads."""
    rows = db.session.execute(
        select(Evidence, Story)
        .join(Story, Story.id == Evidence.story_id)
        .where(Evidence.entry_id == entry.id)
        .order_by(Evidence.position, Evidence.id)
        .options(selectinload(Story.city), selectinload(Story.district))
    ).all()
    quotable = allowing([story.id for _, story in rows], Use.QUOTATION)
    return [_cited(viewer, entry, evidence, story, story.id in quotable) for evidence, story in rows]


def _cited(viewer: Viewer, entry: Entry, evidence: Evidence, story: Story, quotable: bool) -> Cited:
    is_lost = evidence.lost_at is not None or not stands(entry, story)
    is_read = not is_lost and may_read_evidence(viewer, entry, story)
    quote = evidence.quote if is_read and quotable and evidence.quote in story.body else ""
    return Cited(
        evidence=evidence,
        story=story if is_read else None,
        quote=quote,
        is_quotable=quotable,
        is_lost=is_lost,
        is_withdrawn=story.state == State.WITHDRAWN,
        is_reworded=story.version != evidence.story_version,
    )


def entries_by_id(viewer: Viewer, entry_ids: Sequence[UUID]) -> Sequence[Entry]:
    """Those of these entries that the viewer may see."""
    rows = select(Entry).where(Entry.id.in_(list(entry_ids)), visible_to(viewer)).options(selectinload(Entry.city))
    return db.session.scalars(rows).all()


def accepted_for_tellers(viewer: Viewer, entry_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Those of these entries that are accepted and cite a story whose receipt the viewer holds."""
    if not viewer.story_ids:
        return []
    mine = select(Evidence.entry_id).where(Evidence.story_id.in_(sorted(viewer.story_ids)))
    rows = select(Entry.id).where(Entry.id.in_(list(entry_ids)), Entry.state == EntryState.ACCEPTED, Entry.id.in_(mine))
    return db.session.scalars(rows).all()


def drafts_of(viewer: Viewer, city_id: UUID, most: int = 20) -> Sequence[Entry]:
    """What the viewer is writing in this town, the latest first; a draft that nothing stands in is none."""
    mine = (Entry.city_id == city_id, _on_shelf(viewer, Shelf.DRAFT) | _on_shelf(viewer, Shelf.RETURNED))
    rows = select(Entry).where(*mine, Entry.revision > 0).order_by(Entry.saved_at.desc(), Entry.id).limit(most)
    return db.session.scalars(rows).all()


def themes_of(entry_ids: Sequence[UUID]) -> dict[UUID, list[Theme]]:
    """The themes of each of these entries as they are read now."""
    return themes_tagged(EntryTheme.entry_id, EntryTheme.theme_id, entry_ids)


def trail_of(entry_id: UUID) -> Sequence[EntryEvent]:
    """What was done with the entry, oldest first."""
    return db.session.scalars(select(EntryEvent).where(EntryEvent.entry_id == entry_id).order_by(EntryEvent.id)).all()


def version_of(entry_id: UUID, number: int) -> EntryVersion:
    """The entry as it was submitted. Raises NotFound. Whoever calls may see its history."""
    found = db.session.scalar(
        select(EntryVersion).where(EntryVersion.entry_id == entry_id, EntryVersion.number == number)
    )
    if found is None:
        raise NotFound()
    return found


def entries_for(viewer: Viewer, city_id: UUID, shelf: Shelf, page: int) -> Page[Entry]:
    """One shelf of the town's log: the latest first, and what was returned or waits, the longest first."""
    order = Entry.state_since.desc() if shelf in (Shelf.ACCEPTED, Shelf.DRAFT) else Entry.state_since
    return _page([Entry.city_id == city_id, _on_shelf(viewer, shelf)], order, page)


def shelf_counts(viewer: Viewer, city_id: UUID) -> dict[Shelf, int]:
    """How many entries stand on each shelf for this viewer."""
    return {shelf: _count([Entry.city_id == city_id, _on_shelf(viewer, shelf)]) for shelf in Shelf}


def _on_shelf(viewer: Viewer, shelf: Shelf) -> ColumnElement[bool]:
    mine = and_(Entry.author_id == viewer.person_id, Entry.discarded_at.is_(None))
    if shelf == Shelf.ACCEPTED:
        return and_(Entry.state == EntryState.ACCEPTED, visible_to(viewer))
    if shelf == Shelf.FLAGGED:
        return and_(mine, Entry.flagged_at.is_not(None))
    return and_(mine, Entry.state == EntryState(shelf))


def entries_to_review(actor: Viewer, city_id: UUID, queue: Queue, page: int) -> Page[Entry]:
    """What waits for this learning lead, the oldest first; apart from it their own, which somebody else reads."""
    actor.require(Role.LEARNING_LEAD, city_id)
    return _page([Entry.city_id == city_id, *_queued(actor, queue)], Entry.state_since, page)


def queue_counts(actor: Viewer, city_id: UUID) -> dict[Queue, int]:
    """How many entries stand in each part of the queue."""
    actor.require(Role.LEARNING_LEAD, city_id)
    return {queue: _count([Entry.city_id == city_id, *_queued(actor, queue)]) for queue in Queue}


def _queued(actor: Viewer, queue: Queue) -> list[ColumnElement[bool]]:
    match queue:
        case Queue.WAITING:
            return [Entry.state == EntryState.SUBMITTED, Entry.author_id != actor.person_id]
        case Queue.OWN:
            return [Entry.state == EntryState.SUBMITTED, Entry.author_id == actor.person_id]
        case Queue.FLAGGED:
            return [Entry.state == EntryState.ACCEPTED, Entry.flagged_at.is_not(None)]


def _page(conditions: Sequence[ColumnElement[bool]], order: Any, page: int) -> Page[Entry]:
    total = _count(conditions)
    number = min(page, max(1, -(-total // PER_PAGE)))
    rows = select(Entry).where(*conditions).order_by(order, Entry.id).limit(PER_PAGE)
    return Page(db.session.scalars(rows.offset((number - 1) * PER_PAGE)).all(), number, PER_PAGE, total)


def _count(conditions: Sequence[ColumnElement[bool]]) -> int:
    return db.session.scalar(select(func.count()).select_from(Entry).where(*conditions)) or 0


def evidence_counts(entry_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many stories each of these entries cites; what was taken back is no longer one of them."""
    return _counts(Evidence, entry_ids)


def outcome_counts(entry_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many outcomes of workshops each of these entries cites that were not closed to its readers."""
    return _counts(OutcomeEvidence, entry_ids)


def _counts(evidence: type[Evidence] | type[OutcomeEvidence], entry_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(evidence.entry_id, func.count())
        .where(evidence.entry_id.in_(list(entry_ids)), evidence.lost_at.is_(None))
        .group_by(evidence.entry_id)
    )
    return {entry_id: count for entry_id, count in rows}
