"""The form that describes a workshop: what stands in it, what was typed, and what another page kept meanwhile."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, request
from flask_babel import gettext

from storyhub.core import clock, text
from storyhub.workshops.draft import Draft
from storyhub.workshops.models import Workshop

BOXES = ("holds_cards", "shows_names", "takes_post")


def typed_of(found: Workshop) -> dict[str, Any]:
    """What stands in the fields when nothing was typed."""
    return {
        "title": found.title,
        "question": found.question,
        "year": found.year or "",
        "place": found.place,
        "starts_at": _local(found.starts_at),
        "ends_at": _local(found.ends_at),
        "announcement": found.announcement,
        "language": found.language,
        "group_size": found.group_size,
        "holds_cards": found.holds_cards,
        "shows_names": found.shows_names,
        "takes_post": found.takes_post,
        "keeps_seats_days": found.keeps_seats_days,
    }


def _local(at: datetime | None) -> str:
    return clock.local(at, g.city.time_zone).strftime("%Y-%m-%dT%H:%M") if at else ""


def read(found: Workshop) -> tuple[Draft, dict[str, str]]:
    """The form as a draft, and what in it cannot be read at all."""
    form = request.form
    moments, wrong = {}, {}
    for name in ("starts_at", "ends_at"):
        try:
            moments[name] = _moment(form.get(name, ""))
        except ValueError:
            wrong[name] = "workshop_moment"
    draft = Draft(
        title=text.clean_line(form.get("title", "")),
        question=text.clean_line(form.get("question", "")),
        language=form.get("language", found.language),
        year=_number(form.get("year", "")) if form.get("year", "").strip() else None,
        place=text.clean_line(form.get("place", "")),
        announcement=text.clean(form.get("announcement", "")),
        starts_at=moments.get("starts_at"),
        ends_at=moments.get("ends_at"),
        group_size=_number(form.get("group_size", "")),
        holds_cards="holds_cards" in form,
        shows_names="shows_names" in form,
        takes_post="takes_post" in form,
        keeps_seats_days=_number(form.get("keeps_seats_days", "")),
    )
    return draft, wrong


def _moment(said: str) -> datetime | None:
    """A moment by the clocks of the town; None for none. Raises ValueError."""
    if not said.strip():
        return None
    found = datetime.fromisoformat(said.strip()).replace(tzinfo=ZoneInfo(g.city.time_zone))
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError from error


def _number(said: str) -> int:
    said = said.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else -1


def typed_on(found: Workshop) -> dict[str, Any]:
    return {
        name: name in request.form if name in BOXES else request.form.get(name, value)
        for name, value in typed_of(found).items()
    }


def kept_meanwhile(found: Workshop, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What another page saved that differs from what was typed on this one."""
    names = {
        "title": gettext("What is it called?"),
        "question": gettext("The question"),
        "year": gettext("Which year do you look ahead to?"),
        "place": gettext("Where do you meet?"),
        "starts_at": gettext("When does it begin?"),
        "ends_at": gettext("When does it end?"),
        "announcement": gettext("A few words of invitation"),
        "group_size": gettext("People at a table"),
        "keeps_seats_days": gettext("Days after which names and keys of phones are erased"),
    }
    now = typed_of(found)
    return [{"key": words, "value": now[name]} for name, words in names.items() if str(now[name]) != str(typed[name])]
