"""Workshops as those on whose stories they drew find them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import Post, Workshop
from storyhub.workshops.policy import visible_to


def workshops_by_id(viewer: Viewer, workshop_ids: Sequence[UUID]) -> Sequence[Workshop]:
    """Those of these workshops that the viewer may know of, with their towns."""
    rows = select(Workshop).where(Workshop.id.in_(list(workshop_ids)), visible_to(viewer))
    return db.session.scalars(rows.options(selectinload(Workshop.city))).all()


def workshops_told_for(viewer: Viewer, story_id: UUID) -> Sequence[Workshop]:
    """Those to which it was sent from home, heard there or not, of which the viewer may know; with their towns."""
    rows = select(Workshop).join(Post, Post.workshop_id == Workshop.id).where(Post.story_id == story_id)
    rows = rows.where(visible_to(viewer)).order_by(Post.at)
    return db.session.scalars(rows.options(selectinload(Workshop.city))).all()
