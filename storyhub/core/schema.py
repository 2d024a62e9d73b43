"""The database's shape: which migrations there are, and whether they have all run.

Every web process asks this, so it reads the names of the files and leaves Alembic, which is large, to `core.migrating`.
"""

from functools import lru_cache

from sqlalchemy import Connection, inspect, text

from storyhub.core.assets import ASSETS
from storyhub.core.db import db


@lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    """Every migration, oldest first: a file is named by its revision, and each follows the one before."""
    return tuple(sorted(path.name.partition("_")[0] for path in (ASSETS / "migrations/versions").glob("[0-9]*.py")))


def head() -> str:
    """The newest migration we know."""
    return _known()[-1]


def current() -> str | None:
    """The migration the database stands at, or None for an empty one."""
    with db.engine.connect().execution_options(sqlite_read_only=True) as connection:
        return migration_of(connection)


def migration_of(connection: Connection) -> str | None:
    """The migration that the database of this connection stands at, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def is_at_head() -> bool:
    return current() == head()


def is_known(migration: str) -> bool:
    """Whether a migration is one of ours; a newer program's is not."""
    return migration in _known()
