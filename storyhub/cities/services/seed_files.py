"""The texts that come with Storyhub, read from `seed/`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from storyhub.core.languages import LANGUAGES, Translated

SEED = files("storyhub.cities") / "seed"


@cache
def read(name: str) -> dict[str, Any]:
    return tomllib.loads((SEED / name).read_text(encoding="utf-8"))


def by_language(stem: str) -> dict[str, dict[str, Any]]:
    """The files `stem.<language>.toml`, by language."""
    return {code: read(f"{stem}.{code}.toml") for code in LANGUAGES if (SEED / f"{stem}.{code}.toml").is_file()}


def sections(table: dict[str, Any]) -> dict[str, Any]:
    """The tables of a file, without what it says of itself."""
    return {key: value for key, value in table.items() if isinstance(value, dict)}


def gathered(texts: dict[str, Any], *path: str) -> Translated:
    """The text at a path of tables, in each language that has it."""
    found = Translated()
    for code, table in texts.items():
        value: Any = table
        for step in path:
            value = value.get(step, {})
        if value:
            found[code] = value
    return found
