"""What an entry cites, drawn beside its words; and the entry as a knot on the thread of the stories it cites."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from storyhub.core.permissions import Viewer
from storyhub.core.registry import Knot
from storyhub.learning.queries import entries
from storyhub.learning.queries.cited_outcomes import CitedOutcome
from storyhub.learning.queries.entries import Cited
from storyhub.learning.views.wording import STANCES, marker, outcome_marker
from storyhub.stories.models import Story
from storyhub.stories.views import cards
from storyhub.web.filters import day
from storyhub.web.locale import current_language
from storyhub.workshops.models import Outcome
from storyhub.workshops.queries.outcomes import PROMISES
from storyhub.workshops.wording import KINDS, OUTCOME_STATES


def evidence_cards(cited: Sequence[Cited], *, with_reasons: bool) -> list[dict[str, Any]]:
    """Each piece of evidence for the templates. Where the story is not shown, why it mattered may tell of it too:
    only those who see the entry's history (`with_reasons`) read that, and nobody once its teller took it back.
    """
    return [_card(one, with_reasons) for one in cited]


def _card(one: Cited, with_reasons: bool) -> dict[str, Any]:
    story, evidence = one.story, one.evidence
    card = {
        "story_id": evidence.story_id,
        "stance": STANCES[evidence.stance],
        "stance_key": evidence.stance.value,
        "why": evidence.why if story or (with_reasons and not one.is_withdrawn) else "",
        "marker": "" if story else marker(one.is_withdrawn, one.is_lost),
        "is_lost": one.is_lost,
        "is_withdrawn": one.is_withdrawn,
        "quote": one.quote,
        "is_reworded": one.is_reworded,
    }
    if story:
        told = gettext("told on %(day)s", day=day(story.told_at))
        card |= named(story, one.is_quotable) | {
            "code": story.code,
            "excerpt": story.excerpt if story.title and one.is_quotable else "",
            "meta": [cards.place_text(story), told],
        }
    return card


def outcome_cards(cited: Sequence[CitedOutcome], *, with_reasons: bool) -> list[dict[str, Any]]:
    """The outcomes of workshops that an entry cites, for the same templates as its stories."""
    return [_outcome_card(one, with_reasons) for one in cited]


def _outcome_card(one: CitedOutcome, with_reasons: bool) -> dict[str, Any]:
    outcome, evidence = one.outcome, one.evidence
    card = {
        "outcome_id": evidence.outcome_id,
        "stance": STANCES[evidence.stance],
        "stance_key": evidence.stance.value,
        "why": evidence.why if outcome or with_reasons else "",
        "marker": "" if outcome else outcome_marker(one.is_lost),
        "is_lost": one.is_lost,
    }
    if outcome:
        card |= named_outcome(outcome) | {"code": outcome.code, "meta": outcome_meta(outcome)}
    return card


def named_outcome(outcome: Outcome) -> dict[str, str]:
    """An outcome named beside words that rest on it. It was loaded with its town."""
    url = url_for("outcomes.outcome", city=outcome.city.slug, code=outcome.code)
    return {"title": outcome.title, "lang": outcome.language, "url": url}


def outcome_meta(outcome: Outcome) -> list[str]:
    """What kind of thing it is, how it stands, which workshop gave it."""
    is_promise = outcome.kind in PROMISES
    state = str(OUTCOME_STATES[outcome.state]) if is_promise else ""
    return [str(KINDS[outcome.kind]), state, gettext("from the workshop “%(title)s”", title=outcome.workshop.title)]


def named(story: Story, is_quotable: bool) -> dict[str, str]:
    """A story named beside words that rest on it."""
    link = cards.link(story)
    if not story.title and not is_quotable:
        # Without a title a story goes by its first words, and these are not for quoting.
        link |= {"title": gettext("A story without a title"), "lang": current_language().code}
    return link


def entry_knots(viewer: Viewer, entry_ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """Entries as they are drawn on the thread of a story they cite.

    Its teller learns that the town's team relies on the story also where the entry itself is for the team alone.
    """
    visible = entries.entries_by_id(viewer, entry_ids)
    knots = {
        one.id: Knot(
            one.title or gettext("A reflection entry"),
            url_for("entries.entry", city=one.city.slug, code=one.code),
            gettext("Cited in a reflection"),
        )
        for one in visible
    }
    for entry_id in entries.accepted_for_tellers(viewer, entry_ids):
        team = Knot(gettext("A reflection by the town’s team"), note=gettext("Only the team reads it."))
        knots.setdefault(entry_id, team)
    return knots
