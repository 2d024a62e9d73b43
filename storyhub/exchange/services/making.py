"""Making the file of an export: story by story from the present state, thrown away if anything changed meanwhile."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from storyhub.accounts.queries import viewer_of_person
from storyhub.adapters.images import SIZES
from storyhub.adapters.storage import Store
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import ANONYMOUS, Viewer
from storyhub.exchange.columns import Record
from storyhub.exchange.formats import format_named
from storyhub.exchange.models import Export, ExportState
from storyhub.exchange.packing import Package, packing
from storyhub.exchange.queries.records import Outgoing, outgoing
from storyhub.stories.services.photos import file_name


@dataclass(frozen=True)
class Workshop:
    """Where files are made: the folder they stand in, the photographs, and the site's own address."""

    folder: Path
    store: Store
    base_url: str

    def path_of(self, export: Export) -> Path:
        """Each turn its own, so that none takes another's for its own."""
        return self.folder / file_of(export)


def file_of(export: Export) -> str:
    return f"{export.code}-{export.turn}.zip"


def make_export(here: Workshop, export_id: UUID, turn: int, texts: Mapping[str, str], about: Mapping[str, str]) -> None:
    """Write the file, unless a later turn does. `texts` are files that go with it, `about` describes a bag.

    Safe to repeat.
    """
    export = _begin(export_id, turn)
    if export is None:
        return
    taken = write_file(
        here,
        here.path_of(export),
        export.format,
        viewer_for(export),
        export.ids,
        with_photos=export.with_photos,
        texts=texts,
        about=about,
        tell=lambda done: _say(export, done),
    )
    _finish(here, export, turn, taken)


def write_file(
    here: Workshop,
    path: Path,
    name: str,
    viewer: Viewer,
    ids: Sequence[UUID],
    *,
    with_photos: bool,
    texts: Mapping[str, str] | None = None,
    about: Mapping[str, str] | None = None,
    tell: Callable[[int], None] = lambda _done: None,
) -> list[UUID]:
    """Write those of these stories that the viewer may read; returns which. `tell` hears how many were looked at."""
    kind = format_named(name)
    taken: list[UUID] = []

    def records(package: Package) -> Iterator[Record]:
        for some in outgoing(viewer, ids, here.base_url, with_photos=with_photos):
            for one in some:
                _pack_photos(here.store, package, one)
                taken.append(one.id)
                yield one.record
            tell(len(taken))

    with packing(path, f"{path.stem}/" if kind.ROOT else "", kind.ROOT) as package:
        for file, text in (texts or {}).items():
            package.add(file, text.encode())
        kind.write(package, records(package))
        kind.finish(package, dict(about or {}))
    return taken


def viewer_for(export: Export) -> Viewer:
    """Whoever asked, as the rules see them now."""
    return viewer_of_person(export.person_id) if export.person_id else ANONYMOUS


def _begin(export_id: UUID, turn: int) -> Export | None:
    with transaction() as session:
        export = session.get(Export, export_id, with_for_update=True)
        if export is None or export.turn != turn or export.state not in (ExportState.WAITING, ExportState.MAKING):
            return None
        export.state, export.done = ExportState.MAKING, 0
    db.session.refresh(export)
    db.session.expunge(export)
    return export


def _pack_photos(store: Store, package: Package, one: Outgoing) -> None:
    """A photograph that was taken back in this very moment is not there, and the file will be made anew."""
    for name, photo in one.photos.items():
        data = store.get(file_name(photo.key, SIZES[0]))
        if data is not None:
            package.add(name, data)


def _say(export: Export, done: int) -> None:
    with transaction() as session:
        row = session.get(Export, export.id)
        if row is not None and row.turn == export.turn:
            row.done = done


def _finish(here: Workshop, export: Export, turn: int, taken: list[UUID]) -> None:
    path = here.path_of(export)
    with transaction() as session:
        row = session.get(Export, export.id, with_for_update=True)
        if row is None or row.turn != turn:
            # What is in the file changed while it was written. The next turn writes another over it.
            path.unlink(missing_ok=True)
            return
        row.ids, row.total, row.done = taken, len(taken), len(taken)
        row.state = ExportState.READY if taken else ExportState.EMPTY
        row.made_at, row.size = clock.now(), path.stat().st_size
        if not taken:
            path.unlink()
