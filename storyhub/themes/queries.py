"""Reads about themes; a vocabulary is public."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import load_only

from storyhub.core.db import db
from storyhub.themes.models import Theme, ThemeKind


def themes(kind: ThemeKind = ThemeKind.THEME) -> Sequence[Theme]:
    """The themes one can choose now, in the vocabulary's order."""
    current = select(Theme).where(Theme.kind == kind, Theme.retired_at.is_(None), Theme.merged_into_id.is_(None))
    return db.session.scalars(current.order_by(Theme.position)).all()


def themes_to_choose() -> Sequence[Theme]:
    """Themes and lens together with their labels alone, for a list's filters."""
    current = select(Theme).where(Theme.retired_at.is_(None), Theme.merged_into_id.is_(None)).order_by(Theme.position)
    return db.session.scalars(current.options(load_only(Theme.slug, Theme.kind, Theme.label, raiseload=True))).all()


def themes_by_slug(slugs: Sequence[str]) -> dict[str, Theme]:
    """The themes of these slugs, retired ones too; unknown slugs are left out."""
    rows = db.session.scalars(select(Theme).where(Theme.slug.in_(list(slugs)))).all()
    return {theme.slug: theme for theme in rows}


def theme_slugs() -> Sequence[Row[UUID, str]]:
    """(id, slug) of the themes one can choose now, for reading a form."""
    current = select(Theme.id, Theme.slug).where(Theme.retired_at.is_(None), Theme.merged_into_id.is_(None))
    return db.session.execute(current.where(Theme.kind == ThemeKind.THEME).order_by(Theme.position)).all()
