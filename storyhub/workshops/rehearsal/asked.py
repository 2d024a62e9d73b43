"""Playing the copy that somebody asked for on a page: as they wished, tethered, and with its report kept."""

import sys
from collections.abc import Iterator

import structlog
from flask import Flask, current_app

from storyhub.accounts.queries import viewer_of_person
from storyhub.config import Settings
from storyhub.core.db import db
from storyhub.workshops.models import Ending, Rehearsal
from storyhub.workshops.rehearsal.child import Tether
from storyhub.workshops.rehearsal.rehearsing import NobodyThere, Plan, Play
from storyhub.workshops.rehearsal.report import Report
from storyhub.workshops.services.rehearsals import finish_rehearsal

log = structlog.get_logger()


def play_asked(wish: Rehearsal) -> Report | None:
    """Play it to whatever end, and write down which. Returns the report; None where there is none."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    workshop_id, actor = wish.workshop_id, viewer_of_person(wish.asked_by_id)
    report, ending = None, Ending.UNREACHED
    for plan in _plans(app.config["STORYHUB"], wish):
        play = Play(actor, app.extensions["storyhub.keys"], workshop_id, plan)
        try:
            with Tether(app, workshop_id, sys.stdin.fileno(), play.stop):
                report, ending = play.run(), Ending.PLAYED
        except NobodyThere:
            continue
        except Exception as error:  # noqa: BLE001  whatever it was, the page says that it is over
            log.warning("rehearsal_failed", error=type(error).__name__)
            ending = Ending.FAILED
        break
    db.session.rollback()
    finish_rehearsal(workshop_id, ending, report.as_dict() if report else {})
    return report


def _plans(settings: Settings, wish: Rehearsal) -> Iterator[Plan]:
    """The same for each address at which the web may answer: on this machine, and as everybody reaches it."""
    host, _, port = settings.bind.rpartition(":")
    near = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104  it is asked, not bound
    for url in dict.fromkeys((f"http://{near}:{port}", settings.base_url)):
        yield Plan(url, wish.people, wish.speed, keep=True, plays_desk=wish.plays_desk)
