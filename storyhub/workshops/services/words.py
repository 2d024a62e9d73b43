"""What people type into the fields of a card, made safe to keep and measured; what cannot be taken is named field by field."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from storyhub.core.errors import Invalid
from storyhub.core.text import clean, clean_line, length
from storyhub.workshops.methods.schema import Field, FieldType
from storyhub.workshops.playing import longest

YEARS = range(1800, 2301)
LONGEST_NUMBER = 20


def take_fields(fields: Sequence[Field], typed: Mapping[str, str], *, whole: bool = True) -> dict[str, str]:
    """The filled fields, in the order of the card. Raises Invalid.

    `whole` asks for what is required; a sheet that a table fills bit by bit is not asked until it is done.
    """
    taken: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        words = _cleaned(field, typed.get(field.id, ""))
        fault = _fault(field, words, whole)
        if fault:
            wrong[field.id] = fault
        elif words:
            taken[field.id] = words
    if wrong:
        raise Invalid(wrong)
    if not taken and fields:
        raise Invalid({fields[0].id: "card_empty"})
    return taken


def _cleaned(field: Field, words: str) -> str:
    return clean(words) if field.type == FieldType.LONG else clean_line(words)


def _fault(field: Field, words: str, whole: bool) -> str:
    if not words:
        return "field_missing" if field.required and whole else ""
    if length(words) > longest(field):
        return "too_long"
    fits, fault = _CHECKS.get(field.type, (_is_fine, ""))
    return "" if fits(field, words) else fault


def _is_fine(_field: Field, _words: str) -> bool:
    return True


def _is_option(field: Field, words: str) -> bool:
    return words in {option.id for option in field.options}


def _is_year(_field: Field, words: str) -> bool:
    return words.isascii() and words.isdecimal() and len(words) == 4 and int(words) in YEARS


def _is_number(_field: Field, words: str) -> bool:
    sign, digits = (words[0], words[1:]) if words[0] in "+-−" else ("", words)
    whole, _, part = digits.replace(",", ".").partition(".")
    return whole.isdecimal() and (part.isdecimal() or not part) and len(sign + digits) <= LONGEST_NUMBER


def _is_day(_field: Field, words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True


_CHECKS: dict[FieldType, tuple[Callable[[Field, str], bool], str]] = {
    FieldType.CHOICE: (_is_option, "choice_unknown"),
    FieldType.YEAR: (_is_year, "year_unreadable"),
    FieldType.NUMBER: (_is_number, "number_unreadable"),
    FieldType.DATE: (_is_day, "day_unreadable"),
}
