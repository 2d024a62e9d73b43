"""A story, its versions, photographs, consents, themes, receipts, and the trail of what was done with it."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.cities.models import City, District, Prompt
from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model
from storyhub.core.visibility import Audience
from storyhub.themes.models import Theme


class State(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    KEPT = "kept"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    LIVED = "lived"
    IMAGINED = "imagined"


class PhotoOrigin(StrEnum):
    """Whose picture stands beside a story; what is not the teller's own says so wherever it is shown."""

    TELLER = "teller"
    STOCK = "stock"
    ILLUSTRATION = "illustration"


class NameShown(StrEnum):
    NAME = "name"
    NICKNAME = "nickname"
    NONE = "none"


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

COUNTED = ("told_month", "kind", "language")
LISTED = ("id", "audience", "kind", "language", "told_month", "district_id", "network_id")
"""What lists are counted by in one read, and what they are narrowed and guarded by."""


class Story(Model):
    """One story. When it is withdrawn everything but code, town and dates is emptied: the marker that remains."""

    __tablename__ = "story"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"))
    kind: Mapped[Kind]
    imagined_year: Mapped[int | None]
    state: Mapped[State]
    audience: Mapped[Audience]
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    excerpt: Mapped[str]
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("district.id"))
    place: Mapped[str] = mapped_column(default="")
    when_from: Mapped[date | None]
    when_to: Mapped[date | None]
    when_precision: Mapped[str] = mapped_column(default="")
    name_shown: Mapped[NameShown] = mapped_column(default=NameShown.NONE)
    name: Mapped[str] = mapped_column(default="")
    behalf_who: Mapped[str] = mapped_column(default="")
    behalf_how: Mapped[str] = mapped_column(default="")
    is_young: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    may_be_indexed: Mapped[bool] = mapped_column(default=False)
    may_show_photos: Mapped[bool] = mapped_column(default=True)
    queue_mark: Mapped[str] = mapped_column(default="")
    """Why it is queued last: many_from_one_place or looks_automatic; empty for nearly all, which sorts first."""
    prompt_id: Mapped[UUID | None] = mapped_column(ForeignKey("prompt.id"))
    answers_id: Mapped[UUID | None] = mapped_column(ForeignKey("story.id"))
    version: Mapped[int] = mapped_column(default=1)
    submission_digest: Mapped[str] = mapped_column(default="")
    imported_ref: Mapped[str | None]
    told_at: Mapped[Moment]
    told_month: Mapped[str]
    """The town's calendar month of telling, `2026-11`, by which lists are narrowed."""
    state_since: Mapped[Moment]
    published_at: Mapped[MaybeMoment]
    withdrawn_at: Mapped[MaybeMoment]
    erased_at: Mapped[MaybeMoment]

    city: Mapped[City] = relationship(lazy="raise")
    district: Mapped[District | None] = relationship(lazy="raise")
    prompt: Mapped[Prompt | None] = relationship(lazy="raise")
    photos: Mapped[list["Photo"]] = relationship(lazy="raise", order_by="Photo.position", back_populates="story")
    tags: Mapped[list["StoryTheme"]] = relationship(lazy="raise")
    answers: Mapped["Story | None"] = relationship(lazy="raise", remote_side="Story.id")

    __table_args__ = (
        UniqueConstraint("city_id", "imported_ref"),
        CheckConstraint("length(body) > 0 OR state = 'withdrawn'", name="has_words"),
        # Wide on purpose: a list is read in its order and narrowed, and its stories are counted beside each filter,
        # without touching the words. The counts stand in the order of their groups, so that nothing is sorted.
        Index("ix_story_list", "city_id", "state", "told_at", *LISTED),
        Index("ix_story_network_list", "state", "told_at", *LISTED, "city_id"),
        Index("ix_story_counts", "city_id", "state", *COUNTED, "district_id", "audience", "id", "network_id"),
        Index("ix_story_network_counts", "state", *COUNTED, "audience", "id", "network_id", "city_id"),
        Index("ix_story_answers", "answers_id", "state", "told_at"),
        Index("ix_story_queue", "city_id", "state", "queue_mark", "told_at"),
    )


class StoryVersion(Model):
    """The words as they stood. Kept until the teller asks to erase them."""

    __tablename__ = "story_version"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"))
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    language: Mapped[str]
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("story_id", "number"),)


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
    credit: Mapped[str] = mapped_column(default="")
    """Who made it and under which licence, when that is not the teller."""
    origin: Mapped[PhotoOrigin] = mapped_column(default=PhotoOrigin.TELLER)
    people_agreed: Mapped[bool | None]
    hint: Mapped[str]
    """64-bit difference hash in hex: a hint that two pictures look alike, never a proof."""
    left_out_at: Mapped[MaybeMoment]

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
    language: Mapped[str]
    at: Mapped[Moment]


class Receipt(Model):
    """What opens a story for its teller. Only a keyed hash is kept; the same form key makes the same receipt."""

    __tablename__ = "receipt"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    hash: Mapped[str] = mapped_column(unique=True)
    at: Mapped[Moment]


class StoryTheme(Model):
    """A theme on a story, and whose reading that is: teller, staff, or suggestion."""

    __tablename__ = "story_theme"
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True)
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)

    theme: Mapped[Theme] = relationship(lazy="raise")

    __table_args__ = (Index("ix_story_theme_theme_id", "theme_id", "story_id"),)


class ReviewEvent(Model):
    """One line of the trail: what was done with a story, when, by whom. Added, never changed."""

    __tablename__ = "review_event"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    at: Mapped[Moment]
    actor_id: Mapped[UUID | None]
    act: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Report(Model):
    """A reader's "something is wrong here", for the desk."""

    __tablename__ = "report"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    reason: Mapped[str]
    text: Mapped[str]
    at: Mapped[Moment]
    settled_at: Mapped[MaybeMoment]
