"""What passes between the team and a teller, and where a story was used."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Key, MaybeMoment, Moment
from storyhub.core.db import Model


class Message(Model):
    """A question of the team, or a teller's word to the team. They meet on the page that the receipt opens."""

    __tablename__ = "message"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), index=True)
    actor_id: Mapped[UUID | None]
    """The moderator who wrote it; nobody when it is the teller's."""
    text: Mapped[str]
    at: Mapped[Moment]
    read_at: Mapped[MaybeMoment]

    __table_args__ = (Index("ix_message_unread", "actor_id", "read_at", "story_id"),)

    @property
    def is_tellers(self) -> bool:
        return self.actor_id is None


class StoryUse(Model):
    """That a story was used: by what kind of thing (`entry`, `feedback`) and which one. Ended, never forgotten.

    The features above write these rows through `stories.services.uses`, and say through the registry how each is drawn.
    """

    __tablename__ = "story_use"
    id: Mapped[Key]
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    kind: Mapped[str]
    object_id: Mapped[UUID]
    at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (
        UniqueConstraint("story_id", "kind", "object_id"),
        Index("ix_story_use_object", "kind", "object_id"),
        Index("ix_story_use_town", "city_id", "kind", "at"),
    )
