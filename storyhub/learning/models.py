"""Entries, their versions, evidence and trail; feedback and whom it reached."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.cities.models import City
from storyhub.core.columns import Json, Key, MaybeMoment, Moment, TranslatedColumn
from storyhub.core.db import Model
from storyhub.core.visibility import Audience
from storyhub.stories.models import Story
from storyhub.workshops.models import Outcome

ENTRIES, ANSWERS = "entry", "answer"
"""The names under which the archive knows entries and answers."""


class EntryState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Confidence(StrEnum):
    """How sure the author is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Stance(StrEnum):
    """What a story does to what the entry says."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NUANCES = "nuances"
    EXAMPLE = "example"


class Entry(Model):
    """One reflection: what happened, so what, now what, whose voice is missing, how sure the author is."""

    __tablename__ = "entry"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    state: Mapped[EntryState]
    audience: Mapped[Audience] = mapped_column(default=Audience.CITY)
    """Who reads it once accepted: the town's staff, the network's, or anyone."""
    language: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    what_happened: Mapped[str] = mapped_column(default="")
    so_what: Mapped[str] = mapped_column(default="")
    now_what: Mapped[str] = mapped_column(default="")
    missing_voice: Mapped[str] = mapped_column(default="")
    confidence: Mapped[Confidence | None]
    version: Mapped[int] = mapped_column(default=0)
    """Counts submissions; what was submitted is kept as a version."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts savings: a page that knows an older one does not overwrite a newer one."""
    saved_from: Mapped[str] = mapped_column(default="")
    """The page that saved last. The same page saves again, though the answer to its last saving never reached it."""
    began_at: Mapped[Moment]
    saved_at: Mapped[Moment]
    submitted_at: Mapped[MaybeMoment]
    state_since: Mapped[Moment]
    flagged_at: Mapped[MaybeMoment]
    """Since when its author is asked to look again, because something it cites was withdrawn or narrowed."""
    discarded_at: Mapped[MaybeMoment]
    """When its author deleted the draft: its words are gone, and nobody sees what is left."""
    workshop_id: Mapped[UUID | None] = mapped_column(ForeignKey("workshop.id"), unique=True)
    """From whose records it was begun for its author when the workshop was closed: one entry for each, deleted or not."""

    city: Mapped[City] = relationship(lazy="raise")

    __table_args__ = (
        Index("ix_entry_town", "city_id", "state", "state_since"),
        Index("ix_entry_author", "author_id", "state"),
    )


class EntryTheme(Model):
    """A theme the entry is about."""

    __tablename__ = "entry_theme"
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), primary_key=True)

    __table_args__ = (Index("ix_entry_theme_theme_id", "theme_id"),)


class EntryVersion(Model):
    """What was submitted, whole: the words, themes and evidence as they stood."""

    __tablename__ = "entry_version"
    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("entry_id", "number"),)


class EntryEvent(Model):
    """One line of an entry's trail: begun, submitted, returned with thanks, accepted, flagged. Added, never changed."""

    __tablename__ = "entry_event"
    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    at: Mapped[Moment]
    actor_id: Mapped[UUID | None]
    act: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=0)


class EntryNotice(Model):
    """That one person was written to about one turn of an entry: nobody gets the same letter twice."""

    __tablename__ = "entry_notice"
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    turn: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment]


class Evidence(Model):
    """A story cited at one version. The quotation is pinned to that version's words as readers got them.

    `quote_start` and `quote_end` count code points of the body; prefix and suffix find the place again.
    Once the story is withdrawn or closed to the entry's readers the quotation is gone, and `lost_at` says since when;
    once it is withdrawn, what was said of it here and in the entry's versions is gone too.
    """

    __tablename__ = "evidence"
    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"))
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    story_version: Mapped[int]
    position: Mapped[int]
    stance: Mapped[Stance]
    why: Mapped[str] = mapped_column(default="")
    quote: Mapped[str] = mapped_column(default="")
    quote_start: Mapped[int | None]
    quote_end: Mapped[int | None]
    quote_prefix: Mapped[str] = mapped_column(default="")
    quote_suffix: Mapped[str] = mapped_column(default="")
    at: Mapped[Moment]
    lost_at: Mapped[MaybeMoment]

    story: Mapped[Story] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("entry_id", "story_id"),)


class OutcomeEvidence(Model):
    """An outcome of a workshop that an entry cites. Once it is closed to the entry's readers, `lost_at` says since when."""

    __tablename__ = "entry_outcome"
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    outcome_id: Mapped[UUID] = mapped_column(ForeignKey("outcome.id"), primary_key=True, index=True)
    position: Mapped[int]
    stance: Mapped[Stance]
    why: Mapped[str] = mapped_column(default="")
    at: Mapped[Moment]
    lost_at: Mapped[MaybeMoment]

    outcome: Mapped[Outcome] = relationship(lazy="raise")


class Feedback(Model):
    """The answer to the tellers of the stories an entry cites, in each language it was written in."""

    __tablename__ = "feedback"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    title: Mapped[TranslatedColumn]
    heard: Mapped[TranslatedColumn]
    did: Mapped[TranslatedColumn]
    did_not: Mapped[TranslatedColumn]
    """What was not done, and why."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts savings, as an entry's does."""
    audience: Mapped[Audience | None]
    """Whom its entry was for when it was sent. What the author writes on later, in private, is not read here."""
    began_at: Mapped[Moment]
    sent_at: Mapped[MaybeMoment]

    entry: Mapped[Entry] = relationship(lazy="raise")

    __table_args__ = (Index("ix_feedback_town", "city_id", "sent_at"),)


class FeedbackTheme(Model):
    """A theme its entry was about when the answer was sent."""

    __tablename__ = "feedback_theme"
    feedback_id: Mapped[UUID] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), primary_key=True)

    __table_args__ = (Index("ix_feedback_theme_theme_id", "theme_id"),)


class Delivery(Model):
    """That feedback reached one story's teller, and whether it was of use to them."""

    __tablename__ = "delivery"
    feedback_id: Mapped[UUID] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True, index=True)
    at: Mapped[Moment]
    mailed_at: Mapped[MaybeMoment]
    was_useful: Mapped[bool | None]
    judged_at: Mapped[MaybeMoment]
