"""A grid with more rows than a page of the stage holds: all of them, close to each other, by what they came to.

In two lanes each row says its words and, world by world, its median; letters stand for the worlds. How far people lie apart
is only marked there. The most contested rows stand on a page of their own after these (pages.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from storyhub.workshops.drawing.fitting import LEAST, SIZES, Sheet
from storyhub.workshops.drawing.letters import BOLD, lines_of, longest_word
from storyhub.workshops.queries.tallies import Verdict
from storyhub.workshops.seen import BoardView, CardView

CELL = 3.6
"""The width of a median with its marks."""
BETWEEN, NARROW = 1.4, 13.0
"""Between two lanes, and the least that the words of a row must have in each."""
HEAD, CAME_TO, LEAST_ROW, AROUND = 1.55, 1.85, 2.0, 0.42
"""The line of letters, a verdict, a row of one line, and what is around its words."""
LINE = 1.3
APART, OBJECTED = "↔ Կարծիքները տարբեր են", "! 10 մարդ չի կարող ապրել սրա հետ"
"""As long as what explains the marks, in the language that says most."""
NAMES, BESIDE = 1.6, "xxxx"
"""A line of the names of the columns, and what is between two of them."""
LEFT_OUT = "xxxxxxxxxxxxxxx"
WORDS_OF_VERDICT = (*Verdict, "")
LARGEST, STEP = 1.45, 0.5


@dataclass(frozen=True)
class Shelf:
    """Rows of a lane that came to the same; `count` says how many there are of them on all pages."""

    verdict: str
    count: int
    rows: Sequence[CardView]


@dataclass(frozen=True)
class Lanes:
    """Room for rows on the stage: so many lanes, in each so much for the words, and so high."""

    number: int
    width: float
    height: float


def pages_of_rows(board: BoardView, above: float) -> tuple[Sheet, list[list[list[Shelf]]]]:
    """For each page its lanes: in the largest letters in which all stand on one, else in those that need fewest."""
    sheets = [Sheet(size, is_close=True, above=above) for size in (*SIZES, LEAST) if size <= LARGEST]
    tried = [(sheet, _lanes_on(board, sheet)) for sheet in sheets]
    fitting = [(sheet, lanes) for sheet, lanes in tried if _are_words_whole(board, lanes)] or tried[-1:]
    laid = ((sheet, _pages(board, lanes)) for sheet, lanes in fitting)
    return min(laid, key=lambda one: len(one[1]))


def contested(board: BoardView) -> list[CardView]:
    """The rows that somebody cannot live with, then those about which people lie farthest apart."""
    found = []
    for card in board.row_cards:
        cells = [cell for cell in board.cells if cell.row.id == card.id]
        objections = sum(cell.objections for cell in cells)
        apart = max(
            ((one.high or 0) - (one.low or 0) for cell in cells for one in cell.ratings if one.is_disputed), default=0
        )
        if objections or apart:
            found.append((-objections, -apart, card))
    return [card for _, _, card in sorted(found, key=lambda one: one[:2])]


def _lanes_on(board: BoardView, sheet: Sheet) -> Lanes:
    medians = len(board.column_cards) * CELL
    number = 2 if (sheet.wide - BETWEEN) / 2 - medians >= NARROW else 1
    width = (sheet.wide - BETWEEN * (number - 1)) / number - medians
    return Lanes(number, width, sheet.high - _height_of_names(board, sheet) - HEAD - 0.5)


def _height_of_names(board: BoardView, sheet: Sheet) -> float:
    """Of the worlds with their letters and of what the marks mean, one behind the other."""
    said = [f"{one.text} {BESIDE}" for one in board.column_cards]
    said += [APART] if any(one.is_disputed for cell in board.cells for one in cell.ratings) else []
    said += [OBJECTED] if any(cell.objections for cell in board.cells) else []
    return lines_of(" ".join(f"{words} {BESIDE}" for words in said), sheet.wide / BOLD) * NAMES


def _are_words_whole(board: BoardView, lanes: Lanes) -> bool:
    return all(longest_word(card.text) <= lanes.width - 1 for card in board.row_cards)


def _pages(board: BoardView, lanes: Lanes) -> list[list[list[Shelf]]]:
    """As low as they may be without needing a page more, so that no lane stands nearly empty beside a full one."""
    rows = sorted(board.row_cards, key=lambda card: WORDS_OF_VERDICT.index(card.verdict))
    heights = [_height_of(board, card, lanes.width) for card in rows]
    height, most = lanes.height, ceil(len(_filled(rows, heights, lanes.height)) / lanes.number) * lanes.number
    while height > max(heights) + CAME_TO + STEP and len(_filled(rows, heights, height - STEP)) <= most:
        height -= STEP
    shelved = [_shelves(lane, rows) for lane in _filled(rows, heights, height)]
    return [shelved[at : at + lanes.number] for at in range(0, len(shelved), lanes.number)]


def _filled(rows: Sequence[CardView], heights: Sequence[float], height: float) -> list[list[CardView]]:
    """The rows lane by lane; where a lane begins, and where the verdict changes, it is said."""
    lanes: list[list[CardView]] = [[]]
    used = 0.0
    for card, needs in zip(rows, heights, strict=True):
        is_new = not lanes[-1] or lanes[-1][-1].verdict != card.verdict
        if lanes[-1] and used + needs + is_new * CAME_TO > height:
            lanes.append([])
            used, is_new = 0.0, True
        lanes[-1].append(card)
        used += needs + (CAME_TO if is_new and card.verdict else 0)
    return lanes


def _shelves(lane: Sequence[CardView], rows: Sequence[CardView]) -> list[Shelf]:
    words = [word for word in WORDS_OF_VERDICT if any(card.verdict == word for card in lane)]
    return [
        Shelf(word, sum(card.verdict == word for card in rows), [card for card in lane if card.verdict == word])
        for word in words
    ]


def _height_of(board: BoardView, card: CardView, width: float) -> float:
    said = card.text if card.is_kept else f"{card.text} {LEFT_OUT}"
    judged = max((len(cell.ratings) for cell in board.cells if cell.row.id == card.id), default=1)
    return max(LEAST_ROW * max(1, judged), lines_of(said, width - 0.8) * LINE + AROUND)
