"""All methods and paths there are: those that come with Storyhub, and those of the operator's own folder.

They are read once for each process, and again when a file there was added, changed or taken away. A file that cannot be
used is left out and told; it never takes others with it. An operator's method with the id of one of ours stands in its
place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import structlog

from storyhub.workshops.methods.agendas import faults_of_makers, faults_of_path, types_made_by
from storyhub.workshops.methods.loaded import Loaded, LoadedPath
from storyhub.workshops.methods.loading import PATHS, load_folder, load_paths
from storyhub.workshops.methods.problems import Problem, problems_in
from storyhub.workshops.methods.schema import Family

log = structlog.get_logger()

SHIPPED = Path(__file__).resolve().parent.parent / "library"
SHIPPED_PATHS = SHIPPED.parent / "paths"
FAMILIES = list(Family)


@dataclass(frozen=True)
class Library:
    """Methods by id, in the order of their families; paths in the order they are offered; and what could not be used."""

    methods: Mapping[str, Loaded] = field(default_factory=dict)
    paths: Mapping[str, LoadedPath] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class Shelf:
    """Where the library lies. Safe to be asked by many threads."""

    def __init__(self) -> None:
        self._own: Path | None = None
        self._seen: frozenset[tuple[str, int, int]] | None = None
        self._library = Library()
        self._reading = Lock()

    def read_also(self, folder: Path | None) -> None:
        """From now on this folder too, with paths in its `paths`; None for the shipped ones alone."""
        with self._reading:
            if folder != self._own:
                self._own, self._seen = folder, None

    def library(self) -> Library:
        with self._reading:
            seen = _look_at(self._own)
            if seen != self._seen:
                self._library, self._seen = read_library(self._own), seen
                for problem in self._library.problems:
                    log.warning("bad_method", where=problem.file, error=f"{problem.key}: {problem.reason}")
            return self._library


SHELF = Shelf()


def library() -> Library:
    """What there is now."""
    return SHELF.library()


def read_library(own: Path | None = None) -> Library:
    """The shipped methods and paths and those of another folder, joined as far as they can be used."""
    methods, wrong_methods = load_folder(SHIPPED)
    paths, wrong_paths = load_paths(SHIPPED_PATHS)
    problems = wrong_methods + wrong_paths
    if own is not None:
        own_methods, wrong_methods = load_folder(own)
        own_paths, wrong_paths = load_paths(own / PATHS)
        problems += wrong_methods + wrong_paths
        methods, paths = methods | own_methods, paths | own_paths
    return _joined(methods, paths, problems)


def _joined(methods: Mapping[str, Loaded], paths: Mapping[str, LoadedPath], problems: list[Problem]) -> Library:
    """Without the methods that nothing could ever feed, and the paths whose exercises do not join."""
    made = types_made_by(one.method for one in methods.values())
    unfed = [problem for one in methods.values() for problem in _told(one, faults_of_makers(one.method, made))]
    good = {name: one for name, one in methods.items() if not any(faults_of_makers(one.method, made))}
    torn = [problem for one in paths.values() for problem in _told(one, faults_of_path(one.path, good))]
    whole = {name: one for name, one in paths.items() if not any(faults_of_path(one.path, good))}
    return Library(
        dict(sorted(good.items(), key=lambda item: (FAMILIES.index(item[1].method.method.family), item[0]))),
        dict(sorted(whole.items(), key=lambda item: (item[1].path.path.position, item[0]))),
        (*problems, *unfed, *torn),
    )


def _told(one: Loaded | LoadedPath, faults: Iterator[tuple[str, str]]) -> list[Problem]:
    return problems_in(one.file.name if one.file else one.id, faults)


def _look_at(own: Path | None) -> frozenset[tuple[str, int, int]]:
    """Every file there is, when it was last written and how large it is: cheap to ask, and different when anything is."""
    folders = [SHIPPED, SHIPPED_PATHS, *([own, own / PATHS] if own else [])]
    found = [file for folder in folders for pattern in ("*.toml", "*/*.toml") for file in folder.glob(pattern)]
    return frozenset(look for file in found if (look := _look(file)))


def _look(file: Path) -> tuple[str, int, int] | None:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return str(file), stat.st_mtime_ns, stat.st_size
