"""`storyhub search` and `storyhub reindex`."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import current_app
from rich.console import Console
from rich.progress import Progress

from storyhub.adapters.index import Index
from storyhub.archive.preparing import make_lemmas
from storyhub.archive.queries.searching import Search, search
from storyhub.archive.services.indexing import rebuild_index
from storyhub.archive.snippets import plain, snippet
from storyhub.archive.sources import sources
from storyhub.cities.queries import city_by_slug
from storyhub.core import text
from storyhub.core.errors import NotFound
from storyhub.core.permissions import ANONYMOUS


@click.command("search")
@click.argument("words", metavar="[TEXT]", default="")
@click.option("--city", "slug", help="Only this town.")
@click.option("--limit", type=click.IntRange(0, 1000), default=20, show_default=True, help="Hits to print.")
@click.option("--source", "only", multiple=True, default=("story",), show_default=True, help="What to look among.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="One question a line.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for a batch one a line.")
def search_command(
    words: str, slug: str | None, limit: int, only: tuple[str, ...], batch: Path | None, *, as_json: bool
) -> None:
    """Find what anyone may read: TEXT, or each line of a batch."""
    if batch is None and not words:
        raise click.UsageError("Say what to look for, or give --batch FILE.")
    city_id, index = _city(slug), current_app.extensions["storyhub.index"]
    if unknown := set(only) - set(sources()):
        raise click.BadParameter(f"There is no {', '.join(sorted(unknown))} here.", param_hint="--source")
    questions = batch.read_text(encoding="utf-8", errors="replace").splitlines() if batch else [words]
    for question in questions:
        found = _answer(index, question, only, city_id, limit)
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else _as_text(found))


def _city(slug: str | None) -> UUID | None:
    try:
        return city_by_slug(slug).id if slug else None
    except NotFound as error:
        raise click.ClickException(f"There is no town {slug!r} here.") from error


def _answer(index: Index, question: str, only: Sequence[str], city_id: UUID | None, limit: int) -> dict[str, Any]:
    began = time.perf_counter()
    asked = text.clean_line(question)
    found = search(index, ANONYMOUS, asked, only=only, city_id=city_id, limit=limit, with_suggestion=False)
    hits = _hits(found)
    took = round((time.perf_counter() - began) * 1000, 2)
    answer: dict[str, Any] = {"total": found.total, "took_ms": took, "hits": hits}
    return answer if found.is_whole else answer | {"notice": "The index cannot be used; the database answered."}


def _hits(found: Search) -> list[dict[str, Any]]:
    return [
        {
            "source": hit.source,
            "code": hit.code,
            "ref": hit.ref,
            "title": hit.title or text.excerpt(hit.text, 60),
            "language": hit.language,
            "snippet": plain(snippet(found.question, hit.text, hit.language)),
        }
        for hit in found.hits
    ]


def _as_text(found: dict[str, Any]) -> str:
    lines = [f"{hit['code']}  {hit['language']}  {hit['title']}\n    {hit['snippet']}" for hit in found["hits"]]
    return "\n".join([f"{found['total']} found in {found['took_ms']} ms", *lines, *filter(None, [found.get("notice")])])


@click.command("reindex")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def reindex(*, as_json: bool) -> None:
    """Make the index anew from the database. Searches go on meanwhile."""
    make_lemmas(current_app.config["STORYHUB"])
    began = time.perf_counter()
    with Progress(console=Console(stderr=True)) as bar:
        total = sum(len(ids) for source in sources().values() for ids in source.ids(None))
        task = bar.add_task("Indexing", total=total or 1)
        count = rebuild_index(current_app.extensions["storyhub.index"], lambda done: bar.update(task, completed=done))
        bar.update(task, completed=total or 1)
    seconds = round(time.perf_counter() - began, 2)
    click.echo(json.dumps({"indexed": count, "seconds": seconds}) if as_json else f"{count} indexed in {seconds} s.")
