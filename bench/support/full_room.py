"""A workshop as a full hall leaves it, made at once: cards, heaps, lines, judgements, votes and the stories behind them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.support.archive import fill
from storyhub.cities.queries import city_by_slug
from storyhub.core import clock
from storyhub.core.codes import public_code
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.stories.models import ConsentGrant, Story, Use
from storyhub.workshops.methods.rules.names import CELL, by_name
from storyhub.workshops.methods.schema import Field, FieldType, Method, Step, Verb, Who, Zone
from storyhub.workshops.models import (
    Card,
    CardState,
    CardStory,
    Cluster,
    Exercise,
    Group,
    Link,
    Pick,
    Rating,
    Seat,
    Vote,
    Workshop,
)
from storyhub.workshops.playing import REFLECTION, fields_of, parents_of, zones_of_step
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.services.opening import close_workshop, open_workshop
from storyhub.workshops.services.settling import close_exercise, end_step, open_exercise
from tests.workshops.room import Room, a_key, drafted

SAID = {
    "en": (
        "Water comes twice a week, and nobody tells us on which days.",
        "Young people leave after school; two in my staircase came back last year.",
        "A garden on every roof, and a tap that works.",
        "Neighbours share one boiler and one list of who pays.",
        "The school stays open in the evening, and grandparents learn there too.",
        "Summers are too hot to sit in the yard before nine.",
        "The market opens at night.",
        "The factory’s hall becomes a place where things are repaired.",
    ),
    "hy": (
        "Ջուրը գալիս է շաբաթը երկու անգամ, և ոչ ոք չի ասում՝ որ օրերին։",
        "Երիտասարդները դպրոցից հետո մեկնում են. մեր մուտքից երկուսը վերադարձան։",
        "Ամեն տանիքի վրա՝ այգի, և ծորակ, որն աշխատում է։",
        "Հարևանները մեկ կաթսա ունեն և մեկ ցուցակ՝ ով է վճարում։",
        "Դպրոցը բաց է նաև երեկոյան, և տատիկներն էլ են սովորում այնտեղ։",
        "Ամառները շատ շոգ են. մինչև իննը բակում նստել չի լինում։",
        "Շուկան բացվում է գիշերը։",
        "Գործարանի սրահը դառնում է տեղ, որտեղ իրեր են նորոգում։",
    ),
    "ka": (
        "წყალი კვირაში ორჯერ მოდის და არავინ გვეუბნება, რომელ დღეს.",
        "ახალგაზრდები სკოლის შემდეგ მიდიან; ჩვენი სადარბაზოდან ორი დაბრუნდა.",
        "ყველა სახურავზე ბაღია და ონკანი, რომელიც მუშაობს.",
        "მეზობლებს ერთი ქვაბი აქვთ და ერთი სია, ვინ იხდის.",
        "სკოლა საღამოსაც ღიაა და იქ ბებიებიც სწავლობენ.",
        "ზაფხული ძალიან ცხელა: ცხრამდე ეზოში ვერ დაჯდები.",
        "ბაზარი ღამით იხსნება.",
        "ქარხნის დარბაზი იქცევა ადგილად, სადაც ნივთებს აკეთებენ.",
    ),
    "uk": (
        "Вода буває двічі на тиждень, і ніхто не каже, в які дні.",
        "Молодь після школи їде; двоє з нашого під’їзду повернулися.",
        "На кожному даху сад і кран, що працює.",
        "Сусіди мають один котел і один список, хто платить.",
        "Школа відчинена й увечері, і бабусі там теж навчаються.",
        "Літо надто спекотне: до дев’ятої надворі не посидиш.",
        "Ринок відчиняється вночі.",
        "Цех заводу стає місцем, де лагодять речі.",
    ),
}
TITLES = {
    "en": ("Water in our yard", "How will we live well here in 2040?", "Hall of the culture house"),
    "hy": ("Ջուրը մեր բակում", "Ինչպե՞ս ենք լավ ապրելու այստեղ 2040-ին", "Մշակույթի տան սրահը"),
    "ka": ("წყალი ჩვენს ეზოში", "როგორ ვიცხოვრებთ აქ კარგად 2040 წელს?", "კულტურის სახლის დარბაზი"),
    "uk": ("Вода в нашому дворі", "Як ми добре житимемо тут у 2040 році?", "Зала будинку культури"),
}
NAMES = ("Նինո Beridze", "ლევან ბ.", "Оксана К.", "Ion P.")
SEATS, GROUPS, STORIES, JUDGES = 30, 6, 60, 9
SHARE_BACKED = 0.6


def full_room(app: Flask, facilitator: Viewer, cards: int, language: str = "en", path: str = "rustavi") -> Room:
    """A closed workshop with this agenda and about as many cards."""
    room = drafted(app, facilitator, path)
    with app.app_context():
        city = city_by_slug("rustavi")
        fill(city, STORIES)
        with transaction() as session:
            workshop = session.get_one(Workshop, room.id)
            workshop.language = language
            workshop.title, workshop.question, workshop.place = TITLES[language]
            workshop.year = 2040
            workshop.starts_at, workshop.ends_at = clock.now(), clock.now() + timedelta(hours=4)
        open_workshop(facilitator, room.id, key=a_key())
        with transaction() as session:
            _Hall(session, session.get_one(Workshop, room.id), cards, language).play()
        close_workshop(facilitator, room.id, key=a_key())
        db.session.remove()
    return room


class _Hall:
    """Thirty people at six tables."""

    def __init__(self, session: Session, workshop: Workshop, cards: int, language: str) -> None:
        self.session, self.workshop, self.language = session, workshop, language
        self.chance = random.Random(11)
        self.numbers, self.words = count(1), count(1)
        self.exercises = exercises_of(workshop.id)
        self.groups = [Group(workshop_id=workshop.id, number=number) for number in range(1, GROUPS + 1)]
        session.add_all(self.groups)
        session.flush()
        self.seats = [self._seat(number) for number in range(1, SEATS + 1)]
        self.stories = self._heard()
        collecting = sum(step.do == Verb.COLLECT for one in self.exercises for step in loaded_of(one).method.step)
        self.each = max(4, (cards - 70) // max(1, collecting))
        session.flush()

    def play(self) -> None:
        for exercise in self.exercises:
            open_exercise(self.session, self.workshop, exercise)
            method = loaded_of(exercise).in_language(self.language)
            for step in method.step:
                self._act(exercise, method, step)
                self.session.flush()
                end_step(self.session, self.workshop, exercise, step.id)
            close_exercise(self.session, self.workshop, exercise)
            self.workshop.exercise_id, self.workshop.step = exercise.id, ""

    def _seat(self, number: int) -> Seat:
        now = clock.now()
        seat = Seat(
            workshop_id=self.workshop.id, number=number, language=self.language, joined_at=now, seen_at=now,
            group_id=self.groups[number % GROUPS].id,
        )  # fmt: skip
        self.session.add(seat)
        return seat

    def _heard(self) -> list[UUID]:
        ids = list(self.session.scalars(select(Story.id).where(Story.city_id == self.workshop.city_id)))
        for story_id in ids:
            for use in (Use.WORKSHOPS, Use.QUOTATION):
                self.session.add(
                    ConsentGrant(
                        story_id=story_id, use=use, is_given=True, wording_version=1, wording_language="en",
                        how="form", at=clock.now(),
                    )
                )  # fmt: skip
        return ids

    def _act(self, exercise: Exercise, method: Method, step: Step) -> None:
        match step.do:
            case Verb.COLLECT:
                self._collect(exercise, method, step, self.each)
            case Verb.COMPOSE:
                self._compose(exercise, method, step)
            case Verb.CLUSTER:
                self._cluster(exercise, step)
            case Verb.RATE:
                self._rate(exercise, method, step)
            case Verb.VOTE:
                self._vote(exercise, method, step)
            case Verb.PICK:
                self._pick(exercise, step)
            case Verb.REFLECT:
                self._reflect(exercise, step)

    def _collect(self, exercise: Exercise, method: Method, step: Step, number: int) -> None:
        zones = [zone for zone in zones_of_step(method, step) if step.card in zone.accepts]
        places, kinds = parents_of(method, step)
        parents = [one for one in self._cards(exercise) if one.zone in places or one.kind in kinds]
        for at in range(number if zones else 0):
            card = self._card(exercise, method, step, zones[at % len(zones)])
            if parents:
                parent = self.chance.choice(parents)
                card.parent_id = parent.id
                if step.link:
                    self.session.flush()
                    self.session.add(
                        Link(exercise_id=exercise.id, kind=step.link, from_id=parent.id, to_id=card.id, at=clock.now())
                    )

    def _compose(self, exercise: Exercise, method: Method, step: Step) -> None:
        for zone in zones_of_step(method, step):
            if step.card in zone.accepts:
                for group in [None] if zone.owner_group or step.who != Who.GROUP else self.groups:
                    self._card(exercise, method, step, zone, group)

    def _card(self, exercise: Exercise, method: Method, step: Step, zone: Zone, group: Group | None = None) -> Card:
        seat = self.chance.choice(self.seats)
        card = Card(
            code=public_code(), workshop_id=self.workshop.id, exercise_id=exercise.id, step=step.id, kind=step.card,
            zone=zone.id, state=CardState.SHOWN, language=self.language, seat_id=seat.id,
            group_id=group.id if group else None, position=next(self.numbers), at=clock.now(),
            fields={one.id: self._words(one) for one in fields_of(method, step.card)},
            x=self.chance.random(), y=self.chance.random(),
        )  # fmt: skip
        self.session.add(card)
        self.session.flush()
        if self.chance.random() < SHARE_BACKED:
            for story_id in self.chance.sample(self.stories, self.chance.choice((1, 1, 2))):
                self.session.add(CardStory(card_id=card.id, story_id=story_id, story_version=1))
        return card

    def _words(self, field: Field) -> str:
        if field.type == FieldType.CHOICE:
            return self.chance.choice(field.options).id
        chosen = {
            FieldType.YEAR: str(self.chance.randint(2027, 2040)),
            FieldType.NUMBER: str(self.chance.randint(1, 9)),
            FieldType.DATE: f"2027-0{self.chance.randint(1, 9)}-15",
            FieldType.PERSON: self.chance.choice(NAMES),
        }
        if field.type in chosen:
            return chosen[field.type]
        said = SAID[self.language]
        if field.type == FieldType.LONG:
            return " ".join(self.chance.choices(said, k=9))
        words, mark = self.chance.choice(said), f" ({next(self.words)})"
        most = (field.max or 140) - len(mark)
        return (words if len(words) <= most else " ".join(words.split()[:4]).rstrip(",.:;")) + mark

    def _cards(self, exercise: Exercise, *kinds: str) -> list[Card]:
        rows = select(Card).where(
            Card.exercise_id == exercise.id, Card.state == CardState.SHOWN, Card.kind != REFLECTION
        )
        found = self.session.scalars(rows.order_by(Card.position))
        return [one for one in found if not kinds or one.kind in kinds]

    def _cluster(self, exercise: Exercise, step: Step) -> None:
        cards = [one for one in self._cards(exercise) if one.cluster_id is None and one.step]
        method = loaded_of(exercise).in_language(self.language)
        for number in range(5):
            mine = cards[number * 5 : number * 5 + 4]
            if not mine:
                return
            heap = Cluster(
                exercise_id=exercise.id, zone=mine[0].zone, language=self.language, position=number,
                name=self.chance.choice(SAID[self.language]),
            )  # fmt: skip
            self.session.add(heap)
            self.session.flush()
            for card in mine:
                card.cluster_id, card.zone = heap.id, heap.zone
            made = [zone for zone in method.zone if step.makes and step.makes in zone.accepts]
            if made:
                card = self._card(exercise, method, _as_kind(step), made[0])
                card.cluster_id, heap.card_id = None, card.id

    def _rate(self, exercise: Exercise, method: Method, step: Step) -> None:
        rating = by_name(method.rating)[step.rating]
        pairs: list[tuple[UUID, UUID | None]]
        if rating.on == CELL:
            board = next(one for one in method.board if one.rows_from)
            rows, columns = self._cards(exercise, board.rows_from), self._cards(exercise, board.columns_from)
            pairs = [(row.id, column.id) for row in rows for column in columns]
        else:
            pairs = [(one.id, None) for one in self._cards(exercise, rating.on)]
        for card_id, other_id in pairs:
            for seat in self.chance.sample(self.seats, JUDGES):
                for dim in rating.dims:
                    value = self.chance.randint(dim.min, dim.max)
                    self.session.add(
                        Rating(
                            exercise_id=exercise.id, rating=rating.id, dim=dim.id, card_id=card_id, other_id=other_id,
                            seat_id=seat.id, value=value, at=clock.now(),
                        )
                    )  # fmt: skip

    def _vote(self, exercise: Exercise, method: Method, step: Step) -> None:
        vote = by_name(method.vote)[step.vote]
        cards = self._cards(exercise, *vote.on)
        for seat in self.seats:
            for card in self.chance.sample(cards, min(len(cards), vote.budget)):
                self.session.add(
                    Vote(
                        exercise_id=exercise.id,
                        vote=vote.id,
                        card_id=card.id,
                        seat_id=seat.id,
                        points=1,
                        at=clock.now(),
                    )
                )

    def _pick(self, exercise: Exercise, step: Step) -> None:
        cards: Sequence[Card] = self._cards(exercise, step.card)
        for name, card in zip(step.pick, cards, strict=False):
            self.session.add(Pick(exercise_id=exercise.id, name=name, card_id=card.id, at=clock.now()))

    def _reflect(self, exercise: Exercise, step: Step) -> None:
        for seat in self.seats[:12]:
            self.session.add(
                Card(
                    code=public_code(), workshop_id=self.workshop.id, exercise_id=exercise.id, step=step.id,
                    kind=REFLECTION, zone="", state=CardState.SHOWN, language=self.language, seat_id=seat.id,
                    position=next(self.numbers), at=clock.now(),
                    fields={one.id: self.chance.choice(SAID[self.language]) for one in step.questions},
                )
            )  # fmt: skip


def _as_kind(step: Step) -> Step:
    """The step as if it collected what it makes."""
    return Step(
        id=step.id, do=Verb.COLLECT, who=step.who, minutes=step.minutes, title=step.title, prompt=step.prompt,
        board=step.board, zones=step.zones, card=step.makes,
    )  # fmt: skip
