"""The facilitator of a rehearsal: moves the room on, does what a step asks of the desk, and looks at the boards."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import Conflict, DomainError
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.rules.names import kinds_of
from storyhub.workshops.methods.schema import Fallback, FieldType, Input, Method, Reveal, Step, Verb, Who
from storyhub.workshops.models import Card, CardState, Exercise, Rating, Workshop, WorkshopState
from storyhub.workshops.playing import OBJECTION, REFLECTION, zones_of_step
from storyhub.workshops.queries.agenda import exercise_in, loaded_of, minutes_of
from storyhub.workshops.queries.boards import board_views
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.rehearsal.faults import fault
from storyhub.workshops.rehearsal.following import tables_now
from storyhub.workshops.rehearsal.hall import Pace
from storyhub.workshops.rehearsal.phones import Phone
from storyhub.workshops.rehearsal.record import Record
from storyhub.workshops.seen import Audience, Side, Standing
from storyhub.workshops.services import cards, merging, picking, placing, rating, running
from storyhub.workshops.services.desk import NotOpen, place_of
from storyhub.workshops.services.happening import WorkshopMoved

PATIENCE = 20.0
"""Seconds that people have for a step at least, however quick the rehearsal is and however slow the machine."""
LOOK = 0.05
READING = 3.0
"""Seconds for which a facilitator reads a held card."""
SECRET = (Verb.RATE, Verb.VOTE)


@dataclass
class Conductor:
    """Works in the application of its own process; the phones speak with the server."""

    actor: Viewer
    workshop_id: UUID
    phones: Sequence[Phone]
    record: Record
    pace: Pace
    chance: Random
    tell: Callable[[str], None] = lambda _line: None
    until: float = float("inf")
    tables: dict[tuple[str, str], int] = field(default_factory=dict)
    """By exercise and seat, the number of the table."""
    methods: dict[str, Method] = field(default_factory=dict)
    played: list[tuple[str, str]] = field(default_factory=list)
    """Exercises and steps, in the order in which they ran."""
    _keys: count = field(default_factory=count)
    _reads_at: float = 0.0
    _decided: int = 0

    @property
    def steps(self) -> int:
        """How many ran."""
        return len(self.played)

    def play(self) -> None:
        """From before the first step until after the last, or until there is no more time."""
        while time.monotonic() < self.until:
            self._advance()
            now = self._standing()
            if now.step is None or self._workshop().state != WorkshopState.OPEN:
                return
            self._play_step(now, now.step)

    def end(self) -> None:
        """Before it is closed: what waits for an answer gets one."""
        now = self._workshop()
        place = now.exercise_id
        if place is not None and now.state == WorkshopState.OPEN:
            self._answer(exercise_in(self.workshop_id, place))

    def _play_step(self, now: Standing, step: Step) -> None:
        exercise = exercise_in(self.workshop_id, now.exercise_id) if now.exercise_id else None
        assert exercise is not None
        method = self.methods[str(exercise.id)] = loaded_of(exercise).method
        if now.step_number == 1:
            self._lay_missing(exercise, method)
        self.played.append((str(exercise.id), step.id))
        self.tell(f"{method.method.title} · {step.title}")
        self._at_desk(exercise, step)
        self._wait(now, step, minutes_of(exercise, step) * 60 / self.pace.speed)
        self._note_tables(str(exercise.id))
        if now.step_number == len(now.steps):
            self._answer(exercise)
            self._look_at_boards()

    def _advance(self) -> None:
        """On, by a facilitator whose finger trembles and beside a second one who was slower."""
        before = self._workshop()
        seen, key = (before.exercise_id, before.step), self._key()
        self._leave_step(seen)
        self.pace.step_seconds = 0.0
        try:
            running.advance(self.actor, self.workshop_id, seen=seen, key=key)
        except (WorkshopMoved, NotOpen):
            return db.session.rollback()  # somebody who watches has moved the room, or closed it
        except DomainError as error:
            self._refused(running.advance, error)
        at = time.monotonic()
        now = self._standing()
        place = f"{now.exercise_id}.{now.step.id}" if now.step else "over"
        self.record.moved[place], self.pace.step = at, place
        self._do(running.advance, self.workshop_id, seen=seen, key=key)
        try:
            running.advance(self.actor, self.workshop_id, seen=seen, key=self._key())
            self.record.break_("old_next_moved")
        except (WorkshopMoved, Conflict):
            db.session.rollback()
        if self._standing().step != now.step:
            self.record.break_("next_twice_moved")
        return None

    def _leave_step(self, seen: tuple[UUID | None, str]) -> None:
        if seen[1]:
            self.record.ended.setdefault((str(seen[0]), seen[1]), time.monotonic())

    def _wait(self, now: Standing, step: Step, seconds: float) -> None:
        """Until the time is over, or everybody is done; the machine's slowness is not the people's."""
        place, began = f"{now.exercise_id}.{step.id}", time.monotonic()
        self.pace.step_seconds = seconds
        is_revealed = step.reveal != Reveal.FACILITATOR
        while time.monotonic() < self.until:
            if step.do not in SECRET:
                self._settle_held()
            passed, is_all = time.monotonic() - began, self._is_everybody_done(place)
            if not is_revealed and (is_all or passed > seconds * 0.7):
                self._leave_step((now.exercise_id, step.id))
                self._do(running.reveal, self.workshop_id, key=self._key())
                is_revealed = True
            if is_all or (passed >= seconds and passed >= PATIENCE):
                return
            time.sleep(LOOK)

    def _is_everybody_done(self, place: str) -> bool:
        """Of those who sit there. Asked many times a second, so the first who is not done ends it."""
        if any(phone.done_with != place and phone.is_seated for phone in self.phones):
            return False
        return any(phone.is_seated for phone in self.phones)

    def _lay_missing(self, exercise: Exercise, method: Method) -> None:
        """What no exercise before has brought is written by the facilitator, as the page of the desk proposes."""
        present = Counter(
            db.session.scalars(select(Card.kind).where(Card.exercise_id == exercise.id, Card.state == CardState.SHOWN))
        )
        for given in method.input:
            if given.kind and given.fallback == Fallback.FACILITATOR and not present[given.kind]:
                for number in range(max(given.min, 2 if given.into else 1)):
                    self._lay(method, given, number)

    def _lay(self, method: Method, given: Input, number: int) -> None:
        fields = {
            one.id: _invented(one.type, f"{given.label} {number + 1}"[: one.max or 60], [opt.id for opt in one.options])
            for one in kinds_of(method)[given.kind].fields
        }
        self._do(cards.add_card_at_desk, self.workshop_id, given.kind, given.into, fields, key=self._key())

    def _at_desk(self, exercise: Exercise, step: Step) -> None:
        if step.do == Verb.PICK:
            chosen = self._cards(exercise, step.card)
            if len(chosen) < len(step.pick):
                self.record.break_(fault("too_few_to_pick", method=loaded_of(exercise).method.method.id, step=step.id))
            for name, card in zip(step.pick, chosen, strict=False):
                self._do(picking.pick_card, name, card.id, key=self._key())
        if step.do == Verb.MERGE and len(found := self._cards(exercise, step.card)) > 2:
            self._do(merging.merge_cards, found[0].id, [found[1].id], key=self._key())
        if step.do == Verb.PLACE and step.who == Who.FACILITATOR:
            self._lay_elsewhere(exercise, step)
        self._do(running.give_time, self.workshop_id, 1, key=self._key())
        self._do(running.pause, self.workshop_id, key=self._key())
        self._do(running.go_on, self.workshop_id, key=self._key())

    def _lay_elsewhere(self, exercise: Exercise, step: Step) -> None:
        """The room asks for one card to be moved: it goes to the first zone of the step."""
        zones = [zone.id for zone in zones_of_step(self.methods[str(exercise.id)], step) if step.card in zone.accepts]
        for card in self._cards(exercise, step.card)[:1]:
            seen, lay = place_of(self._workshop()), placing.spot_of(card.zone, card.x, card.y)
            self._do(placing.move_card_at_desk, card.id, zone=zones[0], seen=seen, lay=lay, key=self._key())

    def _cards(self, exercise: Exercise, kind: str) -> Sequence[Card]:
        rows = select(Card).where(
            Card.exercise_id == exercise.id, Card.state == CardState.SHOWN, Card.is_kept, Card.kind != REFLECTION
        )
        if kind:
            rows = rows.where(Card.kind == kind)
        return db.session.scalars(rows.order_by(Card.kind, Card.position)).all()

    def _settle_held(self) -> None:
        """Every other card that waits is let in, the rest is refused, as quickly as somebody reads them."""
        if time.monotonic() < self._reads_at:
            return
        self._reads_at = time.monotonic() + self.pace.every(READING)
        held = select(Card.id).where(Card.workshop_id == self.workshop_id, Card.state == CardState.HELD)
        at_once = max(1, round(self.pace.speed))
        for card_id in db.session.scalars(held.order_by(Card.id).limit(at_once)).all():
            self._decided += 1
            self._do(cards.release_card if self._decided % 2 else cards.refuse_card, card_id, key=self._key())
        db.session.rollback()

    def _answer(self, exercise: Exercise) -> None:
        """What somebody cannot live with gets its answer, or the exercise could not end."""
        rows = select(Rating.id).where(
            Rating.exercise_id == exercise.id, Rating.dim == OBJECTION, Rating.answered_at.is_(None)
        )
        for rating_id in db.session.scalars(rows).all():
            self._do(rating.answer_objection, rating_id, "We hear it, and change the place.", key=self._key())

    def _look_at_boards(self) -> None:
        """Every card that is shown lies on the boards of its exercise, and once."""
        now, workshop = self._standing(), self._workshop()
        boards = board_views(workshop, now, Audience(Side.DESK, "en"))
        zones = [zone for board in boards for zone in board.zones]
        lying = Counter(card.code for zone in zones for card in zone.cards)
        lying.update(card.code for zone in zones for heap in zone.clusters for card in heap.cards)
        shown = select(Card.code, Card.kind).where(
            Card.exercise_id == now.exercise_id, Card.state == CardState.SHOWN, Card.zone != ""
        )
        for code, kind in db.session.execute(shown).all():
            if kind != REFLECTION and lying[code] != 1:
                self.record.break_(fault("card_lies_often", kind=kind, times=lying[code]))

    def _note_tables(self, exercise: str) -> None:
        self.tables |= tables_now(self.workshop_id, exercise)
        db.session.rollback()

    def _do(self, act: Callable[..., object], *said: object, **more: object) -> None:
        """What the desk refuses is told; the room goes on."""
        try:
            act(self.actor, *said, **more)
        except NotOpen:
            db.session.rollback()
            self.until = 0.0  # it was closed from elsewhere
        except DomainError as error:
            self._refused(act, error)

    def _refused(self, act: Callable[..., object], error: DomainError) -> None:
        db.session.rollback()
        self.record.break_(fault("desk_refused", act=act.__name__, reason=error.key))

    def _key(self) -> str:
        return f"rehearsal-{self.workshop_id.hex[-8:]}-{next(self._keys)}"

    def _workshop(self) -> Workshop:
        db.session.rollback()
        return db.session.get_one(Workshop, self.workshop_id, populate_existing=True)

    def _standing(self) -> Standing:
        return standing(self._workshop(), "en")


def _invented(kind: FieldType, words: str, options: Sequence[str]) -> str:
    if kind == FieldType.CHOICE:
        return options[0]
    if kind == FieldType.YEAR:
        return "2035"
    if kind == FieldType.DATE:
        return date(2031, 5, 1).isoformat()
    return "5" if kind == FieldType.NUMBER else words
