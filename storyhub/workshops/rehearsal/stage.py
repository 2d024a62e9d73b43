"""The projector: a browser that was opened by the facilitator's link, asks every second and can do nothing."""

import time
from dataclasses import dataclass

from storyhub.workshops.rehearsal.browsers import Browser, Place
from storyhub.workshops.rehearsal.faults import fault
from storyhub.workshops.rehearsal.pages import read_page
from storyhub.workshops.rehearsal.record import STAGE
from storyhub.workshops.rehearsal.wire import Reply

EVERY = 0.6
"""Seconds, as stage.js has it."""


@dataclass
class Stage:
    """`link` is the path that the desk gives."""

    link: str
    browser: Browser
    name: str = "the stage"
    poll: str = ""
    seen: str = ""

    def turn(self) -> float:
        self.browser.step = self.browser.place.pace.step
        if not self.poll:
            self._open()
        else:
            self._take(self.browser.get(f"{self.poll}?seen={self.seen}", "stage poll"))
        return self.browser.place.pace.every(EVERY)

    def _open(self) -> None:
        opened = self.browser.get(self.link, "stage")
        self._take(self.browser.get(opened.headers.get("Location", "/"), "stage"))
        if not self.poll:
            self.browser.place.record.break_("stage_not_open")

    def _take(self, reply: Reply) -> None:
        if reply.status not in (200, 204):
            self.browser.place.record.break_(fault("stage_answered", status=reply.status))
        told = read_page(reply.body).stage if reply.status == 200 else None
        if told is not None:
            self.poll, self.seen = told["data-poll"], told["data-seen"]
            self.browser.place.record.arrive(STAGE, self.browser.place.pace.step, reply.at)


def is_there(place: Place) -> bool:
    """Whether the server at the other end knows this workshop."""
    began = time.monotonic()
    while time.monotonic() - began < 1:
        try:
            return place.wire.ask("GET", f"/en/j/{place.join_code}", {}).status == 200
        except OSError:
            time.sleep(0.3)
    return False
