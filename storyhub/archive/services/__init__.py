"""Telling the archive what changed."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storyhub.archive.models import Edition, Unindexed
from storyhub.core import clock, jobs
from storyhub.core.columns import new_id
from storyhub.core.db import transaction

INDEX_CHANGES = "archive.tasks.index_changes"
RENEW = "archive.tasks.renew"
TOGETHER = 500


def note_change(city_id: UUID, source: str = "", object_id: UUID | None = None) -> None:
    """What readers find in this town's archive is another thing from the end of this transaction on.

    `source` and `object_id` name the thing (a story, say) whose words, state or audience changed: the index leaves it
    out of every search until it has seen it anew.

    Part of every service that lets readers find something more, less or elsewhere; what was counted before is then
    counted again (`archive.queries.remembered`).
    """
    with transaction() as session:
        edition = session.get(Edition, city_id, with_for_update=True) or _first_edition(session, city_id)
        edition.mark = new_id()
        if object_id is not None:
            _await_index(session, city_id, source, object_id)


def have_renewed(source: str, object_ids: Collection[UUID]) -> None:
    """Have the index take these things in anew in a while: what is said of them changed (a theme's name, how often one
    was taken up), not who may find them nor their words. Until then they are found as before."""
    ids = sorted(one.hex for one in object_ids)
    with transaction():
        for at in range(0, len(ids), TOGETHER):
            jobs.enqueue(RENEW, source=source, ids=ids[at : at + TOGETHER])


def _await_index(session: Session, city_id: UUID, source: str, object_id: UUID) -> None:
    mine = select(Unindexed).where(Unindexed.source == source, Unindexed.object_id == object_id)
    waiting = session.scalar(mine.with_for_update())
    if waiting is None:
        session.add(Unindexed(source=source, object_id=object_id, city_id=city_id, at=clock.now()))
    else:
        # Another moment, so that the indexing that is under way does not take this change for seen.
        waiting.at = max(clock.now(), waiting.at + timedelta(microseconds=1))
    jobs.enqueue_once(INDEX_CHANGES)


def _first_edition(session: Session, city_id: UUID) -> Edition:
    """A new one, or on PostgreSQL the one that somebody else makes at this very moment."""
    try:
        with session.begin_nested():
            edition = Edition(city_id=city_id, mark=new_id())
            session.add(edition)
    except IntegrityError:
        return session.get_one(Edition, city_id, with_for_update=True)
    return edition
