"""Themes and lens as the team reads a story: beside the teller's own, never instead of them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.core.permissions import Viewer
from storyhub.stories.models import SOURCE, StoryTheme
from storyhub.stories.services.acting import locked_story, note_act
from storyhub.themes.models import Theme

TELLER, STAFF, SUGGESTION = "teller", "staff", "suggestion"
"""Whose reading a tag is. A suggestion stands beside the tag of whoever took it, and says where that came from."""
MOST = 8


def set_staff_themes(actor: Viewer, story_id: UUID, theme_ids: Collection[UUID]) -> bool:
    """Make these the team's themes. The teller's rows are not touched. Returns whether anything changed.

    A theme that was retired since may stay and cannot be added. Raises NotFound, NotAllowed, Invalid.
    """
    wanted = set(theme_ids)
    if len(wanted) > MOST:
        raise Invalid({"staff_themes": "too_many_staff_themes"})
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        mine = select(StoryTheme).where(StoryTheme.story_id == story_id, StoryTheme.origin == STAFF)
        rows = {row.theme_id: row for row in session.scalars(mine)}
        added, removed = wanted - rows.keys(), rows.keys() - wanted
        open_ones = select(Theme.id).where(
            Theme.id.in_(list(added)),
            Theme.retired_at.is_(None),
            Theme.merged_into_id.is_(None),
            Theme.city_id.is_(None) | (Theme.city_id == story.city_id),
        )
        if added - set(session.scalars(open_ones)):
            raise Invalid({"staff_themes": "unknown_theme"})
        if not added and not removed:
            return False
        for theme_id in removed:
            session.delete(rows[theme_id])
        _forget_suggestions(session, story_id, removed)
        session.add_all(StoryTheme(story_id=story_id, theme_id=theme_id, origin=STAFF) for theme_id in added)
        note_change(story.city_id, SOURCE, story.id)
        note_act(session, actor, story, "staff_themes", added=len(added), removed=len(removed))
    return True


def _forget_suggestions(session: Session, story_id: UUID, theme_ids: Collection[UUID]) -> None:
    """Take away where a tag came from together with the tag, unless the teller carries the same one."""
    its = select(StoryTheme).where(StoryTheme.story_id == story_id, StoryTheme.theme_id.in_(list(theme_ids)))
    rows = session.scalars(its.where(StoryTheme.origin != STAFF)).all()
    tellers = {row.theme_id for row in rows if row.origin == TELLER}
    for row in rows:
        if row.origin == SUGGESTION and row.theme_id not in tellers:
            session.delete(row)
