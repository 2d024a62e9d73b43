"""A reader says that something is wrong with a story."""

from uuid import UUID

from storyhub.core import clock, text
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Report, Story
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


def settle_report(actor: Viewer, report_id: UUID) -> None:
    """Note that the desk has seen to a report."""
    with transaction() as session:
        report = session.get(Report, report_id, with_for_update=True)
        story = session.get(Story, report.story_id) if report else None
        if report is None or story is None:
            raise NotFound()
        actor.require(Role.MODERATOR, story.city_id)
        report.settled_at = report.settled_at or clock.now()
