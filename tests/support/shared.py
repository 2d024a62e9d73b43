"""What is made once for all the processes of a test run: the first to need it makes it, the others wait."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = "STORYHUB_TEST_FOLDER"
MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Bytes that a run finds room in many times over."""


def is_first_process(config: pytest.Config) -> bool:
    """False in the processes that pytest-xdist starts."""
    return not hasattr(config, "workerinput")


def make_folder(config: pytest.Config) -> None:
    """A folder for this run; its name travels to the other processes in the environment."""
    if is_first_process(config):
        _keep_files_in_memory()
        path = tempfile.mkdtemp(prefix="storyhub-tests-")
        os.chmod(path, 0o711)  # PostgreSQL runs as another user, below
        os.environ[FOLDER] = path


def _keep_files_in_memory() -> None:
    """Tens of thousands of commits wait for no disk, where memory holds files and nobody chose another place."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    is_for_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC  # one test installs some
    if is_for_programs and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def folder() -> Path:
    return Path(os.environ[FOLDER])


def remove_folder() -> None:
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The path `name` in the shared folder, filled by `make(path)` in whichever process comes first."""
    path = folder() / name
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder() / f"{name}.done"
        if not done.exists():
            make(path)
            done.touch()
    return path


def shares_with_its_module(item: pytest.Item) -> bool:
    """Whether a fixture that it uses is made once for all tests of its file."""
    if not isinstance(item, pytest.Function):
        return False
    used = item._fixtureinfo.name2fixturedefs.values()
    return any(definition.scope == "module" for definitions in used for definition in definitions)
