"""What every change of a theme begins and ends with: its row, locked, for somebody who may; and what is kept of it."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session, undefer

from storyhub.core import clock, events
from storyhub.core.columns import new_id
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.permissions import Viewer
from storyhub.themes.events import ThemeChanged
from storyhub.themes.models import Theme, ThemeChange, Vocabulary
from storyhub.themes.policy import require_change

WHOLE = [undefer(Theme.use_when), undefer(Theme.not_when), undefer(Theme.other_names)]


class LaterChange(Conflict):
    """Something was done with the theme since: undo that first."""

    key = "theme_changed_later"


def locked_theme(session: Session, actor: Viewer, theme_id: UUID) -> Theme:
    """The theme with all it says, locked; one that was merged is changed no more. Raises NotFound, NotAllowed, LaterChange."""
    theme = session.get(Theme, theme_id, with_for_update=True, options=WHOLE)
    if theme is None:
        raise NotFound()
    require_change(actor, theme.city_id)
    if theme.merged_into_id is not None:
        raise LaterChange()
    return theme


def note(session: Session, actor: Viewer, theme: Theme, act: str, details: dict[str, Any]) -> UUID:
    """Keep what was done and tell whoever stands above. Returns the id of the change."""
    change = ThemeChange(
        id=new_id(), theme_id=theme.id, act=act, actor_id=actor.person_id, at=clock.now(), details=details
    )
    session.add(change)
    advance(session, theme)
    return change.id


def advance(session: Session, theme: Theme) -> None:
    """The vocabulary has a new version; what was made with an old one can name it."""
    vocabulary = session.get_one(Vocabulary, theme.vocabulary_id, with_for_update=True)
    vocabulary.version, vocabulary.since = vocabulary.version + 1, clock.now()
    events.record(ThemeChanged(theme.id))
