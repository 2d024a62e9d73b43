"""Which stories went where when a theme was split, so that it can be undone."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.db import Model


class ThemeMove(Model):
    """One story that got the team's tag of the part. No teller's tag is ever taken off."""

    __tablename__ = "theme_move"
    change_id: Mapped[UUID] = mapped_column(ForeignKey("theme_change.id"), primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True, index=True)
    took_old: Mapped[bool]
    """Whether the team's tag of the theme that was split was taken off."""
