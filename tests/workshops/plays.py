"""A workshop played in one process by people, a desk and a stage who know nothing of its method but what their pages say.

Whoever is offered a form fills it in; at each step some look at what they have before them. `Play.faults` is what nobody
may be answered; `played.py` begins such a play, ends it and judges it.
"""

from dataclasses import dataclass, field
from email.message import Message
from itertools import count
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from storyhub.core.db import db
from storyhub.workshops.methods.schema import Method, Scene, Verb
from storyhub.workshops.models import Card, Rating, RestorePoint
from storyhub.workshops.playing import OBJECTION, is_secret
from storyhub.workshops.rehearsal.filling import Filled, Writer
from storyhub.workshops.rehearsal.following import tables_now
from storyhub.workshops.rehearsal.pages import Form, read_page, without_keys
from storyhub.workshops.rehearsal.record import STAGE, Post, Record
from storyhub.workshops.rehearsal.wire import Reply
from storyhub.workshops.rehearsal.words import Speech
from storyhub.workshops.seen import Standing
from storyhub.workshops.services import rating, running
from storyhub.workshops.services.settling import ObjectionsOpen
from storyhub.workshops.services.stage_tokens import stage_token
from storyhub.workshops.views import pace
from tests.support.application import new_client
from tests.workshops.desks import address, at_desk
from tests.workshops.phones import FRAGMENT, Phone, sit_down
from tests.workshops.room import Room, a_key

LANGUAGES = ("en", "ka", "hy", "uk")
FINE, REFUSED = (200, 303), (409, 422)
DESK = -1
"""As a reader, who may read everything."""
NOT_BY_CHANCE = ("next", "back", "restore", "close", "free", "clear_seats", "pass", "leave_team")
AMONG_TABLES = ("deal", "move")
"""Whoever has sat at two tables has read what both wrote: whose secret it was cannot be told from outside any more."""
ASIDE = ("ready", "not-ready")
LISTENING = (Verb.BRIEF, Verb.DISCUSS, Verb.REPORT, Verb.REST, Verb.IMPORT, Verb.COMPUTE)
AT_DESK = (Verb.PICK, Verb.MERGE, Verb.PLACE, Verb.CLUSTER)
MAIN = {Verb.PICK: "pick", Verb.MERGE: "join_cards", Verb.PLACE: "place"}
MOST_STEPS = 60


@dataclass
class Play:
    app: Flask
    room: Room
    chance: Random
    record: Record = field(default_factory=Record)
    phones: list[Phone] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    methods: dict[str, Method] = field(default_factory=dict)
    tables: dict[tuple[str, str], int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    offered: list[tuple[Standing, set[str]]] = field(default_factory=list)
    """For each step that ran, what some page of a seat let people do."""
    _clock: count = field(default_factory=count)
    """Each thing that happens is later than the one before."""

    def __post_init__(self) -> None:
        self.speech = Speech()
        self.moves_people = self.chance.random() < 0.2
        self.desk = at_desk(self.app, self.room.facilitator)
        self.stage = new_client(self.app)
        self.stage_at = f"/en/rustavi/workshops/{self.room.code}/stage"
        self.stage.get(f"{self.stage_at}/{stage_token(self.room.keys, self.room.id)}")

    def sit_down(self, people: int) -> None:
        """In several languages; the second one tries what a page can bear."""
        for _person in range(people):
            number = len(self.phones) + 1
            language = LANGUAGES[number % len(LANGUAGES)]
            self.phones.append(sit_down(self.room, language))
            own = Random(self.chance.random())
            self.writers.append(Writer(language, own, self.speech, is_hostile=number == 2))
            there = {seat for _, seat in self.seated("")}
            self.record.seats[number] = (there - set(self.record.seats.values())).pop()

    def seated(self, exercise: str) -> dict[tuple[str, str], int]:
        with self.room.inside():
            return tables_now(self.room.id, exercise)

    def run(self, steps: int = MOST_STEPS) -> None:
        """From before the first step until after the last, or through so many."""
        self.look()
        for number in range(steps):
            if number == 2 and self.chance.random() < 0.3:
                self.sit_down(1)
            if not self.go_on():
                return
            self.play_step()
            if self.chance.random() < 0.1:
                self.go_back()
        if steps == MOST_STEPS:
            self.faults.append("the agenda does not end")

    def go_on(self) -> bool:
        """Whether a step runs then."""
        self.note_end()
        try:
            self.room.advance()
        except ObjectionsOpen:
            self.answer()
            self.room.advance()
        return not self.room.standing.is_over

    def go_back(self) -> None:
        """To the step before, and to how the boards stood at one time or other."""
        if self.room.standing.step_number > 1:
            self.room.do(running.step_back, seen=self.room.here)
        with self.room.inside():
            rows = select(RestorePoint.id).where(RestorePoint.exercise_id == self.room.here[0])
            points = db.session.scalars(rows).all()
        if points:
            self.room.do(running.restore, self.chance.choice(points))
        self.look()

    def answer(self) -> None:
        """What somebody cannot live with."""
        here = Card.workshop_id == self.room.id
        rows = select(Rating.id).join(Card, Card.id == Rating.card_id).where(here, Rating.dim == OBJECTION)
        with self.room.inside():
            waiting = db.session.scalars(rows.where(Rating.answered_at.is_(None))).all()
        for one in waiting:
            with self.room.inside():
                rating.answer_objection(self.room.facilitator, one, "We hear it.", key=a_key())

    def note_end(self) -> None:
        """What the step that runs kept for itself may be read from now on."""
        exercise, step = self.room.here
        self.record.ended.setdefault((str(exercise), step), next(self._clock))

    def play_step(self) -> None:
        now = self.room.standing
        assert now.step is not None
        assert now.method is not None
        self.methods[str(now.exercise_id)] = now.method
        if now.step.do not in LISTENING or self.chance.random() < 0.3:
            if now.step.do in AT_DESK or self.chance.random() < 0.4:
                self.press(now.step.do)
            self.tables |= self.seated(str(now.exercise_id))
            self.offered.append((now, self.act_all(is_secret(now.method, now.step))))
        if now.step.do in LISTENING or self.chance.random() < 0.6:
            self.look()

    def act_all(self, is_secret: bool) -> set[str]:
        """Where people vote or judge in secret, the last of them sees no change before it is their turn."""
        *others, watcher = range(len(self.phones))
        before = self.seen(watcher) if is_secret else b""
        found = {act for number in others for act in self.act(number)}
        if is_secret and self.seen(watcher) != before:
            self.faults.append("a page changed under somebody who did nothing while others voted or judged in secret")
        return found | self.act(watcher)

    def seen(self, number: int) -> bytes:
        phone = self.phones[number]
        return without_keys(phone.client.get(phone.address, headers=FRAGMENT).data)

    def act(self, number: int) -> set[str]:
        """Some of what the page lets this person do. Returns all of it."""
        forms = first = self.look_at_seat(number)
        for _act in range(self.chance.randint(1, 2)):
            self.chance.shuffle(forms)
            filled = ((form, self.writers[number].fill(form)) for form in forms if form.act not in ASIDE)
            form, said = next((pair for pair in filled if pair[1] is not None), (None, None))
            if form is not None and said is not None:
                forms = self.send(number, form, said)
        ready = next((form for form in forms if form.act == "ready"), None)
        if ready is not None and self.chance.random() < 0.5:
            self.send(number, ready, Filled([(one.name, one.values[0]) for one in ready.inputs]))
        return {form.act for form in first}

    def look_at_seat(self, number: int) -> list[Form]:
        phone = self.phones[number]
        body = phone.look().encode()
        self.read(number + 1, "page", body)
        page = read_page(body)
        if page.changes and self.chance.random() < 0.2:
            self.told(number + 1, "change", phone.client.get(phone.address + page.changes[0].partition("w/")[2][8:]))
        return page.forms

    def send(self, number: int, form: Form, filled: Filled) -> list[Form]:
        """Returns the forms of the page that comes then."""
        phone, hidden = self.phones[number], form.hidden
        post = Post(
            hidden("key"), form.act, number + 1, hidden("exercise"), hidden("step"), markers=tuple(filled.markers)
        )
        self.record.sent(post)
        pace._buckets.clear()  # fingers would not be as quick
        headers = FRAGMENT if self.chance.random() < 0.5 else {}
        answer = phone.client.post(form.action, data=MultiDict(filled.pairs), headers=headers)
        self.record.answered(post, self.told(number + 1, form.act, answer))
        if answer.status_code == 303:
            answer = phone.client.get(answer.location)
            self.told(number + 1, "page", answer)
        return read_page(answer.data).forms

    def press(self, verb: Verb) -> None:
        """What the desk is there for in such a step, and a few other buttons by chance."""
        page = self.desk.get(address(self.room))
        self.told(DESK, "desk", page)
        without = NOT_BY_CHANCE if self.moves_people else (*NOT_BY_CHANCE, *AMONG_TABLES)
        forms = [form for form in read_page(page.data).forms if form.hidden("act") not in without]
        main = [form for form in forms if form.hidden("act") == MAIN.get(verb)]
        writer = Writer("en", Random(self.chance.random()), self.speech)
        for form in [*main[:1], *self.chance.sample(forms, min(2, len(forms)))]:
            filled = writer.fill(form)
            if filled is None:
                continue
            if form.hidden("act") == "reveal":
                self.note_end()
            answer = self.desk.post(address(self.room), data=MultiDict(filled.pairs))
            self.told(DESK, f"desk {form.hidden('act')}", answer, *FINE, *REFUSED, 404)

    def look(self) -> None:
        """One phone, and the stage in a few scenes; the desk now and then."""
        number = self.chance.randrange(len(self.phones))
        self.look_at_seat(number)
        self.told(number + 1, "poll", self.phones[number].poll(self.chance.choice((0, 1, 10_000))), 200, 204)
        if self.chance.random() < 0.4:
            self.told(DESK, "desk", self.desk.get(address(self.room, self.chance.choice(("", "/poll")))))
            self.told(STAGE, "stage", self.stage.get(self.stage_at))
        if self.room.standing.step is None:
            return
        for scene in self.scenes():
            self.room.do(running.show_on_stage, scene)
            asked = {"seen": "0", "tall": self.chance.choice(("18", "24", "30"))}
            self.told(STAGE, f"stage, {scene}", self.stage.get(f"{self.stage_at}/poll", query_string=asked))
        self.room.do(running.show_on_stage, {})

    def scenes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [{}, {"scene": self.chance.choice(list(Scene)).value}]
        numbers = sorted(set(self.seated("").values()) - {0})
        found += [{"group": self.chance.choice(numbers)}] if numbers else []
        with self.room.inside():
            card = db.session.scalar(select(Card.id).where(Card.exercise_id == self.room.here[0]).limit(1))
        return [*found, {"card": str(card)}] if card else found

    def told(self, reader: int, kind: str, answer: TestResponse, *allowed: int) -> Reply:
        if answer.status_code not in (allowed or (*FINE, *REFUSED)):
            self.faults.append(f"{kind} was answered with {answer.status_code}")
        return self.read(reader, kind, answer.data, answer.status_code)

    def read(self, reader: int, kind: str, body: bytes, status: int = 200) -> Reply:
        """Whose words were in it, and whether they stand there as they were typed."""
        at = float(next(self._clock))
        reply = Reply(status, Message(), body, len(body), at, at)  # type: ignore[arg-type]
        if reader != DESK:
            self.record.got(reader, kind, "", reply)
        return reply
