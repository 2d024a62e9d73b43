"""What engines that keep files in a folder share: generations, stages of a rebuild, one writer, readers that notice."""

import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from storyhub.adapters.index import Document, Unusable, Writer
from storyhub.adapters.index.generations import Generations
from storyhub.adapters.index.stages import Key, Stage, Stages
from storyhub.adapters.index.sums import Mark, Watched

Reader = TypeVar("Reader")

ATTEMPTS = 3


class EngineWriter(Writer, Protocol):
    def finish(self) -> None:
        """Commit; from here on the files stay as they are."""
        ...

    def close(self) -> None:
        """Let go; what was not finished is forgotten."""
        ...


@dataclass(frozen=True)
class Opened(Generic[Reader]):
    """An index as one state of its files: what is searched, and what tells that they were touched."""

    reader: Reader
    watched: Watched
    mark: Mark


class EmbeddedIndex(ABC, Generic[Reader]):
    """Opens its files when first asked, and again whenever a writer has published others."""

    def __init__(self, folder: Path, made_by: str) -> None:
        self.generations = Generations(folder, made_by)
        self.stages = Stages(self.generations)
        self._opened: Opened[Reader] | None = None
        self._lock = Lock()

    @abstractmethod
    def open_reader(self, folder: Path) -> Reader:
        """Raises Unusable, whatever is wrong."""

    @abstractmethod
    def open_writer(self, folder: Path, *, much: bool = False) -> EngineWriter:
        """Over the index in this folder; it is made where the folder is empty. `much` is about to be written."""

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self.generations.writing():
            folder = self.generations.copy(self.generations.current())
            with self._publishing(folder), closing(self.open_writer(folder)) as engine:
                writer = Changing(engine)
                yield writer
                engine.finish()
                # Before the change counts: noted for nothing costs little, forgotten would be an old word found.
                self.stages.note(writer.keys)
            self.generations.sweep(keep={folder, *self.stages.folders()})

    @contextmanager
    def rebuilding(self) -> Iterator["Rebuilding"]:
        with self.generations.writing():
            stage = self.stages.last()
            folder = stage.folder if stage else self.generations.new_folder()
            with self._publishing(folder), closing(Rebuilding(self, folder, stage)) as writer:
                yield writer
                writer.finish()
            self.stages.finish(folder)
            self.generations.sweep(keep={folder})
            self.generations.trust()

    @contextmanager
    def _publishing(self, folder: Path) -> Iterator[None]:
        """What is made in this folder counts when the `with` ends well; else it goes, unless one may go on with it."""
        try:
            yield
            self.generations.publish(folder)
        except BaseException:
            if folder not in self.stages.folders():
                shutil.rmtree(folder, ignore_errors=True)
            raise

    def distrust(self) -> None:
        self.generations.distrust()

    def is_distrusted(self) -> bool:
        return self.generations.is_distrusted()

    def close(self) -> None:
        with self._lock:
            self._opened = None

    def reader(self) -> Reader:
        """What is searched now, opened anew when something else was published. Raises Unusable."""
        with self._lock:
            mark = self.generations.mark()
            if mark is None:
                self._opened = None
                raise Unusable("there is none", is_missing=True)
            if self._opened is None or self._opened.mark != mark:
                self._opened = None
                self._opened = self._open()
            self._opened.watched.check()
            return self._opened.reader

    def _open(self) -> Opened[Reader]:
        for _ in range(ATTEMPTS):
            try:
                generation = self.generations.current()
                watched = Watched(generation.files)
                return Opened(self.open_reader(generation.folder), watched, generation.mark)
            except (Unusable, OSError) as error:
                fault = error
                # Another one may have been published and this one removed while it was opened.
                time.sleep(0.01)
        raise Unusable(str(fault), is_damage=not self.generations.is_being_written()) from fault


class Changing:
    """A writer that remembers what it wrote."""

    def __init__(self, engine: EngineWriter) -> None:
        self._engine = engine
        self.keys: set[Key] = set()

    def put(self, document: Document) -> None:
        self.keys.add((document.source, document.id))
        self._engine.put(document)

    def forget(self, source: str, id_: UUID) -> None:
        self.keys.add((source, id_))
        self._engine.forget(source, id_)


class Rebuilding:
    """A writer into a generation that does not count yet."""

    def __init__(self, index: EmbeddedIndex, folder: Path, stage: Stage | None) -> None:
        self.resumed = stage.name if stage else ""
        self.changed: frozenset[Key] = stage.changed if stage else frozenset()
        self._index, self._folder = index, folder
        self._engine = index.open_writer(folder, much=True)

    def put(self, document: Document) -> None:
        self._engine.put(document)

    def forget(self, source: str, id_: UUID) -> None:
        self._engine.forget(source, id_)

    def keep(self, stage: str) -> None:
        self.finish()
        self._index.stages.keep(self._folder, stage)
        self._engine = self._index.open_writer(self._folder, much=True)

    def finish(self) -> None:
        self._engine.finish()
        self._engine.close()

    def close(self) -> None:
        self._engine.close()
