"""A rehearsal that somebody asked for on a page: what they wished for, whether it is still being played, what was found."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Json, MaybeMoment, Moment
from storyhub.core.db import Model


class Ending(StrEnum):
    PLAYED = "played"
    """To the end of its agenda, or until its facilitator closed it."""
    STOPPED = "stopped"
    LOST = "lost"
    """Whoever played it was not heard of any more: the machine or its worker was started again."""
    UNREACHED = "unreached"
    """The invented people found no server that answers."""
    FAILED = "failed"


class Rehearsal(Model):
    """How a copy of a workshop is played. A process of its own plays it and writes `heard_at` while it does."""

    __tablename__ = "rehearsal"
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    """The copy."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    people: Mapped[int]
    speed: Mapped[int]
    """Times as quick as planned."""
    plays_desk: Mapped[bool]
    """Whether the desk is played too; else whoever asked sits at it, and the invented people follow."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Moment]
    started_at: Mapped[MaybeMoment]
    heard_at: Mapped[MaybeMoment]
    stopped_at: Mapped[MaybeMoment]
    """When somebody asked that it should stop."""
    ended_at: Mapped[MaybeMoment]
    ending: Mapped[Ending | None]
    report: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """`rehearsal.report.Report` as plain values; empty until it has ended."""

    __table_args__ = (Index("ix_rehearsal_town", "city_id", "ended_at"),)
