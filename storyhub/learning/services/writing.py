"""Writing an entry: begun, saved as often as one likes, submitted, taken back. A draft is nobody's but its author's."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.core import clock, events, jobs
from storyhub.core.codes import public_code
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.languages import is_known
from storyhub.core.permissions import Viewer
from storyhub.learning.draft import AUDIENCES, LONGEST, MOST_THEMES, NEEDED, SECTIONS, Draft
from storyhub.learning.events import EntrySubmitted
from storyhub.learning.models import Entry, EntryState, EntryTheme, EntryVersion, Evidence, OutcomeEvidence
from storyhub.learning.policy import WRITABLE, may_write, outcome_stands, stands
from storyhub.learning.services.trail import (
    EntryMoved,
    cited_outcomes,
    cited_stories,
    move_entry,
    note_act,
    own_entry,
    use_evidence,
)

FORGET = "stories.tasks.forget_erased"


class OlderPage(Conflict):
    """The page knows older words than those that are kept: somebody's second window was faster."""

    key = "older_page"


def begin_entry(actor: Viewer, city_id: UUID, language: str) -> str:
    """A new draft, or the one the actor began and never wrote in. Returns its code."""
    if not may_write(actor, city_id) or actor.person_id is None:
        raise NotAllowed()
    with transaction() as session:
        entry = _blank_entry(session, actor, city_id) or new_entry(session, actor, city_id)
        entry.language = language
    return entry.code


def new_entry(session: Session, actor: Viewer, city_id: UUID, *, by: Viewer | None = None) -> Entry:
    """An empty draft of the actor's, begun by themselves or for them. Raises NotFound for a town that is not there."""
    city = session.get(City, city_id)
    if city is None or actor.person_id is None:
        raise NotFound()
    now = clock.now()
    entry = Entry(
        code=public_code(),
        city_id=city.id,
        network_id=city.network_id,
        author_id=actor.person_id,
        state=EntryState.DRAFT,
        language="",
        version=0,
        began_at=now,
        saved_at=now,
        state_since=now,
    )
    session.add(entry)
    session.flush()
    note_act(session, by or actor, entry, "begun")
    return entry


def _blank_entry(session: Session, actor: Viewer, city_id: UUID) -> Entry | None:
    mine = (
        Entry.author_id == actor.person_id,
        Entry.city_id == city_id,
        Entry.state == EntryState.DRAFT,
        Entry.discarded_at.is_(None),
    )
    cites = or_(exists().where(Evidence.entry_id == Entry.id), exists().where(OutcomeEvidence.entry_id == Entry.id))
    return session.scalar(select(Entry).where(*mine, Entry.revision == 0, Entry.version == 0, ~cites).limit(1))


def save_draft(actor: Viewer, entry_id: UUID, draft: Draft, *, seen_revision: int, page: str = "") -> int:
    """Keep the words as they are now. Returns the new revision.

    `page` names the open page: it may save again when the answer to its last saving never arrived.
    Raises NotFound, NotAllowed, EntryMoved, OlderPage, Invalid for what is too long or unknown.
    """
    _check(draft)
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        if seen_revision != entry.revision and not (page and page == entry.saved_from):
            raise OlderPage()
        for name in SECTIONS:
            setattr(entry, name, getattr(draft, name))
        entry.confidence, entry.audience, entry.language = draft.confidence, draft.audience, draft.language
        _set_themes(session, entry, draft.theme_ids)
        entry.revision += 1
        entry.saved_at, entry.saved_from = clock.now(), page
    return entry.revision


def _check(draft: Draft) -> None:
    wrong = {name: "too_long" for name in SECTIONS if len(getattr(draft, name)) > LONGEST[name]}
    if len(draft.theme_ids) > MOST_THEMES:
        wrong["themes"] = "too_many_themes"
    if not is_known(draft.language):
        wrong["language"] = "entry_language"
    if draft.audience not in AUDIENCES:
        wrong["audience"] = "refused"
    if wrong:
        raise Invalid(wrong)


def _set_themes(session: Session, entry: Entry, theme_ids: frozenset[UUID]) -> None:
    session.execute(delete(EntryTheme).where(EntryTheme.entry_id == entry.id))
    session.add_all(EntryTheme(entry_id=entry.id, theme_id=theme_id) for theme_id in sorted(theme_ids))


def submit_entry(actor: Viewer, entry_id: UUID, *, seen_revision: int) -> None:
    """Ask the town's learning leads to read it. What is submitted is kept as a version.

    Raises Invalid for what is missing, and for a story or an outcome that not everyone the entry is for may read.
    """
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        if seen_revision != entry.revision:
            raise OlderPage()
        missing = {name: f"{name}_missing" for name in NEEDED if not getattr(entry, name)}
        missing |= _lacks_evidence(session, entry)
        if missing:
            raise Invalid(missing)
        entry.version, entry.submitted_at, entry.flagged_at = entry.version + 1, clock.now(), None
        session.add(
            EntryVersion(
                entry_id=entry.id, number=entry.version, content=_content(session, entry), at=entry.submitted_at
            )
        )
        move_entry(session, actor, entry, EntryState.SUBMITTED, "submitted")
        use_evidence(session, entry)
        events.record(EntrySubmitted(entry.id, entry.version))


def _lacks_evidence(session: Session, entry: Entry) -> dict[str, str]:
    stories, outcomes = cited_stories(session, entry), cited_outcomes(session, entry)
    if not stories and not outcomes:
        return {"evidence": "evidence_missing"}
    if not all(stands(entry, story) for story in stories):
        return {"audience": "evidence_not_open"}
    if not all(outcome_stands(entry, *found) for found in outcomes):
        return {"audience": "outcome_not_open"}
    return {}


def _content(session: Session, entry: Entry) -> dict[str, Any]:
    """All there is to keep of a version. Quoted words are not in it, only where they stand.

    They can be taken back; so can the story, and then why it was cited goes from here too.
    """
    themes = session.scalars(select(EntryTheme.theme_id).where(EntryTheme.entry_id == entry.id))
    cited = session.scalars(select(Evidence).where(Evidence.entry_id == entry.id).order_by(Evidence.position))
    outcomes = select(OutcomeEvidence).where(OutcomeEvidence.entry_id == entry.id).order_by(OutcomeEvidence.position)
    return {
        **{name: getattr(entry, name) for name in SECTIONS},
        "confidence": entry.confidence,
        "audience": entry.audience,
        "language": entry.language,
        "themes": sorted(str(theme_id) for theme_id in themes),
        "evidence": [
            {
                "story": str(one.story_id),
                "story_version": one.story_version,
                "stance": one.stance,
                "why": one.why,
                "quoted": [one.quote_start, one.quote_end] if one.quote else None,
            }
            for one in cited
        ],
        "outcomes": [
            {"outcome": str(one.outcome_id), "stance": one.stance, "why": one.why} for one in session.scalars(outcomes)
        ],
    }


def take_back_entry(actor: Viewer, entry_id: UUID) -> None:
    """The author takes a submitted or accepted entry back to write on; it is a draft again, and private."""
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, {EntryState.SUBMITTED, EntryState.ACCEPTED})
        move_entry(session, actor, entry, EntryState.DRAFT, "taken_back")
        use_evidence(session, entry)


def discard_draft(actor: Viewer, entry_id: UUID) -> None:
    """The author deletes a draft that nobody was asked to read: its words go at once, its trail says that it was.

    Raises NotFound, NotAllowed, EntryMoved for one that was submitted before.
    """
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, {EntryState.DRAFT})
        if entry.version:
            raise EntryMoved()
        for part in (EntryTheme, Evidence, OutcomeEvidence):
            session.execute(delete(part).where(part.entry_id == entry.id))
        for name in SECTIONS:
            setattr(entry, name, "")
        entry.confidence, entry.flagged_at, entry.discarded_at = None, None, clock.now()
        note_act(session, actor, entry, "discarded")
        jobs.enqueue(FORGET)


def confirm_entry(actor: Viewer, entry_id: UUID) -> None:
    """The author looked again at what it cites, and the entry holds without it. The same again changes nothing."""
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, set(EntryState))
        if entry.flagged_at is not None:
            entry.flagged_at = None
            note_act(session, actor, entry, "confirmed")
