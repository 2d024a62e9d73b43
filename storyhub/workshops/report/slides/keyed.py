"""Boards that are pictures of numbers, with a key beside them: the plane and the wheel."""

from collections.abc import Sequence
from functools import partial

from flask_babel import ngettext

from storyhub.workshops.drawing import Drawing
from storyhub.workshops.drawing.picture import cards_in
from storyhub.workshops.drawing.plane import RADIUS, SIDE
from storyhub.workshops.drawing.wheel import Node, Wheel
from storyhub.workshops.report.slides import axes
from storyhub.workshops.report.slides.blocks import Block, Words
from storyhub.workshops.report.slides.cards import Entry, number
from storyhub.workshops.report.slides.drawing import Frame, Said, Stroke
from storyhub.workshops.report.slides.flow import Page
from storyhub.workshops.report.slides.going_on import flow_named
from storyhub.workshops.report.slides.heads import ZoneHead
from storyhub.workshops.report.slides.leaves import Leaf, cards_on, leaf_of
from storyhub.workshops.report.slides.letters import largest
from storyhub.workshops.report.slides.look import BODY, CARD, EDGE, INK, LEAST, MUTED, PAPER, RULE, TONES, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import in_brief
from storyhub.workshops.seen import AxisView, CardView

PICTURE = 406.0
SIZES = (18, 16, 15, 14, 13, 12)


def plane(whole: Drawing, language: str) -> list[Leaf]:
    frame = axes.framed(whole.board.axes, Area(BODY.x, BODY.y, PICTURE - 6, BODY.height))
    blocks: list[Block] = []
    for part in whole.parts:
        if part.is_filled:
            entries = [
                Entry(card, whole.numbers[card.id], judged=_judged(card, whole.board.axes, language))
                for card in cards_in(part.zone)
            ]
            blocks += [ZoneHead(part.zone, part.count, language), *entries]
    return [leaf_of(page, partial(_draw_plane, whole=whole, frame=frame, language=language)) for page in _key(blocks)]


def _judged(card: CardView, axes: Sequence[AxisView], language: str) -> list[str]:
    """What people said of it along each axis, with the arrow of that axis."""
    arrows = {axis.label: arrow for axis, arrow in zip(axes, "→↑", strict=False)}
    return [
        f"{arrows[one.label]}\u00a0{in_brief(one, language)}"
        for one in card.ratings
        if one.label in arrows and one.median is not None
    ]


def wheel(whole: Drawing, language: str) -> list[Leaf]:
    board = whole.board
    centre = Words(whole.said_in_full, board.centre_language, 1.1, serif=True)
    entries: list[Block] = [Entry(twig.card, twig.number, twig.depth, bold=not twig.depth) for twig in whole.twigs]
    blocks = [centre, *entries] if whole.said_in_full else entries
    return [leaf_of(page, partial(_draw_wheel, whole=whole, page=page, language=language)) for page in _key(blocks)]


def _key(blocks: list[Block]) -> Sequence[Page]:
    left = PICTURE + 16
    return flow_named(blocks, Area(BODY.x + left, BODY.y, BODY.width - left, BODY.height), 1, SIZES)


def _draw_plane(sheet: Sheet, whole: Drawing, frame: axes.Framed, language: str) -> None:
    inner = frame.inner
    across, down = inner.width / SIDE, inner.height / SIDE
    sheet.open_picture()
    axes.draw(sheet, frame, language)
    for part in whole.parts:
        if part.zone.quadrant:
            right, high = (one == "high" for one in part.zone.quadrant)
            corner = Area(
                inner.x + right * inner.width / 2 + 5,
                inner.y + 3 if high else inner.bottom - 37,
                inner.width / 2 - 10,
                34,
            )
            is_free = not any(corner.holds(inner.x + dot.x * across, inner.y + dot.y * down) for dot in whole.dots)
            name = f"{part.zone.letter}  {part.zone.label}" if is_free else part.zone.letter
            words = [Said(name, language, LEAST, colour=MUTED)]
            sheet.text(corner, [words], Frame(anchor="t" if high else "b", align="r" if right else "l"))
    size = 2 * RADIUS * min(across, down) * 1.06
    for dot in whole.dots:
        x, y = inner.x + dot.x * across, inner.y + dot.y * down
        if dot.is_disputed:
            ring = Area(x - size * 0.64, y - size * 0.64, size * 1.28, size * 1.28)
            sheet.text(ring, [], Frame(stroke=Stroke(TONES[dot.card.colour].edge, 1.25, "sysDash"), shape="ellipse"))
        number(sheet, Area(x - size / 2, y - size / 2, size, size), dot.number, dot.card, 14)
    sheet.close_picture(
        Area(frame.above.x, frame.above.y, frame.above.width, frame.below.bottom - frame.above.y),
        ngettext(
            "A field between two axes with %(num)s numbered dot; its words stand beside it.",
            "A field between two axes with %(num)s numbered dots; their words stand beside it.",
            len(whole.dots),
        ),
    )


def _draw_wheel(sheet: Sheet, whole: Drawing, page: Page, language: str) -> None:
    found = whole.wheel
    if found is None:
        return
    unit = PICTURE / SIDE
    here = {card.id for card in cards_on([page])}
    sheet.open_picture()
    _draw_rings(sheet, found, unit, language)
    for node in found.nodes:
        start, end = (_spot(node.from_x, node.from_y, unit), _spot(node.x, node.y, unit))
        sheet.line(start, end, Stroke(EDGE if node.twig.card.id in here else RULE, 1.5))
    _draw_hub(sheet, whole, found, unit)
    for node in found.nodes:
        _draw_node(sheet, node, found.radius, unit, node.twig.card.id in here)
    sheet.close_picture(
        Area(BODY.x, BODY.y, PICTURE, PICTURE),
        ngettext(
            "A wheel with %(num)s numbered card around its middle; its words stand beside it.",
            "A wheel with %(num)s numbered cards around its middle; their words stand beside it.",
            len(found.nodes),
        ),
    )


def _draw_rings(sheet: Sheet, found: Wheel, unit: float, language: str) -> None:
    for ring in found.rings:
        sheet.text(
            _disc(SIDE / 2, SIDE / 2, ring.radius, unit), [], Frame(stroke=Stroke(RULE, 1.25, "dash"), shape="ellipse")
        )
    for ring in [one for one in found.rings if one.name]:
        x, y = _spot(SIDE / 2, SIDE / 2 - ring.radius, unit)
        wide = 7.2 * len(ring.name) + 6
        sheet.text(
            Area(x - wide / 2, y - 8, wide, 16),
            [[Said(ring.name, language, LEAST, colour=MUTED)]],
            Frame(fill=PAPER, align="ctr", anchor="ctr", wraps=False),
        )


def _draw_hub(sheet: Sheet, whole: Drawing, found: Wheel, unit: float) -> None:
    words, language, radius = found.hub.words, whole.board.centre_language, found.hub.radius
    size = largest((15, 14, 13, LEAST), words, radius * unit * 1.4, radius * unit * 1.4)
    said = [[Said(words, language, size, serif=True)]] if words else []
    frame = Frame(fill=CARD, stroke=Stroke(INK, 1.75), anchor="ctr", align="ctr", shape="ellipse")
    sheet.text(_disc(SIDE / 2, SIDE / 2, radius, unit), said, frame)


def _draw_node(sheet: Sheet, node: Node, radius: float, unit: float, is_here: bool) -> None:
    area, card = _disc(node.x, node.y, radius, unit), node.twig.card
    if is_here:
        number(sheet, area, node.twig.number, card, 14)
        return
    tone = TONES[card.colour]
    said = [[Said(str(node.twig.number), sheet.language, LEAST, colour=MUTED)]] if radius > 26 else []
    frame = Frame(fill=PAPER, stroke=Stroke(tone.edge, 0.75), anchor="ctr", align="ctr", shape="ellipse", wraps=False)
    sheet.text(area, said, frame)


def _disc(x: float, y: float, radius: float, unit: float) -> Area:
    left, top = _spot(x - radius, y - radius, unit)
    return Area(left, top, 2 * radius * unit, 2 * radius * unit)


def _spot(x: float, y: float, unit: float) -> tuple[float, float]:
    return BODY.x + x * unit, BODY.y + y * unit
