"""Outcomes among what a search finds: what kind of thing it is, its title, how it stands, the workshop that gave it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from storyhub.archive.query import Question
from storyhub.archive.snippets import marked, snippet
from storyhub.archive.sources import Hit
from storyhub.core.registry import FoundKind
from storyhub.web.access import viewer
from storyhub.web.filters import day
from storyhub.workshops import wording
from storyhub.workshops.models import OUTCOMES, Outcome, OutcomeState
from storyhub.workshops.queries.outcomes import outcomes_by_id


def cards(hits: Sequence[Hit], question: Question) -> list[dict[str, Any]]:
    found = {one.id: one for one in outcomes_by_id(viewer(), [hit.id for hit in hits])}
    return [_card(hit, found[hit.id], question) for hit in hits if hit.id in found]


def _card(hit: Hit, outcome: Outcome, question: Question) -> dict[str, Any]:
    workshop = outcome.workshop
    return {
        "url": url_for("outcomes.outcome", city=hit.city, code=hit.code),
        "code": hit.code,
        "lang": hit.language,
        "kind": wording.KINDS[outcome.kind],
        "title": marked(question, hit.title, hit.language),
        "pieces": snippet(question, hit.text, hit.language) if hit.text else [],
        "stands": _stands(outcome),
        "workshop": {
            "href": url_for("workshops.workshop", city=hit.city, code=workshop.code),
            "title": workshop.title,
            "lang": workshop.language,
        },
        "when": day(hit.at),
    }


def _stands(outcome: Outcome) -> str:
    """That it was done or dropped, until when it is to be done, or its verdict; empty where none of it is known."""
    if outcome.state != OutcomeState.OPEN:
        return str(wording.OUTCOME_STATES[outcome.state])
    if outcome.due_on:
        return gettext("By %(day)s", day=day(outcome.due_on))
    return str(wording.VERDICTS.get(outcome.figures.get("verdict", ""), ""))


FOUND_KINDS = {OUTCOMES: FoundKind(lazy_gettext("From workshops"), cards, "workshops/_found_card.html")}
