"""The help beside the search: what one may type, each as an example that runs here."""

from typing import Any

from flask_babel import gettext

from storyhub.archive.query.names import FIELDS, OR
from storyhub.stories.models import Kind
from storyhub.stories.views.address import Address
from storyhub.stories.views.facets import Choices, kind_name
from storyhub.stories.views.months import days_of
from storyhub.themes.models import ThemeKind
from storyhub.web.filters import day, tr
from storyhub.web.locale import current_language


def examples(address: Address, choices: Choices, month: str) -> list[dict[str, Any]]:
    """(what is typed, what it finds, where it leads). `month` is one in which something was told, or empty."""
    word, other, phrase = gettext("water"), gettext("bus"), gettext("at night")
    rows = [
        (
            f"{word} {other}",
            gettext("all these words, in any of their forms; where few have them all, also some of them"),
        ),
        (f"“{phrase}”", gettext("exactly these words, one after the other")),
        (f"{word} {_or()} {other}", gettext("one of them or both")),
        (f"{word} -{other}", gettext("the first and not the second")),
        (f"{word[:3]}*", gettext("words that begin like this")),
        (f"{other}~", gettext("words that are written nearly so")),
        *_in_fields(choices, month),
    ]
    return [{"typed": typed, "finds": finds, "href": address.href(q=typed)} for typed, finds in rows]


def _in_fields(choices: Choices, month: str) -> list[tuple[str, str]]:
    """The filters one can type, by their names in the reader's language."""
    theme = next((one for one in choices["theme"].values() if one.kind == ThemeKind.THEME), None)
    place = next(iter(choices["district"].values()), None)
    rows = [
        (_field("lang", current_language().own_name), gettext("stories told in one language")),
        (_field("kind", kind_name(Kind.IMAGINED)), gettext("what people imagine, or what they lived")),
    ]
    if theme:
        rows.append((_field("theme", tr(theme.label)), gettext("a theme")))
    if place:
        rows.append((_field("place", tr(place.name)), gettext("a place")))
    if month:
        first = days_of(month)[0]
        rows.append((_field("from", month), gettext("told on %(day)s or later", day=day(first))))
    return rows


def _field(name: str, value: str) -> str:
    called = FIELDS[name].get(current_language().code, FIELDS[name]["en"])[0]
    return f'{called}:"{value}"' if " " in value else f"{called}:{value}"


def _or() -> str:
    return OR.get(current_language().code, OR["en"])[0]
