"""How far the archive has come: a mark for each town that changes with its contents, and what waits for the index."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Key, Moment
from storyhub.core.db import Model


class Edition(Model):
    """A town's archive as it stands: the mark is another one after each change, so what was counted under it holds."""

    __tablename__ = "archive_edition"
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), primary_key=True)
    mark: Mapped[UUID]


class Unindexed(Model):
    """A thing whose change the index has not seen yet. It is left out of every search until it has."""

    __tablename__ = "archive_unindexed"
    id: Mapped[Key]
    source: Mapped[str]
    object_id: Mapped[UUID]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("source", "object_id"),)
