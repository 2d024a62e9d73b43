"""How the commands speak: a progress bar on the terminal, one JSON document or plain lines on the output."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from rich.console import Console
from rich.progress import Progress, TaskID

from storyhub.operations.services import Refused, Tell
from storyhub.operations.services.installation import Installation


def this_installation() -> Installation:
    ports = current_app.extensions
    return Installation(
        current_app.config["STORYHUB"].data, ports["storyhub.storage"], ports["storyhub.keys"], ports["storyhub.index"]
    )


def refuse_unfinished_restore() -> None:
    """Nobody is served from a place whose restore was cut off: what was taken back may stand there again."""
    mark = this_installation().unfinished
    if mark.exists():
        raise click.ClickException(
            f"A restore was cut off here ({mark}). Empty the database and the photographs, and restore again."
        )


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar for each part of the work. What is refused becomes a plain sentence."""
    with Progress(console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of or None)
            bar.update(tasks[what], completed=done, total=of or None)

        try:
            yield tell
        except Refused as error:
            raise click.ClickException(str(error)) from error


def say(document: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    click.echo(json.dumps(document) if as_json else "\n".join(lines))


as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
