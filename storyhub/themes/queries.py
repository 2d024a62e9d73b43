"""Reads about themes; a vocabulary is public."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.themes.models import Theme, ThemeKind


def themes(kind: ThemeKind = ThemeKind.THEME) -> Sequence[Theme]:
    """The themes one can choose now, in the vocabulary's order."""
    current = select(Theme).where(Theme.kind == kind, Theme.retired_at.is_(None), Theme.merged_into_id.is_(None))
    return db.session.scalars(current.order_by(Theme.position)).all()


def themes_by_slug(slugs: Sequence[str]) -> dict[str, Theme]:
    """The themes of these slugs, retired ones too; unknown slugs are left out."""
    rows = db.session.scalars(select(Theme).where(Theme.slug.in_(list(slugs)))).all()
    return {theme.slug: theme for theme in rows}


def themes_by_id(ids: Sequence[UUID]) -> dict[UUID, Theme]:
    rows = db.session.scalars(select(Theme).where(Theme.id.in_(list(ids)))).all()
    return {theme.id: theme for theme in rows}
