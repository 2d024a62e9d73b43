"""What a workshop says when it leaves the room: gathered once, written as tables and as a report to read."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, g
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from pptx import Presentation
from pypdf import PageObject, PdfReader
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.visibility import Audience as Circle
from storyhub.stories.models import Use
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.methods.schema import Geometry, Method, OutcomeKind
from storyhub.workshops.models import Workshop
from storyhub.workshops.report.gathering import fingerprint_of, gather
from storyhub.workshops.report.spacing import head_height, row_height, widths_of
from storyhub.workshops.report.tables import Column, Table
from storyhub.workshops.report.values import Promise, Report
from storyhub.workshops.seen import CardView, ClusterView
from storyhub.workshops.services import evidence, opening, rating, reflecting, voting
from storyhub.workshops.services.cards import NewCard, add_card, add_card_at_desk
from storyhub.workshops.tasks.papers import written
from tests.stories.test_reading import counted_queries
from tests.support.stories import Told
from tests.workshops.board_samples import MAKE, SIGNALS, card
from tests.workshops.boards import COLLECT, REFLECT, TALK, VOTE, Looking, board_method
from tests.workshops.report_samples import empty as nothing_in
from tests.workshops.report_samples import exercise, result, voice
from tests.workshops.report_samples import report as sampled
from tests.workshops.room import Room, a_method
from tests.workshops.test_seating import room_tables
from tests.workshops.test_stage import BOARD, WRITE, write

A3, A4 = 8, 9
MM = 72 / 25.4
"""Points of a millimetre."""
BOTH = frozenset({Use.WORKSHOPS, Use.QUOTATION})
PROMISE = {
    "kind": "commitment",
    "label": "Promise",
    "colour": "sea",
    "fields": [
        {"id": "text", "type": "short", "label": "What?", "max": 100, "required": True},
        {"id": "who", "type": "person", "label": "Who?"},
        {"id": "due", "type": "date", "label": "By when?"},
    ],
}
PROMISES = {"id": "promise", "do": "collect", "board": "table", "zones": ["promises"], "card": "commitment"}
WORDS = {
    "ka": "წყალი კვირაში ორჯერ მოდის",
    "hy": "Ջուրը գալիս է շաբաթը երկու անգամ",
    "uk": "Вода буває двічі на тиждень, ґанок, їжа",
}
HOSTILE = ('=HYPERLINK("http://x")', "<script>alert(1)</script>", "a\x0b_x0041_\u202ebidi")


def report_of(room: Room, *, with_owners: bool = False, language: str = "en") -> Report:
    with room.inside():
        workshop = db.session.get_one(Workshop, room.id, populate_existing=True)
        db.session.refresh(workshop, ["city"])
        return gather(workshop, language, with_owners=with_owners)


def file_of(room: Room, wanted: str, *, with_owners: bool = False, language: str = "en") -> bytes:
    report = report_of(room, with_owners=with_owners, language=language)
    with room.inside():
        g.lang, g.city = language, db.session.get_one(Workshop, room.id).city_id
        return written(report, wanted)


def on_paper(sheet: Worksheet) -> dict[str, float]:
    """The headings that are printed, and how wide their columns are in digits."""
    _, _, last, _ = range_boundaries(sheet.print_area.rpartition("!")[2])
    return {str(cell.value): sheet.column_dimensions[cell.column_letter].width for cell in sheet[1][:last]}


def sheets_of(data: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def csv_of(data: bytes) -> dict[str, list[list[str]]]:
    package = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in package.namelist() if name.endswith(".csv")]
    return {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(package.read(name).decode("utf-8-sig"), newline="")))
        for name in names
    }


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def everything(room: Room, **more: Any) -> dict[str, str]:
    """All that a workbook, tables and report say, by format."""
    cells = sheets_of(file_of(room, "xlsx", **more))
    tables = csv_of(file_of(room, "csv", **more))
    return {
        "xlsx": "\n".join(str(cell) for rows in cells.values() for row in rows for cell in row if cell is not None),
        "csv": "\n".join(cell for rows in tables.values() for row in rows for cell in row),
        "pdf": text_of(file_of(room, "pdf", **more)),
    }


def method_with_promises(*steps: dict[str, Any]) -> Method:
    text = {"id": "text", "type": "short", "label": "What?", "max": 100, "required": True}
    outputs = [("ideas", "Ideas", "idea"), ("promises", "Promises", "commitment")]
    return board_method(
        *steps,
        input=[],
        board=[{"id": "table", "geometry": "list", "label": "Table"}],
        axis=[],
        zone=[
            {"id": "ideas", "board": "table", "label": "Ideas", "accepts": ["idea"]},
            {"id": "odd", "board": "table", "label": "Odd ones", "accepts": ["idea"]},
            {"id": "promises", "board": "table", "label": "Promises", "accepts": ["commitment"]},
        ],
        card=[{"kind": "idea", "label": "Idea", "colour": "sun", "evidence": "optional", "fields": [text]}, PROMISE],
        link=[],
        rating=[],
        output=[
            {"id": name, "label": label, "type": f"card:{kind}", "where": {"kind": [kind]}, "outcome": kind}
            for name, label, kind in outputs
        ],
    )


Played = tuple[Room, dict[str, Told]]


@pytest.fixture
def played(workshop_of: Callable[..., Room], tell: Callable[..., Told]) -> Played:
    """Ideas in three scripts and some that mean harm, a vote, a promise, an answer; stories behind one of them."""
    stories = {
        "public": tell(
            state="published", body="Buckets on the stairs. Every second day we carry water.", uses=BOTH, place="Market"
        ),
        "closer": tell(
            state="published",
            body="Kanari words that stay among us here.",
            audience=Circle.CITY,
            uses=BOTH,
            place="Quiet lane",
        ),
    }
    room = workshop_of(method_with_promises(COLLECT, VOTE, PROMISES, REFLECT, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    cards = [look.write(ana, words) for words in (*WORDS.values(), *HOSTILE)]
    for story in stories.values():
        look.act(evidence.back_card, room.facilitator, cards[0], story.id)
    room.advance()
    for seat in (ana, ben):
        look.act(voting.give_points, seat, cards[0])
    return room, stories


def promise_and_answer(room: Room) -> None:
    """The rest of the evening; then it is closed."""
    (ana,) = room.seats(1)
    look = Looking(room)
    room.play_to("promise")
    exercise_id, step = room.here
    assert exercise_id is not None
    fields = {"text": "Mend the tap", "who": "Nino Beridze", "due": "2027-03-05"}
    look.act(add_card, ana, NewCard(exercise_id, step, "promises", fields))
    room.play_to("reflect")
    look.act(reflecting.answer_questions, ana, exercise_id, "reflect", {"q1": "We go on", "q2": "=1+1"})
    room.advance()
    room.close()


def test_every_file_says_what_was_written_and_names_nobody_unasked(played: Played) -> None:
    room, stories = played
    promise_and_answer(room)
    for wanted, words in everything(room).items():
        for said in (*WORDS.values(), "Mend the tap", "Buckets on the stairs.", "Market", stories["public"].code):
            assert said in words, (wanted, said)
        for secret in ("Nino Beridze", "Kanari", "Quiet lane", stories["closer"].code, "We go on"):
            assert secret not in words, (wanted, secret)
    for wanted, words in everything(room, with_owners=True).items():
        for said in ("Nino Beridze", "We go on"):
            assert said in words, (wanted, said)
        assert "Kanari" not in words, wanted


def test_cells_are_words_numbers_and_days_and_never_formulas(played: Played) -> None:
    room, _ = played
    promise_and_answer(room)
    data = file_of(room, "xlsx", with_owners=True)
    book = load_workbook(io.BytesIO(data))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    sheets = sheets_of(data)
    head, *rows = sheets["Cards"]
    cards = [dict(zip(head, row, strict=True)) for row in rows]
    assert [card["Words"] for card in cards][:4] == [*WORDS.values(), HOSTILE[0]]
    assert cards[0]["Points"] == 2
    assert cards[0]["Number of stories"] == 2
    head, *rows = sheets["What it led to"]
    (promise,) = (row for row in (dict(zip(head, one, strict=True)) for one in rows) if row["Sort"] == "Commitment")
    assert (promise["Who"], promise["By when"].date().isoformat(), promise["State"]) == (
        "Nino Beridze",
        "2027-03-05",
        "Still open",
    )
    tables = csv_of(file_of(room, "csv", with_owners=True))
    assert not [cell for rows in tables.values() for row in rows for cell in row if cell[:1] in tuple("=+-@")]
    assert f"'{HOSTILE[0]}" in {cell for row in tables["cards"] for cell in row}
    explained = {(row[0], row[1]) for row in sheets["Columns explained"]}
    assert {
        (title, heading) for title, rows in sheets.items() if title != "Columns explained" for heading in rows[0]
    } <= (explained)


def test_a_workbook_can_be_printed_and_has_no_sheet_without_rows(played: Played) -> None:
    room, _ = played
    promise_and_answer(room)
    sheets = load_workbook(io.BytesIO(file_of(room, "xlsx", language="ka"))).worksheets
    assert len({sheet.title for sheet in sheets}) == len(sheets)
    for sheet in sheets:
        assert sheet.max_row > 1, f"{sheet.title} is empty"
        assert sheet.page_setup.orientation == "landscape"
        paper = {A4: 1, A3: sqrt(2)}[sheet.page_setup.paperSize]
        assert sum(on_paper(sheet).values()) < 185 * paper, f"{sheet.title} is small"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value)
        fonts = {(cell.font.name, cell.font.sz) for row in sheet.iter_rows() for cell in row if cell.value}
        assert fonts == {("Calibri", 11)}, "a heading without a name is set from whatever is there"
    cards = load_workbook(io.BytesIO(file_of(room, "xlsx")))["Cards"]
    assert {"Words", "Exercise"} <= on_paper(cards).keys()
    assert not {"Card", "Across", "Language"} & on_paper(cards).keys(), "codes are for other programs"
    english = {sheet.title for sheet in load_workbook(io.BytesIO(file_of(room, "xlsx"))).worksheets}
    assert ("Answers at the end" in english, "Lines between cards" in english) == (False, False)
    assert "Answers at the end" in sheets_of(file_of(room, "xlsx", with_owners=True))


def test_columns_are_as_wide_as_their_words_and_rows_as_high() -> None:
    columns = [Column("Card", ""), Column("A few insist on it", ""), Column("Words", "", is_wide=True)]
    long = "The water comes twice a week, and nobody tells us on which days. " * 6
    widths = widths_of(Table("cards", "Cards", columns, [["abcdefgh", "no", "Short"], ["12345678", "yes", long]]))
    code, flag, words = widths
    assert 8 < code < 16
    assert 7 <= flag < 12, "a long heading stands in lines"
    assert 40 < words <= 80, "and long words too"
    assert row_height(["abcdefgh", "no", "Short"], widths) == head_height([Column("Card", "")], [code])
    assert row_height(["abcdefgh", "no", "Short"], widths) > 16, "letters of Noto do not touch the line below"
    assert 5 * 15 <= row_height(["12345678", "yes", long], widths) <= 14 * 16
    assert 48 < row_height(["", "", "One\nTwo\nThree"], widths) < 60
    assert head_height(columns, widths) >= 30
    assert row_height(["", "", long * 90], widths) <= 409, "no row of a spreadsheet is higher"


def test_a_sheet_with_little_in_it_is_as_wide_as_its_paper() -> None:
    long = "The water comes twice a week, and nobody tells us on which days. " * 6
    few = [Column("Card", ""), Column("Words", "", is_wide=True), Column("Code", "")]
    card, words, code = widths_of(Table("cards", "Cards", few, [["a", long, "x" * 20]], aside=1))
    assert 80 < card + words < 145, "of what is printed"
    assert code < 30
    short = widths_of(Table("about", "About", few[:2], [["a", "Short"]]))
    assert sum(short) < 40, "no room where no words ask for it"


def test_reasons_that_were_given_to_the_room_stand_in_the_teams_file_alone(workshop_of: Callable[..., Room]) -> None:
    grid = {"id": "grid", "geometry": "grid", "label": "Grid", "rows_from": "idea", "columns_from": "option"}
    zones = [
        {"id": name, "board": "table", "label": name, "accepts": [kind]}
        for name, kind in (("ideas", "idea"), ("odd", "idea"), ("options", "option"))
    ]
    hold = {"id": "hold", "on": "cell", "dims": [{"id": "fit", "label": "Fit", "min": -2, "max": 2}]}
    judge = {"id": "judge", "do": "rate", "board": "grid", "rating": "hold"}
    table = {"id": "table", "geometry": "list", "label": "Table"}
    method = board_method(COLLECT, judge, TALK, input=[], board=[table, grid], axis=[], zone=zones, rating=[hold])
    room = workshop_of(method)
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    idea = look.write(ana, "A night market")
    option = look.act(add_card_at_desk, room.facilitator, room.id, "option", "options", {"text": "A dry world"})
    room.advance()
    look.act(rating.rate, ana, idea, {"fit": 1}, other_id=option, said="Gela from house 4 said so")
    room.advance()
    room.close()
    for with_owners in (False, True):
        files = everything(room, with_owners=with_owners)
        deck = Presentation(io.BytesIO(file_of(room, "pptx", with_owners=with_owners)))
        notes = " ".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
        assert "A dry world" in files["pdf"]
        assert ["Gela" in said for said in (files["pdf"], notes)] == [with_owners] * 2
        assert "Gela" not in files["xlsx"] + files["csv"]


def test_all_tables_count_at_which_somebody_worked_also_those_that_were_given_up(
    workshop_of: Callable[..., Room],
) -> None:
    writing = WRITE | {"who": "group"}
    worlds = a_method("worlds", writing, groups={"count": 4}, **BOARD)
    room = workshop_of(worlds, a_method("together", writing, **BOARD))
    people = room.seats(8)
    room.advance()
    for number, one in enumerate(people):
        write(room, one, f"Idea {number}")
    room.advance()
    assert [seats for seats in room_tables(room) if seats] == [4, 4]
    assert report_of(room).tables == 4


def test_a_withdrawn_story_leaves_every_file_and_the_idea_stays(played: Played) -> None:
    room, stories = played
    promise_and_answer(room)
    before = fingerprint_of(report_of(room))
    assert before == fingerprint_of(report_of(room)), "the same twice"
    with room.inside():
        withdraw_story(stories["public"].id)
    assert fingerprint_of(report_of(room)) != before
    for wanted, words in everything(room).items():
        assert WORDS["ka"] in words, wanted
        for gone in ("Buckets", "Market", stories["public"].code):
            assert gone not in words, (wanted, gone)


def test_a_file_of_an_open_room_holds_no_secret(played: Played) -> None:
    room, _ = played
    votes = {one.votes for one in cards_of(report_of(room))}
    assert votes == {None}, "the vote still runs"
    room.advance()
    assert max(one.votes or 0 for one in cards_of(report_of(room))) == 2


def test_reading_it_takes_as_many_statements_however_many_cards(
    app: Flask, workshop_of: Callable[..., Room], tell: Callable[..., Told]
) -> None:
    room = workshop_of(method_with_promises(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    story = tell(state="published", uses=BOTH)
    look.act(evidence.back_card, room.facilitator, look.write(ana, "One"), story.id)
    report_of(room)
    few = statements(app, room)
    for number in range(12):
        look.act(evidence.back_card, room.facilitator, look.write(ana, f"More {number}"), story.id)
    assert statements(app, room) == few


def test_the_report_is_a_book_with_marks_and_speaks_the_workshops_language(played: Played) -> None:
    room, _ = played
    promise_and_answer(room)
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    for language in WORDS:
        reader = PdfReader(io.BytesIO(file_of(room, "pdf", language=language)))
        assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
        assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"], "a window is called as the report is"  # type: ignore[index]
        assert len(reader.outline) >= 4
        assert f"/{language}/rustavi/workshops/{room.code}/results" in " ".join(
            page.extract_text() for page in reader.pages
        )


def test_no_page_of_the_report_stays_half_empty_before_its_part_ends(app: Flask) -> None:
    """Long sheets, heaps and boards without a picture: what is too high for the rest of a page goes on overleaf."""
    words = SIGNALS["ka"]
    rows = [(label, f"{'. '.join(words[:3])}.") for label in (*words[:3], "ვინ", "როდის")]
    sheets = [result("ka", at, OutcomeKind.EXPERIMENT, rows=rows) for at in range(5)]
    boards = [MAKE[one]("ka") for one in (Geometry.COLUMNS, Geometry.FORM, Geometry.LIST, Geometry.GRID)]
    heap = ClusterView(UUID(int=7), words[0], "ka", [card("ka", at, rows=rows[:1]) for at in range(8)])
    heaped = replace(boards[0], zones=[replace(boards[0].zones[0], clusters=[heap, heap])])
    told = sampled("ka", [exercise("ka", [one]) for one in (heaped, *boards)], by_kind={OutcomeKind.EXPERIMENT: sheets})
    with app.app_context():
        g.lang = "ka"
        pages = [filled(page) for page in PdfReader(io.BytesIO(written(told, "pdf"))).pages]
    assert len(pages) > 8, "as many as can tell"
    for (part, share), (next_part, _) in pairwise(pages):
        assert share > 0.5 or part != next_part, (part, share)


def test_a_sheet_of_less_than_half_a_page_stands_on_one_page(app: Flask) -> None:
    words = SIGNALS["hy"]
    sheets = [
        result(
            "hy", at, OutcomeKind.EXPERIMENT, title=f"<{at}", promise=Promise("Նինո", date(2027, 3, 1), "", ""),
            rows=[(f"{words[row]}?", f"{words[row + at]}.") for row in range(5)], voices=[voice("hy", 1, place=f"{at}>")],
            led_here=words,
        )
        for at in range(6)
    ]  # fmt: skip
    with app.app_context():
        g.lang = "hy"
        told = replace(nothing_in("hy"), by_kind={OutcomeKind.EXPERIMENT: sheets})
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(written(told, "pdf"))).pages]
    for at in range(6):
        assert [f"<{at}" in page for page in pages] == [f"{at}>" in page for page in pages], at


def test_a_wheel_on_paper_names_its_rings_and_says_the_points_of_its_cards(app: Flask) -> None:
    wheel = MAKE[Geometry.RINGS]("uk")
    inner = replace(wheel.zones[0], cards=[replace(one, votes=7, group_number=3) for one in wheel.zones[0].cards])
    of_a_table = replace(wheel, group_number=3, zones=[inner, *wheel.zones[1:]])
    told = sampled("uk", [exercise("uk", [of_a_table])], by_kind={})
    with app.app_context():
        g.lang = "uk"
        words = text_of(written(told, "pdf"))
    assert all(name in words for name in wheel.rings)
    assert words.count("7 наліпок") == len(inner.cards)
    assert words.count("Стіл 3") == 1, "above it, not behind each card"


def test_what_stands_at_the_beginning_is_said_before_the_steps(app: Flask) -> None:
    """Behind them it stood alone on a page."""
    form = MAKE[Geometry.FORM]("en")
    made = result("en", 1, OutcomeKind.EXPERIMENT, card=form.zones[0].cards[0])
    told = sampled("en", [exercise("en", [form])], by_kind={OutcomeKind.EXPERIMENT: [made]})
    with app.app_context():
        g.lang = "en"
        words = text_of(written(told, "pdf"))
    assert words.index("What came of it stands at the beginning.") < words.index("10 minutes")


def filled(page: PageObject) -> tuple[str, float]:
    """The part it belongs to, as its head says, and how far down its words go."""
    spots: list[tuple[float, str]] = []

    def see(text: str, page_at: list[float], line_at: list[float], *_font: object) -> None:
        spots.append((line_at[5] * page_at[3] + page_at[5], text.strip()))

    page.extract_text(visitor_text=see)
    top, bottom = float(page.mediabox.height) - 20 * MM, 22 * MM
    lowest = min((y for y, text in spots if text and bottom < y < top), default=top)
    part = " ".join(text for y, text in spots if text and y > top)
    return part, (top - lowest) / (top - bottom)


def test_records_stand_by_kind_each_once(played: Played) -> None:
    room, _ = played
    assert [kind for kind in report_of(room).by_kind] == [OutcomeKind.IDEA], (
        "before it is closed, what would become one"
    )
    promise_and_answer(room)
    report = report_of(room)
    assert list(report.by_kind) == [OutcomeKind.COMMITMENT, OutcomeKind.IDEA]
    (promise,) = report.by_kind[OutcomeKind.COMMITMENT]
    assert promise.code
    assert promise.promise is not None
    assert promise.promise.owner == ""
    assert len(report.by_kind[OutcomeKind.IDEA]) == len(WORDS) + len(HOSTILE)


def cards_of(report: Report) -> list[CardView]:
    return [card for one in report.exercises for board in one.boards for zone in board.zones for card in zone.cards]


def statements(app: Flask, room: Room) -> int:
    with app.app_context():
        workshop = db.session.get_one(Workshop, room.id, options=[selectinload(Workshop.city)])
        with counted_queries(app) as asked:
            gather(workshop, "en", with_owners=False)
        return len(asked)
