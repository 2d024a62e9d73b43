"""How long each kind of question takes in each engine, over the same analysed corpus in seven languages.

Engines: tantivy and whoosh behind our port, SQLite's FTS5, PostgreSQL with GIN and, where it is installed, with RUM. Each is
asked for the twenty best, how many there are in all, and the facets where that is the question. Milliseconds are the
processor's (PostgreSQL's own process counted with ours), for changes the clock's: one is on disk when it ends
(PostgreSQL runs as tests start it, without fsync). Figures are kept in a file between runs, and `--plot` draws how
cost grows from them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.support.analysed import Analysed, analyse
from bench.support.engines import Engine, Fts5, Ours, Postgres, Rum
from bench.support.installation import CACHE, quantile
from bench.support.plot import growth
from bench.support.questions import LIMITED, questions_of
from storyhub.adapters.index import Clause, Document
from tests.support import postgres

ENGINES = ("tantivy", "fts5", "postgres", "rum", "whoosh")
MOST_FOR = {"whoosh": 10_000, "fts5": 100_000, "postgres": 100_000, "rum": 100_000, "tantivy": 1_000_000}
IN_POSTGRES = {"postgres": Postgres, "rum": Rum}
LIMITS = {100_000: 10.0, 1_000_000: 60.0}
CHANGES = 12

Figures = dict[str, list[float]]


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Engine]:
    if name in IN_POSTGRES:
        postgres.start_server(folder / "postgres")
        try:
            yield IN_POSTGRES[name](postgres.create_database(folder / "postgres", "bench"))
        finally:
            postgres.stop_server(folder / "postgres")
    elif name == "fts5":
        yield Fts5(folder)
    else:
        yield Ours(name, folder / name)


def timed(clock: Callable[[], float], do: Callable[[], object]) -> float:
    began = clock()
    do()
    return (clock() - began) * 1000


def measure(name: str, analysed: Analysed, rounds: int) -> Figures:
    """[p50, p95] of each kind of question and change; of the load, [seconds of the clock, of the processor, MB]."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        with opened(name, folder) as engine:
            began, worked = time.perf_counter(), time.process_time()
            engine.load(analysed.documents())
            took = [time.perf_counter() - began, time.process_time() - worked]
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
            figures["load"] = [*took, size]
            for kind, asked in questions_of(analysed).items():
                ask = engine.facets if kind == "facets" else engine.search
                figures[kind] = _quantiles(list(_asked(engine.clock, ask, asked, rounds)))
            figures |= _changes(engine, analysed)
    return figures


def _asked(
    clock: Callable[[], float], ask: Callable[[Clause], object], asked: list[Clause], rounds: int
) -> Iterator[float]:
    for one in asked[:3]:
        ask(one)
    for at in range(rounds):
        yield timed(clock, partial(ask, asked[at % len(asked)]))


def _changes(engine: Engine, analysed: Analysed) -> Figures:
    known = list(islice(analysed.documents(), CHANGES))
    new = [replace(one, id=UUID(int=(10**9 + at) << 16 | 7)) for at, one in enumerate(known)]

    def each(change: Callable[[Document], None], documents: list[Document]) -> list[float]:
        return _quantiles([timed(time.perf_counter, partial(change, one)) for one in documents])

    return {"add": each(engine.put, new), "update": each(engine.put, known), "delete": each(engine.forget, new)}


def _quantiles(took: list[float]) -> list[float]:
    return [round(median(took), 3), round(quantile(took, 0.95), 3)]


def show(count: int, found: dict[str, Figures]) -> bool:
    """Print the table; whether tantivy kept to its limit."""
    names = [name for name in ENGINES if name in found]
    print(f"\n{count} stories, ms p50/p95" + "".join(f"{name:>20}" for name in names) + "   × tantivy (p50)")
    for kind in [*LIMITED, "add", "update", "delete"]:
        ours = found.get("tantivy", {}).get(kind)
        cells = "".join(f"{found[name][kind][0]:>12.2f}{found[name][kind][1]:>8.1f}" for name in names)
        ratios = " ".join(f"{found[name][kind][0] / ours[0]:.0f}" for name in names[1:]) if ours else ""
        print(f"{kind:24}{cells}   {ratios}")
    for name in names:
        wall, worked, size = found[name]["load"]
        print(f"{name:12} loaded in {wall:.0f} s ({worked:.0f} s of this process's processor time), {size:.0f} MB")
    limit = LIMITS.get(count)
    if limit is None or "tantivy" not in found:
        return True
    over = [kind for kind in LIMITED if found["tantivy"][kind][1] > limit]
    print(f"p95 at most {limit} ms in tantivy: {'BROKEN by ' + ', '.join(over) if over else 'kept'}")
    return not over


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, nargs="+", default=[10_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--plot", type=Path, help="Draw how cost grows, from this run and those kept, into this file.")
    options = parser.parse_args()
    kept, file = True, CACHE / "search.json"
    for count in options.stories:
        analysed = analyse(count, CACHE)
        names = [name for name in options.engines if count <= MOST_FOR[name]]
        found = {name: measure(name, analysed, options.rounds) for name in names if name != "rum" or Rum.is_installed()}
        figures: dict[str, dict[str, Figures]] = json.loads(file.read_text()) if file.exists() else {}
        figures[str(count)] = figures.get(str(count), {}) | found
        file.write_text(json.dumps(figures, indent=1))
        kept = show(count, found) and kept
    if options.plot:
        options.plot.write_text(
            growth({int(count): one["tantivy"] for count, one in figures.items() if "tantivy" in one})
        )
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
