"""How long the server takes to give a list and a story, with 10,000 stories in one town, on one core.

Each page is asked for in turn with a bare Flask "hello" beside it, in the same process and run. The time is that of
the processor, so that what else the machine does is not counted as waiting; on PostgreSQL, whose work is done by
another process, it is the clock's. Prints the median, the 95th percentile, the ratio to "hello" and the queries.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask

from bench.support.asking import CLOCKS, Figures, asked, main, measure, reader, report, town_with
from bench.support.installation import TOWN
from storyhub.archive.services import note_change
from storyhub.archive.services.indexing import rebuild_index
from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.themes.queries import themes

MOST_MS = 40
AFTER_A_CHANGE = "list, just changed"
PROMISED = ("list", "list, page 50", "list, one theme", "list, theme and district", "all towns", "story")
MOST_MS_WITH_WORDS = 60
WITH_WORDS = ("words", "words, theme, days", "words, half typed")


def pages(app: Flask, count: int) -> dict[str, str]:
    with app.app_context():
        city = city_by_slug(TOWN)
        theme, district = themes()[0].slug, districts_of(city.id)[0].slug
    stories = f"/ka/{TOWN}/stories"
    return {
        "list": stories,
        "list, page 50": f"{stories}?page=50",
        "list, one theme": f"{stories}?theme={theme}",
        "list, theme and district": f"{stories}?theme={theme}&place={district}",
        "all towns": "/ka/stories",
        "story": f"{stories}/b{count - 10:07}",
        "words": f"{stories}?q=წყალი+სართული",
        "words, theme, days": f"{stories}?q=წყალი&theme={theme}&from=2026-01-05&order=oldest",
        "words, half typed": f"{stories}?q=ვედ",
        "town": f"/ka/{TOWN}/",
        "network": "/ka/",
        "tell": f"/ka/{TOWN}/tell",
    }


def run(kind: str, count: int, rounds: int) -> bool:
    clock = CLOCKS[kind]
    with town_with(count, kind) as app:
        with app.app_context():
            rebuild_index(app.extensions["storyhub.index"])
        ours, addresses = reader(app), pages(app, count)
        figures = measure(app, {name: (ours, address) for name, address in addresses.items()}, rounds, clock)
        figures[AFTER_A_CHANGE] = Figures()
        for _ in range(rounds):
            with app.app_context():
                note_change(city_by_slug(TOWN).id)
            figures[AFTER_A_CHANGE].took.append(asked(ours, addresses["list"], clock)[0])
        title = f"{count} stories, {kind}, {rounds} rounds"
        with_words = {name: figures.pop(name) for name in WITH_WORDS} | {"hello": figures["hello"]}
        kept = report(title, figures, PROMISED, MOST_MS)
        return report(f"{title}, searched", with_words, WITH_WORDS, MOST_MS_WITH_WORDS) and kept


if __name__ == "__main__":
    main(__doc__, run)
