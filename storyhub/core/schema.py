"""The database's shape: where its migrations are, and whether they have all run."""

from functools import lru_cache

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storyhub.core.assets import ASSETS
from storyhub.core.db import db


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ASSETS / "migrations"))
    return ScriptDirectory.from_config(config)


@lru_cache(maxsize=1)
def head() -> str | None:
    """The newest migration we know."""
    return _scripts().get_current_head()


def current() -> str | None:
    """The migration the database stands at, or None for an empty one."""
    with db.engine.connect().execution_options(sqlite_read_only=True) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_at_head() -> bool:
    return current() == head()


def is_known(migration: str) -> bool:
    """Whether a migration is one of ours; a newer program's is not."""
    return migration in {one.revision for one in _scripts().walk_revisions()}
