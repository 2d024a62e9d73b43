"""The database session: it reads unless a service opens `transaction()`.

A page that only reads never waits for a writer and can never write by accident; on SQLite a write
takes its lock at once (BEGIN IMMEDIATE), because a transaction that upgrades from a stale read fails
with "database is locked" whatever the timeout.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, MetaData, event, text
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, Session, registry

from storyhub.core.errors import Unavailable
from storyhub.core.line import turn_to_write

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cell_size_check=ON",
    "journal_size_limit=67108864",
)

POSTGRES_LIMITS = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"

FACE = "storyhub_reading_face"


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            # The word itself, readable in the database and extended without a migration.
            Enum: SqlEnum(Enum, native_enum=False, length=24, values_callable=lambda kind: [one.value for one in kind])
        },
    )


class StoryhubSession(FlaskSession):
    """Binds to the read-only face of the engine unless a transaction() is open; both share one pool.

    A row that is locked by `get(…, with_for_update=…)` is read anew: SQLAlchemy by itself would lock it and go on with
    what was read of it before the lock, while another writer had it. What was changed on it is flushed first, and so
    kept; relationships that were loaded before are loaded again by whoever needs them.
    """

    def get(self, *args: Any, with_for_update: Any = None, populate_existing: bool | None = None, **more: Any) -> Any:
        fresh = True if with_for_update and populate_existing is None else populate_existing
        return super().get(*args, with_for_update=with_for_update, populate_existing=fresh, **more)

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        engine = super().get_bind(*args, **kwargs)
        if self.info.get("writing") or not isinstance(engine, Engine):
            return engine
        return _reading_face(engine)


def _reading_face(engine: Engine) -> Engine:
    """The same engine, for reading. It is kept on the engine itself, whose life it shares."""
    face: Engine | None = engine.__dict__.get(FACE)
    if face is None:
        face = engine.__dict__[FACE] = engine.execution_options(sqlite_read_only=True, postgresql_readonly=True)
    return face


db = SQLAlchemy(model_class=Base, session_options={"class_": StoryhubSession})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def engine_options(url: str, *, pool_size: int) -> dict[str, Any]:
    """Options for create_engine: limits that turn a stuck database into an answer."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 5, "check_same_thread": False}, "pool_size": pool_size}
    return {"connect_args": {"options": POSTGRES_LIMITS}, "pool_pre_ping": True, "pool_size": pool_size}


def prepare_engine(engine: Engine) -> None:
    """Install the SQLite recipe on an engine; PostgreSQL needs nothing beyond its options."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 must not open transactions of its own
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("sqlite_read_only", False)
    # Both ways, each time: a connection returns to the pool with whatever was set last.
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one kind of writing there is: everything inside is kept together or not at all.

    Ends the read that went before (what was read is read again). Inside an open transaction it joins it.
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    session.rollback()
    with turn_to_write(db.engine):
        session.info["writing"] = True
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


def is_writing() -> bool:
    return bool(db.session().info.get("writing"))


def forget_deleted_pages() -> None:
    """Take deleted text out of SQLite's write-ahead log, where it would otherwise stay readable.

    Raises Unavailable while a reader still holds on to the log.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    with db.engine.connect().execution_options(sqlite_read_only=True) as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA query_only=OFF")
        busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Unavailable()


def ping() -> None:
    """Raise if the database does not answer."""
    db.session.execute(text("SELECT 1"))
