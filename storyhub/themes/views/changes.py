"""What was done with themes, in words."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from storyhub.accounts.queries import names_of
from storyhub.core.languages import Translated
from storyhub.themes.models import ThemeChange
from storyhub.themes.services import UNDO
from storyhub.web.filters import iso, moment, tr


def drawn(changes: Iterable[ThemeChange], labels: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """For a list, the latest first: only the latest standing change of a theme can be undone."""
    changes = list(changes)
    names = names_of([one.actor_id for one in changes if one.actor_id])
    standing: set[UUID] = set()
    rows = []
    for one in changes:
        can_undo = one.undone_at is None and one.act in UNDO and one.theme_id not in standing
        if one.undone_at is None:
            standing.add(one.theme_id)
        rows.append(
            {
                "id": one.id,
                "what": said(one, labels),
                "who": names.get(one.actor_id, _("A former colleague")) if one.actor_id else "",
                "when": moment(one.at),
                "iso": iso(one.at),
                "is_undone": one.undone_at is not None,
                "can_undo": can_undo,
            }
        )
    return rows


def said(change: ThemeChange, labels: Mapping[UUID, str]) -> str:
    """One sentence. `labels` are the names of all themes that a change may speak of."""
    name = labels.get(change.theme_id, "")
    match change.act:
        case "added":
            return _("“%(name)s” was added", name=name)
        case "renamed":
            return _said_renamed(change, name)
        case "placed":
            return _said_placed(change, name, labels)
        case "merged":
            into = labels.get(UUID(change.details["into"]), "")
            return _("“%(name)s” was merged into “%(into)s”", name=name, into=into)
        case "split":
            whole = labels.get(UUID(change.details["from"]), "")
            return _("“%(part)s” was split off “%(whole)s”", part=name, whole=whole)
    return _("“%(name)s” was retired", name=name)


def _said_placed(change: ThemeChange, name: str, labels: Mapping[UUID, str]) -> str:
    if change.details["after"] is None:
        return _("“%(name)s” stands by itself", name=name)
    parent = labels.get(UUID(change.details["after"]), "")
    return _("“%(name)s” was placed under “%(parent)s”", name=name, parent=parent)


def _said_renamed(change: ThemeChange, name: str) -> str:
    before, after = (tr(Translated(change.details[part]["label"])) for part in ("before", "after"))
    if before == after:
        return _("“%(name)s” was explained otherwise", name=name)
    return _("“%(before)s” was renamed “%(after)s”", before=before, after=after)
