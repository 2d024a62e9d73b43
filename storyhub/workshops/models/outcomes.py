"""What leaves the room: outcomes as records, and files."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model


class OutcomeState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Outcome(Model):
    """A signal, driver, scenario, option, commitment, experiment or idea that a workshop gave out."""

    __tablename__ = "outcome"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    exercise_id: Mapped[UUID | None] = mapped_column(ForeignKey("exercise.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    kind: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]
    fields: Mapped[dict[str, str]] = mapped_column(Json)
    labels: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    """What each field is called, in the outcome's language."""
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Medians, spread, votes, verdict, by name."""
    position: Mapped[int]
    state: Mapped[OutcomeState] = mapped_column(default=OutcomeState.OPEN)
    owner: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    at: Mapped[Moment]
    settled_at: Mapped[MaybeMoment]

    __table_args__ = (Index("ix_outcome_town", "city_id", "kind", "state"),)


class OutcomeCard(Model):
    """The cards an outcome rests on: its own, and those it was made of."""

    __tablename__ = "outcome_card"
    outcome_id: Mapped[UUID] = mapped_column(ForeignKey("outcome.id"), primary_key=True)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"), primary_key=True, index=True)


class WorkshopFile(Model):
    """A file made of a workshop, by the worker. `fingerprint` tells whether it still says what may be said."""

    __tablename__ = "workshop_file"
    id: Mapped[Key]
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    format: Mapped[str]
    language: Mapped[str]
    state: Mapped[str]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[UUID | None]
    asked_at: Mapped[Moment]
    made_at: Mapped[MaybeMoment]
