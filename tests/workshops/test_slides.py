"""A workshop as slides: everything in it as text that can be changed, nothing cut off, nothing of anybody else's left in it."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any
from zipfile import ZipFile

import pytest
from fontTools.ttLib import TTFont
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml

from storyhub.workshops.drawing.letters import longest_word
from storyhub.workshops.methods.words import Colour, Geometry, OutcomeKind
from storyhub.workshops.report.slides import write
from storyhub.workshops.report.slides.blocks import Words
from storyhub.workshops.report.slides.cards import Note
from storyhub.workshops.report.slides.flow import flow
from storyhub.workshops.report.slides.heads import ZoneHead
from storyhub.workshops.report.slides.letters import by_script, clean, height_of, lines_in, pieces
from storyhub.workshops.report.slides.look import BODY, LEAST, TONES
from storyhub.workshops.report.slides.wording import figure
from storyhub.workshops.report.values import Promise, Report
from storyhub.workshops.seen import CardView
from tests.workshops.board_samples import (
    HOSTILE,
    LABELS,
    MAKE,
    SIGNALS,
    cards,
    cards_on,
    linked,
    rings,
    sample,
    zone,
)
from tests.workshops.board_samples import card as a_card
from tests.workshops.report_samples import alone, crowded, empty, exercise, report, result, voice

EMU = 12_700
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def opened(told: Report) -> Any:
    return Presentation(BytesIO(write(told)))


@cache
def whole(language: str) -> Any:
    return opened(report(language))


def said_on(slide: Any) -> str:
    """All words of a slide, tables and groups included, each paragraph in a line."""
    paragraphs = slide.element.iter(f"{A}p")
    return "\n".join("".join(one.text or "" for one in each.iter(f"{A}t")) for each in paragraphs)


def said_in(deck: Any) -> str:
    return "\n".join(said_on(slide) for slide in deck.slides)


def noted(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def noted_in(deck: Any) -> str:
    return "\n".join(noted(slide) for slide in deck.slides)


def shapes_on(slide: Any) -> Iterator[Any]:
    for shape in slide.shapes:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from shape.shapes


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


@pytest.mark.parametrize("language", ["en", "hy"])
@pytest.mark.parametrize("geometry", list(Geometry))
def test_every_card_of_every_board_stands_in_words(geometry: Geometry, language: str) -> None:
    board = sample(geometry, language)
    said = squeezed(said_in(opened(alone(board, language))))
    for card in cards_on(board):
        assert squeezed(card.text) in said
        for label, words in card.rows:
            assert squeezed(label) in said
            assert squeezed(words) in said
    zones = () if geometry in (Geometry.RINGS, Geometry.FORM) else (one.label for one in board.zones)
    for name in (*board.columns, *board.rows, *board.rings, *zones):
        assert squeezed(name) in said


@pytest.mark.parametrize("language", ["en", "ka", "hy", "uk"])
def test_nothing_leaves_its_slide_and_no_letter_is_too_small(language: str) -> None:
    deck = whole(language)
    for slide in deck.slides:
        for shape in shapes_on(slide):
            assert min(shape.left, shape.top) >= 0, shape.name
            assert shape.left + shape.width <= deck.slide_width + 1, shape.name
            assert shape.top + shape.height <= deck.slide_height + 1, shape.name
        sizes = {int(run.get("sz")) for run in slide.element.iter(f"{A}rPr")}
        assert min(sizes) >= LEAST * 100


def test_words_have_the_room_they_take() -> None:
    """Each text box is as high as its words, reckoned from the letters."""
    for language in ("en", "hy"):
        for slide in whole(language).slides:
            for shape in shapes_on(slide):
                if not shape.has_text_frame or not shape.text_frame.word_wrap or shape.is_placeholder:
                    continue
                frame = shape.text_frame
                width = (shape.width - frame.margin_left - frame.margin_right) / EMU
                runs = [[run for run in one.runs if run.text] for one in frame.paragraphs]
                need = sum(
                    height_of("".join(run.text for run in one), max(run.font.size.pt for run in one), width)
                    for one in runs
                    if one
                )
                assert need <= (shape.height - frame.margin_top - frame.margin_bottom) / EMU + 1, frame.text


def test_words_find_room_in_the_letters_that_stand_in_where_windows_own_are_missing() -> None:
    """LibreOffice sets them from Noto: a line more than was reckoned would stand on the next words."""
    font = TTFont("static/fonts/noto-serif-400.woff2")
    names, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm

    def lines(words: str, size: float, width: float) -> int:
        count, used = 1, 0.0
        for word in words.split():
            high = sum(widths[names[ord(letter)]][0] for letter in word) / unit * size
            space = widths[names[32]][0] / unit * size
            if used and used + space + high > width:
                count, used = count + 1, 0.0
            used += high + (space if used else 0)
        return count

    said = [
        *SIGNALS["en"],
        *SIGNALS["uk"],
        "Young people go abroad and few of them return",
        "Соседи помогают друг другу",
    ]
    for words in said:
        for width in range(200, 460, 3):
            assert lines(words, 24, width) <= lines_in(words, 24, width), (words, width)


def test_titles_are_titles_and_tell_slides_apart() -> None:
    for language in ("en", "ka"):
        titles = [slide.shapes.title.text_frame.text for slide in whole(language).slides]
        assert all(titles)
        assert len(set(titles)) == len(titles)
        for slide in whole(language).slides:
            assert slide.shapes[0].is_placeholder
            assert len(list(slide.placeholders)) == 1


def test_there_are_no_pictures_and_each_drawing_is_said_in_words() -> None:
    data = write(report())
    assert not [name for name in ZipFile(BytesIO(data)).namelist() if "/media/" in name or "thumbnail" in name]
    for slide in Presentation(BytesIO(data)).slides:
        for picture in slide.element.iter(f"{P}grpSp"):
            if len(list(picture.iter(f"{P}sp"))) > 3:
                assert picture.find(f"{P}nvGrpSpPr/{P}cNvPr").get("descr")
        for table in slide.element.iter(f"{P}graphicFrame"):
            assert table.find(f"{P}nvGraphicFramePr/{P}cNvPr").get("descr")
            assert table.find(f".//{A}tblPr").get("firstRow") == "1"


def test_every_run_tells_its_language() -> None:
    for language, locale in (("ka", "ka-GE"), ("hy", "hy-AM"), ("uk", "uk-UA")):
        runs = [run for slide in whole(language).slides for run in slide.element.iter(f"{A}rPr")]
        assert all(run.get("lang") for run in runs)
        assert sum(run.get("lang") == locale for run in runs) > len(runs) / 3
    assert by_script("Ես · ლიფტი → ok", "en") == [("Ես · ", "hy"), ("ლიფტი ", "ka"), ("→", ""), (" ok", "en")]


def test_words_in_letters_that_a_language_has_not_are_not_called_by_it() -> None:
    """On a Georgian phone people write Russian too; read aloud or set as Georgian it is nothing."""
    assert by_script("Лифт. Lift 2: ლიფტი", "ka") == [("Лифт. Lift 2: ", "ru"), ("ლიფტი", "ka")]
    assert by_script("Apa vine → 12 (3)", "hy") == [("Apa vine ", "en"), ("→", ""), (" 12 (3)", "hy")]
    assert by_script("Apa vine", "ro") == [("Apa vine", "ro")]


def test_what_people_answered_tells_its_language() -> None:
    played = exercise("ka", [], reflections=[("რა წავიღოთ?", [("Apa vine de două ori", "ro")])])
    deck = opened(replace(empty("ka"), exercises=[played]))
    (run,) = [one for slide in deck.slides for one in slide.element.iter(f"{A}r") if "Apa" in one.find(f"{A}t").text]
    assert run.find(f"{A}rPr").get("lang") == "ro-RO"


def check_package(data: bytes) -> None:
    """What PowerPoint asks of a file before it opens it without repairing."""
    package = ZipFile(BytesIO(data))
    names = package.namelist()
    assert len(set(names)) == len(names)
    types = parse_xml(package.read("[Content_Types].xml"))
    overrides = [one.get("PartName") for one in types if one.tag.endswith("Override")]
    assert sorted(overrides) == sorted(set(overrides))
    assert {one.lstrip("/") for one in overrides} <= set(names)
    for name in (one for one in names if one.endswith(".rels")):
        folder = posixpath.dirname(posixpath.dirname(name))
        relations = parse_xml(package.read(name))
        assert len({one.get("Id") for one in relations}) == len(relations), name
        for one in relations:
            if one.get("TargetMode") != "External":
                target = one.get("Target")
                found = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                assert found in names, (name, target)
        own = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        if own in names:
            asked = set(re.findall(rb'r:(?:id|embed|link)="(rId\d+)"', package.read(own)))
            assert asked <= {one.get("Id").encode() for one in relations}, own


def check_slide(slide: Any) -> None:
    named = [one.get("id") for one in slide.element.iter(f"{P}cNvPr")]
    assert len(set(named)) == len(named), slide.shapes.title.text
    for run in slide.element.iter(f"{A}rPr", f"{A}endParaRPr"):
        assert run.get("lang") is None or re.fullmatch(r"[a-z]{2}(-[A-Z][a-z]{3})?-[A-Z]{2}", run.get("lang")), run.get(
            "lang"
        )
        assert 100 <= int(run.get("sz")) <= 400_000
    for font in slide.element.iter(f"{A}latin", f"{A}ea", f"{A}cs", f"{A}sym"):
        assert font.get("typeface") in {"+mj-lt", "+mn-lt", "Segoe UI Symbol"}
    for cell in slide.element.iter(f"{A}tc"):
        assert cell.find(f"{A}txBody/{A}p") is not None
    for table in slide.element.iter(f"{A}tbl"):
        columns = len(table.findall(f"{A}tblGrid/{A}gridCol"))
        assert {len(row.findall(f"{A}tc")) for row in table.findall(f"{A}tr")} == {columns}
    for size in slide.element.iter(f"{A}ext"):
        assert size.get("uri") or min(int(size.get("cx")), int(size.get("cy"))) >= 0


@pytest.mark.parametrize("language", ["en", "hy", "ka", "uk", "ro", "az", "ru"])
def test_a_file_gives_powerpoint_nothing_to_repair(language: str) -> None:
    samples = language if language in SIGNALS else "en"
    told = replace(report(samples), language=language)
    data = write(told)
    check_package(data)
    deck = Presentation(BytesIO(data))
    for slide in deck.slides:
        check_slide(slide)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob.decode()
    faces = set(re.findall(r'<a:(?:latin|ea|cs) typeface="([^"]*)"', theme))
    assert faces == {"Segoe UI", "Sylfaen" if language in ("hy", "ka") else "Georgia"}, "every Windows has them"


def test_words_in_any_language_and_of_any_length_give_nothing_to_repair() -> None:
    """A card's language is what a phone said; a name may be longer than a slide, and an exercise may have nothing in it."""
    odd = [
        replace(one, language=tongue, text=words)
        for one, tongue, words in zip(cards("en", range(5)), ("", "hy", "xx", "az", "ka"), HARD, strict=False)
    ]
    board = replace(sample(Geometry.LIST), zones=[zone("a", HARD[3], odd, 0)])
    nothing = replace(exercise("en", []), question="", purpose="", steps=[], given=[])
    promise = Promise("Nino " * 80, date(2027, 3, 1), "Still open", "")
    kinds = {
        OutcomeKind.COMMITMENT: [result("en", at, OutcomeKind.COMMITMENT, promise=promise) for at in range(60, 100)]
    }
    data = write(replace(alone(board), exercises=[nothing, exercise("en", [board])], by_kind=kinds, town="T" * 300))
    check_package(data)
    for slide in Presentation(BytesIO(data)).slides:
        check_slide(slide)
        for shape in shapes_on(slide):
            assert shape.top + shape.height <= 540 * EMU + 1, shape.name


def test_nothing_of_the_empty_sample_is_left() -> None:
    data = ZipFile(BytesIO(write(report("ka"))))
    for name in data.namelist():
        if name.endswith(".xml"):
            assert not re.search(rb"Click to|Steve|Second level|screen4x3", data.read(name)), name
    assert "python-pptx" not in data.read("docProps/core.xml").decode()
    assert "კითხვა" not in data.read("docProps/core.xml").decode()
    assert LABELS["ka"]["worlds"][3] in data.read("docProps/core.xml").decode()


def test_figures_are_those_of_the_report() -> None:
    """Quartiles lie between whole numbers by fourths: rounded, slides and report would differ."""
    assert [figure(one, "uk") for one in (1.25, -0.75, 2, 3.5)] == ["1,25", "−0,75", "2", "3,5"]
    assert [figure(one, "en", True) for one in (1.25, -0.75, 0)] == ["+1.25", "−0.75", "0"]


def test_a_speaker_finds_what_was_asked_judged_and_told() -> None:
    deck = whole("en")
    assert all(noted(slide) for slide in deck.slides)
    notes = noted_in(deck)
    step = report().exercises[0].steps[0]
    assert f"1. {step.title}: {step.prompt} (10 minutes)" in notes
    assert "the middle answer is 3; half of 18 people answered from 1.5 to 4; people differ" in notes
    assert "s0001 · Didube, May 2026: “" in notes
    assert "1 cannot live with it" in notes


def test_notes_say_how_an_exercise_went_on_its_first_slide_alone() -> None:
    """Who speaks has read it there; on the board's own slide its cards come first."""
    told = [slide.shapes.title.text_frame.text for slide in whole("uk").slides if "(10 " in noted(slide)]
    assert len(told) == len(report("uk").exercises)
    assert noted_in(whole("uk")).count(f"2. {LABELS['uk']['board']}") == 1, "and the agenda on the first slide of all"


def test_first_comes_what_it_led_to() -> None:
    deck = whole("en")
    first, second, third, *_ = deck.slides
    for words in ("Rustavi", LABELS["en"]["worlds"][3], SIGNALS["en"][0], "31 people, 6 tables"):
        assert words in said_on(first)
    for words in ("Scenarios", "Experiments", "Commitments", "Signals: 8", LABELS["en"]["worlds"][0]):
        assert words in said_on(second)
    assert third.shapes.title.text_frame.text == LABELS["en"]["worlds"][0]
    for label in LABELS["en"]["fields"]:
        assert label in said_on(third)


def test_options_stand_against_the_worlds_with_their_verdicts() -> None:
    [table] = [slide for slide in whole("en").slides if slide.shapes.title.text_frame.text.startswith("Options tested")]
    cells = [cell.text for shape in table.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    for words in (*LABELS["en"]["worlds"], "Holds in every world", "Holds in no world", "−2", "+1"):
        assert any(words in cell for cell in cells), words


def test_no_word_is_broken_at_the_head_of_a_column() -> None:
    board = MAKE[Geometry.GRID]("hy")
    worlds = [replace(one, text="Երիտասարդները վերադառնում են") for one in board.column_cards]
    few = replace(board, row_cards=board.row_cards[:1], column_cards=worlds, cells=())
    (table,) = [shape.table for slide in opened(alone(few, "hy")).slides for shape in slide.shapes if shape.has_table]
    for column, cell in list(zip(table.columns, table.rows[0].cells, strict=True))[1:]:
        size = cell.text_frame.paragraphs[0].runs[0].font.size.pt
        assert longest_word("Երիտասարդները") * size * 1.1 < column.width / EMU - 8


def test_the_colour_of_an_option_says_nothing_of_how_it_does() -> None:
    """Cells are tinted by what was judged: a green name beside them would read as praise."""
    (table,) = [
        shape.table
        for slide in opened(alone(sample(Geometry.GRID))).slides
        for shape in slide.shapes
        if shape.has_table
    ]
    fills = {str(row.cells[0].fill.fore_color.rgb) for row in table.rows}
    assert len(fills) == 1
    assert not fills & {tone.fill for tone in TONES.values()}


def test_what_stands_in_front_is_not_said_again_among_the_exercises() -> None:
    grid, form = MAKE[Geometry.GRID]("uk"), MAKE[Geometry.FORM]("uk")
    (sheet,) = cards_on(form)
    made = result("uk", 5, OutcomeKind.EXPERIMENT, card=sheet, title=sheet.text, rows=sheet.rows)
    deck = opened(report("uk", [exercise("uk", [grid, form])], by_kind={OutcomeKind.EXPERIMENT: [made]}))
    assert [shape.has_table for slide in deck.slides for shape in slide.shapes].count(True) == 1
    said = squeezed(said_in(deck))
    for label, words in sheet.rows:
        assert said.count(squeezed(f"{label}{words}")) == 1
    assert "stands at the beginning" in said_in(deck)
    assert grid.cells[0].row.text in noted_in(deck)
    alone_again = said_in(opened(report("uk", [exercise("uk", [form])], by_kind={})))
    assert squeezed(sheet.rows[0][1]) in squeezed(alone_again), "what stands nowhere else is said"
    assert "stands at the beginning" not in alone_again


def test_cards_that_were_carried_on_as_they_were_are_not_shown_again() -> None:
    """Neither what stood on a board before nor a promise that stands in front; what a vote said of a card is new."""
    promised, *carried = cards("ka", range(4))
    promises = [result("ka", 6, OutcomeKind.COMMITMENT, card=promised)]
    first = replace(sample(Geometry.LIST, "ka"), lines=[], zones=[zone("a", "A", carried, 0)])
    again = replace(first, zones=[*first.zones, zone("p", "B", [promised], 1)])
    voted = replace(first, zones=[zone("a", "A", [replace(one, votes=3) for one in carried], 0)])
    exercises = [
        replace(exercise("ka", [one]), title=name) for name, one in zip("XYZ", (first, again, voted), strict=True)
    ]
    deck = opened(replace(empty("ka"), exercises=exercises, by_kind={OutcomeKind.COMMITMENT: promises}))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert [any(one.startswith(f"{name} –") for one in titles) for name in "XYZ"] == [True, False, True]
    (opening,) = [slide for slide in deck.slides if slide.shapes.title.text == "2. Y"]
    assert "What came of it stands at the beginning." in said_on(opening)


def test_the_next_promise_comes_first_and_a_column_that_says_one_thing_is_left_out() -> None:
    def promises(*states: str) -> str:
        days = (date(2028, 1, 1), date(2027, 1, 1))
        rows = [
            result("en", at, OutcomeKind.COMMITMENT, title=f"Promise {at}", promise=Promise("", day, state, ""))
            for at, (day, state) in enumerate(zip(days, states, strict=True))
        ]
        found = opened(replace(empty(), by_kind={OutcomeKind.COMMITMENT: rows}))
        return next(said_on(one) for one in found.slides if one.shapes.title.text == "Promises")

    assert "How it stands" not in promises("Open", "Open")
    assert "How it stands" in promises("Open", "Done")


def test_options_that_met_no_world_say_what_is_known_of_them() -> None:
    def table(**more: Any) -> list[list[str]]:
        options = [result("en", at, OutcomeKind.OPTION, card=a_card("en", at, **more)) for at in range(3)]
        deck = opened(replace(empty(), by_kind={OutcomeKind.OPTION: options}))
        (found,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
        return [[cell.text for cell in row.cells] for row in found.rows]

    assert table(verdict="", votes=None)[0] == ["Option"], "no column of nothing"
    assert [row[1:] for row in table(verdict="", votes=7)] == [["Points"], ["7"], ["7"], ["7"]]
    assert table(verdict="no_regret", votes=7)[0] == ["Option", "Verdict", "Points"]


def test_a_card_is_not_divided_for_the_name_above_it() -> None:
    """Lanes are made even, but not so low that a name and its card have no room."""
    card = a_card("uk", 2)
    pages = flow([ZoneHead(zone("a", "Економіка", [card], 0), 1, "uk"), Note(card)], BODY, 3, (14,))
    assert [len(page) for page in pages] == [2]


def test_no_word_of_a_band_is_broken() -> None:
    for language in ("ka", "uk", "hy"):
        for slide in opened(alone(MAKE[Geometry.BANDS](language), language)).slides:
            for shape in slide.shapes:
                if shape.has_text_frame and shape.text_frame.text in MAKE[Geometry.BANDS](language).rows:
                    size = max(run.font.size.pt for run in shape.text_frame.paragraphs[0].runs)
                    broken = longest_word(shape.text_frame.text) * size * 1.05 > shape.width / EMU
                    assert not broken or size == LEAST, shape.text_frame.text


def test_the_name_of_a_heap_does_not_stand_without_its_cards() -> None:
    board = MAKE[Geometry.BANDS]("ka")
    (heap,) = [heap for one in board.zones for heap in one.clusters]
    picture, rest, *_ = (
        slide for slide in opened(alone(board, "ka")).slides if heap.name in said_on(slide) or "C " in said_on(slide)
    )
    assert heap.cards[0].text not in said_on(picture), "as this sample has it"
    assert heap.name not in said_on(picture)
    assert heap.name in said_on(rest)


def test_no_letters_are_smaller_than_the_pages_ask_for() -> None:
    blocks = [Words(f"{at}. Water", "en") for at in range(34)]
    pages = flow(blocks, BODY, 2)
    at_least = flow(blocks, BODY, 2, (14,))
    assert len(pages) == len(at_least) > 1
    assert pages[0][0].size == 24


def test_of_sixty_promises_the_next_stand_in_front_and_all_of_them_at_the_very_end() -> None:
    def promises(count: int) -> Any:
        rows = [
            result(
                "hy", at, OutcomeKind.COMMITMENT, title=f"{at}: {SIGNALS['hy'][at % 12]}", led_here=[f"<{at}>"],
                promise=Promise("Նինո", date(2027, 1, 1) + timedelta(days=at), "Done" if at < 3 else "Still open", ""),
            )
            for at in reversed(range(count))
        ]  # fmt: skip
        return opened(
            replace(
                report("hy", [exercise("hy", [sample(Geometry.LIST, "hy")])]), by_kind={OutcomeKind.COMMITMENT: rows}
            )
        )

    def named(deck: Any, words: str) -> list[Any]:
        return [slide for slide in deck.slides if slide.shapes.title.text.startswith(words)]

    few = promises(4)
    assert len(named(few, "Promises")) == 1
    assert not named(few, "What was promised")
    endless = Promise("Նինո", None, "Still open", "Words that go on. " * 300)
    one = opened(
        replace(empty(), by_kind={OutcomeKind.COMMITMENT: [result("en", 1, OutcomeKind.COMMITMENT, promise=endless)]})
    )
    assert "and 0 more" not in said_in(one)
    assert not named(one, "What was promised")
    many = promises(60)
    (front,) = named(many, "Promises")
    (table,) = [shape.table for shape in front.shapes if shape.has_table]
    shown = [int(row.cells[0].text.split(":")[0]) for row in list(table.rows)[1:]]
    assert shown == list(range(3, 3 + len(shown))), "what is done does not stand before what is open"
    assert 4 <= len(shown) <= 8
    assert f"and {60 - len(shown)} more → What was promised, and what came of it" in said_on(front)
    last = list(many.slides)[-len(named(many, "What was promised")) :]
    assert last == named(many, "What was promised")
    rows = [row for slide in last for shape in slide.shapes if shape.has_table for row in list(shape.table.rows)[1:]]
    assert [int(row.cells[0].text.split(":")[0]) for row in rows] == list(range(60))
    for slide in last:
        there = [
            row.cells[0].text.split(":")[0]
            for shape in slide.shapes
            if shape.has_table
            for row in list(shape.table.rows)[1:]
        ]
        assert re.findall(r"<(\d+)>", noted(slide)) == there, "a speaker reads of what is seen"


def test_notes_tell_of_the_stories_on_their_own_slide() -> None:
    board = crowded("en", 40)
    told = {
        one.id: [voice("en", at, quote=f"Story {at}. {'Words of a long story. ' * 12}")]
        for at, one in enumerate(cards_on(board)[:30])
    }
    deck = opened(replace(alone(board), exercises=[exercise("en", [board], voices=told)]))
    pages = [slide for slide in deck.slides if slide.shapes.title.text.startswith("In the words")]
    assert len(pages) > 1
    for slide in pages:
        shown = set(re.findall(r"“Story (\d+)", said_on(slide)))
        assert shown == set(re.findall(r"“Story (\d+)", noted(slide)))


def test_no_word_is_broken_where_the_results_stand_beside_each_other() -> None:
    """One short kind beside a long one."""
    word = "ახალგაზრდებისათვის"
    kinds = {
        OutcomeKind.SCENARIO: [result("ka", 0, OutcomeKind.SCENARIO, title=word)],
        OutcomeKind.OPTION: [result("ka", at, OutcomeKind.OPTION) for at in range(40)],
        OutcomeKind.COMMITMENT: [result("ka", at, OutcomeKind.COMMITMENT) for at in range(60)],
    }
    led_to = opened(replace(empty("ka"), by_kind=kinds)).slides[1]
    (shape,) = [one for one in led_to.shapes if one.has_text_frame and one.text_frame.text == word]
    assert height_of(word, shape.text_frame.paragraphs[0].runs[0].font.size.pt, shape.width / EMU) < 20


def test_what_tellers_said_is_read_from_the_last_row() -> None:
    board = crowded("ka", 40)
    long = f"{'. '.join(SIGNALS['ka'][:3])}."
    told = {one.id: [voice("ka", at, quote=f"{at}. {long}")] for at, one in enumerate(cards_on(board)[:9])}
    deck = opened(replace(alone(board, "ka"), exercises=[exercise("ka", [board], voices=told)]))
    pages = [slide for slide in deck.slides if "„" in said_on(slide)]
    assert pages
    for slide in pages:
        quoted = [shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text.startswith("„")]
        assert min(shape.text_frame.paragraphs[0].runs[0].font.size.pt for shape in quoted) >= 16


def test_what_tellers_said_stands_in_the_marks_of_the_language() -> None:
    said, notes = said_in(whole("uk")), noted_in(whole("uk"))
    assert "«" in said
    assert "“" not in said + notes


def test_who_promised_stands_there_only_for_the_team() -> None:
    told = report()
    assert "Nino" in said_in(opened(replace(told, exercises=[])))
    kinds = {
        kind: [replace(one, promise=replace(one.promise, owner="")) if one.promise else one for one in results]
        for kind, results in told.by_kind.items()
    }
    public = opened(replace(told, exercises=[], with_owners=False, by_kind=kinds))
    assert "Nino" not in said_in(public) + noted_in(public)
    assert "March 15, 2027" in said_in(public)
    assert "Take them out before" not in said_in(public)


def test_stories_are_quoted_once_and_only_where_they_may_be() -> None:
    board = sample(Geometry.LIST)
    lying = cards_on(board)
    told = {
        lying[0].id: [voice("en", 1), voice("en", 2, is_withdrawn=True, quote="Taken back")],
        lying[1].id: [voice("en", 1), voice("en", 3, quote="")],
        lying[2].id: [voice("en", 4, is_hard=True, quote="My brother did not come home.")],
    }
    deck = opened(replace(alone(board), exercises=[exercise("en", [board], voices=told)]))
    quoting = {slide.shapes.title.text_frame.text: said_on(slide) for slide in deck.slides}
    assert quoting["In the words of residents"].count(voice("en", 1).quote) == 1
    assert "Didube, May 2026" in quoting["In the words of residents"]
    assert "My brother" in quoting["Stories that are hard to hear"]
    assert "Taken back" not in said_in(deck) + noted_in(deck)


def test_the_last_slides_say_what_it_rests_on_and_where_to_read_on() -> None:
    *_, backing, last = whole("en").slides
    assert "74 of 120 cards rest on residents’ stories" in said_on(backing)
    assert all(name in said_on(backing) for name in LABELS["en"]["columns"])
    links = [one.target_ref for one in last.part.rels.values() if one.is_external]
    assert links == [report().address]
    assert "not published yet" in said_in(opened(report(address="", exercises=[])))


def test_an_empty_workshop_makes_slides_too() -> None:
    deck = opened(empty())
    assert len(deck.slides) == 3
    assert "Nothing was put on record" in said_in(deck)


def test_sixty_cards_in_one_zone_take_more_pages_and_none_is_lost() -> None:
    board = crowded("hy", 60)
    deck = opened(alone(board, "hy"))
    for card in cards_on(board):
        assert squeezed(card.text) in squeezed(said_in(deck))
    pages = [slide for slide in deck.slides if "page" in slide.shapes.title.text_frame.text]
    assert 3 <= len(pages) <= 8
    assert re.search(r"\d+ more on the next pages", said_on(pages[0]))


@pytest.mark.parametrize("geometry", [Geometry.COLUMNS, Geometry.PLANE])
def test_a_page_that_begins_within_a_zone_says_its_name(geometry: Geometry) -> None:
    board = MAKE[geometry]("ka")
    lying = [a_card("ka", at, text=f"{at}: {SIGNALS['ka'][at % 12]}", x=0.1, y=0.9) for at in range(60)]
    full = next(one for one in board.zones if not one.is_off_board)
    deck = opened(alone(replace(board, zones=[replace(full, cards=lying, clusters=[])]), "ka"))
    pages = [said_on(slide) for slide in deck.slides if re.search(r"^\d+: ", said_on(slide), re.MULTILINE)]
    assert len(pages) > 3
    for page in pages:
        assert page.count(f"{full.label} (60)") == 1


def test_a_large_wheel_keeps_every_number_and_every_word() -> None:
    board = rings("uk", first=8, second=3, third=2)
    deck = opened(alone(board, "uk"))
    said = said_in(deck)
    assert all(card.text in said for card in cards_on(board))
    assert all(f"\n{number}\n" in f"\n{said}\n" for number in range(1, len(cards_on(board)) + 1))


def test_lines_between_cards_are_said_in_words() -> None:
    board = linked("en")
    said = said_in(opened(alone(board)))
    assert f"adds to: {SIGNALS['en'][2]}" in said


HARD = (
    "\x00\x01\x1b[31m\ufffe bell\x07 \ud800half",
    HOSTILE,
    "&amp; ]]> <a:t>",
    "a" * 4000,
    "слово" * 300,
    "line\nline\r\nline\vline\u2028line",
    "\u202eevil\u202c 😀 ℹ️ 中文字符" * 20,
    " ",
    "long and many words " * 400,
)


@pytest.mark.parametrize("geometry", [*Geometry])
def test_hostile_and_endless_words_neither_break_the_file_nor_leave_their_slide(geometry: Geometry) -> None:
    board = MAKE[geometry]("en")
    words = cycle(HARD)

    def hard(card: CardView) -> CardView:
        return replace(card, text=next(words), rows=[(next(words), next(words))] if card.rows else ())

    zones = [replace(one, label=next(words), cards=[hard(card) for card in one.cards]) for one in board.zones]
    rows = [hard(card) for card in board.row_cards]
    told = alone(replace(board, zones=zones, row_cards=rows, label=HARD[0], centre=HARD[-1]))
    played = replace(told.exercises[0], title=HARD[3], question=HARD[6], purpose=HARD[5])
    deck = opened(replace(told, title=HARD[0], question=HARD[-1], town=HARD[1], exercises=[played]))
    said = squeezed(said_in(deck) + noted_in(deck))
    assert squeezed(HOSTILE) in said
    for slide in deck.slides:
        for shape in shapes_on(slide):
            assert shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= deck.slide_height + 1, (shape.name, shape.top, shape.height)


def test_hostile_words_in_records_and_stories_do_not_break_the_file() -> None:
    for words in HARD:
        odd = result("en", 1, OutcomeKind.SCENARIO, title=words, rows=[(words, words)])
        promise = Promise(words, None, "Open", words)
        promised = result("en", 5, OutcomeKind.COMMITMENT, title=words, promise=promise)
        kinds = {OutcomeKind.SCENARIO: [odd], OutcomeKind.COMMITMENT: [promised]}
        board = replace(sample(Geometry.LIST), zones=[zone("a", words, cards("en", (1,)), 0)])
        voices = {board.zones[0].cards[0].id: [voice("en", 1, quote=words, place=words, month=words)]}
        deck = opened(replace(alone(board), exercises=[exercise("en", [board], voices=voices)], by_kind=kinds))
        for slide in deck.slides:
            for shape in shapes_on(slide):
                assert shape.top + shape.height <= deck.slide_height + 1, (words[:20], shape.name)


def test_an_address_that_is_longer_than_a_line_may_end_its_first_line_early() -> None:
    """Programs break it at a slash or a hyphen, and what follows would stand on its last line."""
    address = f"https://stories.example/{'water' * 20}"
    assert lines_in(address, 20, 300) == lines_in(address.replace("/", "x"), 20, 300) + 1
    assert lines_in("https://a.example/b", 20, 300) == 1


def test_a_story_longer_than_a_lane_begins_in_the_first() -> None:
    rows = [(label, f"{'. '.join(SIGNALS['ka'])}. " * 3) for label in LABELS["ka"]["fields"]]
    made = result("ka", 1, OutcomeKind.SCENARIO, title="ქალაქი", rows=rows)
    deck = opened(replace(empty("ka"), by_kind={OutcomeKind.SCENARIO: [made]}))
    first = next(slide for slide in deck.slides if slide.shapes.title.text.startswith("ქალაქი"))
    left = [shape for shape in first.shapes if shape.left < deck.slide_width / 3 and not shape.is_placeholder]
    assert LABELS["ka"]["fields"][0] in "".join(shape.text_frame.text for shape in left if shape.has_text_frame)


def test_words_are_cleaned_and_cut_without_loss() -> None:
    assert clean("a\x00b\tc\r\nd\ud800") == "ab c\nd"
    words = " ".join(SIGNALS["ka"])
    parts = pieces(words, 14, 200, 80)
    assert len(parts) > 3
    assert " ".join(parts) == words
    assert all(height_of(part, 14, 200) <= 80 for part in parts)


def test_cards_have_the_colours_and_patterns_of_the_boards() -> None:
    """On slides as on the screen, so that people know their cards again."""
    css = Path("static/css/cards.css").read_text()
    for colour in Colour:
        name = "straw" if colour == Colour.SUN else colour.value
        assert f"--{name}: #{TONES[colour].fill.lower()}; --{name}-edge: #{TONES[colour].edge.lower()};" in css
    assert len({tone.pattern for tone in TONES.values()}) == len(Colour)


def test_four_hundred_cards_are_slides_within_seconds() -> None:
    boards = [crowded("ka", 60), *(make("ka") for make in MAKE.values()), crowded("hy", 80), rings("uk", 8, 4, 2)]
    boards += [crowded("en", 60), crowded("uk", 40)]
    told = report("ka", [exercise("ka", [board], at) for at, board in enumerate(boards)])
    assert told.cards >= 400
    began = perf_counter()
    assert write(told)
    assert perf_counter() - began < 10


def test_the_page_is_as_wide_as_a_wall() -> None:
    deck = whole("en")
    assert deck.slide_width * 9 == deck.slide_height * 16
    assert BODY.right <= deck.slide_width / EMU
