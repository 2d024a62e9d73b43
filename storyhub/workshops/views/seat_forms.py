"""Reading what a phone sends: ids, fields of cards, where the room was when the page was drawn."""

from uuid import UUID

from werkzeug.datastructures import ImmutableMultiDict

from storyhub.core.errors import NotFound
from storyhub.workshops.services.desk import Place

Form = ImmutableMultiDict[str, str]

TYPED, ANSWERED, JUDGED = "field-", "answer-", "dim-"
"""Before the name of a field of a card, a question of a reflection, a dimension of a rating."""


def named(form: Form, prefix: str) -> dict[str, str]:
    """All inputs whose name begins so, without that beginning."""
    return {name.removeprefix(prefix): words for name, words in form.items() if name.startswith(prefix)}


def place_in(form: Form) -> Place:
    """Where the room was."""
    return maybe_id(form, "exercise"), form.get("step", "")


def id_in(form: Form, name: str) -> UUID:
    """Raises NotFound for what is no id."""
    found = maybe_id(form, name)
    if found is None:
        raise NotFound()
    return found


def maybe_id(form: Form, name: str) -> UUID | None:
    return as_id(form.get(name, ""))


def ids_in(form: Form, name: str) -> list[UUID]:
    """Each once, in the order of the page."""
    return list(dict.fromkeys(one for one in map(as_id, form.getlist(name)) if one is not None))


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def number_in(form: Form, name: str) -> int | None:
    text = form.get(name, "")
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
