"""What came of a workshop: the cards that each exercise gave out, what people judged of them, the stories behind them.

The last exercise stands first: it is where the others led.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, url_for

from storyhub.core.errors import NotFound
from storyhub.web.access import public, viewer
from storyhub.web.headers import keep_private
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.policy import may_run, may_see_results
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.boards import drawing_of_past
from storyhub.workshops.queries.outputs import cards_of_output
from storyhub.workshops.queries.tray import backing_of
from storyhub.workshops.queries.voices import voices_of
from storyhub.workshops.queries.workshops import count_seats, workshop_for
from storyhub.workshops.seen import Audience, CardView, Side, Voice
from storyhub.workshops.views import labels
from storyhub.workshops.views.announcement import heading_of, when_text
from storyhub.workshops.views.methods import language_of

blueprint = Blueprint("results", __name__)


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/results")
@public
def results(code: str) -> Response:
    """For the town's team once it is over; for everyone once it is published. Raises NotFound."""
    found = workshop_for(viewer(), g.city.id, code)
    if found.state != WorkshopState.CLOSED or not may_see_results(viewer(), found):
        raise NotFound()
    if found.published_at is None:
        keep_private()
    may_prepare = may_run(viewer(), g.city.id)
    return page(
        "workshops/results.html",
        workshop=found,
        heading=heading_of(found),
        when=when_text(found),
        people=count_seats(found.id),
        backing=backing_of(found.id),
        exercises=[one for one in map(partial(_exercise, found), reversed(exercises_of(found.id))) if one["outputs"]],
        may_run=may_prepare,
        edit_href=may_prepare and url_for("preparing.edit", code=code),
    )


def _exercise(found: Workshop, exercise: Exercise) -> dict[str, Any]:
    kept = loaded_of(exercise)
    method = kept.in_language(current_language().code)
    return {
        "title": method.method.title,
        "lang": language_of(kept),
        "href": url_for("methods.method", slug=kept.id),
        "outputs": list(_outputs(found, exercise)) if exercise.opened_at else [],
    }


def _outputs(found: Workshop, exercise: Exercise) -> Iterator[dict[str, Any]]:
    """Those that gave something, in the order of the method. A card that two of them give stands in the first."""
    audience = Audience(Side.STAGE, current_language().code)
    method = loaded_of(exercise).in_language(audience.language)
    views = drawing_of_past(found, exercise.id, method, audience).views
    told: set[Any] = set()
    for output in method.output:
        cards = [
            views[one.id] for one in cards_of_output(exercise, output.id) if one.id in views and one.id not in told
        ]
        told |= {one.id for one in cards}
        if cards:
            yield {
                "label": output.label,
                "cards": _cards(cards, audience),
                "is_judged": any(one.ratings for one in cards),
            }


def _cards(views: Sequence[CardView], audience: Audience) -> list[dict[str, Any]]:
    voices = voices_of([one.id for one in views], audience, reader=viewer())
    return [
        {
            "code": one.code,
            "text": one.text,
            "lang": one.language,
            "rows": one.rows,
            "votes": one.votes,
            "ratings": [spread for spread in one.ratings if spread.median is not None],
            "verdict": labels.VERDICTS.get(one.verdict, ""),
            "is_minority": one.is_minority,
            "voices": [_voice(voice) for voice in voices.get(one.id, ())],
        }
        for one in views
    ]


def _voice(voice: Voice) -> dict[str, Any]:
    return {
        "href": voice.href,
        "code": voice.story_code,
        "quote": voice.quote,
        "lang": voice.language,
        "place": voice.place,
        "is_withdrawn": voice.is_withdrawn,
    }
