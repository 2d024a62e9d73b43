"""Work for later, written down in the same transaction as its cause and done at least once.

A job is leased for a minute at a time; a worker that dies leaves a lease that runs out, and another
takes the job again. Handlers are therefore idempotent and read the present state. A job that takes its
worker down again and again is put aside for a person.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storyhub.core import clock
from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model, db, is_writing, transaction
from storyhub.core.registry import REGISTRY, Handler, kind_of

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 10
MOST_LOST = 5
"""Attempts after which a job is put aside when its worker was lost with it, and lost with it the time before."""
LOST = "WorkerLost"
FAILED_KEPT_FOR = timedelta(days=7)


class Job(Model):
    """One piece of work. `error` holds the name of an exception, or LOST; never its text: that may quote people."""

    __tablename__ = "job"
    id: Mapped[Key]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    run_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[MaybeMoment]
    owner: Mapped[str | None]
    failed_at: Mapped[MaybeMoment]
    error: Mapped[str | None]

    __table_args__ = (Index("ix_job_due", "failed_at", "run_at"),)


class PeriodicRun(Model):
    """When a periodic task last began."""

    __tablename__ = "periodic_run"
    kind: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[Moment]


def enqueue(handler: Handler | str, *, run_at: datetime | None = None, **payload: Any) -> None:
    """Write a job down. Only inside transaction(): a job without its cause, or the reverse, cannot be."""
    if not is_writing():
        raise RuntimeError("a job is written in the transaction of its cause")
    kind = handler if isinstance(handler, str) else kind_of(handler)
    plain = {name: _plain(value) for name, value in payload.items()}
    db.session.add(Job(kind=kind, payload=plain, run_at=run_at or clock.now()))


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, UUID) else value


def enqueue_once(kind: str) -> None:
    """Write a job without a payload down, unless one waits already and will begin after this transaction.

    The waiting one is locked, so that no worker takes it before what it is for can be read.
    """
    waiting = select(Job.id).where(
        Job.kind == kind, Job.leased_until.is_(None), Job.failed_at.is_(None), Job.run_at <= clock.now()
    )
    if db.session.scalar(waiting.limit(1).with_for_update(skip_locked=True)) is None:
        enqueue(kind)


def due() -> Select[Job]:
    now = clock.now()
    return (
        select(Job)
        .where(Job.failed_at.is_(None), Job.run_at <= now)
        .where(or_(Job.leased_until.is_(None), Job.leased_until < now))
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )


def claim(owner: str) -> Job | None:
    """Lease the next job that is due, or None. Looks before it locks, so that an idle worker never writes."""
    if db.session.scalar(due()) is None:
        return None
    with transaction() as session:
        job = _next(session)
        if job is None:
            return None
        if job.leased_until:
            job.error = LOST
        job.leased_until, job.owner, job.attempts = clock.now() + LEASE, owner, job.attempts + 1
    return job


def _next(session: Session) -> Job | None:
    """The next job that is due, locked. Those that took their workers down too often are put aside on the way."""
    while (job := session.scalar(due().with_for_update(skip_locked=True))) is not None:
        if not (job.leased_until and job.error == LOST and job.attempts >= MOST_LOST):
            break
        job.leased_until, job.owner, job.failed_at = None, None, clock.now()
    return job


def renew(job_id: UUID, owner: str) -> bool:
    """Lengthen a lease while the work goes on; False when the lease is no longer ours."""
    with transaction() as session:
        mine = update(Job).where(Job.id == job_id, Job.owner == owner).values(leased_until=clock.now() + LEASE)
        return bool(session.connection().execute(mine).rowcount)


def finish(job_id: UUID) -> None:
    with transaction() as session:
        session.execute(delete(Job).where(Job.id == job_id))


def fail(job_id: UUID, error: BaseException) -> None:
    """Put the job back with a growing pause; after ten attempts it stays for a person to see."""
    with transaction() as session:
        job = session.get(Job, job_id)
        if job is None:
            return
        job.error, job.leased_until, job.owner = type(error).__name__, None, None
        job.run_at = clock.now() + timedelta(seconds=min(2**job.attempts, 3600))
        if job.attempts >= MOST_ATTEMPTS:
            job.failed_at = clock.now()


def run(job: Job) -> None:
    """Call the job's handler with its payload."""
    REGISTRY.handlers[job.kind](**job.payload)


def claim_periodic() -> Handler | None:
    """The next periodic task whose time has come, marked as begun; None when all have run."""
    now = clock.now()
    began = {row.kind: row.began_at for row in db.session.scalars(select(PeriodicRun))}
    for kind, periodic in REGISTRY.periodic.items():
        if kind in began and began[kind] + periodic.every > now:
            continue
        with transaction() as session:
            row = session.get(PeriodicRun, kind, with_for_update=True)
            if row is not None and row.began_at + periodic.every > now:
                continue
            if row is None:
                session.add(PeriodicRun(kind=kind, began_at=now))
            else:
                row.began_at = now
        return periodic.run
    return None


def sweep_failed() -> None:
    """Jobs that gave up a week ago go, with whatever address their payload held."""
    with transaction() as session:
        session.execute(delete(Job).where(Job.failed_at < clock.now() - FAILED_KEPT_FOR))


def counts() -> dict[str, int]:
    """How many jobs wait and how many gave up."""
    total = db.session.scalar(select(func.count()).select_from(Job)) or 0
    failed = db.session.scalar(select(func.count()).where(Job.failed_at.is_not(None))) or 0
    return {"waiting": total - failed, "failed": failed}
