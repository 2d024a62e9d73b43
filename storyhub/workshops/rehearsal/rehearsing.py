"""A rehearsal from the copy that is made to the report: people, stage and facilitator, and what is checked at the end."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid4

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Viewer
from storyhub.core.sealing import Keys
from storyhub.workshops.models import Workshop
from storyhub.workshops.rehearsal.browsers import Browser, Place
from storyhub.workshops.rehearsal.checks import faults
from storyhub.workshops.rehearsal.conducting import Conductor
from storyhub.workshops.rehearsal.filling import Writer
from storyhub.workshops.rehearsal.following import Follower
from storyhub.workshops.rehearsal.habits import Trait, trait_of
from storyhub.workshops.rehearsal.hall import Hall, Pace
from storyhub.workshops.rehearsal.phones import Phone
from storyhub.workshops.rehearsal.record import STAGE, Record
from storyhub.workshops.rehearsal.report import Report, report_on
from storyhub.workshops.rehearsal.stage import Stage, is_there
from storyhub.workshops.rehearsal.wire import Wire
from storyhub.workshops.rehearsal.words import Speech
from storyhub.workshops.services.rehearsing import begin_rehearsal, end_rehearsal
from storyhub.workshops.services.stage_tokens import stage_token

ARRIVING = 90.0
"""Seconds in which a hall comes in, before the first step."""
LATE = 300.0


class NobodyThere(Exception):
    """No server answers at that address, or one over other data."""


@dataclass(frozen=True)
class Plan:
    """How it is rehearsed. `seconds` ends it early; 0 plays the whole agenda. Without `plays_desk` somebody sits at it."""

    url: str
    people: int
    speed: float
    seconds: float = 0.0
    seed: int = 7
    keep: bool = False
    plays_desk: bool = True


def rehearse(
    actor: Viewer, keys: Keys, workshop_id: UUID, plan: Plan, tell: Callable[[str], None] = lambda _line: None
) -> Report:
    """Play a copy of the workshop. Raises NobodyThere, and what copying and opening refuse."""
    key = f"rehearsal-{uuid4()}"
    copy_id = begin_rehearsal(actor, workshop_id, key=key)
    try:
        return Play(actor, keys, copy_id, plan, tell).run()
    finally:
        db.session.rollback()
        end_rehearsal(actor, copy_id, key=f"{key}-end", keep=plan.keep)


@dataclass
class Play:
    """A copy that is open, played once (`run`). `stop` may be called from another thread."""

    actor: Viewer
    keys: Keys
    workshop_id: UUID
    plan: Plan
    tell: Callable[[str], None] = lambda _line: None
    desk: Conductor | Follower | None = None
    is_stopped: bool = False

    def run(self) -> Report:
        """Raises NobodyThere."""
        plan, record = self.plan, Record()
        pace = Pace(plan.speed, may_close=not plan.plays_desk)
        chance = Random(plan.seed)  # noqa: S311  no secret is made of it
        place = _place(self.workshop_id, plan, record, pace)
        if not is_there(place):
            raise NobodyThere()
        began = time.monotonic()
        phones = _phones(place, plan, chance, began)
        desk = self.desk = self._desk(phones, record, pace, chance)
        with Hall([_stage(self.workshop_id, self.keys, place)], record), Hall(phones, record):
            if plan.plays_desk:
                self._let_in(phones, began + ARRIVING / plan.speed + 20)
            if plan.seconds:
                desk.until = time.monotonic() + plan.seconds
            if not self.is_stopped:
                desk.play()
        desk.end()
        broken = faults(self.workshop_id, record, desk.methods, desk.tables, desk.played)
        taken = time.monotonic() - began
        return report_on(record, broken, desk.methods, len(record.joined), desk.steps, taken)

    def stop(self) -> None:
        """As soon as may be."""
        self.is_stopped = True
        if self.desk is not None:
            self.desk.until = 0.0

    def _desk(self, phones: list[Phone], record: Record, pace: Pace, chance: Random) -> Conductor | Follower:
        if self.plan.plays_desk:
            return Conductor(self.actor, self.workshop_id, phones, record, pace, chance, self.tell)
        return Follower(self.workshop_id, record, pace, self.tell)

    def _let_in(self, phones: list[Phone], until: float) -> None:
        """Until all who are to be there are seated."""
        early = [phone for phone in phones if phone.trait != Trait.LATE]
        while time.monotonic() < until and not self.is_stopped and not all(phone.is_seated for phone in early):
            time.sleep(0.05)


def _place(workshop_id: UUID, plan: Plan, record: Record, pace: Pace) -> Place:
    workshop = db.session.get_one(Workshop, workshop_id)
    return Place(workshop.code, workshop.join_code, Wire(plan.url), record, pace)


def _phones(place: Place, plan: Plan, chance: Random, began: float) -> list[Phone]:
    """In all languages; most come before it begins, some later."""
    speech, phones, languages = Speech(), [], list(LANGUAGES)
    for number in range(1, plan.people + 1):
        trait = trait_of(number)
        own = Random(chance.random())  # noqa: S311
        writer = Writer(languages[number % len(languages)], own, speech, is_hostile=trait == Trait.HOSTILE)
        comes = ARRIVING + LATE * own.random() if trait == Trait.LATE else ARRIVING * own.random() * 0.8
        phones.append(Phone(Browser(number, place), trait, writer, joins_at=began + comes / plan.speed))
    return phones


def _stage(workshop_id: UUID, keys: Keys, place: Place) -> Stage:
    workshop = db.session.get_one(Workshop, workshop_id)
    town = db.session.get_one(City, workshop.city_id).slug
    path = f"/{workshop.language}/{town}/workshops/{workshop.code}/stage/{stage_token(keys, workshop_id)}"
    return Stage(path, Browser(STAGE, place))
