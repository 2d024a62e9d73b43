"""A story, its versions, its themes, and the receipt that opens it for its teller."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.cities.models import City, District, Prompt
from storyhub.core.columns import Key, MaybeMoment, Moment
from storyhub.core.db import Model
from storyhub.core.visibility import Audience
from storyhub.themes.models import Theme

if TYPE_CHECKING:
    from storyhub.stories.models.photos import Photo


class State(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    KEPT = "kept"
    HIDDEN = "hidden"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


SOURCE = "story"
"""The name under which the archive knows stories."""


class Kind(StrEnum):
    LIVED = "lived"
    IMAGINED = "imagined"


class NameShown(StrEnum):
    NAME = "name"
    NICKNAME = "nickname"
    NONE = "none"


COUNTED = ("told_month", "kind", "language")
LISTED = ("id", "audience", "kind", "language", "told_month", "district_id", "network_id")
AT_DESK = ("id", "queue_mark", "language", "is_young", "is_sensitive", "asked_at")
"""What lists are counted by in one read, and what they are narrowed and guarded by; what the desk narrows by."""


class Story(Model):
    """One story, in the words that readers get: title, body and excerpt have every mask in them.

    The teller's own words stand in its versions. When it is withdrawn everything but code, town and dates is emptied:
    the marker that remains.
    """

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
    told_place: Mapped[str | None]
    """The teller's own words for the place, where a mask makes `place` others."""
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
    """Which of the teller's versions readers get; a later one may wait to be read."""
    content_note: Mapped[str] = mapped_column(default="")
    """What a reader may want to know before reading, written by staff."""
    content_note_language: Mapped[str] = mapped_column(default="")
    likeness: Mapped[str] = mapped_column(default="")
    """64-bit SimHash of the words in hex: a hint that two stories are alike, never a proof."""
    submission_digest: Mapped[str] = mapped_column(default="")
    imported_ref: Mapped[str | None]
    told_at: Mapped[Moment]
    told_month: Mapped[str]
    """The town's calendar month of telling, `2026-11`, by which lists are narrowed."""
    state_since: Mapped[Moment]
    published_at: Mapped[MaybeMoment]
    unread_since: Mapped[MaybeMoment]
    """Since when readers have it although no moderator (or, where two must, no second one) has read it yet."""
    asked_at: Mapped[MaybeMoment]
    """Since when the team waits for the teller's answer."""
    answered_at: Mapped[MaybeMoment]
    """When the teller was first told what came of it."""
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
        Index("ix_story_unread", "city_id", "unread_since"),
        # The desk reads what waits, a thousand rows at once, without touching the words.
        Index("ix_story_desk", "city_id", "state", "state_since", *AT_DESK),
    )


UNGUESSED = text("guessed_language IS NULL")


class StoryVersion(Model):
    """The teller's words as they stood. Kept until the teller asks to erase them."""

    __tablename__ = "story_version"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"))
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    language: Mapped[str]
    at: Mapped[Moment]
    shown_at: Mapped[MaybeMoment]
    """When the desk let readers have it."""
    set_aside_at: Mapped[MaybeMoment]
    """When the desk left the version before in place."""
    guessed_language: Mapped[str | None]
    """What a second voice says these words are in; empty where it has nothing to say, NULL until the worker asked."""
    guessed_probability: Mapped[float | None]

    __table_args__ = (
        UniqueConstraint("story_id", "number"),
        Index("ix_story_version_waiting", "shown_at", "set_aside_at", "number", "story_id"),
        # Of the few that are new: every minute the worker looks for them.
        Index("ix_story_version_unguessed", "at", sqlite_where=UNGUESSED, postgresql_where=UNGUESSED),
    )


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
