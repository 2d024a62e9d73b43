"""What stands on the stage: which scene, and its pages. It asks for no more than a stage may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from flask_babel import format_time, gettext, ngettext

from storyhub.core import clock
from storyhub.stories.views.months import month_name
from storyhub.workshops.drawing import Drawing, pages_of
from storyhub.workshops.drawing.heading import LOWEST, height_above
from storyhub.workshops.drawing.seating import pages_of_tables
from storyhub.workshops.methods.schema import Reveal, Scene, Verb
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries.boards import board_view, board_views, drawing_beside
from storyhub.workshops.queries.heard import voices_on_table
from storyhub.workshops.queries.judged import Judged, last_judged
from storyhub.workshops.queries.tables import count_cards, tables, unseated
from storyhub.workshops.queries.voices import voices_of
from storyhub.workshops.seen import Audience, BoardView, CardView, Side, Sitter, Standing, Table, Voice
from storyhub.workshops.views.lines_on_stage import pages_of_lines
from storyhub.workshops.views.promises import comes_back, pages_of_promises, promises_in_lobby
from storyhub.workshops.views.room import is_for_seats
from storyhub.workshops.views.scored import pages_of_results, title_of_results
from storyhub.workshops.views.stage_people import lobby_of, seated, table_name

Page = dict[str, Any]
AS_QUESTION = frozenset({Verb.BRIEF, Verb.RATE, Verb.VOTE, Verb.REFLECT})
VOICES_TOGETHER = 2


@dataclass(frozen=True)
class Shown:
    """A scene by name, and its pages; there is always one."""

    scene: str
    pages: Sequence[Page]


@dataclass(frozen=True)
class Show:
    """The stage of a workshop in one language."""

    workshop: Workshop
    standing: Standing
    language: str
    tall: int = LOWEST
    """How many letters stand above each other on the screen."""

    def shown(self) -> Shown:
        """What the facilitator put there, else what the step asks for, else what its verb does.

        A board on which nothing lies yet waits behind what is asked of everybody.
        """
        asked = self.workshop.scene
        if asked.get("blank"):
            return Shown("blank", [{}])
        turned = self._card(asked.get("card"))
        if turned is not None:
            return Shown("voices", self._pages_of_card(turned))
        if self.standing.step is None and not asked.get("scene"):
            return Shown("over", [{}]) if self.standing.is_over else Shown("lobby", [{"lobby": self._lobby()}])
        name = Scene(asked["scene"]) if asked.get("scene") else scene_of(self.standing)
        if name == Scene.JOIN:
            return Shown("lobby", [{"lobby": self._lobby()}])
        if name == Scene.GROUPS and (self.group or self._is_report_of_a_board):
            name = Scene.BOARD
        pages = self._pages[name]()
        if name == Scene.BOARD and not asked and not any(map(_shows, pages)):
            name, pages = Scene.QUESTION, self._pages[Scene.QUESTION]()
        return Shown(name.value, pages)

    @property
    def _pages(self) -> Mapping[Scene, Any]:
        return {
            Scene.QUESTION: lambda: [{"far": self._far()}],
            Scene.BOARD: self._pages_of_boards,
            Scene.VOICES: self._pages_of_table,
            Scene.RESULTS: self._pages_of_results,
            Scene.GROUPS: self._pages_of_groups,
            Scene.REST: lambda: [{"goes_on_at": self._goes_on_at()}],
            Scene.PROMISES: lambda: pages_of_promises(self.workshop),
        }

    @cached_property
    def group(self) -> Table | None:
        number = self.workshop.scene.get("group")
        return next((one for one in self.tables if one.number == number), None)

    @cached_property
    def tables(self) -> list[Table]:
        return tables(self.workshop.id)

    @cached_property
    def sitters(self) -> list[Sitter]:
        return [*(one for table in self.tables for one in table.people), *unseated(self.workshop.id)]

    @cached_property
    def boards(self) -> list[BoardView]:
        return board_views(self.workshop, self.standing, self._audience)

    @property
    def _audience(self) -> Audience:
        return Audience(Side.STAGE, self.language, self.group.id if self.group else None)

    @cached_property
    def cards(self) -> list[CardView]:
        """Every card that the stage may see, once."""
        return _cards_on(self.boards)

    def _card(self, card_id: str | None) -> CardView | None:
        return next((card for card in self.cards if str(card.id) == card_id), None) if card_id else None

    def _pages_of_boards(self) -> list[Page]:
        step = self.standing.step
        shown = [board for board in self.boards if step and board.id == step.board]
        shown = shown or [board for board in self.boards if _holds(board)][:1] or list(self.boards[:1])
        heading = self._heading()
        pages = [
            {"drawing": drawing, "heading": heading} for board in shown for drawing in self._turned(board, heading)
        ]
        pages += [{"heading": heading, **page} for board in shown for page in pages_of_lines(board, step)]
        return pages or [{"drawing": None, "heading": heading}]

    def _heading(self) -> str:
        """Of a table that is shown by itself, before what the step asks: that is what its people tell."""
        if self.group is None:
            return ""
        prompt = self.standing.step.prompt if self.standing.step else ""
        return " · ".join(filter(None, (table_name(self.group), prompt)))

    def _turned(self, board: BoardView, heading: str) -> list[Drawing]:
        return pages_of(board, self._above(heading or (self.standing.step.prompt if self.standing.step else "")))

    def _above(self, prompt: str) -> float:
        return height_above(self.workshop.question or self.workshop.title, prompt, self.tall)

    @property
    def _is_report_of_a_board(self) -> bool:
        """Whether tables tell of what lies there; who sits where is shown when the facilitator asks for it."""
        step = self.standing.step
        is_asked = bool(self.workshop.scene.get("scene"))
        return not is_asked and step is not None and step.do == Verb.REPORT and any(map(_holds, self.boards))

    def _pages_of_card(self, card: CardView) -> list[Page]:
        voices = voices_of([card.id], self._audience).get(card.id, [])
        heading = ngettext("%(num)s story behind this card", "%(num)s stories behind this card", len(voices))
        return _pages_of_voices(voices, {"card": card, "heading": heading})

    def _pages_of_table(self) -> list[Page]:
        return _pages_of_voices(voices_on_table(self.workshop.id, self._audience), {"card": None})

    def _pages_of_results(self) -> list[Page]:
        """What the step is about; else, and when the facilitator asks for results, what was judged last."""
        own = [] if self.workshop.scene.get("scene") else self._results(self.standing, self.boards)
        judged = None if own else last_judged(self.workshop, self.standing, self.language)
        found = own or (self._results_of(judged) if judged else [])
        nothing = {"title": title_of_results(self.standing), "rows": ()}
        return found or [{"results": nothing, "drawing": None}]

    def _results(self, about: Standing, boards: Sequence[BoardView]) -> list[Page]:
        pages = pages_of_results(about.method, about.step, _cards_on(boards), self._above(title_of_results(about)))
        if pages:
            return [{"results": one, "drawing": None} for one in pages]
        title: dict[str, Any] = {"title": title_of_results(about), "rows": ()}
        crossed = [board for board in boards if any(cell.ratings for cell in board.cells)]
        return [
            {"results": title, "drawing": drawing}
            for board in crossed
            for drawing in self._turned(board, title["title"])
        ]

    def _results_of(self, judged: Judged) -> list[Page]:
        """Of a vote or a rating that has ended, be it of another exercise."""
        about = replace(self.standing, method=judged.method, step=judged.step)
        if judged.exercise.id == self.standing.exercise_id:
            return self._results(about, self.boards)
        drawing = drawing_beside(self.workshop, self.standing, judged.exercise.id, judged.method, self._audience)
        return self._results(about, [board_view(drawing, board) for board in judged.method.board])

    def _pages_of_groups(self) -> list[Page]:
        plan = [seated(table, self.workshop.shows_names) for table in self.tables if table.people]
        halls = pages_of_tables(plan, self._above(self.standing.step.title if self.standing.step else ""))
        return [{"seating": hall.tables, "hall": hall, "heading": ""} for hall in halls]

    def _lobby(self) -> dict[str, Any]:
        promised = promises_in_lobby(self.workshop) if comes_back(self.standing) else []
        return lobby_of(self.workshop, self.sitters) | {"promises": promised}

    def _far(self) -> str:
        """How many are ready, and how many cards were written: numbers alone."""
        step, seats = self.standing.step, len(self.sitters)
        if step is None or not is_for_seats(self.standing) or not seats:
            return ""
        ready = sum(one.is_ready for one in self.sitters)
        said = [gettext("%(ready)s of %(seats)s are ready", ready=ready, seats=seats)]
        cards = count_cards(self.workshop.id)
        if step.do == Verb.COLLECT and cards:
            said.append(ngettext("%(num)s card so far", "%(num)s cards so far", cards))
        return " · ".join(said)

    def _goes_on_at(self) -> str:
        left = self.standing.seconds_left
        if left is None or left < 0 or self.standing.is_paused:
            return ""
        return format_time(clock.now() + timedelta(seconds=left), "short")


def scene_of(standing: Standing) -> Scene:
    """What a step shows when nobody chose: as its method says, else as what is done asks for."""
    step = standing.step
    if step is None:
        return Scene.QUESTION
    if step.scene is not None:
        return step.scene
    if step.do == Verb.REST:
        return Scene.REST
    if step.do == Verb.COMPUTE:
        return Scene.RESULTS
    if step.do == Verb.REPORT:
        return Scene.GROUPS
    is_hidden = step.do == Verb.COLLECT and step.reveal != Reveal.LIVE and not standing.is_revealed
    return Scene.QUESTION if step.do in AS_QUESTION or is_hidden else Scene.BOARD


def _pages_of_voices(voices: Sequence[Voice], more: Page) -> list[Page]:
    """A hard story stands alone, and a page that says so stands before it."""
    pages: list[Page] = []
    voices = [replace(voice, month=month_name(voice.month)) for voice in voices]
    easy = [voice for voice in voices if not voice.is_hard or not voice.quote]
    for at in range(0, len(easy), VOICES_TOGETHER):
        pages.append(more | {"voices": easy[at : at + VOICES_TOGETHER]})
    for voice in voices:
        if voice not in easy:
            pages += [more | {"voices": (), "is_hard_next": True}, more | {"voices": [voice]}]
    return pages or [more | {"voices": ()}]


def _cards_on(boards: Sequence[BoardView]) -> list[CardView]:
    found: dict[UUID, CardView] = {}
    for board in boards:
        for zone in board.zones:
            found |= {card.id: card for card in zone.cards}
            found |= {card.id: card for heap in zone.clusters for card in heap.cards}
        found |= {card.id: card for card in (*board.row_cards, *board.column_cards)}
    return list(found.values())


def _shows(page: Page) -> bool:
    """Whether a page of a board says more than that nothing lies there yet."""
    return "tied" in page or (page["drawing"] is not None and not page["drawing"].is_bare)


def _holds(board: BoardView) -> bool:
    return bool(board.row_cards) or any(zone.cards or zone.clusters or zone.hidden for zone in board.zones)
