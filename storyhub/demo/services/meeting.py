"""Two workshops: one that was held, played through as its people would have played it, and one that is open to join."""

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
from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.core.sealing import Keys
from storyhub.demo.services.desk import acting
from storyhub.workshops.draft import Draft
from storyhub.workshops.methods.schema import Step, Verb
from storyhub.workshops.models import Workshop
from storyhub.workshops.playing import zones_of_step
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.seen import Standing
from storyhub.workshops.services import agenda, opening, preparing, running, seating
from storyhub.workshops.services.cards import NewCard, add_card
from storyhub.workshops.services.clustering import name_alone, name_cluster, stack_cards
from storyhub.workshops.services.evidence import back_card, put_story_on_table
from storyhub.workshops.services.rating import rate
from storyhub.workshops.services.voting import give_points


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
        self.begins: datetime = row.get("begins") or _full_hour(clock.now() + timedelta(hours=row["hours_from_now"]))
        self.seats: list[UUID] = []
        self.cards: list[UUID] = []
        self.made: list[UUID] = []
        self.exercise = 0
        self._numbers = count(1)

    def hold(self) -> None:
        """From the first draft to the end, each on its own day."""
        with self._at(timedelta(days=-9) if self.row["closed"] else timedelta(hours=-2)):
            self._prepare()
        if not self.row["closed"]:
            opening.open_workshop(self.facilitator, self.id, key=self._key())
            return
        with self._at(timedelta(minutes=-20)):
            opening.open_workshop(self.facilitator, self.id, key=self._key())
            self._sit_down()
        for step in count():
            with self._at(timedelta(minutes=5 * step)):
                if self._play():
                    break
        with self._at(timedelta(hours=1)):
            opening.close_workshop(self.facilitator, self.id, key=self._key())
        with self._at(timedelta(days=2)):
            opening.publish_results(self.facilitator, self.id)

    @contextmanager
    def _at(self, later: timedelta) -> Iterator[None]:
        with clock.at(self.begins + later):
            yield

    def _prepare(self) -> None:
        row, city = self.row, city_by_slug(self.row["city"])
        code = preparing.begin_workshop(self.facilitator, city.id, row["language"], path=row.get("path", "empty"))
        workshop = db.session.scalars(select(Workshop).where(Workshop.code == code)).one()
        self.id = workshop.id
        names = ("title", "question", "language", "year", "place", "group_size")
        draft = Draft(
            **{name: row[name] for name in names},
            announcement=row["announcement"].strip(),
            starts_at=self.begins,
            ends_at=row.get("ends") or self.begins + timedelta(minutes=90),
        )
        preparing.save_workshop(self.facilitator, self.id, draft, seen=preparing.revision_of(workshop))
        for one in row.get("exercise", ()):
            agenda.add_exercise(self.facilitator, self.id, one["method"], key=self._key())
        for ref in row["stories"]:
            put_story_on_table(self.facilitator, self.id, self.stories[ref], key=self._key())
        opening.announce_workshop(self.facilitator, self.id, key=self._key())

    def _sit_down(self) -> None:
        for language in self.row["seats"]:
            seat = seating.join_workshop(self.keys, self._workshop().join_code, language, key=self._key())
            seating.say_name(seat.seat_id, "", key=self._key())
            self.seats.append(seat.seat_id)

    def _play(self) -> bool:
        """One step on, with what people do in it. Gives whether all is over."""
        workshop = self._workshop()
        running.advance(self.facilitator, self.id, seen=(workshop.exercise_id, workshop.step), key=self._key())
        stands = standing(self._workshop(), self.row["language"])
        if stands.step is not None:
            if stands.exercise_number != self.exercise:
                self.exercise, self.cards, self.made = stands.exercise_number, [], []
            self._act(stands, stands.step, self.row["exercise"][self.exercise - 1])
        return stands.is_over

    def _act(self, stands: Standing, step: Step, played: dict[str, Any]) -> None:
        match step.do:
            case Verb.COLLECT:
                self.cards = [self._write(stands, step, one) for one in played["card"]]
            case Verb.CLUSTER:
                self.made = [self._heap(one) for one in played["heap"]]
            case Verb.VOTE:
                for seat_id, heaps in zip(self.seats, played["points"], strict=True):
                    for heap in heaps:
                        give_points(seat_id, self.made[heap - 1], key=self._key())
            case Verb.RATE:
                for card_id, said in zip(self.made, played["weighed"], strict=True):
                    self._weigh(card_id, said)

    def _write(self, stands: Standing, step: Step, one: dict[str, Any]) -> UUID:
        assert stands.exercise_id is not None
        assert stands.method is not None
        zone = zones_of_step(stands.method, step)[0].id
        seat_id = self.seats[one["seat"] - 1]
        card_id = add_card(seat_id, NewCard(stands.exercise_id, step.id, zone, one["fields"]), key=self._key())
        if "story" in one:
            back_card(seat_id, card_id, self.stories[one["story"]], key=self._key())
        return card_id

    def _heap(self, one: dict[str, Any]) -> UUID:
        """Cards put together and named; gives the card that the heap became."""
        seat_id = self.seats[one["seat"] - 1]
        first, *others = (self.cards[number - 1] for number in one["cards"])
        said = {"key": self._key(), "language": one["language"]}
        if not others:
            made = name_alone(seat_id, first, one["name"], **said)
        else:
            heaps = [stack_cards(seat_id, card_id, first, key=self._key()) for card_id in others]
            made = name_cluster(seat_id, heaps[-1], one["name"], **said)
        assert made is not None
        return made

    def _weigh(self, card_id: UUID, said: dict[str, list[int]]) -> None:
        for place, seat_id in enumerate(self.seats):
            values = {dim: numbers[place] for dim, numbers in said.items() if numbers[place]}
            if values:
                rate(seat_id, card_id, values, key=self._key())

    def _workshop(self) -> Workshop:
        return db.session.get_one(Workshop, self.id, populate_existing=True)

    def _key(self) -> str:
        return f"demonstration-{self.row['city']}-{next(self._numbers)}"


def _full_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
