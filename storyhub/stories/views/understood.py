"""How a question was read, said back in the reader's language."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

from storyhub.archive.query import Piece, Question
from storyhub.cities.queries import open_cities
from storyhub.core.languages import LANGUAGES
from storyhub.stories.models import Kind
from storyhub.stories.views.facets import Choices, kind_name
from storyhub.web.filters import tr

USUAL = {"words"}
"""What nobody needs to be told: the words were looked for."""


def reading_of(question: Question, choices: Choices) -> list[str]:
    """The pieces as sentences; nothing for plain words that were read as such."""
    if all(piece.kind in USUAL for piece in question.understood):
        return []
    # What was left out is said last.
    pieces = sorted(question.understood, key=lambda piece: piece.kind == "dangling")
    return [_said(piece, choices) for piece in pieces]


def _said(piece: Piece, choices: Choices) -> str:
    inside = [_said(one, choices) for one in piece.of]
    match piece.kind:
        case "not":
            return gettext("without %(what)s", what=", ".join(inside))
        case "or":
            said = inside[0] if inside else ""
            for other in inside[1:]:
                said = gettext("%(one)s or %(other)s", one=said, other=other)
            return said
    return _sentences()[piece.kind](_name(piece, choices))


def _sentences() -> Mapping[str, Callable[[str], str]]:
    return {
        "words": lambda value: f"“{value}”",
        "phrase": lambda value: gettext("exactly “%(value)s”", value=value),
        "beginning": lambda value: gettext("words that begin with “%(value)s”", value=value),
        "near": lambda value: gettext("words like “%(value)s”", value=value),
        "theme": lambda value: gettext("theme: %(value)s", value=value),
        "lens": lambda value: gettext("lens: %(value)s", value=value),
        "place": lambda value: gettext("place: %(value)s", value=value),
        "lang": lambda value: gettext("language: %(value)s", value=value),
        "city": lambda value: gettext("town: %(value)s", value=value),
        "kind": lambda value: gettext("kind: %(value)s", value=value),
        "from": lambda value: gettext("from %(value)s", value=value),
        "to": lambda value: gettext("to %(value)s", value=value),
        "unknown_field": lambda value: gettext(
            "“%(value)s” as plain words, because we know no such filter", value=value
        ),
        "dangling": lambda value: gettext("without “%(value)s”, because it joins nothing there", value=value),
        "plain": lambda value: gettext("everything as plain words: “%(value)s”", value=value),
    }


def _name(piece: Piece, choices: Choices) -> str:
    """The slug or code of a piece as people know it."""
    value = piece.value
    match piece.kind:
        case "theme" | "lens" if value in choices["theme"]:
            return tr(choices["theme"][value].label)
        case "place" if value in choices["district"]:
            return tr(choices["district"][value].name)
        case "lang" if value in LANGUAGES:
            return LANGUAGES[value].own_name
        case "kind" if value in set(Kind):
            return kind_name(Kind(value))
        case "city":
            return next((tr(city.name) for city in open_cities() if city.slug == value), value)
    return value
