"""Looking through an installation for what should not be: each finding has a name and a list of what it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, or_, select, text

from storyhub.archive.services.checking import check_index
from storyhub.core import clock, tombstones
from storyhub.core.audit import Tombstone
from storyhub.core.db import db
from storyhub.core.jobs import Job, PeriodicRun
from storyhub.core.registry import REGISTRY
from storyhub.operations.services.installation import Installation
from storyhub.operations.services.replaying import standing_stories
from storyhub.stories.models import State, Story
from storyhub.stories.services.checking import check_stored
from storyhub.stories.services.withdrawing import PARTS
from storyhub.workshops.methods.library import library

Findings = dict[str, list[str]]

GRACE = timedelta(hours=1)
"""How long a worker may take for what it should do at once, before that is a defect."""
HARMLESS = frozenset({"orphan_files"})
"""What a crash may leave behind and the janitor takes away; told, but no defect."""


def find_defects(here: Installation) -> Findings:
    """Everything that can be looked at. Names stay the same: machines read them."""
    stored = check_stored(here.store)
    return {
        "missing_files": stored["missing_files"],
        "orphan_files": stored["orphan_files"],
        **_database(),
        **_jobs(),
        **_withdrawn(here),
        "index_fault": _index(here),
        "bad_methods": [str(problem) for problem in library().problems],
        "open_secrets": [str(path) for path in open_secrets(here.data)],
        "unfinished_restore": [str(here.unfinished)] if here.unfinished.exists() else [],
    }


def defects_in(findings: Findings) -> list[str]:
    """The names of those findings that are defects."""
    return [name for name, items in findings.items() if items and name not in HARMLESS]


def _database() -> Findings:
    """SQLite's own two checks. PostgreSQL keeps its pages and references itself."""
    if db.engine.dialect.name != "sqlite":
        return {"broken_pages": [], "broken_references": []}
    pages = [line for line in db.session.scalars(text("PRAGMA integrity_check")) if line != "ok"]
    broken = db.session.execute(text("PRAGMA foreign_key_check")).all()
    return {"broken_pages": pages, "broken_references": [f"{row[0]} {row[1]} → {row[2]}" for row in broken]}


def _has_worked() -> bool:
    """Whether a worker was ever here; until then nothing is late, and nobody has made an index."""
    return db.session.scalar(select(PeriodicRun.kind).limit(1)) is not None


def _late() -> datetime:
    """What was due before this moment is overdue."""
    return clock.now() - GRACE if _has_worked() else datetime.min.replace(tzinfo=UTC)


def _index(here: Installation) -> list[str]:
    fault = check_index(here.index)["index_fault"] if _has_worked() else ""
    return [fault] if fault else []


def _jobs() -> Findings:
    late = _late()
    free = or_(Job.leased_until.is_(None), Job.leased_until < late)
    failed = select(Job.kind).where(Job.failed_at.is_not(None)).order_by(Job.id)
    overdue = select(Job.kind).where(Job.failed_at.is_(None), Job.run_at < late, free).order_by(Job.id)
    kinds = db.session.scalars(select(Job.kind).distinct().order_by(Job.kind))
    return {
        "failed_jobs": list(db.session.scalars(failed)),
        "overdue_jobs": list(db.session.scalars(overdue)),
        "unknown_jobs": [kind for kind in kinds if kind not in REGISTRY.handlers],
    }


def _withdrawn(here: Installation) -> Findings:
    """What was promised to tellers who took their story back, by public code."""
    late, logged = _late(), tombstones.read_log(here.log)
    overdue = select(Story.code).where(
        Story.state == State.WITHDRAWN, Story.erased_at.is_(None), Story.withdrawn_at < late
    )
    unmarked = select(Story.code).where(Story.state == State.WITHDRAWN, Story.code.not_in(select(Tombstone.code)))
    old = db.session.scalars(select(Tombstone.code).where(Tombstone.at < late).order_by(Tombstone.code))
    known = logged | tombstones.known_tombstones()
    return {
        "overdue_erasures": sorted(db.session.scalars(overdue)),
        "taken_back_but_there": [story.code for story in standing_stories(known)],
        "erased_but_holding": sorted(story.code for story in holding_stories()),
        "withdrawn_without_mark": sorted(db.session.scalars(unmarked)),
        "marks_not_in_log": [code for code in old if code not in logged],
    }


def holding_stories() -> Sequence[Story]:
    """Stories that count as erased and still hold a word, a photograph, a consent or a contact."""
    words = func.length(Story.title + Story.body + Story.excerpt + Story.place + Story.name)
    parts = [Story.id.in_(select(part.story_id)) for part in PARTS]
    return db.session.scalars(select(Story).where(Story.erased_at.is_not(None), or_(words > 0, *parts))).all()


def open_secrets(data: Path) -> list[Path]:
    """Files that hold secrets and that others than their owner may read."""
    secrets = data / "secrets.env"
    return [secrets] if secrets.exists() and secrets.stat().st_mode & 0o077 else []
