"""What lies on a board: cards and the stories behind them, clusters, links, ratings, votes, picks."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model

NAMELESS = "–"
"""In `Card.said_for`: somebody who gave no name."""


class CardState(StrEnum):
    SHOWN = "shown"
    """Subject to the reveal of its step."""
    HELD = "held"
    """Waits for a facilitator: the workshop holds cards, a word of the list is in it, or it came after its step."""
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    MERGED = "merged"
    """It stands in another card now (`merged_into_id`)."""


class Card(Model):
    """What somebody wrote. `fields` is {field: words or option}; text in it is the writer's, in `language`."""

    __tablename__ = "card"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"))
    step: Mapped[str]
    """In which it was written; empty for cards that were carried in."""
    kind: Mapped[str]
    zone: Mapped[str]
    state: Mapped[CardState]
    fields: Mapped[dict[str, str]] = mapped_column(Json)
    language: Mapped[str]
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("workshop_group.id"))
    """The table it lies on; none for everyone's."""
    seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[UUID | None]
    """The facilitator who wrote it."""
    said_for: Mapped[str] = mapped_column(default="")
    """For whom a host wrote it: a name, or `NAMELESS`; empty for a card of one's own."""
    story_id: Mapped[UUID | None] = mapped_column(ForeignKey("story.id"), index=True)
    """The story sent from home whose words these are: when they may no longer be said, the card loses them."""
    cluster_id: Mapped[UUID | None] = mapped_column(ForeignKey("card_cluster.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("card.id"))
    """The card it hangs on (rings)."""
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("card.id"), index=True)
    """The card of an earlier exercise that it is."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("card.id"), index=True)
    is_kept: Mapped[bool] = mapped_column(default=True)
    """False when a vote left it out (`keep_top`); it stays on the board, marked."""
    is_minority: Mapped[bool] = mapped_column(default=False)
    """Somebody insists that it stays beside what most say."""
    x: Mapped[float | None]
    y: Mapped[float | None]
    """Where it lies on a plane, from 0 to 1."""
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    at: Mapped[Moment]

    __table_args__ = (
        Index("ix_card_board", "exercise_id", "group_id", "zone"),
        Index("ix_card_room", "workshop_id", "state"),
    )


class CardStory(Model):
    """A story behind a card. No word of the story is kept here: a chosen quotation is a place in what readers get.

    The digest tells whether those words still stand there; where they do not, the beginning of the story is quoted.
    """

    __tablename__ = "card_story"
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"), primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True, index=True)
    story_version: Mapped[int]
    """The number of the version that lay on the table. Not its id: versions are erased, the card's idea stays."""
    quote_from: Mapped[int | None]
    quote_to: Mapped[int | None]
    quote_digest: Mapped[str] = mapped_column(default="")
    is_inherited: Mapped[bool] = mapped_column(default=False)
    """It came with the cards this one was made of."""


class Cluster(Model):
    """Cards in a heap. Where the step makes a kind of it, `card_id` is the card it became."""

    __tablename__ = "card_cluster"
    id: Mapped[Key]
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"), index=True)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("workshop_group.id"))
    zone: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    card_id: Mapped[UUID | None]
    """No foreign key: cards have one to their cluster."""
    position: Mapped[int]
    dissolved_at: Mapped[MaybeMoment]


class Link(Model):
    """A line between two cards."""

    __tablename__ = "card_link"
    id: Mapped[Key]
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"), index=True)
    kind: Mapped[str]
    from_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"))
    seat_id: Mapped[UUID | None]
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("kind", "from_id", "to_id"),)


class Rating(Model):
    """One person's judgement of one card, or of one cell of a grid (`other_id`: the column), in one dimension."""

    __tablename__ = "card_rating"
    id: Mapped[Key]
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"))
    rating: Mapped[str]
    dim: Mapped[str]
    """`objection` for “I cannot live with this”."""
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"))
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("card.id"))
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"))
    value: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    """What the room answered to an objection."""
    answered_at: Mapped[MaybeMoment]
    at: Mapped[Moment]

    __table_args__ = (
        Index("ix_card_rating_seat", "seat_id", "exercise_id", "rating"),
        Index("ix_card_rating_card", "exercise_id", "rating", "card_id"),
    )


class Vote(Model):
    """The points one person gave one card. The row of the seat is locked while they are counted against the budget."""

    __tablename__ = "card_vote"
    id: Mapped[Key]
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"))
    vote: Mapped[str]
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"))
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"))
    points: Mapped[int]
    at: Mapped[Moment]

    __table_args__ = (
        UniqueConstraint("exercise_id", "vote", "card_id", "seat_id"),
        CheckConstraint("points > 0", name="points_are_given"),
        Index("ix_card_vote_seat", "seat_id", "exercise_id", "vote"),
    )


class Pick(Model):
    """The card a facilitator fixed for something the method names (`axis_x`)."""

    __tablename__ = "card_pick"
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("card.id"))
    person_id: Mapped[UUID | None]
    at: Mapped[Moment]
