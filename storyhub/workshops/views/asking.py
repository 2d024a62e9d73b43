"""A workshop that takes post, as the town's pages and the form of telling ask for it."""

from collections.abc import Sequence
from uuid import UUID

from flask import g, url_for
from flask_babel import gettext

from storyhub.core import clock
from storyhub.core.registry import Asking
from storyhub.web.filters import moment
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.post import post_step, told_for, workshops_taking_post

YEARS_AHEAD = 10
"""Where neither the workshop nor its method says how far it looks."""


def askings_of(city_id: UUID) -> Sequence[Asking]:
    """Those of a town; one whose step has ended no longer invites, and still takes what was begun."""
    return [_asking(found, is_open=is_open) for found, is_open in workshops_taking_post(city_id)]


def asking_of(found: Workshop) -> Asking | None:
    """That of one workshop, while it invites."""
    return next((one for one in askings_of(found.city_id) if one.is_open and one.told_for == told_for(found)), None)


def _asking(found: Workshop, *, is_open: bool) -> Asking:
    return Asking(
        told_for=told_for(found),
        invitation=gettext("Write a postcard from home"),
        explanation=gettext(
            "It comes to the people in the room, without a name. Somebody from the town reads it first. "
            "It is also kept as an imagined story."
        ),
        href=url_for("workshops.workshop", code=found.code),
        title=found.title,
        question=found.question,
        lang=found.language,
        year=found.year or clock.today(g.city.time_zone).year + _years_ahead(found),
        is_open=is_open,
        sent=gettext("Sent to this workshop from home"),
        when=moment(found.starts_at) if found.starts_at else "",
        readers=readers_of(found),
    )


def readers_of(found: Workshop) -> str:
    """Who may see what is sent to it, before a moderator has read it."""
    return gettext("The people in the room of “%(title)s” may see it.", title=found.title)


def _years_ahead(found: Workshop) -> int:
    methods = [loaded_of(one).method.method for one in exercises_of(found.id) if post_step(one)]
    return next((one.horizon_years for one in methods if one.horizon_years), YEARS_AHEAD)
