"""Writing an entry: begun, saved as often as one likes, submitted, taken back. A draft is nobody's but its author's."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select
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
from storyhub.learning.models import Entry, EntryState, EntryTheme, EntryVersion, Evidence
from storyhub.learning.policy import WRITABLE, may_write, stands
from storyhub.learning.services.trail import EntryMoved, cited_stories, move_entry, note_act, own_entry, use_stories

FORGET = "stories.tasks.forget_erased"


class OlderPage(Conflict):
    """The page knows older words than those that are kept: somebody's second window was faster."""

    key = "older_page"


def begin_entry(actor: Viewer, city_id: UUID, language: str) -> str:
    """A new draft, or the one the actor began and never wrote in. Returns its code."""
    if not may_write(actor, city_id) or actor.person_id is None:
        raise NotAllowed()
    with transaction() as session:
        city = session.get(City, city_id)
        if city is None:
            raise NotFound()
        entry = _blank_entry(session, actor, city_id)
        if entry is None:
            now = clock.now()
            entry = Entry(
                code=public_code(),
                city_id=city.id,
                network_id=city.network_id,
                author_id=actor.person_id,
                state=EntryState.DRAFT,
                language=language,
                version=0,
                began_at=now,
                saved_at=now,
                state_since=now,
            )
            session.add(entry)
            session.flush()
            note_act(session, actor, entry, "begun")
        entry.language = language
    return entry.code


def _blank_entry(session: Session, actor: Viewer, city_id: UUID) -> Entry | None:
    mine = (
        Entry.author_id == actor.person_id,
        Entry.city_id == city_id,
        Entry.state == EntryState.DRAFT,
        Entry.discarded_at.is_(None),
    )
    cites = exists().where(Evidence.entry_id == Entry.id)
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

    Raises Invalid for what is missing, and for a story that not everyone the entry is for may read.
    """
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        if seen_revision != entry.revision:
            raise OlderPage()
        missing = {name: f"{name}_missing" for name in NEEDED if not getattr(entry, name)}
        cited = cited_stories(session, entry)
        if not cited:
            missing["evidence"] = "evidence_missing"
        if not all(stands(entry, story) for story in cited):
            missing["audience"] = "evidence_not_open"
        if missing:
            raise Invalid(missing)
        entry.version, entry.submitted_at, entry.flagged_at = entry.version + 1, clock.now(), None
        session.add(
            EntryVersion(
                entry_id=entry.id, number=entry.version, content=_content(session, entry), at=entry.submitted_at
            )
        )
        move_entry(session, actor, entry, EntryState.SUBMITTED, "submitted")
        use_stories(session, entry)
        events.record(EntrySubmitted(entry.id, entry.version))


def _content(session: Session, entry: Entry) -> dict[str, Any]:
    """All there is to keep of a version. Quoted words are not in it, only where they stand.

    They can be taken back; so can the story, and then why it was cited goes from here too.
    """
    themes = session.scalars(select(EntryTheme.theme_id).where(EntryTheme.entry_id == entry.id))
    cited = session.scalars(select(Evidence).where(Evidence.entry_id == entry.id).order_by(Evidence.position))
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
    }


def take_back_entry(actor: Viewer, entry_id: UUID) -> None:
    """The author takes a submitted or accepted entry back to write on; it is a draft again, and private."""
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, {EntryState.SUBMITTED, EntryState.ACCEPTED})
        move_entry(session, actor, entry, EntryState.DRAFT, "taken_back")
        use_stories(session, entry)


def discard_draft(actor: Viewer, entry_id: UUID) -> None:
    """The author deletes a draft that nobody was asked to read: its words go at once, its trail says that it was.

    Raises NotFound, NotAllowed, EntryMoved for one that was submitted before.
    """
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, {EntryState.DRAFT})
        if entry.version:
            raise EntryMoved()
        for part in (EntryTheme, Evidence):
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
