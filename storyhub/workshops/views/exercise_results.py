"""One exercise on the results page: what it gave out, each card in the words of its record, and how it does in each world.

Who promised something is read by the town's team, and by others where that person agreed; so are the words in which
people reasoned about a world or looked back, for these were said to the room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from storyhub.web.access import viewer
from storyhub.web.filters import day
from storyhub.web.locale import current_language
from storyhub.workshops import wording
from storyhub.workshops.methods.schema import FieldType, Method, Output
from storyhub.workshops.models import Card, Exercise, Outcome, OutcomeState, Workshop
from storyhub.workshops.playing import fields_of
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.queries.boards import board_view, drawing_of_past
from storyhub.workshops.queries.drawing import Drawing, rows_of
from storyhub.workshops.queries.outputs import chosen
from storyhub.workshops.queries.post import kept_in_the_room
from storyhub.workshops.queries.records import Records
from storyhub.workshops.queries.reflections import Answers, reflections_of
from storyhub.workshops.queries.voices import voices_of
from storyhub.workshops.seen import Audience, CardView, Cell, Side, Voice
from storyhub.workshops.views.led_here import voice_row
from storyhub.workshops.views.recorded import is_overdue, told


@dataclass(frozen=True)
class ExerciseResults:
    """An exercise that was opened, for one reader."""

    workshop: Workshop
    exercise: Exercise
    records: Records
    is_team: bool

    @cached_property
    def method(self) -> Method:
        return loaded_of(self.exercise).in_language(current_language().code)

    @cached_property
    def audience(self) -> Audience:
        return Audience(Side.STAGE, current_language().code)

    @cached_property
    def drawing(self) -> Drawing:
        return drawing_of_past(self.workshop, self.exercise.id, self.method, self.audience)

    @cached_property
    def private(self) -> set[UUID]:
        """Cards from home of which this reader learns that they lay there, and no more."""
        return kept_in_the_room(self.drawing.laid.cards, viewer())

    @cached_property
    def cells(self) -> Mapping[UUID, Sequence[Cell]]:
        """Of every grid, by row: those that somebody judged and whose world may be told."""
        found: dict[UUID, list[Cell]] = {}
        for board in self.method.board:
            for cell in board_view(self.drawing, board).cells if board.rows_from else ():
                if cell.ratings and cell.column.id not in self.records.unsaid:
                    found.setdefault(cell.row.id, []).append(cell)
        return found

    @property
    def reflections(self) -> list[tuple[str, Answers]]:
        return reflections_of(self.exercise, self.method)

    @property
    def unfinished(self) -> list[dict[str, Any]]:
        """Words alone, by the zone in which they lie: what was judged of them was not said to the end."""
        given = {card["code"] for output in self.outputs for card in output["cards"]}
        told = [
            (card, view)
            for card in self.drawing.seen
            if (view := self.drawing.views[card.id]).code not in given and card.id not in self.records.unsaid
        ]
        found = []
        for zone in self.method.zone:
            cards = [self._of_card(view, card) | {"code": view.code} for card, view in told if card.zone == zone.id]
            if cards:
                found.append({"label": zone.label, "cards": cards})
        return found

    @cached_property
    def outputs(self) -> list[dict[str, Any]]:
        """Those that gave something, in the order of the method. A card that two of them give stands in the first."""
        given: dict[UUID, tuple[Output, Card]] = {}
        for output in self.method.output:
            for card in chosen(self.drawing.laid, output):
                if card.id in self.drawing.views and card.id not in self.records.unsaid:
                    given.setdefault(card.id, (output, card))
        voices = voices_of(given, self.audience, reader=viewer())
        outputs: dict[str, dict[str, Any]] = {}
        for card_id, (output, card) in given.items():
            row = self._card(card, voices.get(card_id, ()))
            told_in = outputs.setdefault(output.id, {"label": output.label, "cards": [], "is_judged": False})
            told_in["cards"].append(row)
            told_in["is_judged"] |= bool(row["ratings"] or row["worlds"])
        return list(outputs.values())

    def _card(self, card: Card, voices: Sequence[Voice]) -> dict[str, Any]:
        view, record = self.drawing.views[card.id], self.records.by_card.get(card.id)
        own = self.records.of(card.id)
        words = self._of_record(own, card) if own else self._of_card(view, card)
        href = url_for("outcomes.outcome", code=record.code) if record else ""
        return words | {
            "code": view.code,
            "href": href,
            "led_href": f"{href}#led-title" if own else "",
            "state": wording.OUTCOME_STATES[own.state] if own and own.state != OutcomeState.OPEN else "",
            "is_overdue": bool(own and self.is_team and is_overdue(own, self.workshop.city.time_zone)),
            "votes": view.votes,
            "ratings": [spread for spread in view.ratings if spread.median is not None],
            "worlds": [self._world(cell) for cell in self.cells.get(card.id, ())],
            "verdict": wording.VERDICTS.get(view.verdict, ""),
            "is_minority": view.is_minority,
            "is_from_home": view.is_from_home,
            "voices": [voice_row(voice) for voice in voices],
        }

    def _of_record(self, own: Outcome, card: Card) -> dict[str, Any]:
        said = told(own, fields_of(self.method, card.kind), is_team=self.is_team)
        rows = [*said["texts"], *said["rows"]]
        if said["owner"]:
            rows.append((said["owner_label"], said["owner"]))
        if said["due_on"]:
            rows.append((said["due_label"], day(said["due_on"])))
        return {"text": said["title"], "lang": said["lang"], "rows": rows}

    def _of_card(self, view: CardView, card: Card) -> dict[str, Any]:
        if self.is_team:
            return {"text": view.text, "lang": view.language, "rows": view.rows}
        if card.id in self.private:
            return {"text": gettext("Words that stay in the room"), "lang": self.audience.language, "rows": ()}
        fields = fields_of(self.method, card.kind)
        nameless = [field for field in fields[1:] if field.type != FieldType.PERSON]
        text = "" if fields and fields[0].type == FieldType.PERSON else view.text
        return {"text": text, "lang": view.language, "rows": rows_of(nameless, card.fields, self.audience.language)}

    def _world(self, cell: Cell) -> dict[str, Any]:
        record = self.records.by_card.get(cell.column.id)
        return {
            "text": record.title if record else cell.column.text,
            "lang": record.language if record else cell.column.language,
            "href": url_for("outcomes.outcome", code=record.code) if record else "",
            "ratings": cell.ratings,
            "notes": cell.notes if self.is_team else (),
        }
