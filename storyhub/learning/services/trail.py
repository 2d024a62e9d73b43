"""What every change of an entry shares: its row locked, its state moved, one line in its trail, what it uses."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core import clock
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.permissions import Viewer
from storyhub.learning.models import ENTRIES, Entry, EntryEvent, EntryState, Evidence, OutcomeEvidence
from storyhub.learning.policy import require_author
from storyhub.stories.models import Story
from storyhub.stories.services.uses import set_uses
from storyhub.workshops.models import Outcome, Workshop
from storyhub.workshops.services.outcomes import set_outcome_uses

USE = "entry"
"""The name under which stories and outcomes know that an entry uses them."""
BEGUN = "begun"
"""In place of the page that saved last: its author has done nothing in it since it was begun for them."""


class EntryMoved(Conflict):
    """The entry is in another state than the one this was asked in."""

    key = "entry_moved"


def locked_entry(session: Session, entry_id: UUID) -> Entry:
    """The entry's row, locked. Raises NotFound."""
    entry = session.get(Entry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound()
    return entry


def own_entry(session: Session, actor: Viewer, entry_id: UUID, states: Collection[EntryState]) -> Entry:
    """The actor's own entry, locked and in one of these states. Raises NotFound, NotAllowed, EntryMoved."""
    entry = locked_entry(session, entry_id)
    require_author(actor, entry)
    if entry.state not in states:
        raise EntryMoved()
    if entry.saved_from == BEGUN:
        entry.saved_from = ""
    return entry


def move_entry(session: Session, actor: Viewer, entry: Entry, state: EntryState, act: str, words: str = "") -> None:
    """Change the state, with its line in the trail."""
    if EntryState.ACCEPTED in (entry.state, state):
        note_change(entry.city_id, ENTRIES, entry.id)
    entry.state, entry.state_since = state, clock.now()
    note_act(session, actor, entry, act, words)


def note_act(session: Session, actor: Viewer, entry: Entry, act: str, words: str = "") -> None:
    session.add(
        EntryEvent(
            entry_id=entry.id,
            at=clock.now(),
            actor_id=actor.person_id,
            act=act,
            words=words,
            version=entry.version,
        )
    )


def cited_stories(session: Session, entry: Entry) -> Sequence[Story]:
    """What it rests on, without what was taken back or closed to its readers."""
    cited = select(Story).join(Evidence, Evidence.story_id == Story.id)
    return session.scalars(cited.where(Evidence.entry_id == entry.id, Evidence.lost_at.is_(None))).all()


def cited_outcomes(session: Session, entry: Entry) -> Sequence[tuple[Outcome, Workshop]]:
    """The outcomes it rests on, without what was closed to its readers, each with its workshop."""
    cited = (
        select(Outcome, Workshop)
        .join(OutcomeEvidence, OutcomeEvidence.outcome_id == Outcome.id)
        .join(Workshop, Workshop.id == Outcome.workshop_id)
        .where(OutcomeEvidence.entry_id == entry.id, OutcomeEvidence.lost_at.is_(None))
    )
    return [(outcome, workshop) for outcome, workshop in session.execute(cited)]


def use_evidence(session: Session, entry: Entry) -> None:
    """The thread leads from what is cited to the entry, unless it is a draft or that was taken back."""
    session.flush()
    is_shown = entry.state in (EntryState.SUBMITTED, EntryState.ACCEPTED)
    stories = select(Evidence.story_id).where(Evidence.entry_id == entry.id, Evidence.lost_at.is_(None))
    outcomes = select(OutcomeEvidence.outcome_id).where(
        OutcomeEvidence.entry_id == entry.id, OutcomeEvidence.lost_at.is_(None)
    )
    set_uses(USE, entry.id, entry.city_id, set(session.scalars(stories)) if is_shown else set())
    set_outcome_uses(USE, entry.id, set(session.scalars(outcomes)) if is_shown else set())
