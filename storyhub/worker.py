"""The worker: takes jobs one at a time, runs periodic tasks, stops between two jobs when asked."""

import os
import signal
import socket
import threading
import time
from types import FrameType
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from storyhub.core import jobs
from storyhub.core.db import db

log = structlog.get_logger()

IDLE = 0.5
"""Seconds between two looks when there is nothing to do."""


class Worker:
    """`run_forever` until SIGTERM or SIGINT; `run_pending` does what is due and returns."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.owner = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = threading.Event()

    def run_forever(self) -> None:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._stop)
        log.info("worker_started", owner=self.owner)
        while not self.stopping.is_set():
            if not self._one_step():
                self.stopping.wait(IDLE)
        log.info("worker_stopped", owner=self.owner)

    def run_pending(self) -> int:
        """Do the jobs that are due now; returns how many."""
        return sum(1 for _ in iter(self._one_job, False))

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _one_step(self) -> bool:
        try:
            return self._one_job() or self._one_periodic()
        except OperationalError as error:
            log.warning("database_unavailable", error=type(error).__name__)
            time.sleep(1)
            return False

    def _one_job(self) -> bool:
        with self.app.app_context():
            job = jobs.claim(self.owner)
            if job is None:
                return False
            job_id, kind = job.id, job.kind
            with Lease(self.app, job_id, self.owner):
                try:
                    jobs.run(job)
                except Exception as error:  # noqa: BLE001  (whatever a job does, the worker goes on)
                    db.session.rollback()
                    log.warning("job_failed", job=kind, error=type(error).__name__, attempts=job.attempts)
                    jobs.fail(job_id, error)
                    return True
            jobs.finish(job_id)
            log.info("job_done", job=kind)
        return True

    def _one_periodic(self) -> bool:
        with self.app.app_context():
            task = jobs.claim_periodic()
            if task is None:
                return False
            try:
                task()
            except Exception as error:  # noqa: BLE001  (it comes round again)
                log.warning("periodic_failed", job=task.__name__, error=type(error).__name__)
        return True


class Lease:
    """Keeps a job's lease alive from a thread while the work goes on, three times a lease."""

    def __init__(self, app: Flask, job_id: UUID, owner: str) -> None:
        self.app, self.job_id, self.owner = app, job_id, owner
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()

    def _keep(self) -> None:
        while not self.done.wait(jobs.LEASE.total_seconds() / 3):
            with self.app.app_context():
                try:
                    jobs.renew(self.job_id, self.owner)
                except OperationalError:
                    continue
