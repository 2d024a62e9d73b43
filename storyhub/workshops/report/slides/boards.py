"""The exercises: each with a first slide, its boards by their geometry, and what people said when they looked back."""

from collections.abc import Callable, Sequence

from flask_babel import gettext

from storyhub.workshops.drawing import Drawing, drawing_of
from storyhub.workshops.methods.words import Geometry
from storyhub.workshops.report.repeats import leads_to_front
from storyhub.workshops.report.slides import notes
from storyhub.workshops.report.slides.blocks import Block, Words
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.drawing import Said
from storyhub.workshops.report.slides.forms import forms
from storyhub.workshops.report.slides.grid import grid
from storyhub.workshops.report.slides.keyed import plane, wheel
from storyhub.workshops.report.slides.leaves import Leaf, leaves_of
from storyhub.workshops.report.slides.letters import height_of, largest
from storyhub.workshops.report.slides.listed import listed, off_board
from storyhub.workshops.report.slides.look import BODY, CARD, WARM, WIDE, Area
from storyhub.workshops.report.slides.records import Told
from storyhub.workshops.report.slides.wording import paged, quoted
from storyhub.workshops.report.slides.zones import bands, columns, quadrants
from storyhub.workshops.report.values import Played
from storyhub.workshops.seen import BoardView

DRAWN: dict[Geometry, Callable[[Drawing, str], list[Leaf]]] = {
    Geometry.COLUMNS: columns,
    Geometry.PLANE: plane,
    Geometry.BANDS: bands,
    Geometry.RINGS: wheel,
    Geometry.QUADRANTS: quadrants,
    Geometry.GRID: grid,
    Geometry.FORM: forms,
    Geometry.LIST: listed,
}


def add_exercise(deck: Deck, number: int, played: Played, boards: Sequence[BoardView], told: Told) -> None:
    """`boards` are those that are drawn: on the others stands nothing new."""
    is_told = any(board is told.table for board in played.boards) or leads_to_front(played, told.sheets)
    _add_first(deck, number, played, is_told=is_told)
    for board in boards:
        _add_board(deck, played, board, told)
    _add_reflections(deck, played)


def _add_first(deck: Deck, number: int, played: Played, *, is_told: bool) -> None:
    title = gettext("%(number)s. %(title)s", number=number, title=played.title)
    sheet = deck.part(title, notes.of_exercise(played))
    area = Area(72, 240, WIDE - 144, 110)
    before = gettext("What came of it stands at the beginning.") if is_told else ""
    for words, colour, serif in ((played.question, WARM, True), (played.purpose, CARD, False), (before, WARM, False)):
        if words:
            size = largest((26, 22, 20, 18, 16, 14), words, area.width, area.height)
            high = min(area.height, height_of(words, size, area.width))
            sheet.text(
                area.inside(bottom=area.height - high), [[Said(words, deck.language, size, colour=colour, serif=serif)]]
            )
            area = Area(area.x, area.y + high + 14, area.width, area.height)


def _add_board(deck: Deck, played: Played, board: BoardView, told: Told) -> None:
    whole = drawing_of(board)
    title = _title_of(played, board)
    leaves = [] if board is told.table else DRAWN[board.geometry](whole, deck.language)
    if board.geometry == Geometry.FORM:
        leaves = [one for one in leaves if not {card.id for card in one.cards} <= told.sheets]
    for at, leaf in enumerate(leaves, 1):
        said = notes.of_cards(leaf.cards, played.voices, deck.language)
        asked = notes.of_board(board, deck.language) if at == 1 else []
        name = leaf.title or paged(title, at, len(leaves))
        leaf.draw(deck.page(name, [*asked, *said] or [played.title], leaf.language))
    aside = off_board(whole, deck.language)
    for at, leaf in enumerate(aside, 1):
        words = gettext("%(title)s: beside the board", title=title)
        said = notes.of_cards(leaf.cards, played.voices, deck.language)
        leaf.draw(deck.page(paged(words, at, len(aside)), said))
    _add_lines(deck, title, board)


def _title_of(played: Played, board: BoardView) -> str:
    title = played.title if board.label in ("", played.title) else f"{played.title} – {board.label}"
    if not board.group_number:
        return title
    return gettext("%(title)s, table %(number)s", title=title, number=board.group_number)


def _add_lines(deck: Deck, title: str, board: BoardView) -> None:
    """What people tied together, in words: a line across a full slide is not found again."""
    blocks: list[Block] = [Words(words, deck.language) for words in notes.lines_in(board)]
    leaves = leaves_of(blocks, BODY, 2 if len(blocks) > 6 else 1)
    for at, leaf in enumerate(leaves, 1):
        words = gettext("%(title)s: what belongs together", title=title)
        leaf.draw(deck.page(paged(words, at, len(leaves)), [words]))


def _add_reflections(deck: Deck, played: Played) -> None:
    for question, answers in played.reflections:
        blocks: list[Block] = [Words(quoted(words, deck.language), spoken, serif=True) for words, spoken in answers]
        leaves = leaves_of(blocks, BODY, 2 if len(blocks) > 3 else 1)
        for at, leaf in enumerate(leaves, 1):
            leaf.draw(deck.page(paged(question, at, len(leaves)), [played.title, question]))
