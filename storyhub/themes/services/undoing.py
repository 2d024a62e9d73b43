"""Taking back what was done with a theme: the latest of it first."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.themes.models import Theme, ThemeChange
from storyhub.themes.policy import require_change
from storyhub.themes.queries import lineages
from storyhub.themes.services.acting import WHOLE, LaterChange, advance
from storyhub.themes.services.wording import say_again


def undo_change(actor: Viewer, change_id: UUID) -> ThemeChange:
    """Take back the latest change of a theme. Raises LaterChange when something was done with the theme since."""
    with transaction() as session:
        change = session.get(ThemeChange, change_id, with_for_update=True)
        if change is None or change.act not in UNDO:
            raise NotFound()
        theme = session.get_one(Theme, change.theme_id, with_for_update=True, options=WHOLE)
        require_change(actor, theme.city_id)
        standing = select(ThemeChange.id).where(ThemeChange.theme_id == theme.id, ThemeChange.undone_at.is_(None))
        if session.scalar(standing.order_by(ThemeChange.id.desc()).limit(1)) != change.id:
            raise LaterChange()
        UNDO[change.act](session, theme, change.details)
        change.undone_at = clock.now()
        advance(session, theme)
        return change


def _undo_rename(_session: Session, theme: Theme, details: Mapping[str, Any]) -> None:
    say_again(theme, details["before"])


def _undo_placing(_session: Session, theme: Theme, details: Mapping[str, Any]) -> None:
    """Refused where the other has come to stand below it since: two would stand under each other."""
    before = UUID(details["before"]) if details["before"] else None
    if before is not None and theme.id in lineages().get(before, ()):
        raise LaterChange()
    theme.parent_id = before


def _undo_merge(session: Session, theme: Theme, details: Mapping[str, Any]) -> None:
    theme.merged_into_id = None
    for one in details["with"]:
        session.get_one(Theme, UUID(one)).merged_into_id = theme.id


def _undo_split(session: Session, theme: Theme, details: Mapping[str, Any]) -> None:
    """The part is read as what it was split off: somebody may have chosen it in the meantime."""
    whole = session.get_one(Theme, UUID(details["from"]))
    theme.merged_into_id, theme.parent_id = whole.merged_into_id or whole.id, None
    for one in session.scalars(select(Theme).where((Theme.merged_into_id == theme.id) | (Theme.parent_id == theme.id))):
        if one.parent_id == theme.id:
            one.parent_id = theme.merged_into_id
        else:
            one.merged_into_id = theme.merged_into_id


def _undo_retirement(_session: Session, theme: Theme, _details: Mapping[str, Any]) -> None:
    theme.retired_at = None


UNDO: Mapping[str, Callable[[Session, Theme, Mapping[str, Any]], None]] = {
    "renamed": _undo_rename,
    "placed": _undo_placing,
    "merged": _undo_merge,
    "split": _undo_split,
    "retired": _undo_retirement,
}
