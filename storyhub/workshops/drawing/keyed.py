"""Pages of the words beside a plane or a wheel: in one lane, or in two where short words leave half of one empty."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from storyhub.workshops.drawing.boxes import key_box
from storyhub.workshops.drawing.fitting import (
    LINE,
    MORE,
    Box,
    Pile,
    Sheet,
    Spacing,
    lines_of_marks,
    words_and_marks,
    words_of,
)
from storyhub.workshops.drawing.letters import BOLD, lines_of, longest_word
from storyhub.workshops.drawing.picture import Drawing, Part, cards_in
from storyhub.workshops.drawing.trying import Leaf, Leaves
from storyhub.workshops.drawing.wheel import Twig
from storyhub.workshops.seen import CardView

Entry = tuple[Part, CardView]
BETWEEN = 1.2
"""Between two lanes."""
AS_EVEN = 0.9
"""What two lanes may be higher when a browser fills them evenly, and keeps each name with what follows it."""
NUMBER = 2.6
"""What the number of an entry takes of its line."""
COUNTS = "A 60 ·'60'კიდევ"
"""What stands on the line of a zone's name besides it, in the language that says most."""
NAME_ELSEWHERE = "xxxA 60"


def leaves_of_key(whole: Drawing, sheet: Sheet) -> Leaves:
    """The words of a plane, zone after zone."""
    entries = [(part, card) for part in whole.parts for card in cards_in(part.zone)]
    one, *more = (_leaves_in(box, whole, entries, sheet) for box in _boxes(whole, sheet, [card for _, card in entries]))
    return next((laid for laid in more if not one[1] and (laid[1] or len(laid[0]) < len(one[0]))), one)


def _leaves_in(box: Box, whole: Drawing, entries: Sequence[Entry], sheet: Sheet) -> Leaves:
    height = box.height - _at_foot(whole, sheet) - (AS_EVEN if box.lanes > 1 else 0)
    inner = Box(box.width, height, box.lanes)
    laid = _pages(entries, inner, sheet.spacing)
    leaves: list[Leaf] = []
    for page in laid:
        here = {part.zone.id: [card for one, card in page if one is part] for part in whole.parts}
        parts = [Part(part.zone, here[part.zone.id], part.count - len(here[part.zone.id])) for part in whole.parts]
        leaves.append({"parts": parts, "lanes": box.lanes})
    is_whole = all(_height_of_entry(card, box.width, sheet.spacing) <= height for _, card in entries)
    return leaves, len(laid) == 1 and is_whole and _words_fit([card for _, card in entries], box)


def _boxes(whole: Drawing, sheet: Sheet, cards: Sequence[CardView]) -> list[Box]:
    """One lane; where things stand close in the letters of a full stage and no word is too long for it, also two."""
    box = key_box(whole, sheet)
    two = Box((box.width - BETWEEN) / 2, box.height, 2)
    return [box, two] if sheet.is_close and sheet.size <= 1 and _words_fit(cards, two) else [box]


def _words_fit(cards: Sequence[CardView], box: Box) -> bool:
    return all(longest_word(card.text) <= box.width - NUMBER - 1 for card in cards)


def _pages(entries: Sequence[Entry], box: Box, spacing: Spacing) -> list[list[Entry]]:
    """Filled lane by lane; the first entry of a zone on a page has the zone's name above it."""
    pages: list[list[Entry]] = [[]]
    lane, used = 1, 0.0
    for part, card in entries:
        head = _height_of_name(part, box, spacing)
        is_first = all(one is not part for one, _ in pages[-1])
        needs = _height_of_entry(card, box.width, spacing)
        if used and used + needs + is_first * head > box.height:
            lane, used = lane + 1, 0.0
            if lane > box.lanes:
                pages.append([])
                lane, is_first = 1, True
        pages[-1].append((part, card))
        used += needs + is_first * head
    return pages


def _height_of_name(part: Part, box: Box, spacing: Spacing) -> float:
    return (lines_of(f"{part.zone.label} {COUNTS}", box.width / BOLD) - 1) * LINE + spacing.name


def _at_foot(whole: Drawing, sheet: Sheet) -> float:
    """What is said below the words: of zones whose words stand on other pages, and of cards that lie face down."""
    elsewhere = " ".join(f"{part.zone.label} {NAME_ELSEWHERE}" for part in whole.parts if part.is_filled)
    hidden = sum(bool(part.zone.hidden) for part in whole.parts)
    named = lines_of(elsewhere, key_box(whole, sheet).width) * LINE + 0.4 if sheet.is_turned else 0
    return hidden * (MORE + sheet.spacing.name) + named


def leaves_of_tree(whole: Drawing, sheet: Sheet) -> Leaves:
    """What is too long for the middle takes its lines of the key."""
    one, *more = (_tree_in(box, whole, sheet) for box in _boxes(whole, sheet, [twig.card for twig in whole.twigs]))
    return next((laid for laid in more if not one[1] and (laid[1] or len(laid[0]) < len(one[0]))), one)


def _tree_in(box: Box, whole: Drawing, sheet: Sheet) -> Leaves:
    said = whole.said_in_full
    above = lines_of(said, key_box(whole, sheet).width - 1) * LINE * 1.1 + 1 if said else 0
    pile = Pile(
        whole.twigs,
        replace(box, height=box.height - above),
        partial(_height_of_twig, width=box.width, spacing=sheet.spacing),
        _words_of_twig,
    )
    return [{"twigs": page, "lanes": box.lanes} for page in pile.pages], pile.is_roomy


def _height_of_entry(card: CardView, width: float, spacing: Spacing, indent: float = 0) -> float:
    inner = (width - NUMBER - indent) / spacing.small
    if spacing.is_close:
        return lines_of(words_and_marks(card), inner) * spacing.line + spacing.gap
    marks = lines_of_marks(card, inner, spacing) * spacing.marks
    return (lines_of(card.text, inner) * spacing.line + marks) * spacing.small + spacing.gap


def _height_of_twig(twig: Twig, width: float, spacing: Spacing) -> float:
    return _height_of_entry(twig.card, width, spacing, indent=twig.depth * 1.4)


def _words_of_twig(twig: Twig) -> list[str]:
    return words_of(twig.card)
