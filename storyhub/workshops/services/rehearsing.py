"""A copy of a workshop to be played by invented people: opened without being announced, thrown away when it is over."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import TableStory, Workshop, WorkshopState
from storyhub.workshops.services.exercises import touch
from storyhub.workshops.services.happening import locked_workshop, note
from storyhub.workshops.services.opening import close_workshop, open_workshop
from storyhub.workshops.services.preparing import discard_workshop, duplicate_workshop

TITLES = {
    "en": "Rehearsal: {title}",
    "hy": "Փորձ՝ {title}",
    "ka": "რეპეტიცია: {title}",
    "ro": "Repetiție: {title}",
    "uk": "Репетиція: {title}",
    "az": "Məşq: {title}",
    "ru": "Репетиция: {title}",
}
"""In the language of the workshop, for its stage shows it."""


def begin_rehearsal(actor: Viewer, workshop_id: UUID, *, key: str) -> UUID:
    """Copy the workshop with the stories on its table, and open the copy. Returns its id.

    Raises what copying and opening refuse.
    """
    code = duplicate_workshop(actor, workshop_id, key=key)
    with transaction() as session:
        copy_id = session.scalars(select(Workshop.id).where(Workshop.code == code)).one()
        copy = locked_workshop(session, actor, copy_id)
        if copy.rehearsed_from_id is None:
            copy.is_rehearsal, copy.rehearsed_from_id = True, workshop_id
            copy.title = TITLES.get(copy.language, TITLES["en"]).format(title=copy.title)
            copy.takes_post = False
            _lay_stories(session, workshop_id, copy_id)
            touch(copy)
            note(session, copy, "made_rehearsal", person_id=actor.person_id)
    open_workshop(actor, copy_id, key=f"{key}-open")
    return copy_id


def end_rehearsal(actor: Viewer, workshop_id: UUID, *, key: str, keep: bool = False) -> None:
    """Close it, in whatever step it is, and throw it away unless it is to be looked at. The same again changes nothing."""
    with transaction() as session:
        is_open = locked_workshop(session, actor, workshop_id).state == WorkshopState.OPEN
    if is_open:
        close_workshop(actor, workshop_id, key=key)
    if not keep:
        discard_workshop(actor, workshop_id)


def _lay_stories(session: Session, of: UUID, to: UUID) -> None:
    """The same stories on the copy's table. Their tellers are told nothing: no story is used by a rehearsal."""
    for one in session.scalars(select(TableStory).where(TableStory.workshop_id == of)).all():
        session.add(
            TableStory(
                workshop_id=to,
                story_id=one.story_id,
                position=one.position,
                added_by_id=one.added_by_id,
                added_at=clock.now(),
            )
        )
