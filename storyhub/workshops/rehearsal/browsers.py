"""A browser in the hall: cookies of its own, and everything that it is sent is written down."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from storyhub.workshops.rehearsal.hall import Pace
from storyhub.workshops.rehearsal.pages import Form, Page
from storyhub.workshops.rehearsal.record import Record
from storyhub.workshops.rehearsal.wire import Reply, Wire

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """Where everybody is: the workshop's code, the six letters, and what all of them share."""

    code: str
    join_code: str
    wire: Wire
    record: Record
    pace: Pace

    @cached_property
    def seat_cookie(self) -> str:
        return f"seat-{self.code}"


@dataclass
class Browser:
    """`reader` is who reads: the number of a phone, or the stage. `step` is what it shows."""

    reader: int
    place: Place
    cookies: dict[str, str] = field(default_factory=dict)
    step: str = ""
    lies: set[str] = field(default_factory=set)
    """The cards on its table."""

    @property
    def has_seat(self) -> bool:
        return self.place.seat_cookie in self.cookies or f"__Host-{self.place.seat_cookie}" in self.cookies

    def get(self, path: str, kind: str, more: dict[str, str] | None = None) -> Reply:
        return self._ask("GET", path, kind, more or {}, None)

    def post(self, path: str, said: Pairs, kind: str, more: dict[str, str] | None = None) -> Reply:
        return self._ask("POST", path, kind, more or {}, urlencode(said))

    def lay(self, told: Page) -> None:
        """A poll may leave out a card only where it lies already."""
        if told.table is None:
            return
        if told.stays - self.lies:
            self.place.record.break_("a poll left out a card that the phone does not show")
        self.lies = told.lies | told.stays

    def _ask(self, method: str, path: str, kind: str, more: dict[str, str], body: str | None) -> Reply:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = self.place.wire.ask(method, path, {**more, **({"Cookie": cookie} if cookie else {})}, body)
        self.cookies |= reply.cookies
        self.place.record.got(self.reader, f"{method} {kind}", self.step, reply)
        return reply


def carried(form: Form, *also: str) -> Pairs:
    """What a form carries by itself, and these inputs empty."""
    hidden = [(one.name, one.values[0]) for one in form.inputs if one.kind == "hidden"]
    return hidden + [(one.name, "") for one in form.inputs if one.name in also]
