"""How long it takes to make the index anew from the database, analysis included, and what it costs each core.

The stories are those of the other measurement of search (`bench/support/corpus.py`), told in one town.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import select, update

from bench.support import corpus
from bench.support.archive import fill
from bench.support.installation import CACHE, TOWN, environment, install
from storyhub.app import create_app
from storyhub.archive.services.indexing import rebuild_index
from storyhub.cities.queries import city_by_slug
from storyhub.config import read_settings
from storyhub.core.db import db, transaction
from storyhub.core.text import excerpt
from storyhub.stories.models import Story

LIMIT = 300.0
FOR = 100_000


def tell_otherwise() -> None:
    """The stories of the bench repeat themselves; these are as different as people's."""
    with transaction() as session:
        for number, story_id in enumerate(session.scalars(select(Story.id).order_by(Story.id)).all()):
            language, title, body = corpus.text_of(number)
            words = {"language": language, "title": title, "body": body, "excerpt": excerpt(body)}
            session.execute(update(Story).where(Story.id == story_id).values(words))


def children() -> float:
    """Seconds of the processor that child processes have taken so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(count: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        data = Path(name) / "data"
        install(data)
        app = create_app(read_settings(environment(data)))
        corpus.prepare(CACHE)
        with app.app_context():
            fill(city_by_slug(TOWN), count)
            tell_otherwise()
            before = children()
            began, worked, mine = time.perf_counter(), time.process_time(), time.thread_time()
            made = rebuild_index(app.extensions["storyhub.index"])
            took = time.perf_counter() - began
            own, threads = time.thread_time() - mine, time.process_time() - worked
            shared = children() - before
            db.engine.dispose()
        size = sum(path.stat().st_size for path in (data / "index").rglob("*") if path.is_file()) / 1e6
    print(
        f"{made} stories indexed in {took:.0f} s ({made / took:.0f} a second), {size:.0f} MB: {own:.0f} s of the processor"
        f" to read and put, {threads - own:.0f} s to index, {shared:.0f} s in the processes that analyse"
    )
    kept = took * FOR / made <= LIMIT
    print(f"{FOR} in at most {LIMIT:.0f} s: {'kept' if kept else 'BROKEN'}")
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000)
    options = parser.parse_args()
    with open(os.devnull, "w") as quiet:
        os.dup2(quiet.fileno(), 2)
        raise SystemExit(0 if run(options.stories) else 1)


if __name__ == "__main__":
    main()
