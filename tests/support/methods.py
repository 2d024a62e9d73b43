"""Files of methods for tests: a shipped one, changed and written where the test says."""

import json
import tomllib
from pathlib import Path
from typing import Any

from storyhub.workshops.methods.library import SHIPPED

Tables = dict[str, Any]


def shipped(name: str) -> Tables:
    """The tables of a shipped method, to be changed freely."""
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))


def one(tables: Tables, table: str, name: str) -> Tables:
    """The part of that id or kind."""
    return next(part for part in tables[table] if name in (part.get("id"), part.get("kind")))


def write_method(folder: Path, tables: Tables, name: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name or tables['method']['id']}.toml"
    file.write_text(as_toml(tables), encoding="utf-8")
    return file


def as_toml(tables: Tables) -> str:
    return "".join(f"{key} = {_inline(value)}\n" for key, value in tables.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
