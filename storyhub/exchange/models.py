"""Exports that can be fetched, uploads that are on their way in, and what harvesters were told of each story."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model

ID_BYTES = 16


class ExportState(StrEnum):
    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    EMPTY = "empty"
    """Nothing of it may be shown to whoever asked any more."""


class Export(Model):
    """A list of stories as a file, for whoever asked for it. `person_id` is None for somebody who is not signed in.

    `turn` is another number each time the file is to be made anew; what was made in an earlier turn is thrown away.
    """

    __tablename__ = "export"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    format: Mapped[str]
    with_photos: Mapped[bool]
    language: Mapped[str]
    path: Mapped[str]
    """The list's own address, with its filters."""
    labels: Mapped[list[str]] = mapped_column(Json)
    """What the list was narrowed to, in the words of whoever asked."""
    story_ids: Mapped[bytes] = mapped_column(LargeBinary)
    """The ids of the list's stories, one after the other."""
    left: Mapped[list[dict[str, str]]] = mapped_column(Json)
    """What was taken back or narrowed (`gone`) or changed since the file was first made: code, what, at."""
    state: Mapped[ExportState]
    turn: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    size: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[Moment]
    made_at: Mapped[MaybeMoment]
    expires_at: Mapped[Moment] = mapped_column(index=True)

    @property
    def ids(self) -> list[UUID]:
        return [UUID(bytes=self.story_ids[i : i + ID_BYTES]) for i in range(0, len(self.story_ids), ID_BYTES)]

    @ids.setter
    def ids(self, ids: list[UUID]) -> None:
        self.story_ids = b"".join(one.bytes for one in ids)


class UploadState(StrEnum):
    READING = "reading"
    READ = "read"
    IMPORTING = "importing"
    DONE = "done"
    REFUSED = "refused"


class Upload(Model):
    """A file of stories that somebody of the team brought: read first, taken in when they say so.

    `problems` are {line, field, key, values}; of very many only the first are kept. `refusal` is the key of why the whole
    file cannot be read.
    """

    __tablename__ = "upload"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    waits: Mapped[bool]
    """Whether its stories wait at the desk to be read first."""
    state: Mapped[UploadState]
    refusal: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    first: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """The first stories that would come in: line, language, heading, audience, photos."""
    at: Mapped[Moment]

    __table_args__ = (Index("ix_upload_town", "city_id", "at"),)


class HarvestRecord(Model):
    """What harvesters know of a story that is or was public: that it is there, changed, or gone, and since when.

    `digest` tells whether what they would be told now is what they were told; the words stand in the story alone.
    """

    __tablename__ = "harvest_record"
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    at: Mapped[Moment]
    is_deleted: Mapped[bool]
    digest: Mapped[str]

    __table_args__ = (Index("ix_harvest_record_at", "at", "story_id"), Index("ix_harvest_record_city", "city_id", "at"))
