"""A workshop that tries and promises something, for what learning makes of it: played in a few lines, closed when asked."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.learning.models import Entry, OutcomeEvidence
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Outcome
from storyhub.workshops.services import evidence, opening
from storyhub.workshops.services.cards import NewCard, add_card
from storyhub.workshops.services.reflecting import answer_questions
from tests.workshops.room import Room, a_key, a_method, drafted

TEXT = {"id": "text", "type": "short", "label": "What do we try?", "max": 160, "required": True}
WHO = {"id": "owner", "type": "person", "label": "Who looks after it?"}
DAY = {"id": "due", "type": "date", "label": "When do we look at it?"}
SUCCESS = {"id": "success", "type": "short", "label": "It worked if …"}
OWNER = "Tamar Unmistakable"


def trying() -> Method:
    """Experiments and promises on one table, and a look back at the end."""
    kinds = ("scenario", "option", "experiment", "commitment")
    fields = {"experiment": [TEXT, SUCCESS, WHO, DAY], "commitment": [TEXT, WHO, DAY]}
    questions = [{"id": "stays", "label": "What stays with you?"}, {"id": "absent", "label": "Whom did we not hear?"}]
    return a_method(
        "trying",
        *(
            {"id": one, "do": "collect", "who": "individual", "card": one, "zones": [one], "board": "t"}
            for one in kinds
        ),
        {"id": "look", "do": "reflect", "who": "individual", "questions": questions},
        board=[{"id": "t", "geometry": "list", "label": "Table"}],
        zone=[{"id": one, "board": "t", "label": one.title(), "accepts": [one]} for one in kinds],
        card=[
            {
                "kind": one,
                "label": one.title(),
                "colour": "sun",
                "evidence": "optional",
                "fields": fields.get(one, [TEXT]),
            }
            for one in kinds
        ],
        output=[
            {
                "id": f"{one}s",
                "label": one.title(),
                "type": f"card:{one}",
                "where": {"kind": [one]},
                "outcome": one,
            }
            for one in kinds
        ],
    )


@dataclass
class Sitting:
    """A room with one person in it."""

    room: Room
    seat: UUID

    def write(self, kind: str, text: str, story_id: UUID | None = None, **fields: str) -> UUID:
        """A card of this kind, written in its step, with a story behind it where one is named."""
        self.room.play_to(kind)
        exercise_id, step = self.room.here
        assert exercise_id is not None
        with self.room.inside():
            new = NewCard(exercise_id, step, kind, {"text": text} | fields)
            card = add_card(self.seat, new, key=a_key())
            if story_id:
                evidence.put_story_on_table(self.room.facilitator, self.room.id, story_id, key=a_key())
                evidence.back_card(self.seat, card, story_id, key=a_key())
        return card

    def look_back(self, **answers: str) -> None:
        self.room.play_to("look")
        exercise_id, step = self.room.here
        assert exercise_id is not None
        with self.room.inside():
            answer_questions(self.seat, exercise_id, step, answers, key=a_key())

    def reopen(self) -> None:
        with self.room.inside():
            opening.reopen_workshop(self.room.facilitator, self.room.id, key=a_key())

    def outcome(self, title: str) -> Outcome:
        """As it is kept now."""
        with self.room.inside():
            rows = select(Outcome).where(Outcome.workshop_id == self.room.id, Outcome.title == title)
            found = db.session.scalars(rows).one()
            db.session.expunge(found)
            return found

    def entry(self) -> Entry | None:
        with self.room.inside():
            found = db.session.scalar(select(Entry).where(Entry.workshop_id == self.room.id))
            if found is not None:
                db.session.expunge(found)
            return found


def sitting(app: Flask, facilitator: Viewer) -> Sitting:
    room = drafted(app, facilitator, trying())
    room.open()
    (seat,) = room.seats(1)
    return Sitting(room, seat)


def tried(
    app: Flask, facilitator: Viewer, text: str = "One fixed hour of water", story_id: UUID | None = None
) -> Sitting:
    """A workshop that is over and gave one experiment."""
    found = sitting(app, facilitator)
    found.write("experiment", text, story_id, success="Nine of ten buckets stay dry", owner=OWNER, due="2027-03-12")
    found.room.close()
    return found


def publish(found: Sitting) -> None:
    with found.room.inside():
        opening.publish_results(found.room.facilitator, found.room.id)


def hide(found: Sitting) -> None:
    with found.room.inside():
        opening.hide_results(found.room.facilitator, found.room.id)


def outcomes_of(entry_id: UUID) -> list[OutcomeEvidence]:
    rows = select(OutcomeEvidence).where(OutcomeEvidence.entry_id == entry_id).order_by(OutcomeEvidence.position)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))
