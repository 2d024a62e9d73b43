"""`storyhub import-stories`."""

import json
from pathlib import Path

import click
from flask import current_app
from rich.console import Console
from rich.progress import Progress

from storyhub.archive.services.indexing import index_changes
from storyhub.cities.queries import city_by_slug, current_wording
from storyhub.core.errors import NotFound
from storyhub.stories.services.importing import Imported, import_lines


@click.command("import-stories")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--city", "slug", required=True, help="The town the stories belong to.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_stories(file: Path, slug: str, *, dry_run: bool, as_json: bool) -> None:
    """Bring stories in from FILE, one JSON object a line. Stories that are known by their `ref` stay as they are."""
    try:
        city = city_by_slug(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no town {slug!r} here.") from error
    result = Imported()
    with file.open("rb") as lines, Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(f"Reading {file.name}", total=sum(1 for _ in file.open("rb")) or 1)
        store, wording = current_app.extensions["storyhub.storage"], current_wording(city.id).version
        for result in import_lines(city, lines, store, file.parent, wording=wording, dry_run=dry_run):
            bar.update(task, completed=result.added + result.known + len(result.problems))
        if not dry_run:
            index_changes(current_app.extensions["storyhub.index"])
    _say(result, dry_run=dry_run, as_json=as_json)
    if result.problems:
        raise SystemExit(1)


def _say(result: Imported, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        problems = [{"line": line, "problem": problem} for line, problem in result.problems]
        click.echo(json.dumps({"added": result.added, "known": result.known, "problems": problems, "dry_run": dry_run}))
        return
    verb = "would be added" if dry_run else "added"
    click.echo(f"{result.added} {verb}, {result.known} known already, {len(result.problems)} not taken.")
    for line, problem in result.problems:
        click.echo(f"line {line}: {problem}", err=True)
