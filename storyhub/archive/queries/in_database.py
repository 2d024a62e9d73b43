"""A question as the database can answer it, for as long as there is no index.

It compares letters and knows no grammar, so it finds less than the index. But what narrows narrows here too, what must
not stand there does not, and a term that a thing does not know finds nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from storyhub.adapters.index import All, Any, Beginning, Between, Clause, Held, Near, Not, Phrase, Weighted, Word
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db

MOST_FORMS = 4
"""Ways to write a word, or a row of them, that are looked for."""

Told = InstrumentedAttribute


@dataclass(frozen=True)
class Columns:
    """What the database compares of a thing: its texts, the terms it holds (`theme:water`), its days."""

    texts: Sequence[ColumnElement[str] | InstrumentedAttribute[str]]
    held: Callable[[str, str], ColumnElement[bool]]
    """(mark, value) of a term; `false()` for a mark that such things do not have."""
    days: Callable[[date | None, date | None], ColumnElement[bool]]


def in_database(clause: Clause | None, columns: Columns) -> ColumnElement[bool]:
    """The clause over these columns; everything for none."""
    found: ColumnElement[bool] = true() if clause is None else false()
    match clause:
        case All(of):
            found = and_(true(), *(in_database(one, columns) for one in of))
        case Any(of):
            found = or_(false(), *(in_database(one, columns) for one in of))
        case Not(one):
            found = not_(in_database(one, columns))
        case Weighted(one, _):
            found = in_database(one, columns)
        case Held(terms):
            found = or_(false(), *(columns.held(*_divided(term)) for term in sorted(terms)))
        case Between(since, until):
            found = columns.days(_day(since), _day(until))
        case Word() | Beginning() | Near() | Phrase():
            found = _standing(_forms(clause), columns)
    return found


def _forms(clause: Word | Beginning | Near | Phrase) -> Sequence[str]:
    match clause:
        case Word(forms):
            return forms.surface
        case Phrase(rows):
            return [" ".join(row) for row in rows]
    return clause.forms


def in_town_days(
    at: Told, city_id: Told, since: date | None, until: date | None, time_zone: str = ""
) -> ColumnElement[bool]:
    """At a moment of these days, both included; without a time zone as the town of each thing counts days."""
    zones = [time_zone] if time_zone else db.session.scalars(select(City.time_zone).distinct().order_by(City.time_zone))
    return or_(false(), *(_in_days(at, city_id, since, until, zone, one_of_many=not time_zone) for zone in zones))


def city_of(value: str) -> UUID:
    return UUID(hex=value)


def _in_days(
    at: Told, city_id: Told, since: date | None, until: date | None, zone: str, *, one_of_many: bool
) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if one_of_many:
        conditions.append(city_id.in_(select(City.id).where(City.time_zone == zone)))
    if since:
        conditions.append(at >= clock.start_of(since, zone))
    if until:
        conditions.append(at < clock.start_of(until + timedelta(days=1), zone))
    return and_(*conditions)


def _standing(forms: Sequence[str], columns: Columns) -> ColumnElement[bool]:
    some = forms[:MOST_FORMS]
    return or_(false(), *(text.icontains(form, autoescape=True) for form in some for text in columns.texts))


def _divided(term: str) -> tuple[str, str]:
    mark, _, value = term.partition(":")
    return mark, value


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
