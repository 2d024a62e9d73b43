"""What a phone may ask for, by name: each reads its form and calls a service, and says which tick to show."""

from collections.abc import Callable

from storyhub.workshops.queries.sitting import Sitting, is_held
from storyhub.workshops.services import cards, composing, evidence, reflecting, seating
from storyhub.workshops.views.board_acts import BOARD_ACTS
from storyhub.workshops.views.seat_forms import ANSWERED, TYPED, Form, id_in, maybe_id, named, number_in, place_in

Act = Callable[[Sitting, Form, str], str]


def _add_card(sitting: Sitting, form: Form, key: str) -> str:
    new = cards.NewCard(
        exercise_id=id_in(form, "exercise"),
        step=form.get("step", ""),
        zone=form.get("zone", ""),
        fields=named(form, TYPED),
        parent_id=maybe_id(form, "parent"),
        said_for=form.get("said_for", ""),
        is_for_other="for_other" in form,
    )
    card_id = cards.add_card(sitting.seat.id, new, key=key)
    if _is_late(sitting, form):
        return "late"
    story_id = maybe_id(form, "story")
    if story_id is not None:
        evidence.back_card(sitting.seat.id, card_id, story_id, key=f"{key}-story")
    return "held" if is_held(card_id) else "added"


def _change_card(sitting: Sitting, form: Form, key: str) -> str:
    seen = number_in(form, "revision")
    cards.change_card(
        sitting.seat.id,
        id_in(form, "card"),
        named(form, TYPED),
        seen_revision=-1 if seen is None else seen,
        zone=form.get("zone"),
        key=key,
    )
    return "changed"


def _take_back(sitting: Sitting, form: Form, key: str) -> str:
    cards.take_back(sitting.seat.id, id_in(form, "card"), key=key)
    return "taken_back"


def _put_back(sitting: Sitting, form: Form, key: str) -> str:
    cards.put_back(sitting.seat.id, id_in(form, "card"), key=key)
    return "put_back"


def _sheet(sitting: Sitting, form: Form, key: str) -> str:
    composing.save_sheet(
        sitting.seat.id,
        id_in(form, "exercise"),
        form.get("step", ""),
        named(form, TYPED),
        seen_revision=number_in(form, "revision") or 0,
        zone=form.get("zone", ""),
        key=key,
    )
    return "late" if _is_late(sitting, form) else "kept"


def _reflect(sitting: Sitting, form: Form, key: str) -> str:
    exercise_id, answers = id_in(form, "exercise"), named(form, ANSWERED)
    reflecting.answer_questions(sitting.seat.id, exercise_id, form.get("step", ""), answers, key=key)
    return "kept"


def _ready(sitting: Sitting, form: Form, key: str) -> str:
    seating.mark_ready(sitting.seat.id, seen=place_in(form), key=key)
    return ""


def _not_ready(sitting: Sitting, form: Form, key: str) -> str:
    seating.unmark_ready(sitting.seat.id, seen=place_in(form), key=key)
    return ""


def _name(sitting: Sitting, form: Form, key: str) -> str:
    seating.say_name(sitting.seat.id, form.get("name", ""), may_show="may_show_name" in form, key=key)
    return "kept"


def _leave(sitting: Sitting, _form: Form, key: str) -> str:
    seating.leave_seat(sitting.seat.id, key=key)
    return ""


def _is_late(sitting: Sitting, form: Form) -> bool:
    return place_in(form) != (sitting.workshop.exercise_id, sitting.workshop.step)


ACTS: dict[str, Act] = {
    "add-card": _add_card,
    "change-card": _change_card,
    "take-back": _take_back,
    "put-back": _put_back,
    "sheet": _sheet,
    "reflect": _reflect,
    "ready": _ready,
    "not-ready": _not_ready,
    "name": _name,
    "leave": _leave,
    **BOARD_ACTS,
}
