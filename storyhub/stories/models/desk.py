"""What the desk adds to a story: the trail, reports, masks, remarks, and who is reading it now."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model


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
    settled_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(default="")
    """What the desk says it did about it."""

    __table_args__ = (Index("ix_report_open", "settled_at", "story_id"),)


class Withheld(StrEnum):
    """What a mask hides; readers see the word for it in brackets."""

    NAME = "name"
    PLACE = "place"
    CONTACT = "contact"
    PASSAGE = "passage"


class Mask(Model):
    """A passage that readers do not get. `start` and `end` count code points in the teller's own words for that part.

    The passage is found again in a later version by its exact words. The teller sees it and may object; the desk then
    lifts it, or keeps it and says why.
    """

    __tablename__ = "mask"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    version: Mapped[int]
    part: Mapped[str]
    """title, body, place, or photo-2 for the description of the second photograph."""
    start: Mapped[int]
    end: Mapped[int]
    exact: Mapped[str]
    what: Mapped[Withheld]
    actor_id: Mapped[UUID]
    at: Mapped[Moment]
    lifted_at: Mapped[MaybeMoment]
    objection: Mapped[str] = mapped_column(default="")
    objected_at: Mapped[MaybeMoment]
    answer: Mapped[str] = mapped_column(default="")
    """What the desk answered to the objection when it kept the mask."""
    kept_at: Mapped[MaybeMoment]

    __table_args__ = (Index("ix_mask_objected", "objected_at"),)


class Translation(Model):
    """A translation by staff of one version, shown beside the original and marked as theirs."""

    __tablename__ = "translation"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    version: Mapped[int]
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    actor_id: Mapped[UUID]
    at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]


class Remark(Model):
    """A private word of one moderator to the others."""

    __tablename__ = "remark"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    actor_id: Mapped[UUID]
    text: Mapped[str]
    at: Mapped[Moment]


class Presence(Model):
    """Who has a story open at the desk, so that two do not decide the same one."""

    __tablename__ = "presence"
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[Moment]


class LookAlike(Model):
    """That a story looks like an older one of its town: by its words or a picture. A hint for the desk, never a proof."""

    __tablename__ = "look_alike"
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True, index=True)
    by: Mapped[str] = mapped_column(primary_key=True)
    """words or picture."""


class DeskDigest(Model):
    """That a town's moderators were written to on a day, so that they are written to once."""

    __tablename__ = "desk_digest"
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
