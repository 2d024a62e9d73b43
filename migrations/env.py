"""How migrations run: on a connection of their own, with SQLite's foreign keys off until they are checked."""

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from flask_security import AsaList
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from storyhub.core.columns import TranslatedText, UtcDateTime
from storyhub.core.db import db

JSON = "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | bool:
    """Write our column types as plain ones: a migration must not change when our code does."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, TranslatedText | sa.JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return JSON
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return "sa.String()" if isinstance(item, AsaList) else False


def run() -> None:
    engine = create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            raw = connection.connection.driver_connection
            raw.isolation_level = None
            # A batch ALTER copies and drops the table: with foreign keys on, that would delete the child rows.
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                connection.exec_driver_sql("ROLLBACK")
                raise RuntimeError(f"the migration would leave {len(broken)} rows without their parents")
            connection.exec_driver_sql("COMMIT")
        connection.commit()


run()
