"""What a learning lead does with a submitted entry: accepts it, or returns it with thanks. There is no rejecting."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import events
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.learning.events import EntryAnswered
from storyhub.learning.models import Entry, EntryState, Evidence
from storyhub.learning.policy import may_review, may_see, outcome_stands, require_reviewer
from storyhub.learning.services.rechecking import what_was_lost
from storyhub.learning.services.trail import (
    EntryMoved,
    cited_outcomes,
    cited_stories,
    locked_entry,
    move_entry,
    use_evidence,
)
from storyhub.stories.models import Story, Use
from storyhub.stories.queries.uses import allowing

LONGEST_WORDS = 5_000


class OlderVersion(Conflict):
    """The author took it back and submitted it again: the lead read an earlier version."""

    key = "older_version"


class LookAgainFirst(Conflict):
    """Something it cites was taken back since it was submitted; its author looks first."""

    key = "look_again_first"


class NoEvidence(Conflict):
    """It rests on nothing; it was submitted before that was asked."""

    key = "no_evidence"


def accept_entry(actor: Viewer, entry_id: UUID, words: str, *, seen_version: int) -> None:
    """Let its audience read the entry. `words` are the lead's thanks.

    Raises NotFound, NotAllowed, EntryMoved, OlderVersion, LookAgainFirst, NoEvidence, Invalid.
    """
    with transaction() as session:
        entry = _awaiting(session, actor, entry_id, words, seen_version)
        if entry.flagged_at is not None or _lost_unseen(session, entry):
            raise LookAgainFirst()
        if not cited_stories(session, entry) and not cited_outcomes(session, entry):
            raise NoEvidence()
        move_entry(session, actor, entry, EntryState.ACCEPTED, "accepted", words)
        use_evidence(session, entry)
        events.record(EntryAnswered(entry.id, entry.version))


def return_entry(actor: Viewer, entry_id: UUID, words: str, *, seen_version: int) -> None:
    """Give the entry back to its author with thanks and with what would make it stronger.

    Raises NotFound, NotAllowed, EntryMoved, OlderVersion, Invalid.
    """
    with transaction() as session:
        entry = _awaiting(session, actor, entry_id, words, seen_version)
        move_entry(session, actor, entry, EntryState.RETURNED, "returned", words)
        use_evidence(session, entry)
        events.record(EntryAnswered(entry.id, entry.version))


def _awaiting(session: Session, actor: Viewer, entry_id: UUID, words: str, seen_version: int) -> Entry:
    """The entry, locked, if it waits for this lead in the version they read.

    To a lead, one that was submitted once has moved; a draft that never was does not exist.
    """
    entry = locked_entry(session, entry_id)
    if not may_see(actor, entry) and not (entry.version and may_review(actor, entry)):
        raise NotFound()
    require_reviewer(actor, entry)
    if entry.state != EntryState.SUBMITTED:
        raise EntryMoved()
    if entry.version != seen_version:
        raise OlderVersion()
    if not words:
        raise Invalid({"words": "thanks_missing"})
    if len(words) > LONGEST_WORDS:
        raise Invalid({"words": "too_long"})
    return entry


def _lost_unseen(session: Session, entry: Entry) -> bool:
    """Whether a story or an outcome was taken back or narrowed so lately that nobody was told yet."""
    rows = session.execute(
        select(Evidence, Story)
        .join(Story, Story.id == Evidence.story_id)
        .where(Evidence.entry_id == entry.id, Evidence.lost_at.is_(None))
    ).all()
    if not all(outcome_stands(entry, *found) for found in cited_outcomes(session, entry)):
        return True
    quotable = allowing([story.id for _, story in rows], Use.QUOTATION)
    return any(what_was_lost(entry, evidence, story, story.id in quotable) for evidence, story in rows)
