"""What the worker does for files of workshops: make them, let them go. Each may run twice.

What writes a format is loaded when the worker needs it; no web process ever carries it.
"""

from importlib import import_module
from uuid import UUID

from flask import current_app, g
from flask_babel import force_locale

from storyhub.adapters.documents import PressMissing
from storyhub.adapters.storage import Store
from storyhub.core.db import db
from storyhub.workshops.models import FileState, WorkshopFile
from storyhub.workshops.queries.papers import workshop_of
from storyhub.workshops.report.gathering import fingerprint_of, gather
from storyhub.workshops.report.values import Report
from storyhub.workshops.services import papers

WRITERS = {"pptx": "slides", "pdf": "paper", "xlsx": "xlsx", "csv": "csv"}
"""Each is a module of `report` with `write(report) -> bytes`."""
MOST_TIMES = 3


def make_paper(paper_id: str) -> None:
    """Make a file and keep it; again from the beginning when something in it changed meanwhile, a few times."""
    asked = db.session.get(WorkshopFile, UUID(paper_id))
    if asked is None or asked.state != FileState.WAITING:
        return
    try:
        is_done = any(_is_made(asked.id) for _time in range(MOST_TIMES))
    except PressMissing:
        papers.fail_paper(asked.id, "paper_press_missing")
        return
    except Exception:
        papers.fail_paper(asked.id, "paper_failed")
        raise
    if not is_done:
        papers.fail_paper(asked.id, "paper_room_moves")


def _is_made(paper_id: UUID) -> bool:
    paper = db.session.get_one(WorkshopFile, paper_id)
    workshop = workshop_of(paper)
    papers.note_step(paper_id, 1)
    report = gather(workshop, workshop.language, with_owners=paper.with_owners)
    papers.note_step(paper_id, 2)
    g.lang, g.city = workshop.language, workshop.city
    data = written(report, paper.format)
    papers.note_step(paper_id, 3)
    return papers.finish_paper(files(), paper_id, fingerprint_of(report), data)


def written(report: Report, wanted: str) -> bytes:
    """A report in one of the formats, in its own language."""
    writer = import_module(f"storyhub.workshops.report.{WRITERS[wanted]}")
    with force_locale(report.language):
        data: bytes = writer.write(report)
    return data


def drop_papers(story_id: str) -> None:
    """A story says less or other words than before: files that hold the old ones go."""
    papers.drop_papers_with(files(), UUID(story_id))


def sweep_papers() -> None:
    """The janitor's hourly round."""
    papers.sweep_papers(files())


def files() -> Store:
    found: Store = current_app.extensions["storyhub.papers"]
    return found
