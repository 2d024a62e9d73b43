"""Workshops that were closed before there were records get theirs, once, and nobody is written to."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import delete, func, select

from storyhub.core.db import db, transaction
from storyhub.core.jobs import Job
from storyhub.learning.models import Entry
from storyhub.stories.models import StoryUse, Use
from storyhub.workshops.models import OUTCOMES, Outcome, Workshop
from storyhub.workshops.queries.unrecorded import unrecorded_workshops
from storyhub.workshops.services import evidence
from storyhub.workshops.services.recording import record_closed_workshop
from storyhub.workshops.tasks.records import record_closed
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, TALK, Looking, board_method
from tests.workshops.room import Room, a_key, a_method
from tests.workshops.test_at_once import GIVES

Opened = Callable[..., Room]
Jobs = Callable[[], int]


def as_it_was_before(room: Room) -> None:
    """Closed, and nothing written down."""
    with room.inside(), transaction() as session:
        for kept in (Outcome, Job):
            session.execute(delete(kept))
        session.execute(delete(StoryUse).where(StoryUse.kind == OUTCOMES))


def records_of(room: Room) -> list[Outcome]:
    with room.inside():
        return list(db.session.scalars(select(Outcome).where(Outcome.workshop_id == room.id)))


def test_a_workshop_of_before_gets_the_records_that_closing_would_have_written(
    app: Flask, workshop_of: Opened, tell: Callable[..., Told], run_jobs: Jobs
) -> None:
    told = tell(state="published", uses=frozenset({Use.WORKSHOPS}))
    room, silent, running = (
        workshop_of(board_method(COLLECT, TALK, **GIVES)),
        workshop_of(a_method("silent")),
        workshop_of(board_method(COLLECT, TALK, **GIVES)),
    )
    with room.inside():
        evidence.put_story_on_table(room.facilitator, room.id, told.id, key=a_key())
    (ana,) = room.seats(1)
    room.advance()
    card = Looking(room).write(ana, "A bench at each stop")
    Looking(room).act(evidence.back_card, ana, card, told.id)
    for one in (room, silent):
        one.close()
    as_it_was_before(room)

    with app.app_context():
        assert set(unrecorded_workshops()) == {room.id, silent.id}
        for _twice in range(2):
            record_closed()
        assert unrecorded_workshops() == []
        assert not record_closed_workshop(running.id)
        assert not record_closed_workshop(room.id)
    [record] = records_of(room)
    assert (record.title, record.card_id) == ("A bench at each stop", card)
    assert records_of(silent) == []
    assert [one.kind for one in silent.happened].count("outcomes_recorded") == 1

    run_jobs()
    with app.app_context():
        thread = select(StoryUse.object_id).where(StoryUse.kind == OUTCOMES, StoryUse.ended_at.is_(None))
        assert db.session.scalars(thread).all() == [record.id], "its teller finds it"
        assert db.session.scalar(select(func.count()).select_from(Entry)) == 0, "no draft is begun"
        assert db.session.get_one(Workshop, room.id).published_at is None


def test_a_rehearsal_and_what_was_thrown_away_get_none(app: Flask, workshop_of: Opened) -> None:
    for name in ("is_rehearsal", "discarded_at"):
        room = workshop_of(board_method(COLLECT, TALK, **GIVES))
        room.seats(1)
        room.close()
        as_it_was_before(room)
        with room.inside(), transaction() as session:
            found = session.get_one(Workshop, room.id)
            setattr(found, name, True if name == "is_rehearsal" else found.closed_at)
    with app.app_context():
        assert unrecorded_workshops() == []
