"""Merging, splitting off and retiring themes. No teller's tag is rewritten: a merged theme is read as the one it went into.

So what a teller chose keeps its record, nothing has to be moved back when a merger is undone, and lists and counts agree
from the moment of the change. What a split moves of the team's own tags, stories keep (`stories.services.splitting`).
"""

from uuid import UUID

from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.themes.models import Theme
from storyhub.themes.policy import require_change
from storyhub.themes.services.acting import LaterChange, locked_theme, note
from storyhub.themes.services.changing import can_take, new_theme
from storyhub.themes.services.wording import Wording, require_sound


def merge_theme(actor: Viewer, theme_id: UUID, into_id: UUID) -> None:
    """Read a theme as another from now on. What was merged into it before goes with it.

    Raises NotFound, NotAllowed, Invalid (into) when the other is itself, of another kind, gone, or another town's.
    """
    with transaction() as session:
        for each in sorted((theme_id, into_id)):  # always in one order, so that two mergers cannot block each other
            session.get(Theme, each, with_for_update=True)
        theme, into = locked_theme(session, actor, theme_id), session.get(Theme, into_id)
        if into is None or not can_take(into, theme):
            raise Invalid({"into": "theme_cannot_take"})
        followers = session.scalars(select(Theme).where(Theme.merged_into_id == theme.id)).all()
        for one in (theme, *followers):
            one.merged_into_id = into.id
        note(session, actor, theme, "merged", {"into": str(into.id), "with": [str(one.id) for one in followers]})


def split_off(actor: Viewer, theme_id: UUID, city_id: UUID | None, slug: str, wording: Wording) -> tuple[UUID, UUID]:
    """Make a new theme under one that says too much; the ids of the change and of the part.

    A town may split the network's theme for itself: the part is the town's. Raises NotFound, NotAllowed, LaterChange, Invalid.
    """
    require_change(actor, city_id)
    require_sound(wording, slug)
    with transaction() as session:
        theme = session.get(Theme, theme_id, with_for_update=True)
        if theme is None or theme.city_id not in (None, city_id):
            raise NotFound()
        if theme.merged_into_id is not None:
            raise LaterChange()
        part = new_theme(session, city_id, slug, wording)
        part.kind, part.parent_id = theme.kind, theme.id
        return note(session, actor, part, "split", {"from": str(theme.id)}), part.id


def retire_theme(actor: Viewer, theme_id: UUID) -> None:
    """Offer a theme no more. The stories that carry it keep it and are found by it."""
    with transaction() as session:
        theme = locked_theme(session, actor, theme_id)
        if theme.retired_at is not None:
            return
        theme.retired_at = clock.now()
        note(session, actor, theme, "retired", {})
