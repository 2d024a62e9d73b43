"""Adding a theme, calling it otherwise, and placing it under another."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.core.columns import new_id
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.core.languages import Translated
from storyhub.core.permissions import Viewer
from storyhub.themes.models import Theme, ThemeKind, Vocabulary
from storyhub.themes.policy import require_change
from storyhub.themes.queries import lineages
from storyhub.themes.services.acting import LaterChange, locked_theme, note
from storyhub.themes.services.wording import Wording, require_sound, said


def add_theme(actor: Viewer, city_id: UUID | None, slug: str, wording: Wording, parent_id: UUID | None = None) -> UUID:
    """Add a theme of the town's own, or (None) of the network. Raises NotAllowed, Invalid (slug, label, meaning, parent)."""
    require_change(actor, city_id)
    require_sound(wording, slug)
    with transaction() as session:
        theme = new_theme(session, city_id, slug, wording)
        if parent_id is not None:
            _require_place(session, theme, parent_id)
            theme.parent_id = parent_id
        note(session, actor, theme, "added", {})
        return theme.id


def new_theme(session: Session, city_id: UUID | None, slug: str, wording: Wording) -> Theme:
    """Its row; a town's own carries the town's name in its address. Raises Invalid (slug)."""
    vocabulary = session.scalars(select(Vocabulary).order_by(Vocabulary.slug).limit(1).with_for_update()).one()
    city = session.get_one(City, city_id, with_for_update=True) if city_id else None
    address = f"{city.slug}-{slug}" if city else slug
    if session.scalar(select(Theme.id).where(Theme.vocabulary_id == vocabulary.id, Theme.slug == address)):
        raise Invalid({"slug": "theme_slug_taken"})
    theme = Theme(
        id=new_id(),
        vocabulary_id=vocabulary.id,
        city_id=city_id,
        slug=address,
        kind=ThemeKind.THEME,
        use_when=Translated(),
        not_when=Translated(),
        other_names={},
        position=1 + (session.scalar(select(func.max(Theme.position))) or 0),
    )
    wording.write_to(theme)
    session.add(theme)
    session.flush()
    return theme


def rename_theme(actor: Viewer, theme_id: UUID, wording: Wording, *, seen: Mapping[str, str]) -> bool:
    """Call or explain a theme otherwise; False when nothing changed. `seen` is the label that stood there when it was written."""
    require_sound(wording)
    with transaction() as session:
        theme = locked_theme(session, actor, theme_id)
        if dict(theme.label) != dict(seen):
            raise LaterChange()
        before = said(theme)
        wording.write_to(theme)
        if said(theme) == before:
            return False
        note(session, actor, theme, "renamed", {"before": before, "after": said(theme)})
    return True


def place_theme(actor: Viewer, theme_id: UUID, parent_id: UUID | None) -> bool:
    """Let a theme stand under another, or (None) by itself; False when it does already.

    Raises NotFound, NotAllowed, Invalid (parent) when the other is gone, another town's, of another kind, or below it.
    """
    with transaction() as session:
        theme = locked_theme(session, actor, theme_id)
        if theme.parent_id == parent_id:
            return False
        if parent_id is not None:
            _require_place(session, theme, parent_id)
        details = {"before": _text(theme.parent_id), "after": _text(parent_id)}
        theme.parent_id = parent_id
        note(session, actor, theme, "placed", details)
    return True


def _require_place(session: Session, theme: Theme, parent_id: UUID) -> None:
    parent = session.get(Theme, parent_id)
    if parent is None or not can_take(parent, theme) or theme.id in lineages().get(parent_id, ()):
        raise Invalid({"parent": "theme_cannot_take"})


def can_take(into: Theme, theme: Theme) -> bool:
    """Whether a theme may be read as, or stand under, another: one that is offered, of its kind, of its town or the network's."""
    is_there = into.merged_into_id is None and into.retired_at is None
    return is_there and into.id != theme.id and into.kind == theme.kind and into.city_id in (None, theme.city_id)


def _text(theme_id: UUID | None) -> str | None:
    return str(theme_id) if theme_id else None
