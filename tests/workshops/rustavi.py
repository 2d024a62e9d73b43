"""The Rustavi path as tests walk it: from a signal with a story behind it to an experiment and a promise, with few people."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.models import Card
from storyhub.workshops.services import cards, clustering, composing, evidence, picking, rating, reflecting, voting
from storyhub.workshops.services.cards import NewCard
from tests.workshops.boards import Looking
from tests.workshops.recorded import promise
from tests.workshops.room import Room

DUE = "2030-06-01"
SHEET = {
    "text": "Open the market at night",
    "assumption": "Somebody keeps the key",
    "measure": "People who come",
    "success": "Fifty on three Fridays",
    "timebox": "May and June",
    "owner": "Nino Beridze",
    "due": DUE,
}
SCENARIO = {
    "name": "Night town",
    "story": "Lali wakes at noon.\n\nThe market opens when it is cool.",
    "winners": "Whoever works at night",
    "early_sign": "The last bus is full",
}


@dataclass
class Walk:
    """A room on the path, and the cards it has written so far by what they say."""

    room: Room
    seats: list[UUID]
    look: Looking

    def card(self, text: str, exercise: int | None = None) -> UUID:
        """The card that says so, of an exercise (from 1) or of the last that has it."""
        agenda = [one.id for one in self.room.exercises]
        wanted = agenda if exercise is None else [agenda[exercise - 1]]
        with self.room.inside():
            rows = db.session.scalars(select(Card).where(Card.workshop_id == self.room.id).order_by(Card.id.desc()))
            return next(one.id for one in rows if text in one.fields.values() and one.exercise_id in wanted)

    def sheet(self, fields: Mapping[str, str], zone: str = "", seen_revision: int = 0) -> UUID:
        place = zone or self.look.task(self.seats[0]).zones[0].id
        said = {"seen_revision": seen_revision, "zone": place}
        return self.look.act(composing.save_sheet, self.seats[0], *self.room.here, dict(fields), **said)[0]


def begin(room: Room) -> Walk:
    return Walk(room, room.seats(4), Looking(room))


def walk_scan(walk: Walk, story_id: UUID | None = None) -> None:
    """Two signals, the first with a story behind it; each becomes a driver, the second gets a point more."""
    room, look, (ana, ben, *_) = walk.room, walk.look, walk.seats
    if story_id:
        room.do(evidence.put_story_on_table, story_id)
    room.play_to("notice")
    signals = [look.write(ana, "Wells run dry", "nature"), look.write(ben, "Buses stop early", "nature")]
    if story_id:
        look.act(evidence.back_card, ana, signals[0], story_id)
    room.play_to("gather")
    look.act(clustering.name_alone, ana, signals[0], "Water runs short")
    look.act(clustering.name_alone, ben, signals[1], "Nobody drives at night")
    room.play_to("choose")
    look.act(voting.give_points, ana, walk.card("Nobody drives at night"))


def walk_drivers(walk: Walk) -> None:
    """Both matter and could go either way; people differ about the first."""
    walk.room.play_to("judge", 2)
    for seat, impact in zip(walk.seats, (5, 5, 2, 2), strict=True):
        said = {"impact": impact, "uncertainty": 5}
        walk.look.act(rating.rate, seat, walk.card("Water runs short"), said)
        walk.look.act(rating.rate, seat, walk.card("Nobody drives at night"), said | {"impact": 5})


def walk_worlds(walk: Walk) -> None:
    """Two open questions make a cross; one world gets a trait, a name and a day."""
    room, look, (ana, *_) = walk.room, walk.look, walk.seats
    room.play_to("ends", 3)
    exercise_id, step = room.here
    assert exercise_id is not None
    for text, driver in (("Water", "Water runs short"), ("Night", "Nobody drives at night")):
        fields = {"text": text, "low": "None", "high": "Enough"}
        new = NewCard(exercise_id, step, "ends", fields, parent_id=walk.card(driver, 3))
        look.act(cards.add_card, ana, new)
    room.play_to("axes")
    look.act(picking.pick_card, room.facilitator, "axis_x", walk.card("Water"))
    look.act(picking.pick_card, room.facilitator, "axis_y", walk.card("Night"))
    room.play_to("traits")
    look.write(ana, "Shops open at dusk", look.task(ana).zones[0].id)
    room.play_to("write", 3)
    walk.sheet(SCENARIO)


def walk_options(walk: Walk) -> None:
    """An idea becomes an option, which does well in the one world."""
    room, look, (ana, *_) = walk.room, walk.look, walk.seats
    room.play_to("write", 4)
    look.write(ana, "Open the market after dark", "ideas")
    room.play_to("heap", 4)
    look.act(clustering.name_alone, ana, walk.card("Open the market after dark"), "A night market")
    room.play_to("judge", 5)
    option, world = walk.card("A night market"), walk.card("Night town")
    for seat, fit in zip(walk.seats, (2, 2, 1, 2), strict=True):
        look.act(rating.rate, seat, option, {"fit": fit}, other_id=world, said="People come anyway")


def walk_experiment(walk: Walk) -> None:
    """The option becomes an experiment with an owner and a date, and somebody promises to help."""
    walk.room.play_to("write", 6)
    walk.sheet(SHEET)
    walk.room.play_to("promise", 6)
    promise(walk.look, walk.seats[0], "Ask for the key")


def walk_through(walk: Walk, story_id: UUID | None = None) -> None:
    """All of it, to a look back in the last exercise."""
    walk_scan(walk, story_id)
    walk_drivers(walk)
    walk_worlds(walk)
    walk_options(walk)
    walk_experiment(walk)
    walk.room.play_to("look", 7)
    exercise_id, step = walk.room.here
    walk.look.act(reflecting.answer_questions, walk.seats[1], exercise_id, step, {"stays": "The silence"})
