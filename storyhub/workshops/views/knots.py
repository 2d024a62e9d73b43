"""A workshop as it is drawn on the thread of a story that lay on its table."""

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from storyhub.core import clock
from storyhub.core.permissions import Viewer
from storyhub.core.registry import Knot
from storyhub.web.filters import day
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.table_uses import workshops_by_id


def workshop_knots(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """By workshop; what the viewer may not know of is left out."""
    return {one.id: _knot(one) for one in workshops_by_id(viewer, ids)}


def _knot(found: Workshop) -> Knot:
    is_over = found.state == WorkshopState.CLOSED
    note = gettext("Lay on the table of a workshop") if is_over else gettext("Lies on the table of a workshop")
    return Knot(
        found.title,
        url_for("workshops.workshop", city=found.city.slug, code=found.code),
        " · ".join(part for part in (note, _day_of(found)) if part),
        state="done" if is_over else "here",
        lang=found.language,
    )


def _day_of(found: Workshop) -> str:
    """By the clocks of its town, which need not be the town of the page."""
    began = found.starts_at or found.opened_at
    return day(clock.local(began, found.city.time_zone).date()) if began else ""
