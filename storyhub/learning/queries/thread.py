"""The thread of an entry or an answer: which stories it came from, and what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.learning.models import Entry, Feedback
from storyhub.learning.policy import may_see
from storyhub.learning.queries.cited_outcomes import outcomes_cited, outcomes_when_sent
from storyhub.learning.queries.entries import themes_of
from storyhub.learning.queries.feedback import Reached, reached_by, themes_of_sent
from storyhub.learning.queries.relying import Strands, strands_of_entry, strands_of_feedback
from storyhub.themes.models import Theme
from storyhub.workshops.models import Outcome


@dataclass(frozen=True)
class Thread:
    """Stories → outcomes → themes → entry → answers → tellers reached. `entry` is None for whom it is not theirs to read."""

    strands: Strands
    outcomes: Sequence[Outcome]
    themes: Sequence[Theme]
    entry: Entry | None
    answers: Sequence[Feedback]
    reached: Reached


def thread_of_entry(viewer: Viewer, entry: Entry) -> Thread:
    """Whoever calls has asked whether the viewer may see the entry."""
    sent = select(Feedback).where(Feedback.entry_id == entry.id, Feedback.sent_at.is_not(None))
    answers = db.session.scalars(sent.order_by(Feedback.sent_at, Feedback.id)).all()
    strands = strands_of_entry(viewer, entry.id)
    outcomes = [one.outcome for one in outcomes_cited(viewer, entry) if one.outcome]
    themes = themes_of([entry.id]).get(entry.id, [])
    return Thread(strands, outcomes, themes, entry, answers, _reached([one.id for one in answers]))


def thread_of_feedback(viewer: Viewer, feedback: Feedback) -> Thread:
    """`feedback` was loaded with its entry; one that is not sent yet rests on what its entry cites."""
    entry = feedback.entry if may_see(viewer, feedback.entry) else None
    if feedback.sent_at is None:
        themes = themes_of([feedback.entry_id]).get(feedback.entry_id, [])
        outcomes = [one.outcome for one in outcomes_cited(viewer, feedback.entry) if one.outcome]
        return Thread(strands_of_entry(viewer, feedback.entry_id), outcomes, themes, entry, [], Reached())
    outcomes = outcomes_when_sent(viewer, feedback.entry, feedback.audience, feedback.sent_at)
    strands = strands_of_feedback(viewer, [feedback.id]).get(feedback.id, Strands())
    themes = themes_of_sent([feedback.id]).get(feedback.id, [])
    return Thread(strands, outcomes, themes, entry, [feedback], _reached([feedback.id]))


def _reached(feedback_ids: Collection[UUID]) -> Reached:
    """Of all the answers together."""
    each = reached_by(feedback_ids).values()
    return Reached(
        tellers=sum(one.tellers for one in each),
        mailed=sum(one.mailed for one in each),
        useful=sum(one.useful for one in each),
        not_useful=sum(one.not_useful for one in each),
    )
