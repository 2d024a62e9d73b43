"""A workshop, what is on its agenda, where it stands, and everything that happened in it in order."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.cities.models import City
from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model


class MethodVersion(Model):
    """A method as it was when a workshop took it up; it never changes. The texts are {language: {path: words}}."""

    __tablename__ = "method_version"
    id: Mapped[Key]
    slug: Mapped[str]
    version: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the definition and its texts."""
    definition: Mapped[dict[str, Any]] = mapped_column(Json)
    texts: Mapped[dict[str, Any]] = mapped_column(Json)
    kept_at: Mapped[Moment]


class WorkshopState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    """The town's page tells of it; nobody can sit down yet."""
    OPEN = "open"
    """People join and the agenda runs."""
    CLOSED = "closed"


class Workshop(Model):
    """An event of a town. `sequence` rises with everything that happens; a poll says the last one it has seen."""

    __tablename__ = "workshop"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    """Names it in addresses."""
    join_code: Mapped[str] = mapped_column(unique=True)
    """Six letters, typed on a phone."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    state: Mapped[WorkshopState]
    language: Mapped[str]
    """Of the title, the question and what leaves the room."""
    title: Mapped[str]
    question: Mapped[str] = mapped_column(default="")
    """The scoping question, always in sight."""
    year: Mapped[int | None]
    """The horizon."""
    place: Mapped[str] = mapped_column(default="")
    announcement: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[MaybeMoment]
    ends_at: Mapped[MaybeMoment]
    group_size: Mapped[int] = mapped_column(default=5)
    holds_cards: Mapped[bool] = mapped_column(default=False)
    """Whether every new card waits for a facilitator before others see it."""
    shows_names: Mapped[bool] = mapped_column(default=False)
    """Whether the stage may say who wrote a card; asked of each person besides."""
    takes_post: Mapped[bool] = mapped_column(default=True)
    """Whether people at home may send to a step that takes post."""
    keeps_seats_days: Mapped[int] = mapped_column(default=30)
    """Days after the end until names and keys of seats are erased."""

    sequence: Mapped[int] = mapped_column(default=0)
    seat_sequence: Mapped[int] = mapped_column(default=0)
    """The last sequence that concerns every seat; a group has its own besides."""
    exercise_id: Mapped[UUID | None]
    """Which runs now. No foreign key: the exercise has one to the workshop already."""
    step: Mapped[str] = mapped_column(default="")
    """The id of the step within the exercise; empty before the first and after the last."""
    step_began_at: Mapped[MaybeMoment]
    deadline_at: Mapped[MaybeMoment]
    paused_seconds: Mapped[int | None]
    """While it is paused: the seconds that were left."""
    is_revealed: Mapped[bool] = mapped_column(default=False)
    """Whether what this step hides may be seen already."""
    scene: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """What the facilitator put on the stage: {"scene": …, "group": n, "card": id, "blank": true}.

    With a group, {"left": seconds} is what the step had left when its table came to the stage, and stays while it is there.
    """
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Who holds the desk: the one facilitator who advances."""

    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    opened_at: Mapped[MaybeMoment]
    closed_at: Mapped[MaybeMoment]
    published_at: Mapped[MaybeMoment]
    """Since when anyone may read what came of it."""
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """Played by invented people: the town is not told of it, and nothing in it becomes a record."""
    rehearsed_from_id: Mapped[UUID | None]
    """The workshop whose agenda a rehearsal plays. No foreign key: either may be discarded first."""
    discarded_at: Mapped[MaybeMoment]
    seats_erased_at: Mapped[MaybeMoment]

    city: Mapped[City] = relationship(lazy="raise")

    __table_args__ = (Index("ix_workshop_town", "city_id", "state", "starts_at"),)

    def seconds_left(self, now: datetime) -> int | None:
        """By the server's clock; below zero when the step takes longer than planned. None without a clock."""
        if self.paused_seconds is not None:
            return self.paused_seconds
        return None if self.deadline_at is None else int((self.deadline_at - now).total_seconds())


class Exercise(Model):
    """One run of a method. `inputs` is {input: {"exercise": id, "output": name}} or {input: {"text": words}}."""

    __tablename__ = "exercise"
    id: Mapped[Key]
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    method_version_id: Mapped[UUID] = mapped_column(ForeignKey("method_version.id"))
    position: Mapped[int]
    day: Mapped[int] = mapped_column(default=1)
    inputs: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    minutes: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    """Minutes of steps that the facilitator planned otherwise, by step."""
    skipped: Mapped[list[str]] = mapped_column(Json, default=list)
    """Steps left out of the plan."""
    opened_at: Mapped[MaybeMoment]
    """When its cards were laid out."""
    closed_at: Mapped[MaybeMoment]

    __table_args__ = (Index("ix_exercise_agenda", "workshop_id", "position"),)


class StepEvent(Model):
    """Something that happened. Append-only; `key` makes a repeated command the same command."""

    __tablename__ = "step_event"
    id: Mapped[Key]
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    sequence: Mapped[int]
    key: Mapped[str | None]
    kind: Mapped[str]
    exercise_id: Mapped[UUID | None]
    step: Mapped[str] = mapped_column(default="")
    seat_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    about: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Ids and small values; never what somebody wrote."""
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("workshop_id", "sequence"), UniqueConstraint("workshop_id", "key"))


class RestorePoint(Model):
    """How the boards of an exercise stood, so that a facilitator can go back there."""

    __tablename__ = "restore_point"
    id: Mapped[Key]
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"))
    step: Mapped[str]
    kept: Mapped[dict[str, Any]] = mapped_column(Json)
    """Where each card lay and what it belonged to; not its words."""
    person_id: Mapped[UUID | None]
    at: Mapped[Moment]
