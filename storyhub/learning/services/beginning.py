"""Drafts that are begun with something in them: from the records of a workshop that closed, from one of its outcomes.

Until its author does something in it, a draft from a workshop follows the workshop: one that was opened again and closed
again tells anew what it gave. From then on it is the author's, and nothing here touches it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import NotAllowed
from storyhub.core.permissions import WORKER, Viewer
from storyhub.learning.draft import SECTIONS, Draft
from storyhub.learning.models import Entry, EntryState, Evidence, OutcomeEvidence, Stance
from storyhub.learning.policy import may_read_evidence, may_read_outcome, may_write
from storyhub.learning.services.citing import MOST
from storyhub.learning.services.citing_outcomes import add_outcome, readable_outcome
from storyhub.learning.services.trail import BEGUN
from storyhub.learning.services.writing import new_entry
from storyhub.stories.models import Story
from storyhub.workshops.models import Outcome, Workshop


@dataclass(frozen=True)
class Beginning:
    """Words to begin with, and what they rest on: (id, why) of outcomes and stories, each why as the entry says it."""

    draft: Draft
    outcomes: Sequence[tuple[UUID, str]]
    stories: Sequence[tuple[UUID, str]]


def begin_from_workshop(author: Viewer, workshop_id: UUID, beginning: Beginning) -> None:
    """The one draft that is begun from this workshop. Done again it says what is so now, unless its author was in it.

    Of two at the same moment the second fails on the one entry that each workshop begins, and may be done again.
    """
    with transaction() as session:
        workshop = session.get(Workshop, workshop_id)
        if workshop is None or workshop.is_rehearsal or not may_write(author, workshop.city_id):
            return
        entry = session.scalar(select(Entry).where(Entry.workshop_id == workshop_id).with_for_update())
        if entry is None:
            entry = new_entry(session, author, workshop.city_id, by=WORKER)
            entry.workshop_id = workshop_id
        elif not _is_untouched(entry):
            return
        _write(session, author, entry, beginning)


def begin_from_outcome(actor: Viewer, outcome_id: UUID, beginning: Beginning) -> str:
    """A draft about what came of an outcome, or the one the actor began so and has not saved yet. Returns its code."""
    with transaction() as session:
        outcome, _workshop = readable_outcome(session, actor, outcome_id)
        if not may_write(actor, outcome.city_id):
            raise NotAllowed()
        entry = _begun_about(session, actor, outcome)
        if entry is None:
            entry = new_entry(session, actor, outcome.city_id)
            _write(session, actor, entry, beginning)
        return entry.code


def _begun_about(session: Session, actor: Viewer, outcome: Outcome) -> Entry | None:
    cites = select(OutcomeEvidence.entry_id).where(OutcomeEvidence.outcome_id == outcome.id)
    mine = select(Entry).where(Entry.author_id == actor.person_id, Entry.city_id == outcome.city_id)
    untouched = mine.where(Entry.saved_from == BEGUN, Entry.workshop_id.is_(None), Entry.id.in_(cites))
    found = session.scalars(untouched.where(Entry.state == EntryState.DRAFT)).all()
    return next((entry for entry in found if _is_untouched(entry)), None)


def _is_untouched(entry: Entry) -> bool:
    return entry.saved_from == BEGUN and entry.state == EntryState.DRAFT and entry.discarded_at is None


def _write(session: Session, author: Viewer, entry: Entry, beginning: Beginning) -> None:
    """The words and the evidence as they are now, in place of what stood there."""
    for name in SECTIONS:
        setattr(entry, name, getattr(beginning.draft, name))
    entry.language, entry.flagged_at = beginning.draft.language, None
    entry.revision += 1
    entry.saved_at, entry.saved_from = clock.now(), BEGUN
    for cited in (Evidence, OutcomeEvidence):
        session.execute(delete(cited).where(cited.entry_id == entry.id))
    session.flush()
    for outcome_id, why in beginning.outcomes[:MOST]:
        _cite_outcome(session, author, entry, outcome_id, why)
    for position, (story_id, why) in enumerate(beginning.stories[:MOST], start=1):
        _cite_story(session, author, entry, position, story_id, why)


def _cite_outcome(session: Session, author: Viewer, entry: Entry, outcome_id: UUID, why: str) -> None:
    """Unless it went out of the author's sight since it was read."""
    outcome = session.get(Outcome, outcome_id)
    workshop = session.get(Workshop, outcome.workshop_id) if outcome else None
    if outcome and workshop and may_read_outcome(author, entry, outcome, workshop):
        add_outcome(session, entry, outcome_id).why = why


def _cite_story(session: Session, author: Viewer, entry: Entry, position: int, story_id: UUID, why: str) -> None:
    story = session.get(Story, story_id, with_for_update={"read": True})
    if story is not None and may_read_evidence(author, entry, story):
        session.add(
            Evidence(
                entry_id=entry.id,
                story_id=story.id,
                story_version=story.version,
                position=position,
                stance=Stance.SUPPORTS,
                why=why,
                at=clock.now(),
            )
        )
