"""Photographs: those of a story, and those that came before theirs."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.core.columns import Key, MaybeMoment, Moment
from storyhub.core.db import Model
from storyhub.stories.models.story import Story


class PhotoOrigin(StrEnum):
    """Whose picture stands beside a story; what is not the teller's own says so wherever it is shown."""

    TELLER = "teller"
    STOCK = "stock"
    ILLUSTRATION = "illustration"


class Photo(Model):
    """A cleaned photograph; its three sizes are stored as `<key>-<size>.webp`. `position` counts from 1."""

    __tablename__ = "photo"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str]
    alt: Mapped[str] = mapped_column(default="")
    """The description that readers get, masked."""
    told_alt: Mapped[str | None]
    """The teller's own description, where a mask makes `alt` another."""
    credit: Mapped[str] = mapped_column(default="")
    """Who made it and under which licence, when that is not the teller."""
    origin: Mapped[PhotoOrigin] = mapped_column(default=PhotoOrigin.TELLER)
    people_agreed: Mapped[bool | None]
    hint: Mapped[str]
    """64-bit difference hash in hex: a hint that two pictures look alike, never a proof."""
    left_out_at: Mapped[MaybeMoment]
    blurred_at: Mapped[MaybeMoment]
    """When the desk blurred a part of it; the picture as it came is gone since then."""

    story: Mapped[Story] = relationship(lazy="raise", back_populates="photos")

    __table_args__ = (UniqueConstraint("story_id", "position"),)


class PendingPhoto(Model):
    """A cleaned photograph that came before its story. Swept after a day."""

    __tablename__ = "pending_photo"
    id: Mapped[Key]
    form_key_hash: Mapped[str]
    position: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str]
    hint: Mapped[str]
    digest: Mapped[str]
    """Keyed hash of the file as it was sent: sent again after a lost answer, it is not kept twice."""
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("form_key_hash", "position"),)
