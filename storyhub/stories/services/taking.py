"""A theme that somebody took because stories like theirs carry it: whose tag it is now, and that it was suggested.

A suggestion alone is never a tagging. Whoever takes it, teller or moderator, makes the theme their own; a row beside
theirs keeps where it came from.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import SOURCE, ReviewEvent, State, Story, StoryTheme
from storyhub.stories.services.acting import locked_story, note_act
from storyhub.stories.services.tagging import MOST, STAFF, SUGGESTION, TELLER
from storyhub.stories.submission import MOST_THEMES
from storyhub.themes.models import Theme


def take_theme(actor: Viewer, story_id: UUID, slug: str) -> bool:
    """A moderator takes a suggestion. Returns whether anything changed. Raises NotFound, NotAllowed, Invalid."""
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        if not _take(session, story, slug, STAFF, MOST, "too_many_staff_themes"):
            return False
        note_act(session, actor, story, "theme_taken", by=STAFF)
    return True


def take_own_theme(story_id: UUID, slug: str) -> bool:
    """The teller takes a suggestion. Whoever calls has checked the receipt. Raises NotFound, Invalid."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            raise NotFound()
        if not _take(session, story, slug, TELLER, MOST_THEMES, "too_many_themes"):
            return False
        event = ReviewEvent(story_id=story_id, at=clock.now(), act="theme_taken", details={"by": TELLER})
        session.add(event)
    return True


def _take(session: Session, story: Story, slug: str, origin: str, most: int, too_many: str) -> bool:
    theme_id = session.scalar(
        select(Theme.id).where(
            Theme.slug == slug,
            Theme.retired_at.is_(None),
            Theme.merged_into_id.is_(None),
            Theme.city_id.is_(None) | (Theme.city_id == story.city_id),
        )
    )
    if theme_id is None:
        raise Invalid({"suggested": "unknown_theme"})
    if session.get(StoryTheme, (story.id, theme_id, origin)):
        return False
    mine = select(func.count()).where(StoryTheme.story_id == story.id, StoryTheme.origin == origin)
    if (session.scalar(mine) or 0) >= most:
        raise Invalid({"suggested": too_many})
    session.add(StoryTheme(story_id=story.id, theme_id=theme_id, origin=origin))
    if session.get(StoryTheme, (story.id, theme_id, SUGGESTION)) is None:
        session.add(StoryTheme(story_id=story.id, theme_id=theme_id, origin=SUGGESTION))
    note_change(story.city_id, SOURCE, story.id)
    return True
