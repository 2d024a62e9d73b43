"""`storyhub …`: what operators do. Each command says what it does and stops cleanly."""

import functools
import os
from copy import copy
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import click
from flask import Flask

from storyhub.app import create_app
from storyhub.archive.preparing import make_lemmas
from storyhub.archive.services.indexing import index_changes
from storyhub.config import SettingsError, write_secrets
from storyhub.core.migrating import connect_migrations, migrate_to_head
from storyhub.core.schema import is_at_head
from storyhub.demo import services as demo
from storyhub.demo.stamp import is_demo
from storyhub.features import FEATURES
from storyhub.operations.cli import verify
from storyhub.operations.cli.talking import refuse_unfinished_restore
from storyhub.serving import is_free, serve_all
from storyhub.worker import Worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Storyhub: where a town listens to its residents."""
    os.umask(0o077)  # the database and the photographs are for their owner alone


def make_app() -> Flask:
    """The app, or a plain sentence when a setting cannot be meant."""
    try:
        return create_app()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def make_app_for_migrations() -> Flask:
    """For `flask db …`, with which migrations are written."""
    app = make_app()
    connect_migrations(app)
    return app


def make_secrets() -> None:
    """An installation without secrets of its own gets them, once, in its data folder."""
    if not os.environ.get("STORYHUB_SECRET_KEY") and not os.environ.get("STORYHUB_SECRET_KEY_FILE"):
        write_secrets(Path(os.environ.get("STORYHUB_DATA", "data")).absolute())


@main.command()
def migrate() -> None:
    """Bring the database to the newest shape, and an empty data folder to life."""
    make_secrets()
    app = make_app()
    with app.app_context():
        migrate_to_head(app)
    make_lemmas(app.config["STORYHUB"])
    with app.app_context():
        demo.seed_programme()
    click.echo("The database is ready.")


@main.command("demo")
@click.option("--empty", is_flag=True, help="Towns, themes and people, but no stories.")
def demo_command(*, empty: bool) -> None:
    """Fill the data folder with the demonstration: ten towns, invented people and stories."""
    make_secrets()
    app = make_app()
    with app.app_context():
        migrate_to_head(app)
    make_lemmas(app.config["STORYHUB"])
    with app.app_context():
        demo.fill(app.extensions["storyhub.storage"], app.extensions["storyhub.keys"], with_stories=not empty)
        index_changes(app.extensions["storyhub.index"])
    click.echo("The demonstration is ready.")


@main.command()
@click.option("--port", type=int, default=None, help="Another port than the one in STORYHUB_BIND.")
@click.option("--no-worker", is_flag=True, help="Only the web; the worker runs elsewhere.")
def serve(port: int | None, *, no_worker: bool) -> None:
    """Run web and worker together; Ctrl-C stops both."""
    if port is not None:
        host = os.environ.get("STORYHUB_BIND", "127.0.0.1:8000").rpartition(":")[0]
        os.environ["STORYHUB_BIND"] = f"{host}:{port}"
    app = make_app()
    settings = app.config["STORYHUB"]
    bind = settings.bind
    with app.app_context():
        refuse_unfinished_restore()
        if not is_at_head():
            raise click.ClickException(
                "The database has another shape than this program: run `storyhub migrate` first."
            )
        stamped = is_demo()
    if stamped and bind.rsplit(":", 1)[0] not in ("127.0.0.1", "localhost", "[::1]"):
        raise click.ClickException(
            "This database holds the demonstration. It is served on this machine only (127.0.0.1)."
        )
    if not is_free(bind):
        raise click.ClickException(f"Something else answers on {bind} already. Choose another port with --port.")
    make_lemmas(settings)
    raise SystemExit(serve_all(settings, with_worker=not no_worker))


@main.command()
def worker() -> None:
    """Do what waits: erase what was withdrawn, send mail, tidy up. Runs until it is stopped."""
    app = make_app()
    with app.app_context():
        refuse_unfinished_restore()
    make_lemmas(app.config["STORYHUB"])
    Worker(app).run_forever()


def in_app(command: click.Command) -> click.Command:
    """A feature's command that runs inside an application of its own; the feature's stays as it is."""
    wrapped, inner = copy(command), command.callback
    assert inner is not None

    @functools.wraps(inner)
    def callback(*args: Any, **kwargs: Any) -> Any:
        with make_app().app_context():
            return inner(*args, **kwargs)

    wrapped.callback = callback
    return wrapped


for feature in FEATURES:
    for one in feature.commands:
        main.add_command(in_app(resolve_name(one)))
main.add_command(verify)  # needs no installation, so that a backup can be looked at anywhere
