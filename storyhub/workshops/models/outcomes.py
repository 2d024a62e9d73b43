"""What leaves the room: outcomes as records, where they are cited, and the files made of a workshop."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from storyhub.cities.models import City
from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model
from storyhub.stories.models import ConsentGrant, Story
from storyhub.workshops.consents import speaks_outside
from storyhub.workshops.methods.words import OutcomeKind
from storyhub.workshops.models.agenda import Workshop
from storyhub.workshops.models.board import Card

OUTCOMES = "outcome"
"""What the archive and the threads of stories call them."""


class OutcomeState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    LEFT_OUT = "left_out"
    """The workshop was opened again and did not give it any more, or its story may not be read outside the room, and no
    word is left. Nobody sees it; what cited it still finds its row."""


class Outcome(Model):
    """A signal, driver, scenario, option, commitment, experiment or idea that a workshop gave out.

    Its words are the record's own: taken from the card at the workshop's end, put right by staff. Those of a card from
    home are its story's, and stand here only while anyone may read that (`is_told`).
    What the fields and figures are called stands in the method's version.
    """

    __tablename__ = "outcome"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"))
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"), index=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    output: Mapped[str]
    """Of the method: which of its outputs gave it."""
    kind: Mapped[OutcomeKind]
    language: Mapped[str]
    title: Mapped[str]
    fields: Mapped[dict[str, str]] = mapped_column(Json)
    """The card's other fields, without the owner and the day."""
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """{"ratings": [{"rating", "dim", "n", "median", "low", "high", "is_disputed", "column": card id or null}],
    "votes": {vote: points}, "verdict": word or "", "size": cards it stands for}."""
    owner: Mapped[str] = mapped_column(default="")
    """Who looks after it: for the town's team, and for readers where `names_owner`."""
    names_owner: Mapped[bool] = mapped_column(default=False)
    """That person agreed that anyone may read the name."""
    due_on: Mapped[date | None]
    position: Mapped[int]
    state: Mapped[OutcomeState] = mapped_column(default=OutcomeState.OPEN)
    result: Mapped[str] = mapped_column(default="")
    """What became of it, in a sentence or two."""
    is_kept_in: Mapped[bool] = mapped_column(default=False)
    """For the town's team alone, though the workshop's results are published."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts changes by staff; from the first on, the card's words no longer overwrite it, but where it was emptied."""
    at: Mapped[Moment]
    settled_at: Mapped[MaybeMoment]

    is_told: Mapped[bool] = column_property(
        ~exists()
        .where(Card.id == card_id, Card.story_id == Story.id, ~speaks_outside())
        .correlate_except(Card, Story, ConsentGrant)
    )
    """Whether its card came from nobody's home, or anyone may read the story that came so; asked on every reading."""

    workshop: Mapped[Workshop] = relationship(lazy="raise")
    city: Mapped[City] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("exercise_id", "card_id"),
        Index("ix_outcome_town", "city_id", "kind", "state"),
        Index("ix_outcome_due", "city_id", "state", "due_on"),
    )


class OutcomeUse(Model):
    """That something cites an outcome (`entry`), as `stories.models.StoryUse` says it of stories. Ended, never forgotten."""

    __tablename__ = "outcome_use"
    outcome_id: Mapped[UUID] = mapped_column(ForeignKey("outcome.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]


class FileState(StrEnum):
    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"
    GONE = "gone"


class WorkshopFile(Model):
    """A file of a workshop: asked for, made by the worker, kept for a while."""

    __tablename__ = "workshop_file"
    id: Mapped[Key]
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    format: Mapped[str]
    with_owners: Mapped[bool]
    """Whether the names of those who promised something stand in it: then it is for the town's team."""
    state: Mapped[FileState]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(default="")
    """Of all that may be said in it. When the present one is another, the file is given to nobody."""
    problem: Mapped[str] = mapped_column(default="")
    """The key of the sentence that says why there is none."""
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Moment]
    made_at: Mapped[MaybeMoment]
    expires_at: Mapped[MaybeMoment]
