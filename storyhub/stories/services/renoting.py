"""Telling the archive that stories are found under other names than before: of a theme that was merged, placed, split or
brought back, or of a district. Until the index has seen them anew they are found as before."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from storyhub.archive.services import have_renewed, note_change
from storyhub.core.db import db, transaction
from storyhub.stories.models import SOURCE, State, Story, StoryTheme
from storyhub.themes.queries import below, lineages


def note_theme(theme_id: UUID) -> int:
    """Every published story with the theme, or one that stands below it now; how many. Done twice it does no harm."""
    line = lineages().get(theme_id)
    if not line:
        return 0
    return _renew(Story.id.in_(select(StoryTheme.story_id).where(StoryTheme.theme_id.in_(below(line[0])))))


def note_districts(city_id: UUID) -> int:
    """Every published story told from a district of the town; how many."""
    return _renew((Story.city_id == city_id) & Story.district_id.is_not(None))


def _renew(which: ColumnElement[bool]) -> int:
    rows = db.session.execute(select(Story.city_id, Story.id).where(which, Story.state == State.PUBLISHED)).all()
    with transaction():
        for city_id in sorted({city_id for city_id, _ in rows}):
            note_change(city_id)
        have_renewed(SOURCE, [story_id for _, story_id in rows])
    return len(rows)
