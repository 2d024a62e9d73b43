"""Outcomes of workshops that are found beside stories when somebody looks for evidence."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for

from storyhub.archive.queries.searching import search
from storyhub.learning.models import Entry
from storyhub.learning.policy import outcome_stands
from storyhub.learning.queries.cited_outcomes import latest_outcomes, outcomes_cited
from storyhub.learning.views.citations import named_outcome, outcome_meta
from storyhub.stories.views.listing import archive_index
from storyhub.web.access import viewer
from storyhub.web.locale import current_language
from storyhub.workshops.models import OUTCOMES, Outcome
from storyhub.workshops.queries.outcomes import outcomes_by_id

MOST, LATEST = 10, 5


def outcome_hits(entry: Entry, words: str, city_id: UUID | None) -> list[dict[str, Any]]:
    """Those that hold the words, the best first; before anything is typed, what the town's workshops gave last."""
    found = _found(words, city_id) if words else latest_outcomes(viewer(), city_id, LATEST)
    cited = {one.evidence.outcome_id for one in outcomes_cited(viewer(), entry) if not one.is_lost}
    return [_hit(entry, one, one.id in cited) for one in found]


def _found(words: str, city_id: UUID | None) -> Sequence[Outcome]:
    hits = search(
        archive_index(),
        viewer(),
        words,
        only=(OUTCOMES,),
        city_id=city_id,
        limit=MOST,
        language=current_language().code,
        with_suggestion=False,
    ).hits
    found = {one.id: one for one in outcomes_by_id(viewer(), [hit.id for hit in hits])}
    return [found[hit.id] for hit in hits if hit.id in found]


def _hit(entry: Entry, outcome: Outcome, is_cited: bool) -> dict[str, Any]:
    return named_outcome(outcome) | {
        "code": outcome.code,
        "meta": outcome_meta(outcome),
        "cite_href": url_for("outcome_evidence.cite", code=entry.code, outcome_code=outcome.code),
        "is_cited": is_cited,
        "is_open": outcome_stands(entry, outcome, outcome.workshop),
    }
