"""A settings document with one member of its list changed, added, moved or taken out. Pure; nothing is kept here."""

import re
import unicodedata
from typing import Any

from storyhub.cities.models import Area
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer

Document = dict[str, Any]
NEW = "new"


def item_of(document: Document, slug: str) -> Document:
    """The member of that slug; NotFound when the list has none."""
    found = next((row for row in document["items"] if row["slug"] == slug), None)
    if found is None:
        raise NotFound()
    return found


def place_of(document: Document, slug: str) -> int:
    """Where a member stands, counted from 1; a new one comes last."""
    slugs = [row["slug"] for row in document["items"]]
    return slugs.index(slug) + 1 if slug in slugs else len(slugs) + 1


def with_item(area: Area, document: Document, slug: str, row: Document, place: int, actor: Viewer) -> Document:
    """The document with this member as it was typed, at its place."""
    before = item_of(document, slug) if slug != NEW else {"slug": _new_slug(area, document, row)}
    others = [one for one in document["items"] if one["slug"] != before["slug"]]
    changed = before | row
    if area == Area.HELP_LINES:
        if changed.pop("retired"):
            return {"items": others}
        changed = _checked(before, changed, actor)
    at = min(max(place, 1), len(others) + 1) - 1
    return {"items": [*others[:at], changed, *others[at:]]}


def _checked(before: Document, row: Document, actor: Viewer) -> Document:
    """Who called the number, and when. A number that was changed has not been called by whoever called the old one."""
    if not row["checked"]:
        return row | {"checked_at": None, "checked_by": None}
    was_checked = before.get("checked", False)
    if was_checked and before["number"] != row["number"]:
        return row | {"checked": False, "checked_at": None, "checked_by": None}
    if was_checked:
        return row
    by = actor.person_id.hex if actor.person_id else None
    return row | {"checked_at": clock.now().isoformat(timespec="seconds"), "checked_by": by}


def _new_slug(area: Area, document: Document, row: Document) -> str:
    if area == Area.HELP_LINES:
        return new_id().hex
    words = next((text for key in ("name", "label", "question") for text in row.get(key, {}).values()), "")
    latin = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:40].strip("-") or area.value.rstrip("s")
    taken = {one["slug"] for one in document["items"]} | {NEW}
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)
