"""Bringing a database to the newest shape. For commands alone: no web process carries what it imports."""

from typing import Any

from flask_migrate import Migrate, upgrade

from storyhub.core.assets import ASSETS
from storyhub.core.db import db

MIGRATIONS = str(ASSETS / "migrations")


def connect_migrations(app: Any) -> None:
    """Let Flask-Migrate's functions work on this application's database."""
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True)


def migrate_to_head(app: Any) -> None:
    """Run every migration that the database has not seen. Inside this application's context."""
    connect_migrations(app)
    upgrade(MIGRATIONS)
