"""A rehearsal whose desk is somebody's practice: the invented people follow, and what the room does is only written down."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Exercise, Group, Seat, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercise_in, loaded_of, minutes_of
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.rehearsal.hall import Pace
from storyhub.workshops.rehearsal.record import Record
from storyhub.workshops.seen import Standing

LOOK = 0.1
LONG_ENOUGH = 20.0
"""Seconds a step must have lasted before it is said that nobody could do anything in it."""
AFTER_THE_END = 120.0
"""Seconds in which its facilitator may close it, once the agenda is over."""

Place = tuple[str, str]


@dataclass
class Follower:
    """Sees what the facilitator does as often as it looks. What happened since its last look may be that much older."""

    workshop_id: UUID
    record: Record
    pace: Pace
    tell: Callable[[str], None] = lambda _line: None
    until: float = float("inf")
    tables: dict[tuple[str, str], int] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    played: list[Place] = field(default_factory=list)
    """Those steps that lasted long enough to be judged."""
    steps: int = 0
    """How many ran."""
    unsure: set[Place] = field(default_factory=set)
    """Steps that ran more than once: what was seen of them when cannot be told any more."""
    _here: Place = ("", "")
    _since: float = 0.0
    _looked: float = 0.0
    _is_revealed: bool = False

    def play(self) -> None:
        """Until it is closed, or the agenda is over and nobody closes it, or there is no more time."""
        self._looked = over_since = time.monotonic()
        while time.monotonic() < self.until:
            workshop = self._workshop()
            if workshop.state != WorkshopState.OPEN:
                break
            now = standing(workshop, "en")
            self._see(now)
            if not now.is_over:
                over_since = time.monotonic()
            elif time.monotonic() - over_since > AFTER_THE_END:
                break
            db.session.rollback()
            self._looked = time.monotonic()
            time.sleep(LOOK)
        self._leave()

    def end(self) -> None:
        """What cannot be told is not judged: who saw what when of a step that ran twice, and what came as it was closed."""
        posts, unsure = self.record.posts, self.unsure
        self.record.posts = {key: post for key, post in posts.items() if post.at < self._looked}
        self.record.by_marker = {
            marker: post
            for marker, post in self.record.by_marker.items()
            if post.key in self.record.posts and (post.exercise, post.step) not in unsure
        }

    def _see(self, now: Standing) -> None:
        here = (str(now.exercise_id), now.step.id) if now.step and now.exercise_id else ("", "")
        if here != self._here:
            self._leave()
            self._arrive(here, now)
        if now.is_revealed and not self._is_revealed:
            self.record.ended.setdefault(here, self._looked)
        self._is_revealed = now.is_revealed

    def _leave(self) -> None:
        if self._here != ("", ""):
            self.record.ended.setdefault(self._here, self._looked)
            self._note_tables(self._here[0])
            if time.monotonic() - self._since >= LONG_ENOUGH:
                self.played.append(self._here)
        self._here = ("", "")

    def _arrive(self, here: Place, now: Standing) -> None:
        self._here, self._since, self._is_revealed = here, time.monotonic(), False
        self.pace.step = ".".join(here) if now.step else "over"
        if here in self.record.ended:
            self.unsure.add(here)
        self.record.moved.setdefault(self.pace.step, self._looked)
        if now.step is None or now.exercise_id is None:
            return
        self.steps += 1
        exercise: Exercise = exercise_in(self.workshop_id, now.exercise_id)
        method = self.methods[here[0]] = loaded_of(exercise).method
        self.pace.step_seconds = minutes_of(exercise, now.step) * 60 / self.pace.speed
        self.tell(f"{method.method.title} · {now.step.title}")

    def _note_tables(self, exercise: str) -> None:
        self.tables |= tables_now(self.workshop_id, exercise)

    def _workshop(self) -> Workshop:
        return db.session.get_one(Workshop, self.workshop_id, populate_existing=True)


def tables_now(workshop_id: UUID, exercise: str) -> dict[tuple[str, str], int]:
    """By exercise and seat, the number of the table at which it sits; 0 without one."""
    numbers: dict[UUID | None, int] = {group.id: group.number for group in _groups(workshop_id)}
    rows = db.session.execute(select(Seat.id, Seat.group_id).where(Seat.workshop_id == workshop_id)).all()
    return {(exercise, seat_id.hex): numbers.get(group_id, 0) for seat_id, group_id in rows}


def _groups(workshop_id: UUID) -> Sequence[Group]:
    return db.session.scalars(select(Group).where(Group.workshop_id == workshop_id)).all()
