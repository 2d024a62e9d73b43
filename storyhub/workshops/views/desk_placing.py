"""The forms by which a facilitator lays cards elsewhere and joins twins, in a step that asks nobody else to."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from storyhub.core.text import excerpt
from storyhub.workshops.drawing.plane import STEPS
from storyhub.workshops.methods.schema import Geometry, Verb, Who
from storyhub.workshops.playing import zones_of_step
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.seen import AxisView, BoardView, CardView, Standing
from storyhub.workshops.services.placing import WIDTH, Spot, spot_of

BETWEEN = "|"
"""Parts a card from where the page saw it lie; no name of a zone holds it."""


def placing_of(standing: Standing, drawing: Drawing | None, boards: Sequence[BoardView]) -> dict[str, Any] | None:
    """`cards`: {id, value, label, lang}; `axes` of a plane: {name, label, options}, else `zones`: {value, label}."""
    step = standing.step
    if drawing is None or step is None or step.do != Verb.PLACE or step.who != Who.FACILITATOR:
        return None
    zones = [zone for zone in zones_of_step(drawing.laid.method, step) if step.card in zone.accepts]
    places = {zone.id: zone.label for zone in zones}
    plane = next((one for one in boards if one.id == step.board and one.geometry == Geometry.PLANE), None)
    return {
        "cards": [_to_move(card, places) for card in drawing.of_kind(step.card)],
        "axes": [_scale(name, axis) for name, axis in zip("xy", plane.axes, strict=False)] if plane else [],
        "zones": [{"value": zone, "label": label} for zone, label in places.items()],
    }


def joining_of(standing: Standing, drawing: Drawing | None) -> list[dict[str, str]]:
    """The cards of a step that joins: which ones say the same, the room has to say."""
    step = standing.step
    if drawing is None or step is None or step.do != Verb.MERGE:
        return []
    cards = drawing.of_kind(step.card) if step.card else list(drawing.views.values())
    return [{"value": str(card.id), "label": excerpt(card.text, 80), "lang": card.language} for card in cards]


def lying_said(text: str) -> tuple[str, Spot]:
    """What was chosen, read back: the id of the card, and where the page saw it. Nonsense is where no card ever lies."""
    card, *place = text.split(BETWEEN)
    if len(place) != 3 or any(one and not (one.isascii() and one.isdigit()) for one in place[1:]):
        return card, ("?", None, None)
    x, y = (int(one) if one else None for one in place[1:])
    return card, (place[0], x, y)


def _to_move(card: CardView, places: dict[str, str]) -> dict[str, str]:
    place = places.get(card.zone) or gettext("not placed yet")
    spot = ("" if one is None else str(one) for one in spot_of(card.zone, card.x, card.y))
    return {
        "id": str(card.id),
        "value": BETWEEN.join((str(card.id), *spot)),
        "label": f"{excerpt(card.text, 80)} – {place}",
        "lang": card.language,
    }


def _scale(name: str, axis: AxisView) -> dict[str, Any]:
    """As many places as a phone offers, the ends named."""
    ends = {1: axis.low, STEPS: axis.high}
    options = [
        {
            "value": str((number - 1) * WIDTH // (STEPS - 1)),
            "label": " – ".join(filter(None, (str(number), ends.get(number)))),
        }
        for number in range(1, STEPS + 1)
    ]
    return {"name": name, "label": axis.label, "options": options}
