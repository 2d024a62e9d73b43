"""A reader says that something is wrong with a story."""

from uuid import UUID

from storyhub.core import clock, text
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Report, ReviewEvent, Story
from storyhub.stories.policy import may_see

REPORT_REASONS = ("about_me", "names_someone", "hurts", "untrue", "picture", "other")
MOST = 2000


def report_story(reader: Viewer, story_id: UUID, reason: str, words: str) -> None:
    """Bring a reader's concern to the desk. Raises NotFound (also for what the reader may not see), Invalid."""
    story = db.session.get(Story, story_id)
    if story is None or not may_see(reader, story):
        raise NotFound()
    problems = {}
    if reason not in REPORT_REASONS:
        problems["reason"] = "reason_missing"
    if text.length(words) > MOST:
        problems["text"] = "too_long"
    if problems:
        raise Invalid(problems)
    with transaction() as session:
        session.add(Report(story_id=story_id, reason=reason, text=words, at=clock.now()))


def settle_report(actor: Viewer, report_id: UUID, answer: str = "") -> str:
    """Note that the desk has seen to a report, and in a word what it did. Returns the story's code.

    Raises NotFound, NotAllowed, Invalid (answer).
    """
    answer = text.clean(answer)
    if text.length(answer) > MOST:
        raise Invalid({"answer": "too_long"})
    with transaction() as session:
        report = session.get(Report, report_id, with_for_update=True)
        story = session.get(Story, report.story_id) if report else None
        if report is None or story is None:
            raise NotFound()
        actor.require(Role.MODERATOR, story.city_id)
        if report.settled_at is None:
            report.settled_at, report.settled_by, report.answer = clock.now(), actor.person_id, answer
            session.add(ReviewEvent(story_id=story.id, at=clock.now(), actor_id=actor.person_id, act="report_settled"))
        return story.code
