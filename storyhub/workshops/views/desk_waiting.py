"""What waits for a facilitator at the desk, and which cards they may lay themselves."""

from collections.abc import Sequence
from typing import Any

from storyhub.workshops.methods.schema import Fallback, Input, Method, Verb
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries import held
from storyhub.workshops.queries.alone import cards_alone
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.post import count_unread
from storyhub.workshops.seen import ClusterView, Standing


def waiting_of(
    workshop: Workshop, standing: Standing, drawing: Drawing | None, heaps: Sequence[ClusterView]
) -> dict[str, Any]:
    """What waits for a facilitator; of what came from home also how many wait for a moderator first."""
    unread = {"unread": count_unread(workshop.id)}
    if drawing is None:
        nothing = dict.fromkeys(
            ("wanting", "held", "twins", "objections", "tied", "heaps", "nameless", "alone", "picks"), ()
        )
        return nothing | unread
    unanswered = [one for one in held.objections(drawing) if not one.answer]
    does = standing.step.do if standing.step else None
    return {
        "wanting": wanting(standing, drawing),
        "held": held.held_cards(workshop, standing, drawing),
        "twins": held.twins(drawing) if does in (Verb.CLUSTER, Verb.MERGE) else (),
        "objections": unanswered,
        "tied": held.tied_cards(workshop, drawing),
        "heaps": heaps if does in (Verb.CLUSTER, Verb.MERGE) else (),
        "nameless": [heap for heap in heaps if not heap.name] if does == Verb.CLUSTER else (),
        "alone": cards_alone(drawing) if drawing.heaps or _is_half_gone(standing) else (),
        "picks": _picks(standing, drawing),
        **unread,
    }


def _picks(standing: Standing, drawing: Drawing) -> list[dict[str, Any]]:
    step = standing.step
    if step is None or not step.pick:
        return []
    choices = [card for card in drawing.of_kind(step.card) if card.is_kept]
    picked = drawing.laid.picks
    return [
        {"name": name, "label": pick_label(drawing.laid.method, name), "picked": picked.get(name), "cards": choices}
        for name in step.pick
    ]


def _is_half_gone(standing: Standing) -> bool:
    """Whether half the step's time is gone: before that, cards that nobody has laid together yet are no news."""
    left, step = standing.seconds_left, standing.step
    return left is not None and step is not None and left < step.minutes * 30


def wanting(standing: Standing, drawing: Drawing) -> list[Input]:
    """What the exercise works on and nothing before it gave: until the facilitator writes it, tables have nothing before them."""
    if standing.step is None:
        return []
    given = (one for one in drawing.laid.method.input if one.required and one.fallback == Fallback.FACILITATOR)
    return [one for one in given if one.kind and not drawing.of_kind(one.kind)]


def adding_of(standing: Standing, drawing: Drawing | None) -> list[dict[str, Any]]:
    """The kinds of card that a facilitator may lay, with the zones that take them; first what is wanting, then what the step is
    about. What an input brings that lies in no zone, the middle of the rings or a row of a grid, is called as the input is.
    """
    if drawing is None or standing.step is None:
        return []
    method, step = drawing.laid.method, standing.step
    wanted = {one.kind for one in wanting(standing, drawing)}
    nowhere = {one.kind: one.label for one in method.input if one.kind and not one.into}
    found = []
    for card in method.card:
        places = [
            {"value": f"{card.kind}:{zone.id}", "label": zone.label}
            for zone in sorted(method.zone, key=lambda zone: zone.id not in step.zones)
            if card.kind in zone.accepts
        ]
        if card.kind in nowhere:
            places.append({"value": f"{card.kind}:", "label": nowhere[card.kind]})
        if places:
            is_wanting = card.kind in wanted
            about = {"kind": card.kind, "label": card.label, "fields": card.fields}
            found.append(about | {"places": places, "is_wanting": is_wanting})
    return sorted(found, key=lambda one: (not one["is_wanting"], one["kind"] != step.card))


def pick_label(method: Method, name: str) -> str:
    """What is picked, as the axis is called that it is picked for."""
    return next((axis.label for axis in method.axis if axis.from_pick == name), name)
