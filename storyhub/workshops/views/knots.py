"""A workshop, and what it gave, as they are drawn on the thread of a story that lay on its table."""

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from flask_babel import gettext, ngettext

from storyhub.core import clock
from storyhub.core.permissions import Viewer
from storyhub.core.registry import Knot
from storyhub.web.filters import day
from storyhub.workshops import wording
from storyhub.workshops.models import Outcome, Workshop, WorkshopState
from storyhub.workshops.queries.outcomes import outcomes_by_id
from storyhub.workshops.queries.stories_behind import count_cards_behind
from storyhub.workshops.queries.table_uses import workshops_by_id, workshops_told_for
from storyhub.workshops.views.asking import readers_of


def workshop_knots(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """By workshop; what the viewer may not know of is left out.

    The teller of a story, who holds its receipt, learns behind how many cards it stands before the town publishes any.
    """
    behind = count_cards_behind(ids, viewer.story_ids)
    return {one.id: _knot_of_workshop(one, behind.get(one.id, 0)) for one in workshops_by_id(viewer, ids)}


def post_knots(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """By workshop, those to which a story was sent from home."""
    return {one.id: _knot_of_post(one) for one in workshops_by_id(viewer, ids)}


def told_for_knots(viewer: Viewer, story_id: UUID) -> list[Knot]:
    """The workshops to which a story was sent from home, also one that has not come there yet."""
    return [_knot_of_post(one) for one in workshops_told_for(viewer, story_id)]


def outcome_knots(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """By outcome, those that the viewer may read."""
    return {one.id: _knot_of_outcome(one) for one in outcomes_by_id(viewer, ids)}


def _knot_of_workshop(found: Workshop, cards: int) -> Knot:
    is_over = found.state == WorkshopState.CLOSED
    notes = [gettext("Lay on the table of a workshop") if is_over else gettext("Lies on the table of a workshop")]
    if cards:
        notes.append(ngettext("Stands behind %(num)s card", "Stands behind %(num)s cards", cards))
    return Knot(
        found.title,
        url_for("workshops.workshop", city=found.city.slug, code=found.code),
        " · ".join(part for part in (*notes, _day_of(found)) if part),
        state="done" if is_over else "here",
        lang=found.language,
    )


def _knot_of_post(found: Workshop) -> Knot:
    is_over = found.state == WorkshopState.CLOSED
    return Knot(
        found.title,
        url_for("workshops.workshop", city=found.city.slug, code=found.code),
        " · ".join(part for part in (gettext("Sent to this workshop from home"), _day_of(found)) if part),
        state="done" if is_over else "here",
        lang=found.language,
        readers=readers_of(found),
    )


def _knot_of_outcome(found: Outcome) -> Knot:
    return Knot(
        found.title,
        url_for("outcomes.outcome", city=found.city.slug, code=found.code),
        " · ".join((gettext("Helped to make this"), str(wording.KINDS[found.kind]))),
        lang=found.language,
    )


def _day_of(found: Workshop) -> str:
    """By the clocks of its town, which need not be the town of the page."""
    began = found.starts_at or found.opened_at
    return day(clock.local(began, found.city.time_zone).date()) if began else ""
