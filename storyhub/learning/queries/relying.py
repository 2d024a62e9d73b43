"""Which stories a thing rests on, as far as a viewer may know them: each is asked for as its teller allows it now."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import Delivery, Entry, Evidence, Feedback
from storyhub.learning.policy import may_read_evidence, stands
from storyhub.stories.models import State, Story, Use
from storyhub.stories.queries.uses import allowing

Cited = tuple[Entry, Audience | None, Story, datetime | None]
"""A story beside the entry that cites it, whom that was for when an answer was sent, and since when it is lost to it."""


@dataclass(frozen=True)
class Strands:
    """The stories that one thing rests on: those to be named, how many are not for this viewer, how many were taken back."""

    stories: list[Story] = field(default_factory=list)
    closed: int = 0
    taken_back: int = 0
    quotable: frozenset[UUID] = frozenset()
    """Those without a title whose tellers let words of them stand elsewhere: they are named by how they begin."""

    @property
    def total(self) -> int:
        return len(self.stories) + self.closed + self.taken_back


def strands_of_feedback(viewer: Viewer, feedback_ids: Collection[UUID]) -> dict[UUID, Strands]:
    """By answer, the stories whose tellers it reached."""
    rows = _reached_by(feedback_ids).options(selectinload(Story.city))
    by_answer: dict[UUID, list[Cited]] = defaultdict(list)
    for answer, entry, audience, story, lost_at in db.session.execute(rows):
        by_answer[answer].append((entry, audience, story, lost_at))
    quotable = _quotable(story for some in by_answer.values() for _, _, story, _ in some)
    return {answer: _strands(viewer, some, quotable) for answer, some in by_answer.items()}


def strands_of_entry(viewer: Viewer, entry_id: UUID) -> Strands:
    """The stories an entry cites."""
    rows = (
        select(Entry, Story, Evidence.lost_at)
        .select_from(Evidence)
        .join(Entry, Entry.id == Evidence.entry_id)
        .join(Story, Story.id == Evidence.story_id)
        .where(Evidence.entry_id == entry_id)
        .order_by(Evidence.position)
        .options(selectinload(Story.city))
    )
    cited: list[Cited] = [(entry, None, story, lost_at) for entry, story, lost_at in db.session.execute(rows)]
    return _strands(viewer, cited, _quotable(story for _, _, story, _ in cited))


def still_relied_on(feedback_id: UUID) -> set[UUID]:
    """The stories of an answer that were neither taken back nor closed to those its entry is for."""
    rows = db.session.execute(_reached_by([feedback_id]))
    return {
        story.id for _, entry, audience, story, lost_at in rows if lost_at is None and stands(entry, story, audience)
    }


def _reached_by(feedback_ids: Collection[UUID]) -> Select[UUID, Entry, Audience | None, Story, datetime | None]:
    cited = and_(Evidence.entry_id == Feedback.entry_id, Evidence.story_id == Delivery.story_id)
    return (
        select(Delivery.feedback_id, Entry, Feedback.audience, Story, Evidence.lost_at)
        .join(Feedback, Feedback.id == Delivery.feedback_id)
        .join(Entry, Entry.id == Feedback.entry_id)
        .join(Story, Story.id == Delivery.story_id)
        .outerjoin(Evidence, cited)
        .where(Delivery.feedback_id.in_(list(feedback_ids)))
        .order_by(Evidence.position, Story.told_at)
    )


def _quotable(stories: Iterable[Story]) -> set[UUID]:
    untitled = {story.id for story in stories if not story.title}
    return allowing(untitled, Use.QUOTATION) if untitled else set()


def _strands(viewer: Viewer, cited: Iterable[Cited], quotable: Collection[UUID]) -> Strands:
    named, closed, taken_back = [], 0, 0
    for entry, audience, story, lost_at in cited:
        if story.state == State.WITHDRAWN:
            taken_back += 1
        elif lost_at is None and may_read_evidence(viewer, entry, story, audience):
            named.append(story)
        else:
            closed += 1
    return Strands(named, closed, taken_back, frozenset(one.id for one in named if one.id in quotable))
