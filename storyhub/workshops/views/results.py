"""What came of a workshop: the cards that each exercise gave out, what people judged of them, the stories behind them.

The last exercise stands first: it is where the others led.
"""

from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, url_for

from storyhub.core.errors import NotFound
from storyhub.core.registry import REGISTRY
from storyhub.web.access import public, viewer
from storyhub.web.headers import keep_private
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.policy import may_run, may_see_results
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.records import Records, records_in
from storyhub.workshops.queries.tray import backing_of
from storyhub.workshops.queries.turning import unfinished_in
from storyhub.workshops.queries.workshops import count_seats, workshop_for
from storyhub.workshops.views.announcement import heading_of, when_text
from storyhub.workshops.views.exercise_results import ExerciseResults
from storyhub.workshops.views.methods import language_of

blueprint = Blueprint("results", __name__)

PARTS = ("outputs", "reflections", "unfinished")
"""An exercise that has none of them is not told of."""


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/results")
@public
def results(code: str) -> Response:
    """For the town's team once it is over; for everyone once it is published. Raises NotFound."""
    found = workshop_for(viewer(), g.city.id, code)
    if found.state != WorkshopState.CLOSED or not may_see_results(viewer(), found):
        raise NotFound()
    if found.published_at is None:
        keep_private()
    may_prepare, is_team = may_run(viewer(), g.city.id), g.city.id in viewer().cities_with()
    if is_team:
        keep_private()
    agenda = exercises_of(found.id)
    unfinished = unfinished_in(found, agenda) if is_team else set()
    tell = partial(_exercise, found, records_in(viewer(), found), is_team, unfinished)
    return page(
        "workshops/results.html",
        workshop=found,
        heading=heading_of(found),
        when=when_text(found),
        people=count_seats(found.id),
        backing=backing_of(found.id),
        exercises=[one for one in map(tell, reversed(agenda)) if any(one[part] for part in PARTS)],
        reflection=REGISTRY.uses["workshop_entry"](viewer(), [found.id]).get(found.id) if is_team else None,
        may_run=may_prepare,
        edit_href=may_prepare and url_for("preparing.edit", code=code),
    )


def _exercise(
    found: Workshop, records: Records, is_team: bool, unfinished: Collection[UUID], exercise: Exercise
) -> dict[str, Any]:
    kept = loaded_of(exercise)
    told = ExerciseResults(found, exercise, records, is_team) if exercise.opened_at else None
    return {
        "title": kept.in_language(current_language().code).method.title,
        "lang": language_of(kept),
        "outputs": told.outputs if told else [],
        "reflections": told.reflections if told and is_team else [],
        "unfinished": told.unfinished if told and exercise.id in unfinished else [],
    }
