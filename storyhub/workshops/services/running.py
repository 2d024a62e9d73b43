"""Running a workshop from its desk: on and back from step to step, the clock, what is shown, who holds the desk."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.schema import Scene
from storyhub.workshops.models import Card, Exercise, Facilitator, RestorePoint, Workshop
from storyhub.workshops.playing import may_reveal, step_of
from storyhub.workshops.queries.agenda import exercise_in, loaded_of
from storyhub.workshops.services import moving, restoring
from storyhub.workshops.services.desk import Place, join_desk, locked_desk, locked_open, place_of
from storyhub.workshops.services.happening import happened_already, locked_workshop, note
from storyhub.workshops.services.objecting import end_rating
from storyhub.workshops.services.settling import ObjectionsOpen

MOST_MINUTES = 120
"""That can be given or taken at once."""
MINUTE = 60


class NoClock(Conflict):
    """No step runs, so there is no time to give."""

    key = "workshop_no_clock"


def advance(actor: Viewer, workshop_id: UUID, *, seen: Place, key: str) -> None:
    """On to the next step, or to the first one of the next exercise. `seen` is where the page says the room is.

    Raises WorkshopMoved when another was quicker, DeskHeld, NotOpen, AgendaOver; and what `close_exercise` refuses.
    """
    _move(actor, workshop_id, seen, key, moving.go_on, "step_began")


def step_back(actor: Viewer, workshop_id: UUID, *, seen: Place, key: str) -> None:
    """Back to the step before, with its whole time; what was written since stays. Raises as `advance`, and AtTheBeginning."""
    _move(actor, workshop_id, seen, key, moving.go_back, "step_back")


def _move(
    actor: Viewer, workshop_id: UUID, seen: Place, key: str, move: Callable[[Session, Workshop], None], kind: str
) -> None:
    try:
        with transaction() as session:
            if _done(session, actor, workshop_id, key, kind):
                return
            workshop = locked_desk(session, actor, workshop_id, seen)
            exercise_id, step = place_of(workshop)
            move(session, workshop)
            about = {"from_exercise": str(exercise_id) if exercise_id else None, "from_step": step}
            note(session, workshop, kind, key=key, person_id=actor.person_id, everyone=True, about=about)
    except ObjectionsOpen:
        end_rating(actor, workshop_id, seen)
        raise


def give_time(actor: Viewer, workshop_id: UUID, minutes: int, *, key: str, seen: Place | None = None) -> None:
    """Move the deadline by whole minutes, back when they are below zero. Time that ran over is forgiven.

    Raises NoClock, Invalid, and as `locked_desk`.
    """
    if not minutes or abs(minutes) > MOST_MINUTES:
        raise Invalid({"minutes": "workshop_minutes"})

    def give(workshop: Workshop) -> None:
        left = workshop.seconds_left(clock.now())
        if left is None:
            raise NoClock()
        _set_clock(workshop, max(max(left, 0) + minutes * MINUTE, 0))
        if left < 0 and "left" in workshop.scene:
            workshop.scene = workshop.scene | {"left": workshop.scene["left"] - left}

    _at_desk(actor, workshop_id, key, seen, give, "time_given", minutes=minutes)


def pause(actor: Viewer, workshop_id: UUID, *, key: str, seen: Place | None = None) -> None:
    """Stop the clock. Pausing what is paused changes nothing. Raises NoClock, and as `locked_desk`."""

    def stop(workshop: Workshop) -> None:
        left = workshop.seconds_left(clock.now())
        if left is None:
            raise NoClock()
        workshop.paused_seconds, workshop.deadline_at = left, None

    _at_desk(actor, workshop_id, key, seen, stop, "paused")


def go_on(actor: Viewer, workshop_id: UUID, *, key: str, seen: Place | None = None) -> None:
    """Let the clock run again with what was left. Raises as `locked_desk`."""

    def start(workshop: Workshop) -> None:
        if workshop.paused_seconds is not None:
            left, workshop.paused_seconds = workshop.paused_seconds, None
            _set_clock(workshop, left)

    _at_desk(actor, workshop_id, key, seen, start, "went_on")


def reveal(actor: Viewer, workshop_id: UUID, *, key: str, seen: Place | None = None) -> None:
    """Show everyone what this step has hidden so far; nothing where it hides nothing, or what no facilitator opens.

    Raises as `locked_desk`.
    """

    with transaction() as session:
        if _done(session, actor, workshop_id, key, "revealed"):
            return
        workshop = locked_desk(session, actor, workshop_id, seen)
        if _may_reveal(session, workshop):
            workshop.is_revealed = True
            note(session, workshop, "revealed", key=key, person_id=actor.person_id, everyone=True)


def _may_reveal(session: Session, workshop: Workshop) -> bool:
    if workshop.exercise_id is None:
        return False
    method = loaded_of(session.get_one(Exercise, workshop.exercise_id)).method
    return may_reveal(step_of(method, workshop.step))


def show_on_stage(actor: Viewer, workshop_id: UUID, scene: Mapping[str, Any], *, key: str) -> None:
    """Put a scene on the stage: any of {"scene": a Scene, "group": its number, "card": id, "blank": true}; {} as the step says.

    It lasts until the room moves on. Raises Invalid, and as `locked_desk`.
    """
    with transaction() as session:
        if _done(session, actor, workshop_id, key, "stage_set"):
            return
        workshop = locked_desk(session, actor, workshop_id)
        workshop.scene = _with_clock(workshop, _checked(session, workshop, scene))
        note(session, workshop, "stage_set", key=key, person_id=actor.person_id, about=dict(workshop.scene))


def take_desk(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """Take the desk from whoever holds it; the desk says by the next poll who holds it.

    Raises as `locked_open`: a room in which nobody sits has no desk to take.
    """
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        before = happened_already(session, workshop, key, "desk_taken", by=actor.person_id)
        if before or workshop.lead_id == actor.person_id:
            return
        joined = join_desk(session, workshop, actor)
        _hand_over(session, workshop, actor, joined.person_id, "desk_taken", key)


def pass_desk(actor: Viewer, workshop_id: UUID, person_id: UUID, *, key: str) -> None:
    """Hand the desk to another one of those who run the workshop. Raises NotFound, and as `locked_desk`."""
    with transaction() as session:
        if _done(session, actor, workshop_id, key, "desk_passed"):
            return
        workshop = locked_desk(session, actor, workshop_id)
        if session.get(Facilitator, (workshop_id, person_id)) is None:
            raise NotFound()
        _hand_over(session, workshop, actor, person_id, "desk_passed", key)


def keep_restore_point(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """Keep how the boards of this exercise stand. One is kept at each step's end besides. Raises NoClock when none runs."""
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        if happened_already(session, workshop, key, "point_kept", by=actor.person_id):
            return
        if workshop.exercise_id is None:
            raise NoClock()
        exercise = exercise_in(workshop_id, workshop.exercise_id)
        point = restoring.keep_point(session, workshop, exercise, actor.person_id)
        about = {"point": str(point.id)}
        note(session, workshop, "point_kept", key=key, person_id=actor.person_id, about=about)


def restore(actor: Viewer, workshop_id: UUID, point_id: UUID, *, key: str) -> None:
    """Lay the boards of this exercise as they were kept; cards written since stay. How it stood now is kept first.

    Raises NotFound, restoring.PointElsewhere, and as `locked_desk`.
    """
    with transaction() as session:
        if _done(session, actor, workshop_id, key, "point_restored"):
            return
        workshop = locked_desk(session, actor, workshop_id)
        point = session.get(RestorePoint, point_id)
        if point is None or point.workshop_id != workshop_id:
            raise NotFound()
        before = restoring.restore_point(session, workshop, point, actor.person_id)
        about = {"point": str(point.id), "before": str(before.id)}
        note(session, workshop, "point_restored", key=key, person_id=actor.person_id, everyone=True, about=about)


def _done(session: Session, actor: Viewer, workshop_id: UUID, key: str, kind: str) -> bool:
    """Whether this command came before: it is then the same command, wherever the room is by now."""
    workshop = locked_workshop(session, actor, workshop_id)
    return happened_already(session, workshop, key, kind, by=actor.person_id) is not None


def _at_desk(
    actor: Viewer,
    workshop_id: UUID,
    key: str,
    seen: Place | None,
    change: Callable[[Workshop], None],
    kind: str,
    **about: Any,
) -> None:
    with transaction() as session:
        if _done(session, actor, workshop_id, key, kind):
            return
        workshop = locked_desk(session, actor, workshop_id, seen)
        change(workshop)
        note(session, workshop, kind, key=key, person_id=actor.person_id, everyone=True, about=about)


def _set_clock(workshop: Workshop, seconds: int) -> None:
    if workshop.paused_seconds is not None:
        workshop.paused_seconds = seconds
    else:
        workshop.deadline_at = clock.now() + timedelta(seconds=seconds)


def _hand_over(session: Session, workshop: Workshop, actor: Viewer, to: UUID, kind: str, key: str) -> None:
    about = {"from": str(workshop.lead_id) if workshop.lead_id else None, "to": str(to)}
    workshop.lead_id = to
    note(session, workshop, kind, key=key, person_id=actor.person_id, about=about)


def _checked(session: Session, workshop: Workshop, scene: Mapping[str, Any]) -> dict[str, Any]:
    """Only what a stage knows, and only cards of this workshop."""
    said = {name: value for name, value in scene.items() if value not in (None, "", False)}
    known = {
        "scene": lambda value: value in set(Scene),
        "group": lambda value: isinstance(value, int) and 0 < value < 1000,
        "card": lambda value: _is_here(session, workshop, value),
        "blank": lambda value: value is True,
    }
    if wrong := {name: "workshop_scene" for name, value in said.items() if name not in known or not known[name](value)}:
        raise Invalid(wrong)
    return {name: str(value) if name in ("scene", "card") else value for name, value in said.items()}


def _with_clock(workshop: Workshop, scene: dict[str, Any]) -> dict[str, Any]:
    """A table's time begins when it comes to the stage, and goes on while something else of it is shown."""
    if "group" not in scene:
        return scene
    is_there = workshop.scene.get("group") == scene["group"]
    left = workshop.scene.get("left") if is_there else workshop.seconds_left(clock.now())
    return scene if left is None else scene | {"left": left}


def _is_here(session: Session, workshop: Workshop, card_id: Any) -> bool:
    try:
        card = session.get(Card, UUID(str(card_id)))
    except ValueError:
        return False
    return card is not None and card.workshop_id == workshop.id
