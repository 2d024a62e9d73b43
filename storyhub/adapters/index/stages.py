"""How far an unfinished generation has come, so that a rebuild that was killed goes on instead of beginning again.

Others may write to the index that counts while nobody rebuilds. What they change after a stage is noted beside it:
the unfinished generation holds those things as they were, and has them written again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from storyhub.adapters.index.generations import Generations, write_at_once
from storyhub.core import clock

YOUNG = 6 * 3600
"""Seconds. What is older has missed what changes without a note, such as the name of a district."""
STAGE, CHANGED = ".stage.json", ".changed"

Key = tuple[str, UUID]


@dataclass(frozen=True)
class Stage:
    """An unfinished generation: what its last stage was called, and what was changed elsewhere since."""

    folder: Path
    name: str
    changed: frozenset[Key]


class Stages:
    """Used under the writer's lock alone."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations

    def last(self) -> Stage | None:
        """The one to go on with: young, of the same make, and with its files as they were."""
        for note in sorted(self._notes(), reverse=True):
            try:
                said = json.loads(note.read_bytes())
                files = {name: (size, crc) for name, (size, crc) in said["files"].items()}
                if self._may_go_on(said) and self._generations.sums.agree(note.parent, files):
                    return Stage(note.parent, said["stage"], _changed(note.parent))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
        return None

    def keep(self, folder: Path, name: str) -> None:
        """What is in this folder is complete up to here."""
        said = self._generations.described(folder) | {"stage": name, "at": clock.now().timestamp()}
        write_at_once(folder / STAGE, said)

    def note(self, keys: Iterable[Key]) -> None:
        """These things are about to be other than they were."""
        lines = "".join(f"{source} {id_.hex}\n" for source, id_ in keys)
        for note in self._notes():
            with (note.parent / CHANGED).open("a") as file:
                file.write(lines)

    def folders(self) -> frozenset[Path]:
        """Those that somebody may go on with."""
        return frozenset(note.parent for note in self._notes())

    def finish(self, folder: Path) -> None:
        """It counts now, and nothing is left to go on with."""
        for name in (STAGE, CHANGED):
            (folder / name).unlink(missing_ok=True)

    def _notes(self) -> list[Path]:
        return list(self._generations.root.glob(f"g-*/{STAGE}"))

    def _may_go_on(self, said: dict[str, object]) -> bool:
        age = clock.now().timestamp() - float(str(said["at"]))
        return said["made_by"] == self._generations.made_by and 0 <= age < YOUNG


def _changed(folder: Path) -> frozenset[Key]:
    try:
        rows = (line.split() for line in (folder / CHANGED).read_text().splitlines())
        return frozenset((source, UUID(hex=id_)) for source, id_ in rows)
    except FileNotFoundError:
        return frozenset()
