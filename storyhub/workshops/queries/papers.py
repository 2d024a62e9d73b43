"""The files of a workshop, and whether one may still be handed out: while all that it says may be said."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.workshops.models import Card, CardStory, FileState, Workshop, WorkshopFile
from storyhub.workshops.report.gathering import fingerprint_of, gather

FORMATS = ("pptx", "pdf", "xlsx", "csv")
"""As people choose among them."""
IN_ORDER = ("csv", "xlsx", "pptx", "pdf")
"""As they are made, one after the other: the quickest first."""
ENDINGS = {"csv": "zip"}
"""Tables as CSV are several files, so they come in one."""


def name_of(paper: WorkshopFile) -> str:
    """Under which its bytes are kept."""
    return f"{paper.id}.{ENDINGS.get(paper.format, paper.format)}"


def papers_of(workshop_id: UUID) -> Sequence[WorkshopFile]:
    """Of each kind the one asked for last, in the order in which they are made."""
    rows = select(WorkshopFile).where(WorkshopFile.workshop_id == workshop_id).order_by(WorkshopFile.asked_at)
    latest = {(one.format, one.with_owners): one for one in db.session.scalars(rows)}
    return sorted(latest.values(), key=lambda one: (one.with_owners, IN_ORDER.index(one.format)))


def turns_of(papers: Sequence[WorkshopFile]) -> dict[UUID, WorkshopFile | None]:
    """Of each that waits for its turn, the one that is made before it."""
    unmade = [one for one in papers if one.state == FileState.WAITING]
    line = sorted(unmade, key=lambda one: (one.asked_at, IN_ORDER.index(one.format)))
    before = zip(line, [None, *line], strict=False)
    return {one.id: earlier for one, earlier in before if not one.done}


def paper_of(workshop_id: UUID, paper_id: UUID) -> WorkshopFile:
    """One file of this workshop. Raises NotFound."""
    found = db.session.get(WorkshopFile, paper_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound()
    return found


def workshop_of(paper: WorkshopFile) -> Workshop:
    """With its town, as gathering needs it."""
    town = selectinload(Workshop.city)
    return db.session.get_one(Workshop, paper.workshop_id, options=[town], populate_existing=True)


def is_in_time(paper: WorkshopFile) -> bool:
    return paper.state == FileState.MADE and paper.expires_at is not None and paper.expires_at > clock.now()


def fingerprints_of(workshop: Workshop, papers: Sequence[WorkshopFile]) -> dict[bool, str]:
    """What files would say now, for everyone and for the team, as far as these ask."""
    wanted = {one.with_owners for one in papers}
    return {
        with_owners: fingerprint_of(gather(workshop, workshop.language, with_owners=with_owners))
        for with_owners in wanted
    }


def papers_with(story_id: UUID) -> Sequence[WorkshopFile]:
    """The files that may hold something of a story."""
    behind = (
        select(Card.workshop_id).join(CardStory, CardStory.card_id == Card.id).where(CardStory.story_id == story_id)
    )
    sent = select(Card.workshop_id).where(Card.story_id == story_id)
    rows = select(WorkshopFile).where(
        WorkshopFile.state == FileState.MADE,
        or_(WorkshopFile.workshop_id.in_(behind), WorkshopFile.workshop_id.in_(sent)),
    )
    return db.session.scalars(rows.order_by(WorkshopFile.workshop_id)).all()


def living_papers() -> Sequence[WorkshopFile]:
    """Those that wait or are there."""
    rows = select(WorkshopFile).where(WorkshopFile.state.in_((FileState.MADE, FileState.WAITING)))
    return db.session.scalars(rows).all()
