"""`storyhub import-stories` and `storyhub export`."""

import json
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import select

from storyhub.archive.services.indexing import index_changes
from storyhub.cities.models import City
from storyhub.cities.queries import city_by_slug, current_wording
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.languages import DEFAULT
from storyhub.core.permissions import ANONYMOUS
from storyhub.exchange.formats import FORMATS
from storyhub.exchange.services.making import Workshop, write_file
from storyhub.exchange.services.unpacking import Unreadable, opened
from storyhub.stories.models import Story
from storyhub.stories.policy import published_to
from storyhub.stories.services.importing import Import, Imported, import_rows
from storyhub.web.errors import sentence


@click.command("import-stories")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--city", "slug", required=True, help="The town the stories belong to.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_stories(file: Path, slug: str, *, dry_run: bool, as_json: bool) -> None:
    """Bring stories in from FILE: JSON Lines, CSV, a workbook, or a package with photographs as `export` makes it.

    Stories that are known by their `ref` stay as they are.
    """
    city, result = _town(slug), Imported()
    store, wording = current_app.extensions["storyhub.storage"], current_wording(city.id).version
    try:
        with opened(file, file.parent) as source, Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task(f"Reading {file.name}", total=None)
            this = Import(city, source.photo_bytes, store, wording, dry_run)
            for result in import_rows(this, source.rows):
                bar.update(task, completed=result.done)
            bar.update(task, total=result.done or 1, completed=result.done or 1)
    except Unreadable as problem:
        raise click.ClickException(_english(problem.key)) from problem
    finally:
        if not dry_run:
            index_changes(current_app.extensions["storyhub.index"])
    _say(result, dry_run=dry_run, as_json=as_json)
    if result.problems:
        raise SystemExit(1)


def _town(slug: str) -> City:
    try:
        return city_by_slug(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no town {slug!r} here.") from error


def _english(key: str, **values: str) -> str:
    with force_locale(DEFAULT):
        return sentence(key, **values)


def _say(result: Imported, *, dry_run: bool, as_json: bool) -> None:
    problems = [
        (line, f"`{one.field}`: {_english(one.key, **one.values)}" if one.field else _english(one.key, **one.values))
        for line, one in result.problems
    ]
    if as_json:
        said = [{"line": line, "problem": problem} for line, problem in problems]
        click.echo(json.dumps({"added": result.added, "known": result.known, "problems": said, "dry_run": dry_run}))
        return
    verb = "would be added" if dry_run else "added"
    click.echo(f"{result.added} {verb}, {result.known} known already, {result.refused} not taken.")
    for line, problem in problems:
        click.echo(f"line {line}: {problem}", err=True)


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--city", "slug", required=True, help="The town whose public stories are written.")
@click.option("--format", "name", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@click.option("--without-photos", is_flag=True, help="Words alone.")
def export_stories(file: Path, slug: str, name: str, *, without_photos: bool) -> None:
    """Write the public stories of a town into FILE, a zip that `import-stories` reads again."""
    city = _town(slug)
    mine = select(Story.id).where(Story.city_id == city.id, published_to(ANONYMOUS))
    ids = list(db.session.scalars(mine.order_by(Story.told_at, Story.id)))
    base_url = current_app.config["STORYHUB"].base_url
    here = Workshop(file.parent, current_app.extensions["storyhub.storage"], base_url)
    with Progress(console=Console(stderr=True)) as bar, force_locale(DEFAULT):
        task = bar.add_task(f"Writing {file.name}", total=len(ids) or 1)
        taken = write_file(
            here, file, name, ANONYMOUS, ids, with_photos=not without_photos,
            about={"Source-Organization": base_url}, tell=lambda done: bar.update(task, completed=done),
        )  # fmt: skip
    click.echo(f"{len(taken)} stories written to {file}.")
