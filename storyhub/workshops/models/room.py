"""Who is in the room: facilitators, groups, seats, and the stories on the table."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Key, MaybeMoment, Moment
from storyhub.core.db import Model


class Facilitator(Model):
    """Staff who run a workshop together. One of them holds the desk (`Workshop.lead_id`)."""

    __tablename__ = "workshop_facilitator"
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[Moment]


class Group(Model):
    """A table. `sequence` is the last of the workshop's that concerns it alone."""

    __tablename__ = "workshop_group"
    id: Mapped[Key]
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("workshop_id", "number"),)


class Seat(Model):
    """A participant. The phone holds a token made of the seat's id (`services.seat_tokens`); four words bring it back."""

    __tablename__ = "seat"
    id: Mapped[Key]
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    phrase_hmac: Mapped[bytes | None]
    number: Mapped[int]
    """In the order of arrival; how the desk speaks of somebody without a name."""
    language: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    may_show_name: Mapped[bool] = mapped_column(default=False)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("workshop_group.id"))
    is_host: Mapped[bool] = mapped_column(default=False)
    """Adds for people at the table who have no phone."""
    agreed_at: Mapped[MaybeMoment]
    joined_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    left_at: Mapped[MaybeMoment]

    __table_args__ = (
        Index("ix_seat_room", "workshop_id", "group_id"),
        UniqueConstraint("workshop_id", "number"),
        UniqueConstraint("workshop_id", "phrase_hmac"),
    )


class Ready(Model):
    """That somebody is done with a step."""

    __tablename__ = "seat_ready"
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment]


class Post(Model):
    """That a story was told at home for a workshop. Its words lie on the cards that bear its id, if it may speak there."""

    __tablename__ = "workshop_post"
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True, index=True)
    digest: Mapped[str] = mapped_column(default="")
    """Of the words that were laid on its cards; empty while none may be. What a facilitator mends stays until they change."""
    at: Mapped[Moment]


class TableStory(Model):
    """A story on the table of a workshop: chosen by staff, shown only while its teller allows workshops."""

    __tablename__ = "workshop_story"
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True, index=True)
    position: Mapped[int]
    added_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[Moment]
