"""Reads of uploads, for the moderators of their town."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.exchange.models import Upload
from storyhub.exchange.policy import require_import


def upload_for(viewer: Viewer, city_id: UUID, code: str) -> Upload:
    """The upload of that code in the town. Raises NotFound, NotAllowed."""
    require_import(viewer, city_id)
    upload = db.session.scalar(select(Upload).where(Upload.city_id == city_id, Upload.code == code.lower()))
    if upload is None:
        raise NotFound()
    return upload


def uploads_of(viewer: Viewer, city_id: UUID, limit: int = 10) -> Sequence[Upload]:
    """The town's latest. Raises NotAllowed."""
    require_import(viewer, city_id)
    return db.session.scalars(
        select(Upload).where(Upload.city_id == city_id).order_by(Upload.at.desc()).limit(limit)
    ).all()
