"""Where the table of lemmas stands, and having it made, once for each version, before any process needs it.

It is made out of simplemma's dictionaries (MIT) by `lemma_writing`, in a process of its own; nobody waits for it in a
request. A command that begins long work calls `make_table`; where there is no table, stems alone serve.
"""

import fcntl
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from storyhub.core.languages import LANGUAGES

SHAPE = 2
"""Change it with what the table holds."""
STEPS = len(LANGUAGES) + 1
"""What `seen` counts to: the languages, and the writing."""


def table_in(folder: Path) -> Path:
    """Where the table of this version stands in a data folder."""
    return folder / f"lemmas-{SHAPE}-{metadata.version('simplemma')}.marisa"


def make_table(path: Path, seen: Callable[[int], None] = lambda _done: None) -> None:
    """Make the table in a child process, unless it is there; raises CalledProcessError when that fails.

    Of several processes that need it, one makes it and the others wait. Tables of other versions are removed.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / "lemmas.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _run(path, seen)
            for old in set(path.parent.glob("lemmas-*")) - {path}:
                old.unlink(missing_ok=True)


def _run(path: Path, seen: Callable[[int], None]) -> None:
    command = [sys.executable, "-m", "storyhub.archive.language.lemma_writing", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for done, _line in enumerate(child.stdout, start=1):
            seen(done)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    seen(STEPS)
