"""Citing a story: with a stance, a reason, and a quotation only where its teller allows one and in the words readers get."""

import re
from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import is_in_audience
from storyhub.learning.draft import Citation
from storyhub.learning.models import Entry, Evidence, OutcomeEvidence, Stance
from storyhub.learning.policy import WRITABLE, stands
from storyhub.learning.services.trail import own_entry
from storyhub.stories.models import State, Story, Use
from storyhub.stories.queries.uses import allowing

LONGEST_WHY = 2_000
LONGEST_QUOTE = 1_000
AROUND = 32
"""Code points kept on each side of a quotation, by which its place is found again."""
MOST = 40
"""Stories one entry cites."""


class StoryForFewer(Conflict):
    """The story may be read by fewer people than the entry is written for."""

    key = "story_for_fewer"


def cite_story(actor: Viewer, entry_id: UUID, story_id: UUID, citation: Citation) -> None:
    """Cite the story, or say something else about one that is cited already: a story stands in an entry once.

    Raises NotFound when the actor may not read the story, StoryForFewer, and Invalid (stance, why, quote).
    """
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        story = _readable_story(session, actor, story_id)
        if not stands(entry, story):
            raise StoryForFewer()
        start, end = _check(story, citation)
        cited = _cited(session, entry)
        evidence = next((one for one in cited if one.story_id == story_id), None)
        if evidence is None:
            evidence = Evidence(entry_id=entry.id, story_id=story.id, position=_after(cited))
            session.add(evidence)
        evidence.story_version, evidence.at, evidence.lost_at = story.version, clock.now(), None
        evidence.stance, evidence.why = citation.stance or Stance.SUPPORTS, citation.why
        pin_quotation(evidence, story.body, start, end)


def drop_evidence(actor: Viewer, entry_id: UUID, story_id: UUID) -> None:
    """Cite the story no more. The same again changes nothing."""
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        for one in _cited(session, entry):
            if one.story_id == story_id:
                session.delete(one)


def lift_evidence(actor: Viewer, entry_id: UUID, story_id: UUID) -> None:
    """Let the story stand one place higher."""
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        lift([(one, one.story_id == story_id) for one in _cited(session, entry)])


def lift(cited: Sequence[tuple[Evidence | OutcomeEvidence, bool]]) -> None:
    """Of these in their order, let the one that is marked change places with the one above it."""
    for (above, _), (one, is_meant) in pairwise(cited):
        if is_meant:
            above.position, one.position = one.position, above.position
            return


def pin_quotation(evidence: Evidence, body: str, start: int, end: int) -> None:
    """Keep the words between two places of the body with what stands around them; none when both are the same."""
    evidence.quote = body[start:end]
    evidence.quote_start, evidence.quote_end = (start, end) if start < end else (None, None)
    evidence.quote_prefix = body[max(0, start - AROUND) : start] if start < end else ""
    evidence.quote_suffix = body[end : end + AROUND] if start < end else ""


def place_of(words: str, body: str) -> tuple[int, int] | None:
    """Where the words stand in the body, in code points; a line break or two count as the blank they are pasted as."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = re.search(pattern, body) if pattern else None
    return (found.start(), found.end()) if found else None


def _readable_story(session: Session, actor: Viewer, story_id: UUID) -> Story:
    """The story as it stands until this transaction ends: whoever withdraws it meanwhile finds the evidence there."""
    story = session.get(Story, story_id, with_for_update={"read": True})
    if story is None or story.state != State.PUBLISHED:
        raise NotFound()
    if not is_in_audience(actor, story.audience, story.city_id, story.network_id):
        raise NotFound()
    return story


def lacking(citation: Citation) -> dict[str, str]:
    """What is missing in what is said of a piece of evidence, or too long, by field."""
    wrong: dict[str, str] = {}
    if citation.stance is None:
        wrong["stance"] = "stance_missing"
    if not citation.why:
        wrong["why"] = "why_missing"
    elif len(citation.why) > LONGEST_WHY:
        wrong["why"] = "too_long"
    return wrong


def _check(story: Story, citation: Citation) -> tuple[int, int]:
    """Where the quotation begins and ends; the same place twice for none."""
    wrong = lacking(citation)
    place = (0, 0)
    if citation.quote:
        found = place_of(citation.quote, story.body) if len(citation.quote) <= LONGEST_QUOTE else None
        if not allowing([story.id], Use.QUOTATION):
            wrong["quote"] = "quote_not_allowed"
        elif len(citation.quote) > LONGEST_QUOTE:
            wrong["quote"] = "quote_too_long"
        elif found is None:
            wrong["quote"] = "quote_not_found"
        place = found or place
    if wrong:
        raise Invalid(wrong)
    return place


def _cited(session: Session, entry: Entry) -> Sequence[Evidence]:
    return session.scalars(
        select(Evidence).where(Evidence.entry_id == entry.id).order_by(Evidence.position, Evidence.id)
    ).all()


def _after(cited: Sequence[Evidence]) -> int:
    if len(cited) >= MOST:
        raise Conflict("too_much_evidence")
    return max((one.position for one in cited), default=0) + 1
