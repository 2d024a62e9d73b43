"""What happens in entries when a story they cite is withdrawn, hidden, narrowed or reworded.

Its words leave every entry that may not show them any more, a marker stays where it stood, and the author is asked to
look again. Of a story that was withdrawn nothing stays that was said of it in particular, in no version either.
Nothing comes back by itself when the teller allows more later: the author cites it anew.
"""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from storyhub.core import clock, events
from storyhub.core.db import transaction
from storyhub.core.permissions import WORKER
from storyhub.learning.events import EntryFlagged
from storyhub.learning.models import Entry, EntryVersion, Evidence
from storyhub.learning.policy import is_for_readers_of, stands
from storyhub.learning.services.citing import pin_quotation
from storyhub.learning.services.trail import note_act, use_evidence
from storyhub.stories.models import State, Story, Use
from storyhub.stories.queries.trail import UNDOABLE_FOR
from storyhub.stories.queries.uses import allowing

WITHDRAWN, CLOSED = "story_withdrawn", "story_closed"
UNQUOTABLE, REWORDED = "quotation_ended", "quotation_reworded"


def what_was_lost(entry: Entry, evidence: Evidence, story: Story, quotable: bool, *, waits: bool = False) -> str:
    """Why the evidence cannot stay as it is; the empty string when it can.

    `waits`: the story may still come back to readers, so that only what its teller allows is asked.
    A quotation that readers do not find in the story any more, masked or reworded, is not theirs to read here either.
    """
    if story.state == State.WITHDRAWN:
        return WITHDRAWN
    if not (is_for_readers_of if waits else stands)(entry, story):
        return CLOSED
    if evidence.quote and not quotable:
        return UNQUOTABLE
    if evidence.quote and evidence.quote not in story.body:
        return REWORDED
    return ""


def _may_come_back(story: Story) -> bool:
    """Whether it left the readers so lately that the desk may still undo that: until then only its teller's word counts.

    Reading does not wait: nothing of the story is shown meanwhile.
    """
    return story.state != State.PUBLISHED and clock.now() < story.state_since + UNDOABLE_FOR


def recheck_story(story_id: UUID) -> bool:
    """Look at each entry that cites the story as things stand now. Safe to repeat.

    Returns whether it is or was cited, so that what a repeated job has erased is forgotten for good too.
    """
    with transaction() as session:
        entries = _citing(session, story_id)
        story = session.get(Story, story_id)
        if story is not None and entries:
            quotable = bool(allowing([story_id], Use.QUOTATION))
            for entry in entries:
                _recheck(session, entry, story, quotable)
            if story.state == State.WITHDRAWN:
                _forget_reasons(session, story_id)
    return bool(entries)


def forget_where_it_stood(story_id: UUID, is_said: Callable[[str], bool]) -> bool:
    """Its teller allows workshops no more: that it stood behind a record of one leaves entries and their versions.

    `is_said` tells such a reason by its words; what an author wrote instead stays. Safe to repeat.
    Returns whether anything was said.
    """
    with transaction() as session:
        if allowing([story_id], Use.WORKSHOPS):
            return False
        _citing(session, story_id)  # their authors save no version meanwhile
        found = False
        for evidence in session.scalars(select(Evidence).where(Evidence.story_id == story_id)):
            if is_said(evidence.why):
                evidence.why, found = "", True
        for version in session.scalars(select(EntryVersion).where(_names(story_id))):
            cited = version.content["evidence"]
            kept = [
                one | {"why": ""} if one["story"] == str(story_id) and is_said(one["why"]) else one for one in cited
            ]
            if kept != cited:
                version.content, found = version.content | {"evidence": kept}, True
        return found


def _citing(session: Session, story_id: UUID) -> Sequence[Entry]:
    """Entries that cite the story or have cited it, locked."""
    cites = select(Evidence.entry_id).where(Evidence.story_id == story_id)
    cited = select(EntryVersion.entry_id).where(_names(story_id))
    either = or_(Entry.id.in_(cites), Entry.id.in_(cited))
    return session.scalars(select(Entry).where(either).order_by(Entry.id).with_for_update(of=Entry)).all()


def _names(story_id: UUID) -> ColumnElement[bool]:
    """Versions keep what they cite in their content, also what the entry has dropped since."""
    return cast(EntryVersion.content, String).contains(str(story_id))


def _forget_reasons(session: Session, story_id: UUID) -> None:
    for evidence in session.scalars(select(Evidence).where(Evidence.story_id == story_id)):
        evidence.why = ""
    for version in session.scalars(select(EntryVersion).where(_names(story_id))):
        cited = [one | {"why": ""} if one["story"] == str(story_id) else one for one in version.content["evidence"]]
        version.content = version.content | {"evidence": cited}


def _recheck(session: Session, entry: Entry, story: Story, quotable: bool) -> None:
    evidence = session.scalar(
        select(Evidence).where(Evidence.entry_id == entry.id, Evidence.story_id == story.id, Evidence.lost_at.is_(None))
    )
    lost = what_was_lost(entry, evidence, story, quotable, waits=_may_come_back(story)) if evidence else ""
    if evidence is None:
        return
    if not lost:
        _pin_again(evidence, story.body)
        return
    pin_quotation(evidence, "", 0, 0)
    if lost in (WITHDRAWN, CLOSED):
        evidence.lost_at = clock.now()
        use_evidence(session, entry)
    flag_entry(session, entry, lost)


def flag_entry(session: Session, entry: Entry, lost: str) -> None:
    """Ask its author to look again; they are written to once until they have."""
    note_act(session, WORKER, entry, "flagged", lost)
    if entry.flagged_at is None:
        entry.flagged_at = clock.now()
        events.record(EntryFlagged(entry.id))


def _pin_again(evidence: Evidence, body: str) -> None:
    """Where the quotation stands now, the nearest to where it stood, with what readers get around it."""
    if evidence.quote:
        before = evidence.quote_start or 0
        places = [found.start() for found in re.finditer(re.escape(evidence.quote), body)]
        start = min(places, key=lambda place: abs(place - before))
        pin_quotation(evidence, body, start, start + len(evidence.quote))
