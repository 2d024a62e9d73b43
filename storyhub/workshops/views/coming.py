"""What comes next with a workshop, beside the form that describes it (workshops/_next.html)."""

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext

from storyhub.core import clock
from storyhub.web.errors import sentence
from storyhub.web.filters import day
from storyhub.web.locale import current_language
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of, minutes_planned, problems_of
from storyhub.workshops.queries.choosing import count_on_table
from storyhub.workshops.queries.post import count_post, count_unread
from storyhub.workshops.queries.workshops import count_seats
from storyhub.workshops.services import opening
from storyhub.workshops.views import labels


def next_of(found: Workshop) -> dict[str, Any]:
    """What the part of the page says about what comes next (workshops/_next.html)."""
    exercises = exercises_of(found.id)
    address = url_for("workshops.workshop", code=found.code)
    is_open = found.state == WorkshopState.OPEN
    erased_on = (found.closed_at or clock.now()) + timedelta(days=found.keeps_seats_days)
    post, waiting = count_post(found.id)
    return {
        "post": post,
        "post_waiting": waiting,
        "post_unread": count_unread(found.id),
        "exercises": len(exercises),
        "minutes": labels.minutes(sum(minutes_planned(one) for one in exercises)),
        "stories": count_on_table(found.id),
        "lacks": _lacks(found),
        "seats": count_seats(found.id),
        "desk_href": f"{address}/desk" if is_open else "",
        "stage_href": f"{address}/stage" if is_open else "",
        "erased_on": day(erased_on),
        "may_reopen": bool(found.closed_at and clock.now() - found.closed_at < opening.REOPENED_WITHIN),
    }


def _lacks(found: Workshop) -> list[dict[str, str]]:
    """What must be said before it can be announced or opened."""
    lacks = [
        ({"text": gettext("a name"), "href": "#title"}, not found.title),
        ({"text": gettext("a day and an hour, to announce it"), "href": "#starts_at"}, not found.starts_at),
        ({"text": gettext("a place, to announce it"), "href": "#place"}, not found.place),
    ]
    agenda = url_for("agenda.agenda", code=found.code)
    reasons = [sentence(one.reason, **one.values) for one in problems_of(found, current_language().code)]
    return [row for row, is_open in lacks if is_open] + [{"text": one, "href": agenda} for one in reasons]
