"""Vocabularies and their themes."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.core.columns import Json, Key, MaybeMoment, Moment, TranslatedColumn
from storyhub.core.db import Model


class ThemeKind(StrEnum):
    THEME = "theme"
    LENS = "lens"


class Vocabulary(Model):
    """A set of themes at one version."""

    __tablename__ = "vocabulary"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int]
    since: Mapped[Moment]


class Theme(Model):
    """A theme with what it means, when to use it and when not, in every language."""

    __tablename__ = "theme"
    id: Mapped[Key]
    vocabulary_id: Mapped[UUID] = mapped_column(ForeignKey("vocabulary.id"))
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"), index=True)
    """The town whose own theme it is; nobody's where it is the network's."""
    slug: Mapped[str]
    kind: Mapped[ThemeKind]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    retired_at: Mapped[MaybeMoment]
    label: Mapped[TranslatedColumn]
    meaning: Mapped[TranslatedColumn]
    # Long, and read where themes are explained; lists of stories carry themes by the dozen and never ask for these.
    use_when: Mapped[TranslatedColumn] = mapped_column(deferred=True, deferred_raiseload=True)
    not_when: Mapped[TranslatedColumn] = mapped_column(deferred=True, deferred_raiseload=True)
    other_names: Mapped[dict[str, list[str]]] = mapped_column(
        Json, default=dict, deferred=True, deferred_raiseload=True
    )
    """By language, what else people call it; they came with a vocabulary that was taken in."""
    position: Mapped[int]

    merged_into: Mapped["Theme | None"] = relationship(
        lazy="raise", remote_side="Theme.id", foreign_keys=merged_into_id
    )

    __table_args__ = (UniqueConstraint("vocabulary_id", "slug"),)

    @property
    def read_as(self) -> "Theme":
        """The theme that stands for it now: itself, or the one it was merged into (which must be loaded)."""
        return self if self.merged_into_id is None else self.merged_into or self


class ThemeChange(Model):
    """A theme renamed, moved, merged, split or retired: what it was, what moved, and whether it was undone."""

    __tablename__ = "theme_change"
    id: Mapped[Key]
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), index=True)
    act: Mapped[str]
    """added, renamed, placed (under another), merged, split, retired."""
    actor_id: Mapped[UUID | None]
    at: Mapped[Moment]
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    undone_at: Mapped[MaybeMoment]
