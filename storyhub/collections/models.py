"""Collections, their parts, and the booklets made of them."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.cities.models import City
from storyhub.core.columns import Key, MaybeMoment, Moment
from storyhub.core.db import Model


class CollectionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class Collection(Model):
    """Stories in an order, under a title and words in one language."""

    __tablename__ = "collection"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    state: Mapped[CollectionState]
    language: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    """What stands at its beginning."""
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    """Who began it; the whole staff of the town writes on it."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts changes: a page that knows an older one does not overwrite a newer one."""
    began_at: Mapped[Moment]
    saved_at: Mapped[Moment]
    published_at: Mapped[MaybeMoment]
    flagged_at: Mapped[MaybeMoment]
    """Since when the town's staff is asked to look again, because a story in it was taken back or narrowed."""

    city: Mapped[City] = relationship(lazy="raise")

    __table_args__ = (Index("ix_collection_town", "city_id", "state", "published_at"),)


class Part(Model):
    """A story, or else a note of the staff's. What was taken out stays, so that it can be put back."""

    __tablename__ = "collection_part"
    id: Mapped[Key]
    collection_id: Mapped[UUID] = mapped_column(ForeignKey("collection.id"))
    position: Mapped[int]
    story_id: Mapped[UUID | None] = mapped_column(ForeignKey("story.id"), index=True)
    words: Mapped[str] = mapped_column(default="")
    was_public: Mapped[bool] = mapped_column(default=False)
    """Whether anyone could read the story when the staff last looked."""
    taken_out_at: Mapped[MaybeMoment]

    __table_args__ = (UniqueConstraint("collection_id", "story_id"),)


class BookletState(StrEnum):
    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"
    GONE = "gone"


class Booklet(Model):
    """A PDF of a collection: asked for, made by the worker, kept for a while."""

    __tablename__ = "booklet"
    id: Mapped[Key]
    collection_id: Mapped[UUID] = mapped_column(ForeignKey("collection.id"), index=True)
    state: Mapped[BookletState]
    steps_done: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(default="")
    """Of all that was printed. When the present one is another, the file is given to nobody."""
    problem: Mapped[str] = mapped_column(default="")
    """The key of the sentence that says why there is none."""
    size: Mapped[int] = mapped_column(default=0)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Moment]
    made_at: Mapped[MaybeMoment]
    expires_at: Mapped[MaybeMoment]

    @property
    def file(self) -> str:
        """The name under which it is stored."""
        return f"{self.id}.pdf"


class BookletStory(Model):
    """That a story was printed in full. Kept when the file is gone: paper stays, and its holders may ask."""

    __tablename__ = "booklet_story"
    booklet_id: Mapped[UUID] = mapped_column(ForeignKey("booklet.id"), primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True, index=True)
