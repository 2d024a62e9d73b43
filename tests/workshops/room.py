"""A workshop as tests play it: every act goes through the services, each in a context of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from flask import Flask, has_app_context
from sqlalchemy import select

from storyhub.cities.queries import city_by_slug
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.workshops.draft import Draft
from storyhub.workshops.methods.loaded import loaded
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Exercise, Seat, StepEvent, Workshop
from storyhub.workshops.queries.agenda import exercises_of, steps_of
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.seen import Standing
from storyhub.workshops.services import exercises, opening, preparing, running, seating
from storyhub.workshops.services.desk import Place
from storyhub.workshops.services.seating import Seated

Answer = TypeVar("Answer")
_numbers = count(1)


def a_key() -> str:
    """What a phone makes for each command."""
    return f"key-{next(_numbers):06}"


def a_method(name: str = "small", *steps: str | dict[str, Any], **more: Any) -> Method:
    """A method of steps that ask for nothing, unless they say more; five minutes each. `groups` and other tables as in a file."""
    groups = {"min": 3, "ideal": 5, "max": 6} | more.pop("groups", {})
    usual = {"do": "discuss", "who": "plenary", "minutes": 5, "title": "A step", "prompt": "Talk."}
    tables = [usual | ({"id": one} if isinstance(one, str) else one) for one in steps or ("one", "two", "three")]
    head = {
        "id": name,
        "version": "1",
        "title": name.title(),
        "family": "open",
        "origin": "A test.",
        "purpose": "To try something.",
        "minutes": sum(one["minutes"] for one in tables),
        "people": {"min": 1, "max": 300},
        "groups": groups,
    }
    return msgspec.convert({"schema": 1, "method": head, "step": tables} | more, Method)


@dataclass
class Room:
    """An agenda, people, and whoever runs it."""

    app: Flask
    facilitator: Viewer
    id: UUID
    code: str
    join_code: str

    @property
    def keys(self) -> Any:
        return self.app.extensions["storyhub.keys"]

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The application's context, unless the test is in one."""
        if has_app_context():
            yield
            return
        with self.app.app_context():
            yield
            db.session.remove()

    @property
    def workshop(self) -> Workshop:
        """As it is kept now."""
        with self.inside():
            found = db.session.get_one(Workshop, self.id, populate_existing=True)
            db.session.expunge(found)
            return found

    @property
    def standing(self) -> Standing:
        with self.inside():
            return standing(db.session.get_one(Workshop, self.id, populate_existing=True), "en")

    @property
    def here(self) -> Place:
        """Where a page that is drawn now says the room is."""
        found = self.workshop
        return found.exercise_id, found.step

    @property
    def exercises(self) -> list[Exercise]:
        with self.inside():
            found = exercises_of(self.id)
            db.session.expunge_all()
            return found

    @property
    def happened(self) -> list[StepEvent]:
        with self.inside():
            rows = select(StepEvent).where(StepEvent.workshop_id == self.id).order_by(StepEvent.sequence)
            found = list(db.session.scalars(rows))
            db.session.expunge_all()
            return found

    def seat(self, seat_id: UUID) -> Seat:
        with self.inside():
            found = db.session.get_one(Seat, seat_id, populate_existing=True)
            db.session.expunge(found)
            return found

    def open(self) -> None:
        with self.inside():
            opening.open_workshop(self.facilitator, self.id, key=a_key())

    def close(self) -> None:
        with self.inside():
            opening.close_workshop(self.facilitator, self.id, key=a_key())

    def join(self, language: str = "en", key: str | None = None) -> Seated:
        with self.inside():
            return seating.join_workshop(self.keys, self.join_code, language, key=key or a_key())

    def seats(self, number: int, language: str = "en") -> list[UUID]:
        """So many people more sit down. Their ids, in the order of arrival."""
        return [self.join(language).seat_id for _person in range(number)]

    def advance(self, times: int = 1) -> Place:
        for _time in range(times):
            with self.inside():
                running.advance(self.facilitator, self.id, seen=self.here, key=a_key())
        return self.here

    def play_to(self, step: str, exercise: int | None = None) -> Place:
        """On until this step runs, of whichever exercise has it next or of that one (from 1)."""
        for _time in range(300):
            now = self.standing
            if now.step and now.step.id == step and exercise in (None, now.exercise_number):
                return self.here
            self.advance()
        raise AssertionError(f"no step {step} comes")

    def play_through(self) -> None:
        """On until the last step has ended."""
        while not self.standing.is_over:
            self.advance()

    def do(self, act: Callable[..., Answer], *said: Any, **more: Any) -> Answer:
        """`room.do(running.pause)`: an act of the facilitator's."""
        with self.inside():
            return act(self.facilitator, self.id, *said, **{"key": a_key()} | more)

    def steps(self, exercise: int = 1) -> list[str]:
        with self.inside():
            return [step.id for step in steps_of(exercises_of(self.id)[exercise - 1])]


def drafted(app: Flask, facilitator: Viewer, *agenda: str | Method) -> Room:
    """A draft with a title and an agenda, of paths by their names or of methods."""
    with app.app_context():
        city = city_by_slug("rustavi")
        code = preparing.begin_workshop(facilitator, city.id, "en")
        workshop = db.session.scalars(select(Workshop).where(Workshop.code == code)).one()
        for one in agenda:
            _lay(workshop.id, one)
        db.session.expire_all()
        draft = Draft(title="Water in our yard", question="How will we live well here in 2040?", language="en")
        preparing.save_workshop(facilitator, workshop.id, draft, seen=preparing.revision_of(workshop))
        room = Room(app, facilitator, workshop.id, workshop.code, workshop.join_code)
        db.session.remove()
    return room


def _lay(workshop_id: UUID, one: str | Method) -> None:
    with transaction() as session:
        workshop = session.get_one(Workshop, workshop_id, with_for_update=True)
        if isinstance(one, str):
            exercises.lay_exercises(session, workshop, exercises.path_called(one))
            return
        position = len(exercises_of(workshop_id)) + 1
        exercises.new_exercise(session, workshop, loaded(one, {}), position, 1, new_id())
