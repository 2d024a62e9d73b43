"""Booklets: asked for, made step by step by the worker, let go when their time is over or something in them changed."""

from collections.abc import Collection as Ids
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select

from storyhub.adapters.storage import Store
from storyhub.collections.models import Booklet, BookletState, BookletStory, Collection, Part
from storyhub.collections.queries.printing import fingerprint_of, printed_parts
from storyhub.collections.services.trail import locked_collection
from storyhub.core import audit, clock, jobs
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict
from storyhub.core.permissions import Viewer

MAKE = "collections.tasks.make_booklet"
KEPT_FOR = timedelta(days=30)
GIVEN_UP_AFTER = timedelta(hours=2)
STEPS = 3
"""What the progress counts: the stories are read, the pages are set, the file is kept."""


class NothingToPrint(Conflict):
    """No story in it may be printed."""

    key = "nothing_to_print"


class ChangedMeanwhile(Exception):
    """Something in it changed while it was made: it is made again."""


def ask_for_booklet(actor: Viewer, collection_id: UUID) -> UUID:
    """Have a booklet made, unless one is being made already. Raises NothingToPrint."""
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        mine = select(Booklet).where(Booklet.collection_id == collection_id, Booklet.state == BookletState.WAITING)
        booklet = session.scalar(mine)
        if booklet is not None:
            return booklet.id
        if not any(part.story for part in printed_parts(collection)):
            raise NothingToPrint()
        booklet = Booklet(
            collection_id=collection_id,
            state=BookletState.WAITING,
            asked_by_id=actor.person_id,
            asked_at=clock.now(),
        )
        session.add(booklet)
        session.flush()
        audit.note(actor, "booklet_asked", city_id=collection.city_id, object_id=collection_id)
        jobs.enqueue(MAKE, booklet_id=booklet.id)
    return booklet.id


def note_step(booklet_id: UUID, step: int) -> None:
    """Say how far the making has come."""
    with transaction() as session:
        booklet = session.get(Booklet, booklet_id, with_for_update=True)
        if booklet is not None:
            booklet.steps_done = step


def finish_booklet(booklet_id: UUID, fingerprint: str, story_ids: Ids[UUID], size: int) -> None:
    """The file is there. Raises ChangedMeanwhile when it does not hold what may be printed now."""
    with transaction() as session:
        booklet = session.get_one(Booklet, booklet_id, with_for_update=True)
        # The same lock that every change of the collection takes first.
        collection = session.get_one(Collection, booklet.collection_id, with_for_update=True)
        if fingerprint != fingerprint_of(collection, printed_parts(collection)):
            raise ChangedMeanwhile()
        now = clock.now()
        booklet.state, booklet.steps_done, booklet.fingerprint, booklet.size = (
            BookletState.MADE,
            STEPS,
            fingerprint,
            size,
        )
        booklet.made_at, booklet.expires_at, booklet.problem = now, now + KEPT_FOR, ""
        session.execute(delete(BookletStory).where(BookletStory.booklet_id == booklet_id))
        session.add_all(BookletStory(booklet_id=booklet_id, story_id=story_id) for story_id in sorted(story_ids))


def fail_booklet(booklet_id: UUID, problem: str) -> None:
    """It cannot be made; `problem` is the key of the sentence that says why."""
    with transaction() as session:
        booklet = session.get(Booklet, booklet_id, with_for_update=True)
        if booklet is not None and booklet.state == BookletState.WAITING:
            booklet.state, booklet.problem = BookletState.FAILED, problem


def drop_booklets_with(store: Store, story_id: UUID) -> None:
    """Delete the files that hold something of a story which is another one now. Safe to repeat."""
    held = select(Part.collection_id).where(Part.story_id == story_id)
    printed = select(BookletStory.booklet_id).where(BookletStory.story_id == story_id)
    rows = select(Booklet).where(
        Booklet.state == BookletState.MADE, or_(Booklet.collection_id.in_(held), Booklet.id.in_(printed))
    )
    _let_go(store, [one.id for one in db.session.scalars(rows) if _is_outdated(one)])


def _is_outdated(booklet: Booklet) -> bool:
    collection = db.session.get_one(Collection, booklet.collection_id)
    return booklet.fingerprint != fingerprint_of(collection, printed_parts(collection))


def sweep_booklets(store: Store) -> None:
    """The janitor's round: what is over, or lost its file in a restore; files that nobody names; makings given up."""
    now = clock.now()
    there = {name for name, _at in store.names()}
    living = db.session.scalars(
        select(Booklet).where(Booklet.state.in_((BookletState.MADE, BookletState.WAITING)))
    ).all()
    made = [one for one in living if one.state == BookletState.MADE]
    stuck = [one.id for one in living if one not in made and one.asked_at < now - GIVEN_UP_AFTER]
    over = [one.id for one in made if one.file not in there or (one.expires_at and one.expires_at <= now)]
    for name in there - {one.file for one in living}:
        store.delete(name)
    _let_go(store, over)
    for booklet_id in stuck:
        fail_booklet(booklet_id, "press_failed")


def _let_go(store: Store, booklet_ids: Ids[UUID]) -> None:
    """Files before rows: a crash between the two leaves a row that is looked at again."""
    for booklet_id in booklet_ids:
        store.delete(f"{booklet_id}.pdf")
    with transaction() as session:
        for booklet_id in booklet_ids:
            booklet = session.get_one(Booklet, booklet_id, with_for_update=True)
            booklet.state, booklet.fingerprint = BookletState.GONE, ""
