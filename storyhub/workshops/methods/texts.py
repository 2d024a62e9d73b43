"""The words of a method (or a path) by their addresses, and the same method in another language."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args

from msgspec.structs import fields, replace

from storyhub.core.languages import DEFAULT, LANGUAGES
from storyhub.workshops.methods.problems import Fault, join_key, nearest
from storyhub.workshops.methods.schema import MaybeWords, Part, Words
from storyhub.workshops.methods.shaping import is_array, name_of, part_in

Texts = Mapping[str, str]
"""Words by their address: `step.strain.prompt`, `card.seed.fields.text.label`, `board.wall.columns.0`."""
Translations = Mapping[str, Texts]
"""By language. English stands in the method itself."""
Speaking = TypeVar("Speaking", bound=Part)

TRANSLATED = tuple(code for code in LANGUAGES if code != DEFAULT)
LONGEST = 1200
LONGEST_PROMPT = 220
"""Of a translated prompt: English has 160, and other languages take up to a third more."""


class _Place(NamedTuple):
    attribute: str
    key: str
    is_many: bool
    is_words: bool


def texts_of(part: Part, at: str = "") -> dict[str, str]:
    """Every word that people read in it, by address, in the order of the schema. English."""
    return dict(_texts(part, at))


def in_language(part: Speaking, translations: Translations, language: str) -> Speaking:
    """The same with its words in that language; where one is missing, the English stays."""
    words = translations.get(language)
    return _spoken(part, words, "") if words else part


def missing(part: Part, translations: Translations) -> dict[str, list[str]]:
    """By language, the addresses that have no translation. A language that is complete is left out."""
    addresses = texts_of(part)
    gaps = {code: [one for one in addresses if one not in translations.get(code, {})] for code in TRANSLATED}
    return {code: paths for code, paths in gaps.items() if paths}


def read_translation(part: Part, tables: Mapping[str, Any]) -> tuple[dict[str, str], list[Fault]]:
    """The words of a translation's file by address, in the order of the method; and what cannot be taken."""
    known = texts_of(part)
    given: dict[str, str] = {}
    faults: list[Fault] = []
    for address, words in _leaves(tables, ""):
        if fault := _fault_of(address, words, known):
            faults.append((address, fault))
        else:
            given[address] = words.strip()
    return {address: given[address] for address in known if address in given}, faults


def _fault_of(address: str, words: Any, known: Mapping[str, str]) -> str:
    if address not in known:
        return f"the method has no such words: a stale translation?{nearest(address, known)}"
    if not isinstance(words, str) or not words.strip():
        return "must be words"
    longest = LONGEST_PROMPT if address.startswith("step.") and address.endswith(".prompt") else LONGEST
    return f"has {len(words)} characters; at most {longest}" if len(words) > longest else ""


def _leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and (value or not at):
        for key, one in value.items():
            yield from _leaves(one, join_key(at, key))
    elif isinstance(value, list) and value:
        for count, one in enumerate(value):
            yield from _leaves(one, f"{at}.{count}")
    else:
        yield at, value


@cache
def _places(part: type[Part]) -> tuple[_Place, ...]:
    """Where a part holds words, or parts that may hold some."""
    found = []
    for field in fields(part):
        is_words = any(one in (Words, MaybeWords) for one in (field.type, *get_args(field.type)))
        if is_words or part_in(field.type):
            found.append(_Place(field.name, field.encode_name, is_array(field.type), is_words))
    return tuple(found)


def _texts(part: Part, at: str) -> Iterator[tuple[str, str]]:
    for place in _places(type(part)):
        for _count, address, one in _held(part, place, at):
            if place.is_words:
                yield from [(address, one)] if one else []
            else:
                yield from _texts(one, address)


def _held(part: Part, place: _Place, at: str) -> Iterator[tuple[int, str, Any]]:
    value, address = getattr(part, place.attribute), join_key(at, place.key)
    if place.is_many:
        for count, one in enumerate(value):
            yield count, join_key(address, str(count) if place.is_words else name_of(one)), one
    elif value is not None:
        yield 0, address, value


def _spoken(part: Speaking, words: Texts, at: str) -> Speaking:
    changes: dict[str, Any] = {}
    for place in _places(type(part)):
        new = [
            words.get(address, one) if place.is_words else _spoken(one, words, address)
            for _count, address, one in _held(part, place, at)
        ]
        if new:
            changes[place.attribute] = tuple(new) if place.is_many else new[0]
    return replace(part, **changes) if changes else part
