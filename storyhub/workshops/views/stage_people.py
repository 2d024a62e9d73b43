"""Who is in the room, as the stage says it: how to join, how many came, who sits where."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from markupsafe import Markup
from segno import make as make_qr

from storyhub.core.languages import LANGUAGES
from storyhub.workshops.models import Workshop
from storyhub.workshops.seen import Sitter, Table


def lobby_of(workshop: Workshop, people: Sequence[Sitter]) -> dict[str, Any]:
    return {
        "code": grouped(workshop.join_code),
        "seats": len(people),
        "tongues": _tongues(people),
        "qr": _qr(join_address(workshop, url=True)),
    }


def seated(table: Table, shows_names: bool) -> dict[str, Any]:
    """A table with its people, by name where both they and the workshop agree, else by number."""
    names = [one.name if shows_names and one.may_show_name else "" for one in table.people]
    people = [
        name or gettext("No. %(number)s", number=one.number) for name, one in zip(names, table.people, strict=True)
    ]
    return {
        "number": table.number,
        "name": table.name,
        "title": table_name(table),
        "people": people,
        "has_names": any(names),
    }


def table_name(table: Table) -> str:
    number = gettext("Table %(number)s", number=table.number)
    return f"{number} · {table.name}" if table.name else number


def grouped(join_code: str) -> str:
    """Six letters as they are read aloud."""
    return f"{join_code[:3]} {join_code[3:]}".strip()


def join_address(workshop: Workshop, *, url: bool = False) -> str:
    """Where a phone joins: with the code in it for a QR, else as it is read aloud and typed."""
    base = current_app.config["STORYHUB"].base_url
    if url:
        return f"{base}{url_for('joining.scanned', join_code=workshop.join_code)}"
    return f"{base.split('://')[-1]}/j"


def _tongues(people: Sequence[Sitter]) -> str:
    """The languages of the room, the most spoken first."""
    counted = Counter(one.language for one in people).most_common()
    return " · ".join(f"{LANGUAGES[code].own_name} {count}" for code, count in counted if code in LANGUAGES)


def _qr(address: str) -> Markup:
    drawn = make_qr(address, error="m").svg_inline(border=4, dark="#1d2a2b", light="#ffffff", omitsize=True)
    return Markup(drawn)  # noqa: S704
