"""What anyone may know of a town's workshops: the list, one announcement, and its day for a calendar."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, current_app, g, url_for
from flask_babel import format_time, gettext

from storyhub.core import clock
from storyhub.core.errors import NotFound
from storyhub.web.access import public, viewer
from storyhub.web.filters import day, moment
from storyhub.web.headers import keep_private
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.calendars import Event, calendar_of
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.policy import may_run, may_see_results
from storyhub.workshops.queries.agenda import exercises_of, loaded_of, minutes_planned
from storyhub.workshops.queries.workshops import told_workshops, workshop_for, workshops_of
from storyhub.workshops.views import labels
from storyhub.workshops.views.asking import asking_of
from storyhub.workshops.views.methods import language_of

blueprint = Blueprint("workshops", __name__)


@blueprint.get("/<lang:lang>/<city>/workshops/")
@public
def workshops() -> Response:
    """Those to come and those that are over; for facilitators also drafts."""
    found = workshops_of(viewer(), g.city.id)
    may_prepare = may_run(viewer(), g.city.id)
    if may_prepare:
        keep_private()
    return page(
        "workshops/list.html",
        coming=[_card(one) for one in found if one.state in (WorkshopState.OPEN, WorkshopState.ANNOUNCED)],
        over=[_card(one) for one in found if _has_something_to_tell(one)],
        drafts=[_draft(one) for one in found if one.state == WorkshopState.DRAFT],
        may_run=may_prepare,
    )


@blueprint.get("/<lang:lang>/<city>/workshops/<code>")
@public
def workshop(code: str) -> Response:
    """What it is, where, when, how it goes and what becomes of what people say."""
    found = workshop_for(viewer(), g.city.id, code)
    exercises = exercises_of(found.id)
    may_prepare = may_run(viewer(), g.city.id)
    if found.state == WorkshopState.DRAFT:
        keep_private()
    return page(
        "workshops/announcement.html",
        workshop=found,
        heading=heading_of(found),
        state=labels.STATES[found.state],
        is_draft=found.state == WorkshopState.DRAFT,
        is_open=found.state == WorkshopState.OPEN,
        is_over=found.state == WorkshopState.CLOSED,
        facts=_facts(found),
        days=_days(exercises),
        total=labels.minutes(sum(minutes_planned(one) for one in exercises)),
        calendar_href=_has_a_day(found) and url_for("workshops.calendar", code=code),
        results_href=_has_something_to_tell(found) and url_for("results.results", code=code),
        edit_href=may_prepare and url_for("preparing.edit", code=code),
        asking=asking_of(found),
    )


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/calendar.ics")
@public
def calendar(code: str) -> Response:
    """The day for a calendar. Raises NotFound where none is told, or all is over."""
    found = workshop_for(viewer(), g.city.id, code)
    if not _has_a_day(found):
        raise NotFound()
    base = current_app.config["STORYHUB"].base_url
    answer = Response(calendar_of(_event(found, base)), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.city.slug}-{found.code}.ics"'
    return answer


def heading_of(found: Workshop) -> dict[str, str]:
    """What it is called, with the language that is in."""
    if found.title:
        return {"title": found.title, "lang": found.language}
    return {"title": gettext("A workshop without a name"), "lang": current_language().code}


def next_workshop(city_id: UUID) -> dict[str, Any] | None:
    """For the town's page: the one that is open now, or the first that is announced."""
    found = next((one for one in told_workshops(city_id) if one.state != WorkshopState.CLOSED), None)
    return _card(found) if found else None


def when_text(found: Workshop) -> str:
    """Its day and hours, by the clocks of the town; empty while nothing is said."""
    if found.starts_at is None:
        return ""
    if found.ends_at is None:
        return moment(found.starts_at)
    first, last = (clock.local(one, g.city.time_zone).date() for one in (found.starts_at, found.ends_at))
    if first == last:
        return f"{moment(found.starts_at)} – {format_time(found.ends_at, 'short')}"
    return f"{moment(found.starts_at)} – {moment(found.ends_at)}"


def _card(found: Workshop) -> dict[str, Any]:
    is_over = found.state == WorkshopState.CLOSED
    return heading_of(found) | {
        "code": found.code,
        "href": url_for("results.results" if is_over else "workshops.workshop", code=found.code),
        "question": found.question,
        "when": when_text(found),
        "place": found.place,
        "state": labels.STATES[found.state],
        "is_open": found.state == WorkshopState.OPEN,
        "is_published": found.published_at is not None,
    }


def _draft(found: Workshop) -> dict[str, Any]:
    return _card(found) | {
        "href": url_for("preparing.edit", code=found.code),
        "changed": day(found.changed_at),
    }


def _has_something_to_tell(found: Workshop) -> bool:
    return found.state == WorkshopState.CLOSED and may_see_results(viewer(), found)


def _has_a_day(found: Workshop) -> bool:
    told = (WorkshopState.ANNOUNCED, WorkshopState.OPEN)
    return found.state in told and found.starts_at is not None


def _facts(found: Workshop) -> list[dict[str, str]]:
    rows = [
        (gettext("When"), when_text(found)),
        (gettext("Where"), found.place),
        (gettext("Looking ahead to"), str(found.year or "")),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _days(exercises: Sequence[Exercise]) -> list[dict[str, Any]]:
    """The agenda in the reader's language, by day; numbers run on."""
    numbered = list(enumerate(exercises, 1))
    days = []
    for number, group in groupby(numbered, key=lambda pair: pair[1].day):
        rows = list(group)
        days.append({"number": number, "first": rows[0][0], "exercises": [_exercise(one) for _place, one in rows]})
    return days


def _exercise(exercise: Exercise) -> dict[str, Any]:
    found = loaded_of(exercise)
    head = found.in_language(current_language().code).method
    return {
        "title": head.title,
        "purpose": head.purpose,
        "lang": language_of(found),
        "minutes": labels.minutes(minutes_planned(exercise)),
    }


def _event(found: Workshop, base: str) -> Event:
    address = f"{base}{url_for('workshops.workshop', code=found.code)}"
    assert found.starts_at is not None
    return Event(
        uid=f"workshop-{found.code}@{urlsplit(base).hostname}",
        # Rises with every change, as calendars want it, without a column of its own.
        revision=int((found.changed_at - found.created_at).total_seconds()),
        changed_at=found.changed_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        title=heading_of(found)["title"],
        description="\n\n".join(part for part in (found.question, found.announcement, address) if part),
        place=found.place,
        url=address,
        language=found.language,
    )
