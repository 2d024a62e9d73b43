"""What a teller allows, use by use, and how they can be reached."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Key, MaybeMoment, Moment
from storyhub.core.db import Model
from storyhub.core.visibility import Audience


class Use(StrEnum):
    """What a teller may allow or not, besides being in the archive."""

    WORKSHOPS = "workshops"
    QUOTATION = "quotation"
    TRANSLATION = "translation"
    SEARCH_ENGINES = "search_engines"
    PHOTOS = "photos"
    CONTACT = "contact"


ARCHIVE = "archive"
"""The use that every story has: being kept and shown to its audience."""


class ConsentGrant(Model):
    """What the teller answered about one use, when, and in which wording. A change ends a row and adds one."""

    __tablename__ = "consent_grant"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    use: Mapped[str]
    is_given: Mapped[bool]
    audience: Mapped[Audience | None]
    wording_version: Mapped[int]
    wording_language: Mapped[str]
    how: Mapped[str]
    """form, import, or on_behalf."""
    at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]


class Contact(Model):
    """How the teller can be reached, sealed, and apart from the story."""

    __tablename__ = "contact"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    lookup: Mapped[str] = mapped_column(default="", index=True)
    """Keyed hash of the address, by which whoever lost a receipt is found. Empty for contacts older than it."""
    language: Mapped[str]
    at: Mapped[Moment]
    told_of: Mapped[MaybeMoment]
    """The story's `state_since` of which the last letter told, so that no move is told twice."""
