"""What the desk adds to a story: the trail, reports, masks, remarks, and who is reading it now."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
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


class Withheld(StrEnum):
    """What a mask hides; readers see the word for it in brackets."""

    NAME = "name"
    PLACE = "place"
    CONTACT = "contact"
    PASSAGE = "passage"


class Mask(Model):
    """A passage that readers do not get. `start` and `end` count code points in that version's title or body.

    The passage is found again in a later version by its exact words. The teller sees it and may object.
    """

    __tablename__ = "mask"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    version: Mapped[int]
    part: Mapped[str]
    """title or body."""
    start: Mapped[int]
    end: Mapped[int]
    exact: Mapped[str]
    what: Mapped[Withheld]
    actor_id: Mapped[UUID]
    at: Mapped[Moment]
    lifted_at: Mapped[MaybeMoment]
    objection: Mapped[str] = mapped_column(default="")
    objected_at: Mapped[MaybeMoment]


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
