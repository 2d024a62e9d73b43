"""What leaves the room, by the clock: a workshop of 400 cards in each format, alone and all four together.

Beside each format stands the floor in the same run: the same words, written plainly with the library that it stands on.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask, g
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Mm
from rich.console import Console
from rich.table import Table as Grid
from sqlalchemy.orm import selectinload
from weasyprint import HTML

from bench.support.full_room import full_room
from bench.support.installation import TOWN, environment, install
from storyhub.app import create_app
from storyhub.config import read_settings
from storyhub.core.db import db
from storyhub.core.permissions import Role
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries.papers import FORMATS
from storyhub.workshops.report.gathering import fingerprint_of, gather
from storyhub.workshops.report.tables import lying_in
from storyhub.workshops.report.values import Report
from storyhub.workshops.tasks.papers import written
from tests.support.staff import new_person

MOST_SECONDS = 10.0
ON_A_SLIDE = 8

Rows = list[tuple[str, str]]


def words_in(report: Report) -> Rows:
    """Every card with what stands on it."""
    return [
        (one.card.text, " · ".join(f"{label}: {words}" for label, words in one.card.rows))
        for played in report.exercises
        for one in lying_in(played)
    ]


def plain_xlsx(rows: Rows) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("cards")
    for row in rows:
        sheet.append(row)
    book.save(io.BytesIO())


def plain_csv(rows: Rows) -> None:
    csv.writer(io.StringIO()).writerows(rows)


def plain_pdf(rows: Rows) -> None:
    HTML(string="".join(f"<p>{words}<br>{more}</p>" for words, more in rows)).write_pdf()


def plain_pptx(rows: Rows) -> None:
    deck = Presentation()
    for start in range(0, len(rows), ON_A_SLIDE):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for place, (words, more) in enumerate(rows[start : start + ON_A_SLIDE]):
            box = slide.shapes.add_textbox(Mm(10), Mm(10 + place * 20), Mm(230), Mm(18))
            box.text_frame.text = f"{words}\n{more}"
    deck.save(io.BytesIO())


FLOORS: dict[str, Callable[[Rows], None]] = {
    "pptx": plain_pptx,
    "pdf": plain_pdf,
    "xlsx": plain_xlsx,
    "csv": plain_csv,
}


def took(act: Callable[[], Any], times: int = 1) -> tuple[float, float]:
    """(seconds by the clock, seconds of a core), the middle of several."""
    found = []
    for _time in range(times):
        clock, core = time.perf_counter(), time.process_time()
        act()
        found.append((time.perf_counter() - clock, time.process_time() - core))
    return median(one for one, _ in found), median(other for _, other in found)


def measured(app: Flask, workshop_id: Any, language: str, times: int) -> dict[str, Any]:
    with app.app_context():
        workshop = db.session.get_one(Workshop, workshop_id, options=[selectinload(Workshop.city)])
        g.lang, g.city = language, workshop.city

        def read() -> Report:
            return gather(workshop, language, with_owners=False)

        report = read()
        rows = words_in(report)
        figures: dict[str, Any] = {"cards": report.cards, "language": language}
        figures["read"] = took(read, times)
        figures["fingerprint"] = took(lambda: fingerprint_of(read()), times)
        for wanted in FORMATS:
            written(report, wanted)  # what writes it is loaded once in the life of a worker
            figures[wanted] = took(lambda name=wanted: written(report, name), times)
            figures[f"{wanted} plain"] = took(lambda name=wanted: FLOORS[name](rows), times)
        figures["all four"] = took(lambda: [written(read(), wanted) for wanted in FORMATS])
        return figures


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cards", type=int, default=400)
    asked.add_argument("--language", choices=["en", "hy", "ka", "uk"], default="ka")
    asked.add_argument("--times", type=int, default=3)
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        install(data)
        app = create_app(read_settings(environment(data)))
        room = full_room(app, new_person(app, Role.FACILITATOR, TOWN), options.cards, options.language)
        figures = measured(app, room.id, options.language, options.times)
    if options.json:
        print(json.dumps(figures))
    else:
        _print(figures)
    promises = {wanted: figures[wanted][0] <= MOST_SECONDS for wanted in FORMATS}
    if not options.json:
        for wanted, is_kept in promises.items():
            print(
                f"{'kept  ' if is_kept else 'BROKEN'}  {wanted} within {MOST_SECONDS:.0f} s: {figures[wanted][0]:.2f} s"
            )
    raise SystemExit(0 if all(promises.values()) else 1)


def _print(figures: dict[str, Any]) -> None:
    grid = Grid("what", "seconds", "of a core", title=f"{figures['cards']} cards, {figures['language']}")
    for name, value in figures.items():
        if isinstance(value, tuple):
            grid.add_row(name, f"{value[0]:.2f}", f"{value[1]:.2f}")
    Console().print(grid)


if __name__ == "__main__":
    main()
