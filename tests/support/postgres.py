"""A PostgreSQL of the test run's own: a fresh cluster on a socket, without fsync, gone when the run ends."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

MISSING = (
    "PostgreSQL is not installed (no initdb found). "
    "Install it (Debian: apt-get install postgresql), or use --database sqlite."
)
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c listen_addresses=''"


def start_server(data: Path) -> None:
    """Make a cluster in `data` and start it, listening on a socket in the same folder."""
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
    _run("initdb", "-D", data, "-U", "storyhub", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
    _run("pg_ctl", "-D", data, "-l", data / "log", "-w", "-o", f"-k {data} {FAST}", "start")


def stop_server(data: Path) -> None:
    if (data / "postmaster.pid").exists():
        _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def url_of(data: Path, database: str) -> str:
    return f"postgresql://storyhub@/{database}?host={data}"


@contextmanager
def made_from(data: Path, template: str, name: str) -> Iterator[str]:
    """A database made from a template, dropped afterwards. Gives its address."""
    _execute(data, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    try:
        yield url_of(data, name)
    finally:
        _execute(data, f'DROP DATABASE "{name}" WITH (FORCE)')


class Renewed:
    """A database made from a template, brought back to what it held: dropping and making it takes ten times as long."""

    def __init__(self, data: Path, template: str, name: str) -> None:
        _execute(data, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        self.url = url_of(data, name)
        self._connection = psycopg.connect(self.url, autocommit=True)
        # Neither foreign keys nor the triggers that keep trails hold for us.
        self._connection.execute("SET session_replication_role = replica")
        tables = self._connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        self._tables = [name for (name,) in tables]
        self._held = {name: self._rows(name) for name in self._tables}
        self._sums = self._summed(self._tables)

    def renew(self) -> None:
        """End what others are still doing in it, and put back every table that changed."""
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        changed = [name for name, sum_ in self._summed(self._tables).items() if sum_ != self._sums[name]]
        for name in changed:
            self._connection.execute(f'DELETE FROM "{name}"')  # type: ignore[arg-type]
            with self._connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:  # type: ignore[arg-type]
                copy.write(self._held[name])
        if changed:
            self._sums |= self._summed(changed)

    def _rows(self, table: str) -> bytes:
        with self._connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:  # type: ignore[arg-type]
            return b"".join(bytes(part) for part in copy)

    def _summed(self, tables: list[str]) -> dict[str, str]:
        """A sum over which versions of rows each table has; whatever is written is another version, in its own place.

        That is half the work of a sum over what the rows say.
        """
        each = (
            f"SELECT '{name}', count(*) || ':' || coalesce(sum(hashtextextended(ctid::text || ' ' || xmin::text, 0)), 0)"
            f' FROM "{name}"'
            for name in tables
        )
        return dict(self._connection.execute(" UNION ALL ".join(each)).fetchall())  # type: ignore[arg-type]


def create_database(data: Path, name: str) -> str:
    _execute(data, f'CREATE DATABASE "{name}"')
    return url_of(data, name)


def _execute(data: Path, statement: str) -> None:
    with psycopg.connect(url_of(data, "postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _run(program: str, *arguments: object) -> None:
    """Run one of PostgreSQL's programs, as its own user when we are root: initdb refuses root."""
    as_postgres: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_postgres = {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": []}
    done = subprocess.run(
        [str(_binaries() / program), *map(str, arguments)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        text=True,
        cwd="/",
        **as_postgres,
    )
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr or 'see the log in its folder'}")


def _binaries() -> Path:
    """The newest installed version's programs; Debian keeps them off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if versions:
        return versions[-1]
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError(MISSING)
    return Path(found).resolve().parent
