"""Workshops: one that was held, played through as its people would have played it, and those that are open to join."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.cities.queries import city_by_slug
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.core.sealing import Keys
from storyhub.demo.services.desk import acting
from storyhub.demo.services.playing import Playing
from storyhub.workshops.draft import Draft
from storyhub.workshops.models import Outcome, OutcomeState, Workshop
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.services import agenda, opening, preparing, running, seating
from storyhub.workshops.services.evidence import put_story_on_table
from storyhub.workshops.services.outcomes import settle_outcome


def hold_all(keys: Keys, stories: dict[str, UUID]) -> None:
    """Hold what was not held yet; again changes nothing."""
    if db.session.scalar(select(Workshop.id).limit(1)):
        return
    data = tomllib.loads((files("storyhub.demo") / "workshops" / "workshops.toml").read_text(encoding="utf-8"))
    for row in data["workshop"]:
        Meeting(keys, row, stories).hold()


class Meeting:
    """One workshop of the demonstration: what is known of it, and the people and cards that came about."""

    def __init__(self, keys: Keys, row: dict[str, Any], stories: dict[str, UUID]) -> None:
        self.keys, self.row, self.stories = keys, row, stories
        self.facilitator: Viewer = acting("facilitator", Role.FACILITATOR)
        self.today = clock.now()
        self.begins = _begins(row, self.today)
        self.ends = self.begins + timedelta(hours=row["hours"])
        self.seats: list[UUID] = []
        self._numbers = count(1)

    def hold(self) -> None:
        """From the first draft to the end, each on its own day."""
        with self._at(timedelta(days=-9) if self.row["closed"] else timedelta(hours=-2)):
            self.prepare()
        if not self.row["closed"]:
            opening.open_workshop(self.facilitator, self.id, key=self._key())
            return
        with self._at(timedelta(minutes=-20)):
            opening.open_workshop(self.facilitator, self.id, key=self._key())
            self.sit_down()
        for step in count():
            with self._at(timedelta(minutes=6 * step)):
                if self.play_on():
                    break
        with clock.at(self.ends):
            opening.close_workshop(self.facilitator, self.id, key=self._key())
        with self._at(timedelta(days=2)):
            opening.publish_results(self.facilitator, self.id)
        with self._at(timedelta(days=6)):
            self._settle()

    @contextmanager
    def _at(self, later: timedelta) -> Iterator[None]:
        with clock.at(self.begins + later):
            yield

    def prepare(self) -> None:
        row, city = self.row, city_by_slug(self.row["city"])
        code = preparing.begin_workshop(self.facilitator, city.id, row["language"], path=row.get("path", "empty"))
        workshop = db.session.scalars(select(Workshop).where(Workshop.code == code)).one()
        self.id = workshop.id
        names = ("title", "question", "language", "year", "place", "group_size")
        draft = Draft(
            **{name: row[name] for name in names},
            announcement=row["announcement"].strip(),
            starts_at=self.begins,
            ends_at=self.ends,
        )
        preparing.save_workshop(self.facilitator, self.id, draft, seen=preparing.revision_of(workshop))
        for one in row.get("exercise", ()):
            agenda.add_exercise(self.facilitator, self.id, one["method"], key=self._key())
        for ref in row["stories"]:
            put_story_on_table(self.facilitator, self.id, self.stories[ref], key=self._key())
        opening.announce_workshop(self.facilitator, self.id, key=self._key())

    def sit_down(self) -> None:
        for language in self.row["seats"]:
            seat = seating.join_workshop(self.keys, self._workshop().join_code, language, key=self._key())
            seating.say_name(seat.seat_id, "", key=self._key())
            self.seats.append(seat.seat_id)

    def play_on(self) -> bool:
        """One step on, with what people do in it. Gives whether all is over."""
        workshop = self._workshop()
        running.advance(self.facilitator, self.id, seen=(workshop.exercise_id, workshop.step), key=self._key())
        stands = standing(self._workshop(), self.row["language"])
        if stands.step is not None and stands.exercise_id is not None and stands.method is not None:
            said = self.row["exercise"][stands.exercise_number - 1].get(stands.step.id)
            people = (self.facilitator, self.seats, self.stories, self.today, self._key)
            if said:
                with transaction():
                    Playing(stands.exercise_id, stands.method, stands.step, *people).act(said)
        return stands.is_over

    def _settle(self) -> None:
        """What became of promises since."""
        for one in self.row.get("settled", ()):
            given = select(Outcome).where(Outcome.workshop_id == self.id, Outcome.output == one["output"])
            outcome = db.session.scalars(given.order_by(Outcome.position)).all()[one["number"] - 1]
            settle_outcome(self.facilitator, outcome.id, OutcomeState.DONE, one["result"], seen=outcome.revision)

    def _workshop(self) -> Workshop:
        return db.session.get_one(Workshop, self.id, populate_existing=True)

    def _key(self) -> str:
        return f"demonstration-{self.row['city']}-{next(self._numbers)}"


def _begins(row: dict[str, Any], today: datetime) -> datetime:
    if "days_from_now" in row:
        return _full_hour(today + timedelta(days=row["days_from_now"])).replace(hour=row["hour"])
    return _full_hour(today + timedelta(hours=row["hours_from_now"]))


def _full_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
