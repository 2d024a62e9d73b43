"""What happened while it was played, as those who played it saw it. Safe to be written by many threads."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from threading import Lock

from storyhub.workshops.rehearsal.wire import Reply
from storyhub.workshops.rehearsal.words import MARKER, RAW

STAGE = 0
"""As a reader; phones are numbered from 1."""
WATCHING = "watching"
"""A look that no real phone would take: it only tells whether something shows that should not, and weighs nothing."""


@dataclass
class Post:
    """Something a phone sent, however often. `step` is the one it was written for."""

    key: str
    act: str
    phone: int
    exercise: str
    step: str
    markers: tuple[str, ...]
    statuses: list[int] = field(default_factory=list)
    at: float = 0.0
    """When the first answer came."""

    @property
    def is_taken(self) -> bool:
        return any(status < 400 for status in self.statuses)


@dataclass
class Record:
    """Times are of the clock that only runs forward."""

    posts: dict[str, Post] = field(default_factory=dict)
    by_marker: dict[str, Post] = field(default_factory=dict)
    seen: dict[tuple[int, str], float] = field(default_factory=dict)
    """When a reader's bytes first held a marker."""
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    moved: dict[str, float] = field(default_factory=dict)
    """When the facilitator's move to a step was done."""
    ended: dict[tuple[str, str], float] = field(default_factory=dict)
    """When the facilitator began to leave a step, or revealed it."""
    arrived: dict[tuple[int, str], float] = field(default_factory=dict)
    joined: dict[int, float] = field(default_factory=dict)
    seats: dict[int, str] = field(default_factory=dict)
    """The seat of each phone."""
    bytes: Counter[tuple[int, str]] = field(default_factory=Counter)
    stirred: Counter[str] = field(default_factory=Counter)
    """Where a page changed on which nothing was done while others judged or voted: "<exercise>.<step>"."""
    slips: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    lag: float = 0.0
    """How late the rehearsal itself was at worst."""
    _lock: Lock = field(default_factory=Lock, repr=False)

    def break_(self, what: str) -> None:
        with self._lock:
            self.broken[what] += 1

    def stir(self, place: str) -> None:
        with self._lock:
            self.stirred[place] += 1

    def slip(self, name: str) -> None:
        with self._lock:
            self.slips[name] += 1

    def sent(self, post: Post) -> None:
        with self._lock:
            self.posts[post.key] = post
            for marker in post.markers:
                self.by_marker[marker] = post

    def answered(self, post: Post, reply: Reply) -> None:
        with self._lock:
            post.statuses.append(reply.status)
            post.at = post.at or reply.at

    def got(self, reader: int, kind: str, step: str, reply: Reply) -> None:
        """Every answer goes through here: how long it took, what it weighed, and whose words were in it."""
        markers = {one.decode() for one in MARKER.findall(reply.body)}
        raw = [words for words in RAW if words in reply.body]
        with self._lock:
            self.took[kind].append(reply.seconds)
            self.statuses[kind, reply.status] += 1
            if not kind.endswith(WATCHING):
                self.bytes[reader, step] += reply.size
            for marker in markers:
                self.seen.setdefault((reader, marker), reply.at)
            if reply.status >= 500:
                self.broken[f"{kind} was answered with {reply.status}"] += 1
            for words in raw:
                self.broken[f"a page held {words!r} as it was typed ({kind})"] += 1

    def arrive(self, reader: int, step: str, at: float) -> None:
        with self._lock:
            self.arrived.setdefault((reader, step), at)
