"""The catalogues: `update` brings new sentences in, `compile` makes them quick to read, `check` says what is missing.

English is what the sentences are written in, so it has no catalogue.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hatch_build import compile_catalogues
from storyhub.core.languages import DEFAULT, LANGUAGES

DRAFT = "machine draft, not yet read by a native speaker"
READ = "Read by a native speaker"
HEADER = f"# {{name}} sentences of Storyhub.\n# State: {DRAFT}."

KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2)}
"""How the code marks a sentence; Babel by itself does not know Flask-Babel's lazy ones by their full names."""

SOURCES = (
    (ROOT / "storyhub", [("**.py", "python")]),
    (ROOT / "templates", [("**.html", "jinja2"), ("**.xml", "jinja2"), ("**.txt", "jinja2")]),
)


def sentences() -> Catalog:
    """Every sentence that the code and the templates mark for translation."""
    catalogue = Catalog(project="Storyhub", charset="utf-8", creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for folder, methods in SOURCES:
        found = extract_from_dir(
            folder, methods, options_map={"**": {"silent": "false"}}, keywords=KEYWORDS, comment_tags=("i18n:",)
        )
        for path, _line, message, comments, context in found:
            where = str((folder / path).relative_to(ROOT))
            catalogue.add(message, None, [(where, None)], auto_comments=comments, context=context)
    return catalogue


def path_of(code: str, root: Path = ROOT) -> Path:
    return root / "translations" / code / "LC_MESSAGES" / "messages.po"


def read_catalogue(path: Path, code: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=code)


def write_catalogue(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, ignore_obsolete=True, sort_by_file=True)


def updated(code: str, name: str, wanted: Catalog) -> Catalog:
    """The catalogue of a language with every wanted sentence in it, translated or not yet."""
    path = path_of(code)
    if path.exists():
        catalogue = read_catalogue(path, code)
    else:
        catalogue = Catalog(
            locale=code,
            project="Storyhub",
            header_comment=HEADER.format(name=name),
            version="",
            msgid_bugs_address="see README.md",
            last_translator="nobody yet",
            language_team=name,
            creation_date=wanted.creation_date,
        )
        catalogue.fuzzy = False
    # A guess that looks right is worse than a gap that the check finds.
    catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def problems_of(catalogue: Catalog, wanted: Catalog) -> Iterator[str]:
    """What keeps a catalogue from being complete, one sentence each."""
    if DRAFT not in catalogue.header_comment and READ not in catalogue.header_comment:
        yield f"its header says neither {DRAFT!r} nor {READ!r}"
    for message in wanted:
        if message.id:
            yield from _problems_with(catalogue.get(message.id, message.context), message, catalogue)
    for message in catalogue:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{_shown(message)} is not in the sources any more"


def _problems_with(found: Message | None, message: Message, catalogue: Catalog) -> Iterator[str]:
    if found is None:
        yield f"{_shown(message)} is missing"
    elif not all(found.string if isinstance(found.string, tuple | list) else [found.string]):
        yield f"{_shown(message)} has no translation"
    elif found.fuzzy:
        yield f"{_shown(message)} is marked fuzzy"
    else:
        for error in found.check(catalogue):
            yield f"{_shown(message)}: {error}"


def _shown(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return repr(text if len(text) < 60 else text[:57] + "…")


@click.group()
def main() -> None:
    """The catalogues of Storyhub's languages."""


@main.command("compile")
def compile_command() -> None:
    """Compile what changed."""
    compile_catalogues(ROOT)


@main.command()
def update() -> None:
    """Bring new sentences in and leave out those that are gone."""
    wanted = sentences()
    for code, language in LANGUAGES.items():
        if code != DEFAULT:
            write_catalogue(updated(code, language.own_name, wanted), path_of(code))
    click.echo(f"{sum(1 for message in wanted if message.id)} sentences")


@main.command()
def check() -> None:
    """Say what is missing; fail when anything is."""
    wanted, failed = sentences(), False
    for code in LANGUAGES:
        if code == DEFAULT:
            continue
        path = path_of(code)
        problems = list(problems_of(read_catalogue(path, code), wanted)) if path.exists() else ["there is none"]
        failed = failed or bool(problems)
        for problem in problems[:20]:
            click.echo(f"{code}: {problem}")
        if len(problems) > 20:
            click.echo(f"{code}: … and {len(problems) - 20} more")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
