"""The database at one moment, as a file, while others go on writing; and the same moment to be asked questions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, inspect, select, table, text
from sqlalchemy.pool import NullPool

from storyhub.core.db import db
from storyhub.core.schema import migration_of
from storyhub.operations.services import Tell
from storyhub.operations.services.postgres import dump

PAGES = 4096
"""Pages copied between two looks at the progress bar."""


@dataclass(frozen=True)
class Snapshot:
    """`kind` is sqlite or postgresql; `file` is the copy; `connection` reads what the copy holds."""

    kind: str
    file: Path
    connection: Connection

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return rows_by_table(self.connection)

    def migration(self) -> str | None:
        return migration_of(self.connection)


@contextmanager
def snapshot(folder: Path, tell: Tell) -> Iterator[Snapshot]:
    """A copy of the database in `folder`, and a connection to that same moment."""
    kind, file = db.engine.dialect.name, folder / "database"
    if kind == "sqlite":
        copy_sqlite(Path(str(db.engine.url.database)), file, tell)
        with reading_copy(file) as connection:
            yield Snapshot(kind, file, connection)
        return
    with db.engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {limit} = 0"))
        tell("Copying the database", 0, 0)
        dump(db.engine.url, file, str(connection.scalar(text("SELECT pg_export_snapshot()"))))
        yield Snapshot(kind, file, connection)


def copy_sqlite(source_path: Path, target_path: Path, tell: Tell) -> None:
    """SQLite's online backup. The read that is begun first holds the moment, or each foreign write would start it anew."""
    with (
        closing(sqlite3.connect(source_path, isolation_level=None)) as source,
        closing(sqlite3.connect(target_path, isolation_level=None)) as target,
    ):
        source.execute("PRAGMA query_only=ON")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(
            target, pages=PAGES, progress=lambda _, left, of: tell("Copying the database", of - left, max(of, 1))
        )
        source.execute("ROLLBACK")
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


@contextmanager
def reading_copy(file: Path) -> Iterator[Connection]:
    """A connection to a copy that nobody else has."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def rows_by_table(connection: Connection) -> dict[str, int]:
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
