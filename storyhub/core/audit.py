"""The trail of what staff and commands did to settings, roles and sessions. Rows are added, never changed."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core import clock
from storyhub.core.columns import Json, Key, Moment
from storyhub.core.db import Model, db
from storyhub.core.permissions import Viewer


class AuditEvent(Model):
    """One act. `details` names things by key or id, never in people's own words."""

    __tablename__ = "audit_event"
    id: Mapped[Key]
    at: Mapped[Moment]
    actor_id: Mapped[UUID | None]
    city_id: Mapped[UUID | None]
    act: Mapped[str]
    object_id: Mapped[UUID | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


def note(
    actor: Viewer, act: str, *, city_id: UUID | None = None, object_id: UUID | None = None, **details: Any
) -> None:
    """Add to the trail, inside the transaction of the act itself."""
    db.session.add(
        AuditEvent(
            at=clock.now(),
            actor_id=actor.person_id,
            act=act,
            city_id=city_id,
            object_id=object_id,
            details=details,
        )
    )


class Tombstone(Model):
    """What was taken back. Kept for good and replayed when a backup is restored."""

    __tablename__ = "tombstone"
    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[Moment]
