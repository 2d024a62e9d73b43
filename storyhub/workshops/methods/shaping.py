"""From the tables of a file to the parts of the schema, with everything that has the wrong name, type or size."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from msgspec import NODEFAULT, ValidationError, convert
from msgspec.structs import fields

from storyhub.workshops.methods.problems import Fault, join_key, nearest
from storyhub.workshops.methods.schema import VERSION, Part

Whole = TypeVar("Whole", bound=Part)

PLACE = re.compile(r" - at `\$(.*)`$")
AN_ID = "must be a name of lower-case letters, digits, - and _, that begins with a letter and has at most 40 characters"


def shape(data: dict[str, Any], wanted: type[Whole]) -> tuple[Whole | None, list[Fault]]:
    """What the tables mean; nothing where there are faults, and then all of them."""
    if faults := list(_faults_of_version(data)) or list(_faults_in(data, wanted, "")):
        return None, faults
    try:
        return convert(data, wanted), []
    except (ValidationError, OverflowError) as error:
        return None, [_from_message(error, "")]


def name_of(part: Any) -> str:
    """What a part, or the table of one, is called: its id, or its kind."""
    for key in ("id", "kind"):
        name = part.get(key) if isinstance(part, dict) else getattr(part, key, None)
        if isinstance(name, str) and name:
            return name
    return ""


def _faults_of_version(data: dict[str, Any]) -> Iterator[Fault]:
    """A newer file has keys that we cannot know: its version is all we say of it."""
    version = data.get("schema")
    if version is None:
        yield "schema", f"is missing; write schema = {VERSION} at the top"
    elif type(version) is not int or version < 1:
        yield "schema", f"must be a whole number from 1 to {VERSION}"
    elif version > VERSION:
        yield "schema", f"is {version}, and this program reads up to {VERSION}: it needs a newer Storyhub"


def _faults_in(value: Any, wanted: Any, key: str) -> Iterator[Fault]:
    """Walks along the schema, so that one wrong value does not hide the next."""
    part = part_in(wanted)
    if part is None:
        yield from _faults_of_leaf(value, wanted, key)
    elif not is_array(wanted):
        yield from _faults_of_table(value, part, key)
    elif not isinstance(value, list):
        yield key, f"must be an array of tables: [[{key}]]"
    elif not value and get_origin(wanted) is Annotated:
        yield key, "needs at least one"
    else:
        for count, one in enumerate(value, 1):
            name = name_of(one)
            yield from _faults_of_table(one, part, join_key(key, name) if name else f"{key}[{count}]")


def _faults_of_table(table: Any, part: type[Part], key: str) -> Iterator[Fault]:
    if not isinstance(table, dict):
        yield key, "must be a table"
        return
    known = {field.encode_name: field for field in fields(part)}
    for name in table:
        if name not in known:
            yield join_key(key, name), f"is not a key of this table{nearest(name, known)}"
    for name, field in known.items():
        if name in table:
            yield from _faults_in(table[name], field.type, join_key(key, name))
        elif field.required:
            yield join_key(key, name), "is missing"


def _faults_of_leaf(value: Any, wanted: Any, key: str) -> Iterator[Fault]:
    words = _words_in(wanted)
    if words and isinstance(value, str):
        if value not in words:
            yield key, f"{value!r} is none of {', '.join(words)}{nearest(value, words)}"
        return
    try:
        convert(value, wanted)
    except (ValidationError, OverflowError) as error:
        yield _from_message(error, key)


def _from_message(error: Exception, key: str) -> Fault:
    """Where msgspec found it, counted from one, and what it says."""
    said = str(error)
    place = PLACE.search(said)
    if place:
        said = said[: place.start()]
        key += re.sub(r"\[(\d+)\]", lambda found: f"[{int(found[1]) + 1}]", place[1])
    return key.lstrip("."), AN_ID if "matching regex" in said else said[:1].lower() + said[1:]


@cache
def part_in(wanted: Any) -> type[Part] | None:
    """The part that a type is, or is an array of, or may be."""
    if isinstance(wanted, type) and issubclass(wanted, Part):
        return wanted
    return next((part for one in get_args(wanted) if (part := part_in(one))), None)


@cache
def _words_in(wanted: Any) -> tuple[str, ...]:
    """The closed list of words that a value is chosen from, where it is."""
    one = next((one for one in (wanted, *get_args(wanted)) if isinstance(one, type)), None)
    return tuple(one) if one is not None and issubclass(one, StrEnum) else ()


@cache
def is_array(wanted: Any) -> bool:
    origin = get_origin(wanted)
    return origin is tuple or (origin is Annotated and is_array(get_args(wanted)[0]))


def default_of(part: type[Part]) -> dict[str, Any]:
    """By key, what a part says where its file says nothing."""
    return {field.name: field.default for field in fields(part) if field.default is not NODEFAULT}
