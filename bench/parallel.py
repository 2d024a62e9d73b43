"""1,000 stories sent at the same moment by 1,000 clients, to a real `storyhub serve` on a real disk.

Every client has its own connection and form key; its address is 127.0.N.1, so that many networks are seen. Counts what
was stored and what was refused, opens every receipt, and sets the time beside the floor of the disk: SQLite alone
writing the same rows, one synchronised transaction for each story, without a server.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.support.installation import TOWN, environment, install, quantile, serving
from storyhub.config import read_settings
from storyhub.core.sealing import Keys

MOST_SECONDS = 10
PATIENCE = 120
WRITTEN = ("story", "story_version", "consent_grant", "receipt", "review_event", "job")
"""The tables that telling one story adds rows to."""


@dataclass(frozen=True)
class Answer:
    """What one client got: a status (0 for a broken connection), the page, and how long it waited."""

    status: int
    body: str
    seconds: float


async def post(address: str, path: str, fields: dict[str, str], source: str) -> Answer:
    """One form over a connection of its own, from the given address; waits for the whole answer."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    body = urlencode(fields).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Origin: {address}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port, local_addr=(source, 0))
            writer.write(head.encode() + body)
            answer = await reader.read()
            writer.close()
        status = int(answer.split(b" ", 2)[1]) if answer else 0
    except (OSError, TimeoutError) as error:
        return Answer(0, type(error).__name__, time.perf_counter() - began)
    return Answer(status, answer.decode("utf-8", "replace"), time.perf_counter() - began)


def source(number: int) -> str:
    return f"127.0.{number % 250 + 1}.1"


def words(number: int) -> str:
    return (
        f"Story number {number:06} of the burst. " + "The water comes twice a week, and we carry it up in buckets. " * 8
    )


def form_key(number: int) -> str:
    return f"parallel-form-key-{number:06}"


async def tell(address: str, number: int) -> Answer:
    fields = {
        "form_key": form_key(number), "began": str(int(time.time()) - 60), "body": words(number),
        "audience": "public", "language": "en", "workshops": "yes", "action": "send",
    }  # fmt: skip
    return await post(address, f"/en/{TOWN}/tell", fields, source(number))


def opener(keys: Keys) -> Callable[[str, int], Awaitable[Answer]]:
    async def open_receipt(address: str, number: int) -> Answer:
        receipt = keys.receipt_for(TOWN, form_key(number))
        return await post(address, "/en/my", {"receipt": receipt}, source(number))

    return open_receipt


async def at_once(act: Callable[[str, int], Awaitable[Answer]], address: str, count: int) -> list[Answer]:
    return list(await asyncio.gather(*(act(address, number) for number in range(count))))


def stored(database: Path) -> tuple[int, int]:
    """(stories, different stories)."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return connection.execute("SELECT count(*), count(DISTINCT body) FROM story").fetchone()


def rows_per_story(database: Path, count: int) -> int:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return round(
            sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in WRITTEN) / count
        )


def floor(folder: Path, count: int, rows: int) -> float:
    """Seconds that SQLite alone needs for as many synchronised transactions with as many rows."""
    connection = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, number INTEGER, words TEXT)")
    began = time.perf_counter()
    for number in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO plain (number, words) VALUES (?, ?)", [(number, words(number))] * rows)
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def run(count: int, folder: Path) -> bool:
    data = folder / "data"
    install(data)
    settings = read_settings(environment(data))
    keys = Keys(settings.secret_key, settings.receipt_pepper.encode(), settings.contact_key.encode())
    with serving(data) as address:
        began = time.perf_counter()
        told = asyncio.run(at_once(tell, address, count))
        took = time.perf_counter() - began
        opened = asyncio.run(at_once(opener(keys), address, count))
    right = sum(one.status == 200 and f"Story number {n:06}" in one.body for n, one in enumerate(opened))
    stories, different = stored(data / "storyhub.sqlite3")
    seconds = [one.seconds for one in told]
    statuses = dict(sorted(Counter(one.status for one in told).items()))
    alone = floor(folder, count, rows_per_story(data / "storyhub.sqlite3", stories or 1))
    print(f"{count} clients at once: answers by status {statuses}")
    print(f"stored {stories}, different {different}; receipts that open their own story {right}")
    print(f"answered after p50 {median(seconds):.2f} s, p95 {quantile(seconds, 0.95):.2f} s; all in {took:.2f} s")
    print(f"SQLite alone, as many transactions: {alone:.2f} s; ratio {took / alone:.1f}")
    kept = stories == different == right == count and set(statuses) == {303}
    kept = kept and quantile(seconds, 0.95) <= MOST_SECONDS
    print(f"every story once, every receipt right, p95 at most {MOST_SECONDS} s: {'kept' if kept else 'BROKEN'}")
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"), help="on a real disk, not in memory")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-", dir=options.folder) as name:
        raise SystemExit(0 if run(options.clients, Path(name)) else 1)


if __name__ == "__main__":
    main()
