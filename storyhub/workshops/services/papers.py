"""Files of a workshop: asked for, made step by step by the worker, let go when their time is over or something changed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select, select

from storyhub.adapters.storage import Store
from storyhub.core import audit, clock, jobs
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict, Invalid
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import FileState, WorkshopFile, WorkshopState
from storyhub.workshops.queries.papers import (
    IN_ORDER,
    fingerprints_of,
    is_in_time,
    living_papers,
    name_of,
    papers_with,
    workshop_of,
)
from storyhub.workshops.services.happening import locked_workshop

MAKE = "workshops.tasks.papers.make_paper"
KEPT_FOR = timedelta(days=30)
GIVEN_UP_AFTER = timedelta(hours=2)
STEPS = 3
"""What the progress counts: the workshop is read, the file is written, the file is kept. Before the first it waits."""


def ask_for_papers(
    actor: Viewer, workshop_id: UUID, formats: Collection[str], *, with_owners: bool = False
) -> list[UUID]:
    """Have files made, unless such a one is being made already, or is there and says the same. Raises Invalid, Conflict."""
    wanted = [one for one in IN_ORDER if one in formats]
    if not wanted:
        raise Invalid({"formats": "paper_format_missing"})
    equal = _equal(workshop_id, wanted, with_owners)
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if workshop.state not in (WorkshopState.OPEN, WorkshopState.CLOSED):
            raise Conflict("paper_too_early")
        known = session.scalars(_alike(workshop_id, wanted, with_owners)).all()
        there = [one for one in known if one.id in equal and is_in_time(one)]
        for paper in there:
            paper.asked_at = clock.now()
        being_made = [one for one in known if one.state == FileState.WAITING]
        found = {one.format: one.id for one in (*there, *being_made)}
        new = [_paper(actor, workshop_id, one, with_owners) for one in wanted if one not in found]
        session.add_all(new)
        session.flush()
        for paper in new:
            details = {"format": paper.format, "with_owners": with_owners}
            audit.note(actor, "workshop_file_asked", city_id=workshop.city_id, object_id=workshop_id, **details)
            jobs.enqueue(MAKE, paper_id=paper.id)
        found |= {paper.format: paper.id for paper in new}
        return [found[one] for one in wanted]


def note_step(paper_id: UUID, step: int) -> None:
    """Say which step is under way."""
    with transaction() as session:
        paper = session.get(WorkshopFile, paper_id, with_for_update=True)
        if paper is not None:
            paper.done = step


def finish_paper(store: Store, paper_id: UUID, fingerprint: str, data: bytes) -> bool:
    """Keep the file. False when something changed while it was made: then nobody is given it, and it is made again.

    It is looked at again once its row stands, so that no change slips in between.
    """
    with transaction() as session:
        paper = session.get_one(WorkshopFile, paper_id, with_for_update=True)
        store.put(name_of(paper), data)
        now = clock.now()
        paper.state, paper.done, paper.fingerprint, paper.size = FileState.MADE, STEPS, fingerprint, len(data)
        paper.made_at, paper.expires_at, paper.problem = now, now + KEPT_FOR, ""
    if fingerprints_of(workshop_of(paper), [paper])[paper.with_owners] == fingerprint:
        return True
    with transaction() as session:
        paper = session.get_one(WorkshopFile, paper_id, with_for_update=True)
        store.delete(name_of(paper))
        paper.state, paper.done, paper.fingerprint, paper.made_at = FileState.WAITING, 0, "", None
    return False


def fail_paper(paper_id: UUID, problem: str) -> None:
    """It cannot be made; `problem` is the key of the sentence that says why."""
    with transaction() as session:
        paper = session.get(WorkshopFile, paper_id, with_for_update=True)
        if paper is not None and paper.state == FileState.WAITING:
            paper.state, paper.problem = FileState.FAILED, problem


def drop_papers_with(store: Store, story_id: UUID) -> None:
    """Delete the files that say something of a story which may not be said so any more. Safe to repeat."""
    for _, group in groupby(papers_with(story_id), key=lambda one: one.workshop_id):
        papers = list(group)
        _let_go(store, _outdated(papers))


def sweep_papers(store: Store) -> None:
    """The janitor's round: what is over, or lost its file in a restore; files that nobody names; makings given up."""
    now, living = clock.now(), living_papers()
    there = {name for name, _at in store.names()}
    over = [one for one in living if one.state == FileState.MADE and (name_of(one) not in there or not is_in_time(one))]
    stuck = [one.id for one in living if one.state == FileState.WAITING and one.asked_at < now - GIVEN_UP_AFTER]
    for name in there - {name_of(one) for one in living}:
        store.delete(name)
    _let_go(store, over)
    for paper_id in stuck:
        fail_paper(paper_id, "paper_failed")


def _paper(actor: Viewer, workshop_id: UUID, wanted: str, with_owners: bool) -> WorkshopFile:
    return WorkshopFile(
        workshop_id=workshop_id,
        format=wanted,
        with_owners=with_owners,
        state=FileState.WAITING,
        total=STEPS,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
    )


def _alike(workshop_id: UUID, formats: Collection[str], with_owners: bool) -> Select[WorkshopFile]:
    return select(WorkshopFile).where(
        WorkshopFile.workshop_id == workshop_id,
        WorkshopFile.format.in_(formats),
        WorkshopFile.with_owners.is_(with_owners),
        WorkshopFile.state.in_((FileState.MADE, FileState.WAITING)),
    )


def _equal(workshop_id: UUID, formats: Collection[str], with_owners: bool) -> set[UUID]:
    """Files that say what would be said now. Read before anything is locked, for it takes its time."""
    made = [one for one in db.session.scalars(_alike(workshop_id, formats, with_owners)) if is_in_time(one)]
    outdated = {one.id for one in _outdated(made)} if made else set()
    return {one.id for one in made} - outdated


def _outdated(papers: Sequence[WorkshopFile]) -> list[WorkshopFile]:
    """Those of one workshop that say something else than may be said now."""
    present = fingerprints_of(workshop_of(papers[0]), papers)
    return [one for one in papers if one.fingerprint != present[one.with_owners]]


def _let_go(store: Store, papers: Iterable[WorkshopFile]) -> None:
    """Files before rows: a crash between the two leaves a row that is looked at again."""
    found = list(papers)
    for paper in found:
        store.delete(name_of(paper))
    with transaction() as session:
        for paper in found:
            kept = session.get_one(WorkshopFile, paper.id, with_for_update=True)
            kept.state, kept.fingerprint = FileState.GONE, ""
