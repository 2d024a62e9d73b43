"""Pages of the words beside a plane or a wheel."""

from functools import partial

from storyhub.workshops.drawing.boxes import key_box
from storyhub.workshops.drawing.fitting import (
    LINE,
    Box,
    Pile,
    Sheet,
    Spacing,
    lines_of_marks,
    words_and_marks,
    words_of,
)
from storyhub.workshops.drawing.letters import lines_of
from storyhub.workshops.drawing.picture import Drawing, Part, cards_in
from storyhub.workshops.drawing.trying import Leaf, Leaves
from storyhub.workshops.drawing.wheel import Twig
from storyhub.workshops.seen import CardView


def leaves_of_key(whole: Drawing, sheet: Sheet) -> Leaves:
    """The words of a plane, zone after zone."""
    box, heads = key_box(whole, sheet), sheet.spacing.name * sum(part.is_filled for part in whole.parts)
    pile = Pile(
        [(part, item) for part in whole.parts for item in cards_in(part.zone)],
        Box(box.width, box.height - heads - 2 * sheet.more),
        lambda pair: _height_of_entry(pair[1], box.width, sheet.spacing),
        lambda pair: words_of(pair[1]),
    )
    leaves: list[Leaf] = []
    for page in pile.pages:
        here = {part.zone.id: [item for one, item in page if one is part] for part in whole.parts}
        parts = [Part(part.zone, here[part.zone.id], part.count - len(here[part.zone.id])) for part in whole.parts]
        leaves.append({"parts": parts})
    return leaves, pile.is_roomy


def leaves_of_tree(whole: Drawing, sheet: Sheet) -> Leaves:
    """What is too long for the middle takes its lines of the key."""
    box = key_box(whole, sheet)
    said = whole.said_in_full
    above = lines_of(said, box.width - 1) * LINE * 1.1 + 1 if said else 0
    pile = Pile(
        whole.twigs,
        Box(box.width, box.height - above),
        partial(_height_of_twig, width=box.width, spacing=sheet.spacing),
        _words_of_twig,
    )
    return [{"twigs": page} for page in pile.pages], pile.is_roomy


def _height_of_entry(card: CardView, width: float, spacing: Spacing, indent: float = 0) -> float:
    inner = (width - 2.6 - indent) / spacing.small
    if spacing.is_close:
        return lines_of(words_and_marks(card), inner) * spacing.line + spacing.gap
    marks = lines_of_marks(card, inner) * spacing.marks
    return (lines_of(card.text, inner) * spacing.line + marks) * spacing.small + spacing.gap


def _height_of_twig(twig: Twig, width: float, spacing: Spacing) -> float:
    return _height_of_entry(twig.card, width, spacing, indent=twig.depth * 1.4)


def _words_of_twig(twig: Twig) -> list[str]:
    return words_of(twig.card)
