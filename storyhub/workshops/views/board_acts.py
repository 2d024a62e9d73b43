"""What a phone does with cards that lie there already: heaps, places, lines, judgements, points."""

from collections.abc import Callable

from storyhub.core.errors import Conflict, NotFound
from storyhub.workshops.queries.sitting import Sitting, first_card_of
from storyhub.workshops.services import clustering, linking, placing, rating, voting
from storyhub.workshops.views.seat_forms import JUDGED, Form, id_in, ids_in, maybe_id, named, number_in

Act = Callable[[Sitting, Form, str], str]


def _stack(sitting: Sitting, form: Form, key: str) -> str:
    """The ticked cards onto a heap, or onto the first of them."""
    ticked, heap_id = ids_in(form, "card"), maybe_id(form, "cluster")
    onto = first_card_of(heap_id) if heap_id else ticked[0] if len(ticked) > 1 else None
    if onto is None or not ticked:
        raise Conflict("stack_two")
    made = heap_id
    for number, card_id in enumerate(one for one in ticked if one != onto):
        made = clustering.stack_cards(sitting.seat.id, card_id, onto, key=f"{key}-{number}")
    name = form.get("name", "").strip()
    if name and made and not heap_id:
        clustering.name_cluster(sitting.seat.id, made, name, key=f"{key}-name", language=sitting.seat.language)
    return "stacked"


def _unstack(sitting: Sitting, form: Form, key: str) -> str:
    clustering.unstack_card(sitting.seat.id, id_in(form, "card"), key=key)
    return "unstacked"


def _name_heap(sitting: Sitting, form: Form, key: str) -> str:
    heap_id, name = id_in(form, "cluster"), form.get("name", "")
    clustering.name_cluster(sitting.seat.id, heap_id, name, key=key, language=sitting.seat.language)
    return "named"


def _merge_heaps(sitting: Sitting, form: Form, key: str) -> str:
    clustering.merge_clusters(sitting.seat.id, id_in(form, "cluster"), id_in(form, "into"), key=key)
    return "stacked"


def _move(sitting: Sitting, form: Form, key: str) -> str:
    card_id = id_in(form, "card")
    x, y = number_in(form, "x"), number_in(form, "y")
    placing.move_card(sitting.seat.id, card_id, zone=form.get("zone", ""), x=x, y=y, key=key)
    return "moved"


def _undo_move(sitting: Sitting, form: Form, key: str) -> str:
    placing.undo_move(sitting.seat.id, id_in(form, "card"), key=key)
    return "undone"


def _link(sitting: Sitting, form: Form, key: str) -> str:
    start, end = maybe_id(form, "from"), maybe_id(form, "to")
    if start is None or end is None:
        raise Conflict("link_two")
    linking.link_cards(sitting.seat.id, start, end, form.get("kind", ""), key=key)
    return "linked"


def _unlink(sitting: Sitting, form: Form, key: str) -> str:
    linking.unlink_cards(sitting.seat.id, id_in(form, "from"), id_in(form, "to"), form.get("kind", ""), key=key)
    return "unlinked"


def _rate(sitting: Sitting, form: Form, key: str) -> str:
    values = {dim: number for dim in named(form, JUDGED) if (number := number_in(form, JUDGED + dim)) is not None}
    if not values:
        raise Conflict("rate_something")
    card_id, other_id = id_in(form, "card"), maybe_id(form, "column")
    rating.rate(sitting.seat.id, card_id, values, other_id=other_id, said=form.get("note"), key=key)
    return ""


def _object(sitting: Sitting, form: Form, key: str) -> str:
    card_id, other_id = id_in(form, "card"), maybe_id(form, "column")
    rating.object_to(sitting.seat.id, card_id, form.get("reason", ""), other_id=other_id, key=key)
    return "objected"


def _live_with(sitting: Sitting, form: Form, key: str) -> str:
    rating.take_objection_back(sitting.seat.id, id_in(form, "card"), other_id=maybe_id(form, "column"), key=key)
    return "kept"


def _vote(sitting: Sitting, form: Form, key: str) -> str:
    if "give" in form:
        voting.give_points(sitting.seat.id, id_in(form, "give"), key=key)
    elif "take" in form:
        voting.take_points(sitting.seat.id, id_in(form, "take"), key=key)
    else:
        raise NotFound()
    return ""


BOARD_ACTS: dict[str, Act] = {
    "stack": _stack,
    "unstack": _unstack,
    "name-heap": _name_heap,
    "merge-heaps": _merge_heaps,
    "move": _move,
    "undo-move": _undo_move,
    "link": _link,
    "unlink": _unlink,
    "rate": _rate,
    "object": _object,
    "live-with": _live_with,
    "vote": _vote,
}
