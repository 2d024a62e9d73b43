"""Words of methods and paths for translators: `export LANGUAGE` prints them, `apply LANGUAGE FILE` writes what came back.

The exchange is one JSON document, {file: {address: {"en": …, "text": …}}}; what has no text yet has an empty one.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storyhub.core.languages import LANGUAGES
from storyhub.workshops.methods.library import SHIPPED, SHIPPED_PATHS
from storyhub.workshops.methods.loading import load_folder, load_paths
from storyhub.workshops.methods.schema import Part
from storyhub.workshops.methods.texts import TRANSLATED, Translations, read_translation, texts_of

HEADER = "# {name}. State: machine draft, not yet read by a native speaker.\n"
Whole = tuple[Path, Part, Translations]


def wholes(methods: Path = SHIPPED, paths: Path = SHIPPED_PATHS) -> dict[str, Whole]:
    """Every method and path by its name in the exchange: `steep-scan`, `paths/rustavi`."""
    found: dict[str, Whole] = {}
    for name, one in load_folder(methods)[0].items():
        found[name] = (one.file or methods, one.method, one.texts)
    for name, path in load_paths(paths)[0].items():
        found[f"paths/{name}"] = (path.file or paths, path.path, path.texts)
    return found


def exported(language: str, found: Mapping[str, Whole]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        name: {
            address: {"en": english, "text": texts.get(language, {}).get(address, "")}
            for address, english in texts_of(part).items()
        }
        for name, (_file, part, texts) in found.items()
    }


def apply_texts(language: str, given: Mapping[str, Any], found: Mapping[str, Whole]) -> tuple[list[Path], list[str]]:
    """Writes a file for each whole whose words can all be taken; gives these files, and what was refused."""
    written, refused = [], []
    for name, entries in given.items():
        if name not in found:
            refused.append(f"{name}: there is no such method or path")
            continue
        file, part, _texts = found[name]
        words = {address: entry["text"] for address, entry in entries.items() if entry.get("text")}
        taken, faults = read_translation(part, words)
        refused += [f"{name}: {address}: {reason}" for address, reason in faults]
        if taken and not faults:
            target = file.with_name(f"{file.stem}.{language}.toml")
            target.write_text(header_of(target, language) + "\n".join(lines_of(taken)) + "\n", encoding="utf-8")
            written.append(target)
    return written, refused


def header_of(file: Path, language: str) -> str:
    """The one it has: somebody may have written there that they read it."""
    first = file.read_text(encoding="utf-8").splitlines(keepends=True)[:1] if file.exists() else []
    return first[0] if first and first[0].startswith("#") else HEADER.format(name=LANGUAGES[language].own_name)


def lines_of(words: Mapping[str, str]) -> Iterator[str]:
    """TOML: a table for each part of the method, in the method's order."""
    for table, entries in groupby(words.items(), key=lambda entry: table_of(entry[0])):
        yield f"\n[{table}]"
        for address, text in entries:
            yield f"{address.removeprefix(f'{table}.')} = {quoted(text)}"


def table_of(address: str) -> str:
    parts = address.split(".")
    return parts[0] if parts[0] in ("method", "path") else ".".join(parts[:2])


def quoted(text: str) -> str:
    """As a basic string of TOML, which escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@click.group()
def main() -> None:
    """Words of methods and paths, for translators."""


@main.command("export")
@click.argument("language", type=click.Choice(TRANSLATED))
def export_command(language: str) -> None:
    click.echo(json.dumps(exported(language, wholes()), ensure_ascii=False, indent=1))


@main.command("apply")
@click.argument("language", type=click.Choice(TRANSLATED))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def apply_command(language: str, file: Path) -> None:
    written, refused = apply_texts(language, json.loads(file.read_text(encoding="utf-8")), wholes())
    for path in written:
        click.echo(path.relative_to(ROOT))
    for line in refused:
        click.echo(line, err=True)
    raise SystemExit(1 if refused else 0)


if __name__ == "__main__":
    main()
