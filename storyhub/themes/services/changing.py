"""Adding, renaming, merging and retiring themes. No tagging is rewritten: a merged theme is read as the one it went into.

So what a teller chose keeps its record, nothing has to be moved back when a merger is undone, and lists and counts agree
from the moment of the change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.core.permissions import Viewer
from storyhub.core.text import clean_line, length
from storyhub.themes.models import Theme, ThemeChange, ThemeKind, Vocabulary
from storyhub.themes.policy import require_change

SLUG = re.compile(r"[a-z][a-z0-9-]{1,40}")
MOST_LABEL = 60
MOST_MEANING = 300


class LaterChange(Conflict):
    """Something was done with the theme since: undo that first."""

    key = "theme_changed_later"


@dataclass(frozen=True)
class Wording:
    """What a theme is called and what it means, by language."""

    label: Mapping[str, str]
    meaning: Mapping[str, str]

    def problems(self) -> dict[str, str]:
        if not any(self.label.values()):
            return {"label": "text_in_one_language"}
        if any(length(text) > MOST_LABEL for text in self.label.values()):
            return {"label": "theme_label_too_long"}
        if any(length(text) > MOST_MEANING for text in self.meaning.values()):
            return {"meaning": "theme_meaning_too_long"}
        return {}


def add_theme(actor: Viewer, city_id: UUID, slug: str, wording: Wording) -> UUID:
    """Add a theme of the town's own. Raises NotAllowed, Invalid (slug, label, meaning)."""
    require_change(actor, city_id)
    _require_sound(wording, slug)
    with transaction() as session:
        city = session.get_one(City, city_id, with_for_update=True)
        vocabulary = session.scalars(select(Vocabulary).order_by(Vocabulary.slug).limit(1)).one()
        address = f"{city.slug}-{slug}"
        taken = select(Theme.id).where(Theme.vocabulary_id == vocabulary.id, Theme.slug == address)
        if session.scalar(taken):
            raise Invalid({"slug": "theme_slug_taken"})
        theme = Theme(
            id=new_id(),
            vocabulary_id=vocabulary.id,
            city_id=city_id,
            slug=address,
            kind=ThemeKind.THEME,
            label=_clean(wording.label),
            meaning=_clean(wording.meaning),
            use_when=Translated(),
            not_when=Translated(),
            position=1 + (session.scalar(select(func.max(Theme.position))) or 0),
        )
        session.add(theme)
        session.flush()
        _note(session, actor, theme, "added", {})
        return theme.id


def rename_theme(actor: Viewer, theme_id: UUID, wording: Wording, *, seen: Mapping[str, str]) -> bool:
    """Call a theme otherwise; False when nothing changed. `seen` is the label that stood there when it was written."""
    _require_sound(wording)
    with transaction() as session:
        theme = _locked(session, actor, theme_id)
        if dict(theme.label) != dict(seen):
            raise LaterChange()
        before = _said(theme)
        theme.label, theme.meaning = _clean(wording.label), _clean(wording.meaning)
        if _said(theme) == before:
            return False
        _note(session, actor, theme, "renamed", {"before": before, "after": _said(theme)})
    return True


def merge_theme(actor: Viewer, theme_id: UUID, into_id: UUID) -> None:
    """Read a theme as another from now on. What was merged into it before goes with it.

    Raises NotFound, NotAllowed, Invalid (into) when the other is itself, of another kind, gone, or another town's.
    """
    with transaction() as session:
        for each in sorted((theme_id, into_id)):  # always in one order, so that two mergers cannot block each other
            session.get(Theme, each, with_for_update=True)
        theme, into = _locked(session, actor, theme_id), session.get(Theme, into_id)
        if into is None or not _can_take(into, theme):
            raise Invalid({"into": "theme_cannot_take"})
        followers = session.scalars(select(Theme).where(Theme.merged_into_id == theme.id)).all()
        for one in (theme, *followers):
            one.merged_into_id = into.id
        _note(session, actor, theme, "merged", {"into": str(into.id), "with": [str(one.id) for one in followers]})


def retire_theme(actor: Viewer, theme_id: UUID) -> None:
    """Offer a theme no more. The stories that carry it keep it and are found by it."""
    with transaction() as session:
        theme = _locked(session, actor, theme_id)
        if theme.retired_at is not None:
            return
        theme.retired_at = clock.now()
        _note(session, actor, theme, "retired", {})


def undo_change(actor: Viewer, change_id: UUID) -> None:
    """Take back the latest change of a theme. Raises LaterChange when something was done with the theme since."""
    with transaction() as session:
        change = session.get(ThemeChange, change_id, with_for_update=True)
        if change is None or change.act not in UNDO:
            raise NotFound()
        theme = session.get_one(Theme, change.theme_id, with_for_update=True)
        require_change(actor, theme.city_id)
        standing = select(ThemeChange.id).where(ThemeChange.theme_id == theme.id, ThemeChange.undone_at.is_(None))
        if session.scalar(standing.order_by(ThemeChange.id.desc()).limit(1)) != change.id:
            raise LaterChange()
        UNDO[change.act](session, theme, change.details)
        change.undone_at = clock.now()
        _advance(session, theme)


def _undo_rename(_session: Session, theme: Theme, details: Mapping[str, Any]) -> None:
    theme.label, theme.meaning = (Translated(details["before"][part]) for part in ("label", "meaning"))


def _undo_merge(session: Session, theme: Theme, details: Mapping[str, Any]) -> None:
    theme.merged_into_id = None
    for one in details["with"]:
        session.get_one(Theme, UUID(one)).merged_into_id = theme.id


def _undo_retirement(_session: Session, theme: Theme, _details: Mapping[str, Any]) -> None:
    theme.retired_at = None


UNDO = {"renamed": _undo_rename, "merged": _undo_merge, "retired": _undo_retirement}


def _can_take(into: Theme, theme: Theme) -> bool:
    is_there = into.merged_into_id is None and into.retired_at is None
    return is_there and into.id != theme.id and into.kind == theme.kind and into.city_id in (None, theme.city_id)


def _locked(session: Session, actor: Viewer, theme_id: UUID) -> Theme:
    """The theme, locked; one that was merged is changed no more."""
    theme = session.get(Theme, theme_id, with_for_update=True)
    if theme is None:
        raise NotFound()
    require_change(actor, theme.city_id)
    if theme.merged_into_id is not None:
        raise LaterChange()
    return theme


def _note(session: Session, actor: Viewer, theme: Theme, act: str, details: dict[str, Any]) -> None:
    session.add(ThemeChange(theme_id=theme.id, act=act, actor_id=actor.person_id, at=clock.now(), details=details))
    _advance(session, theme)


def _advance(session: Session, theme: Theme) -> None:
    """The vocabulary has a new version; what was made with an old one can name it."""
    vocabulary = session.get_one(Vocabulary, theme.vocabulary_id, with_for_update=True)
    vocabulary.version, vocabulary.since = vocabulary.version + 1, clock.now()


def _said(theme: Theme) -> dict[str, dict[str, str]]:
    return {"label": dict(theme.label), "meaning": dict(theme.meaning)}


def _clean(texts: Mapping[str, str]) -> Translated:
    return Translated({code: clean_line(text) for code, text in texts.items() if code in LANGUAGES and text.strip()})


def _require_sound(wording: Wording, slug: str | None = None) -> None:
    problems = wording.problems()
    if slug is not None and not SLUG.fullmatch(slug):
        problems["slug"] = "slug_not_possible"
    if problems:
        raise Invalid(problems)
