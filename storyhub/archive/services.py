"""Telling the archive what changed."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storyhub.archive.models import Edition
from storyhub.core.columns import new_id
from storyhub.core.db import transaction


def note_change(city_id: UUID) -> None:
    """What readers find in this town's archive is another thing from the end of this transaction on.

    Part of every service that lets readers find something more, less or elsewhere; what was counted before is then
    counted again (`archive.queries.remembered`).
    """
    with transaction() as session:
        edition = session.get(Edition, city_id, with_for_update=True) or _first_edition(session, city_id)
        edition.mark = new_id()


def _first_edition(session: Session, city_id: UUID) -> Edition:
    """A new one, or on PostgreSQL the one that somebody else makes at this very moment."""
    try:
        with session.begin_nested():
            edition = Edition(city_id=city_id, mark=new_id())
            session.add(edition)
    except IntegrityError:
        return session.get_one(Edition, city_id, with_for_update=True)
    return edition
