"""PostgreSQL's own programs for dumping and restoring."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from storyhub.operations.services import Refused


def dump(url: URL, to: Path, snapshot: str) -> None:
    """The database as one file in pg_dump's custom format, as it stood at an exported snapshot. Raises Refused."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "--file", to, url=url)


def load(url: URL, dumped: Path) -> None:
    """Fill an empty database with a dump, all of it or nothing. Raises Refused."""
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", dumped, url=url)


def tables_of(dumped: Path) -> set[str]:
    """The tables whose rows a dump holds. Raises Refused when it cannot be read."""
    listed = _run("pg_restore", "--list", dumped).splitlines()
    return {line.split()[6] for line in listed if " TABLE DATA " in line}


def _run(program: str, *arguments: object, url: URL | None = None) -> str:
    """The password goes through the environment: a command line can be read by everyone on the machine."""
    command, environment = [str(program_path(program)), *map(str, arguments)], dict(os.environ)
    if url is not None:
        plain = url.set(drivername="postgresql", password=None).render_as_string()
        command += ["--no-password", "--dbname", plain]
        environment |= {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Refused(f"{program} ended with {done.returncode}: {last}")
    return done.stdout


def program_path(program: str) -> Path:
    """The newest one installed; Debian keeps them off the PATH, and an older one refuses a newer server."""
    versions = [path for path in Path("/usr/lib/postgresql").glob(f"*/bin/{program}") if path.parts[-3].isdigit()]
    if versions:
        return max(versions, key=lambda path: int(path.parts[-3]))
    found = shutil.which(program)
    if found is None:
        raise Refused(
            f"{program} was not found. A PostgreSQL database is backed up and restored with PostgreSQL's own programs: "
            "install its client (Debian: apt-get install postgresql-client)."
        )
    return Path(found)
