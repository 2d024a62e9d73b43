"""What stands on the facilitator's desk, region by region: the page draws them all, a poll draws them again."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from flask import url_for
from flask_babel import gettext, lazy_gettext

from storyhub.core import clock
from storyhub.core.permissions import Viewer
from storyhub.workshops.drawing import Drawing as Picture
from storyhub.workshops.drawing import drawing_of
from storyhub.workshops.methods.schema import Advance, Scene, Step
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.playing import may_reveal
from storyhub.workshops.queries.agenda import exercises_of, minutes_of, minutes_planned, steps_of
from storyhub.workshops.queries.boards import board_view, drawing_for
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.judged import Judged, last_judged
from storyhub.workshops.queries.standing import method_of
from storyhub.workshops.queries.tables import tables, unseated
from storyhub.workshops.queries.turning import minutes_taken
from storyhub.workshops.queries.unused import count_unused
from storyhub.workshops.queries.workshops import Running, facilitators_of, holder_of, restore_points
from storyhub.workshops.seen import Audience, BoardView, ClusterView, Side, Sitter, Standing, Table
from storyhub.workshops.views.clocks import clock_of_step, clock_of_table
from storyhub.workshops.views.desk_placing import joining_of, placing_of
from storyhub.workshops.views.desk_undoing import undoing_of
from storyhub.workshops.views.desk_waiting import adding_of, waiting_of
from storyhub.workshops.views.promises import comes_back, count_of, may_stand_on_stage, promises_of
from storyhub.workshops.views.room import is_for_seats
from storyhub.workshops.views.scenes import scene_of
from storyhub.workshops.views.stage_people import table_name

SCENES = {
    Scene.QUESTION: lazy_gettext("Question"),
    Scene.BOARD: lazy_gettext("Board"),
    Scene.RESULTS: lazy_gettext("Results"),
    Scene.VOICES: lazy_gettext("Stories"),
    Scene.GROUPS: lazy_gettext("Tables"),
    Scene.REST: lazy_gettext("Break"),
    Scene.JOIN: lazy_gettext("How to join"),
    Scene.PROMISES: lazy_gettext("What we promised"),
}
POINTS = 8
"""Restore points on offer; the latest are those one wants."""
HALL = 40
"""People above whom the desk lists its tables and shows one of them with its people: it is drawn each second."""


@dataclass(frozen=True)
class Desk:
    """The desk of a workshop, for one of those who run it, in one language."""

    workshop: Workshop
    standing: Standing
    viewer: Viewer
    language: str
    opened: str = ""
    """The table whose people are wanted, by its id; `none` for those who have no table yet."""

    def regions(self) -> dict[str, Any]:
        return {
            "workshop": self.workshop,
            "now": self.standing,
            "here": place_text(self.workshop),
            "key": uuid4,
            "is_open": self.workshop.state == WorkshopState.OPEN,
            "forward": self._forward(),
            "call": self._call(),
            "clock": clock_of_step(self.standing),
            "turn": self._turn(),
            "unshown": self._unshown(),
            "holder": holder_of(self.workshop),
            "is_mine": self.workshop.lead_id in (None, self.viewer.person_id),
            "people": self.people,
            "is_on_team": any(one.person_id == self.viewer.person_id for one in self.people),
            "is_closed": self.workshop.state == WorkshopState.CLOSED,
            "tables": self.tables,
            "unseated": self.unseated,
            "opened": self.opened,
            "is_hall": len(self.sitters) > HALL,
            "unused": count_unused(self.workshop.id),
            "sitter_name": sitter_name,
            "table_name": table_name,
            "counts_ready": is_for_seats(self.standing),
            "ready": sum(one.is_ready for one in self.sitters),
            "seats": len(self.sitters),
            "may_reveal": self._may_reveal(),
            "agenda": self._agenda(),
            "points": self._points(),
            "pictures": self.pictures,
            "stage": self._stage(),
            "waiting": waiting_of(self.workshop, self.standing, self.drawing, self.heaps),
            "undoing": undoing_of(self.drawing, self.language),
            "placing": placing_of(self.standing, self.drawing, self.boards),
            "joining": joining_of(self.standing, self.drawing),
            "adding": adding_of(self.standing, self.drawing),
            "promises": self.promises,
            "overdue": count_of(self.workshop, len(self.promises)),
        }

    @cached_property
    def people(self) -> list[Running]:
        return facilitators_of(self.workshop)

    @cached_property
    def tables(self) -> list[Table]:
        return tables(self.workshop.id)

    @cached_property
    def unseated(self) -> list[Sitter]:
        return unseated(self.workshop.id)

    @cached_property
    def sitters(self) -> list[Sitter]:
        return [*(one for table in self.tables for one in table.people), *self.unseated]

    @cached_property
    def exercises(self) -> list[Exercise]:
        return exercises_of(self.workshop.id)

    @cached_property
    def drawing(self) -> Drawing | None:
        return drawing_for(self.workshop, self.standing, Audience(Side.DESK, self.language))

    @cached_property
    def boards(self) -> list[BoardView]:
        if self.drawing is None:
            return []
        first = self.standing.step.board if self.standing.step else ""
        found = [board_view(self.drawing, board) for board in self.drawing.laid.method.board]
        return sorted(found, key=lambda board: board.id != first)

    @cached_property
    def pictures(self) -> list[Picture]:
        drawn = [drawing_of(board) for board in self.boards]
        return [one for one in drawn if not one.is_empty or one.board.centre]

    @cached_property
    def promises(self) -> list[dict[str, Any]]:
        """What earlier workshops promised and is overdue, while this one opens."""
        if not comes_back(self.standing) or self.workshop.state != WorkshopState.OPEN:
            return []
        return [{"outcome": one, "on_stage": may_stand_on_stage(one)} for one in promises_of(self.workshop)]

    @property
    def heaps(self) -> list[ClusterView]:
        return [heap for board in self.boards for zone in board.zones for heap in zone.clusters]

    def _forward(self) -> dict[str, Any] | None:
        """What comes next: the step after this one, or the first of the exercise after it; None after the last."""
        now = self.standing
        if now.step is not None and now.step_number < len(now.steps):
            return self._coming(self.exercises[now.exercise_number - 1], now.steps[now.step_number])
        for exercise in self.exercises[now.exercise_number :]:
            method = method_of(exercise, self.language)
            steps = steps_of(exercise, method)
            if steps:
                return self._coming(exercise, steps[0]) | {"method": method.method.title}
        return {"title": gettext("the end"), "minutes": 0, "method": ""} if now.step is not None else None

    def _call(self) -> str:
        """What calls for the next step, where its method says that something does. It goes on when the facilitator says so."""
        step = self.standing.step
        if step is None:
            return ""
        if step.advance == Advance.TIMER and (self.standing.seconds_left or 0) < 0:
            return gettext("The time is up.")
        here = [one for one in self.sitters if one.is_here or one.is_perhaps_away]
        if (
            step.advance == Advance.ALL_READY
            and is_for_seats(self.standing)
            and here
            and all(one.is_ready for one in here)
        ):
            return gettext("Everybody who is here is ready.")
        return ""

    def _turn(self) -> dict[str, Any] | None:
        """Whose turn it is on the stage, with its clock, and whose is next, in a step that gives each table its time."""
        step = self.standing.step
        if step is None or not step.group_seconds or len(self.tables) < 2:
            return None
        numbers = [table.number for table in self.tables]
        shown = self.workshop.scene.get("group")
        place = numbers.index(shown) if shown in numbers else -1
        table = self.tables[place] if place >= 0 else None
        return {
            "table": table,
            "clock": clock_of_table(self.standing, self.workshop.scene, table),
            "next": self.tables[place + 1] if place + 1 < len(self.tables) else None,
        }

    def _unshown(self) -> str:
        """The results that people gave in the step before, where this one shows something else: by themselves they never come."""
        now, judged = self.standing, self.judged
        if (
            judged is None
            or now.step is None
            or now.exercise_id is None
            or self.workshop.scene
            or scene_of(now) == Scene.RESULTS
        ):
            return ""
        steps = [(one.id, step.id) for one in self.exercises for step in steps_of(one)]
        pair = ((judged.exercise.id, judged.step.id), (now.exercise_id, now.step.id))
        return self._scene_label(Scene.RESULTS) if pair in pairwise(steps) else ""

    @cached_property
    def judged(self) -> Judged | None:
        return last_judged(self.workshop, self.standing, self.language)

    def _coming(self, exercise: Exercise, step: Step) -> dict[str, Any]:
        return {"title": step.title, "minutes": minutes_of(exercise, step), "method": ""}

    def _may_reveal(self) -> bool:
        return may_reveal(self.standing.step) and not self.standing.is_revealed

    def _agenda(self) -> list[dict[str, Any]]:
        taken = minutes_taken(self.workshop.id, clock.now())
        return [
            {
                "number": number,
                "title": method.method.title,
                "minutes": minutes_planned(exercise),
                "is_now": number == self.standing.exercise_number,
                "steps": [
                    {
                        "title": step.title,
                        "planned": minutes_of(exercise, step),
                        "taken": taken.get((exercise.id, step.id)),
                        "is_now": exercise.id == self.standing.exercise_id and step.id == self.workshop.step,
                    }
                    for step in steps_of(exercise, method)
                ],
            }
            for number, exercise in enumerate(self.exercises, 1)
            for method in (method_of(exercise, self.language),)
        ]

    def _points(self) -> list[dict[str, Any]]:
        if self.workshop.exercise_id is None or self.standing.method is None:
            return []
        titles = {step.id: step.title for step in self.standing.method.step}
        found = restore_points(self.workshop.id, self.workshop.exercise_id)[:POINTS]
        return [{"id": one.id, "step": titles.get(one.step, one.step), "at": one.at} for one in found]

    def _stage(self) -> dict[str, Any]:
        """What may be put on the stage, and what stands there."""
        asked = self.workshop.scene
        usual = scene_of(self.standing)
        cards = self.drawing.views.values() if self.drawing else ()
        return {
            "href": url_for("stage.stage", code=self.workshop.code),
            "scenes": [{"value": scene.value, "label": self._scene_label(scene)} for scene in self._scenes()],
            "usual": SCENES[usual] if self.standing.step else gettext("How to join"),
            "asked": asked.get("scene", ""),
            "group": asked.get("group"),
            "card": asked.get("card", ""),
            "is_blank": bool(asked.get("blank")),
            "voiced": [card for card in cards if card.voices],
        }

    def _scenes(self) -> list[Scene]:
        """Without the promises where there are none, and without how to join where that stands there anyway."""
        shown = self.workshop.scene.get("scene")
        idle = {Scene.PROMISES: not self.promises, Scene.JOIN: self.standing.step is None}
        return [one for one in SCENES if shown == one or not idle.get(one)]

    def _scene_label(self, scene: Scene) -> str:
        """Results say of what: of the last vote or rating, be it of an exercise before this one."""
        judged = self.judged if scene == Scene.RESULTS else None
        return gettext("Results: %(step)s", step=judged.step.title) if judged else str(SCENES[scene])


def place_text(workshop: Workshop) -> str:
    """Where the room is, as a form says it."""
    return f"{workshop.exercise_id or ''}.{workshop.step}"


def place_said(text: str) -> tuple[UUID | None, str]:
    """The same, read back. Nonsense is a place where no room ever is."""
    exercise, _, step = text.partition(".")
    try:
        return (UUID(exercise) if exercise else None), step
    except ValueError:
        return None, "?"


def sitter_name(sitter: Sitter) -> str:
    number = gettext("No. %(number)s", number=sitter.number)
    return f"{number} {sitter.name}" if sitter.name else number
