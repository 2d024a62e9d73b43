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
