"""A workshop as a file tells it, read in a number of statements that grows with its agenda and not with its cards.

A file may be handed round: of a story it says what anyone may read, and of cards what the stage may show. What is still
secret in a room that is open is not in it. For the town's team it also names who promised something, and says what
people answered when they looked back.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import msgspec
from flask import current_app
from flask_babel import force_locale, format_date

from storyhub.core import clock
from storyhub.core.permissions import ANONYMOUS, WORKER
from storyhub.workshops.models import Exercise, Outcome, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.outcomes import outcomes_of
from storyhub.workshops.queries.reflections import Answers, reflections_of
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.queries.tables import groups_used
from storyhub.workshops.queries.trail import led_here
from storyhub.workshops.queries.voices import voices_of
from storyhub.workshops.queries.workshops import count_seats
from storyhub.workshops.report.backing import backing_in
from storyhub.workshops.report.played import drawing_in, played
from storyhub.workshops.report.results import Known, by_kind, given_by, outputs_in
from storyhub.workshops.report.telling import Telling, telling, withheld_in
from storyhub.workshops.report.values import Played, Report
from storyhub.workshops.seen import Audience, Side, Voice


def gather(workshop: Workshop, language: str, *, with_owners: bool) -> Report:
    """Everything, in one language. The workshop comes with its city."""
    with force_locale(language):
        drawings = _drawings(workshop, language, with_owners)
        exercises, carried = _exercises(workshop, drawings, language, with_owners)
        return Report(
            language=language,
            town=workshop.city.name.text(language),
            title=workshop.title,
            question=workshop.question,
            year=workshop.year,
            place=workshop.place,
            held_on=_days(workshop),
            people=count_seats(workshop.id),
            tables=len(groups_used(workshop) - {None}),
            address=_address(workshop, language) if workshop.published_at else "",
            with_owners=with_owners,
            exercises=exercises,
            backing=backing_in(workshop, language),
            by_kind=by_kind([given for one in exercises for given in one.given], carried),
        )


def fingerprint_of(report: Report) -> str:
    """A digest of all that a file of it would say. Who has gone home since changes nothing."""
    said = msgspec.json.encode(replace(report, people=0, tables=0))
    return hashlib.sha256(said).hexdigest()


def _drawings(workshop: Workshop, language: str, with_owners: bool) -> list[tuple[Exercise, Telling]]:
    """Of the exercises that were begun, in their order."""
    withheld, now = withheld_in(workshop.id, with_owners), standing(workshop, language)
    found = []
    for exercise in exercises_of(workshop.id):
        method = loaded_of(exercise).in_language(language)
        drawing = drawing_in(workshop, exercise, method, language, now) if exercise.opened_at else None
        if drawing is not None:
            found.append((exercise, telling(drawing, withheld, with_owners)))
    return found


def _exercises(
    workshop: Workshop, drawings: Sequence[tuple[Exercise, Telling]], language: str, with_owners: bool
) -> tuple[list[Played], Mapping[UUID, UUID]]:
    """What was played, and of each card that was carried on, which one it was before."""
    views = {card_id: view for _, drawing in drawings for card_id, view in drawing.views.items()}
    voices = _voices(views, language)
    given = [card.id for _, drawing in drawings for _, cards in outputs_in(drawing) for card in cards]
    known = Known(
        records=_records(workshop.id),
        voices=voices,
        views=views,
        led_here=led_here(given),
        with_owners=with_owners,
    )
    exercises = [
        played(exercise, drawing, given_by(drawing, known), voices, _answers(workshop, exercise, drawing, with_owners))
        for exercise, drawing in drawings
    ]
    carried = {card.id: card.origin_id for _, drawing in drawings for card in drawing.laid.cards if card.origin_id}
    return exercises, carried


def _answers(
    workshop: Workshop, exercise: Exercise, drawing: Telling, with_owners: bool
) -> Sequence[tuple[str, Answers]]:
    """What people answered when they looked back: for the team, when the exercise is over."""
    is_over = exercise.closed_at is not None or workshop.state == WorkshopState.CLOSED
    return reflections_of(exercise, drawing.laid.method) if with_owners and is_over else ()


def _records(workshop_id: UUID) -> dict[UUID, Outcome]:
    """By card. What is kept in is withheld with its card, where it is."""
    return {one.card_id: one for one in outcomes_of(WORKER, workshop_id)}


def _voices(card_ids: Collection[UUID], language: str) -> Mapping[UUID, list[Voice]]:
    """As anyone may hear them, with addresses that can be typed."""
    found = voices_of(card_ids, Audience(Side.STAGE, language), reader=ANONYMOUS)
    return {
        card_id: [replace(one, href=f"{_base()}{one.href}") if one.href else one for one in voices]
        for card_id, voices in found.items()
    }


def _days(workshop: Workshop) -> str:
    """When it was held, by the calendar of the town."""
    ends = (workshop.opened_at or workshop.starts_at, workshop.closed_at or workshop.ends_at)
    days = [clock.local(one, workshop.city.time_zone).date() for one in ends if one]
    if not days:
        return ""
    first, last = format_date(min(days), "long"), format_date(max(days), "long")
    return first if first == last else f"{first} – {last}"


def _address(workshop: Workshop, language: str) -> str:
    return f"{_base()}/{language}/{workshop.city.slug}/workshops/{workshop.code}/results"


def _base() -> str:
    return str(current_app.config["STORYHUB"].base_url)
