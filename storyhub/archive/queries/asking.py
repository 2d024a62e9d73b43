"""Reading a question with the names that themes, districts and towns have now."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from storyhub.archive.query import Question, read_question
from storyhub.archive.query.names import folded
from storyhub.archive.query.values import Value
from storyhub.archive.sources import city_term
from storyhub.cities.models import City, District
from storyhub.cities.queries import open_cities
from storyhub.core.db import db
from storyhub.themes.models import Theme
from storyhub.themes.queries import merged_slugs, themes_to_choose


def question_for(text: str, language: str | None = None, city_id: UUID | None = None) -> Question:
    """What was asked, by a reader of that language, in that town or (None) in all."""
    return read_question(text, language, NamesNow(city_id))


class NamesNow:
    """The names of the town, each sort read when the first one is asked for: most questions have no colon."""

    def __init__(self, city_id: UUID | None) -> None:
        self.city_id = city_id

    def theme(self, name: str) -> Value | None:
        return self._themes.get(folded(name))

    def district(self, name: str) -> Value | None:
        return self._districts.get(folded(name))

    def city(self, name: str) -> Value | None:
        return self._cities.get(folded(name))

    @cached_property
    def _themes(self) -> Mapping[str, Value]:
        return _themes(self.city_id)

    @cached_property
    def _districts(self) -> Mapping[str, Value]:
        return _districts(self.city_id)

    @cached_property
    def _cities(self) -> Mapping[str, Value]:
        return _cities()


def _themes(city_id: UUID | None) -> dict[str, Value]:
    """By slug and by label in every language; a merged theme's slug stands for what it is read as."""
    rows = themes_to_choose(city_id)
    values = {theme.slug: _theme_value(theme) for theme in rows}
    named = {folded(label): values[theme.slug] for theme in reversed(rows) for label in theme.label.values()}
    merged = {slug: values[into] for slug, into in merged_slugs().items() if into in values}
    return named | merged | values


def _theme_value(theme: Theme) -> Value:
    kind = str(theme.kind)
    return Value(kind, theme.slug, frozenset({f"{kind}:{theme.slug}"}))


def _districts(city_id: UUID | None) -> dict[str, Value]:
    rows = select(District).order_by(District.position.desc(), District.id)
    found = db.session.scalars(rows.where(District.city_id == city_id) if city_id else rows)
    return _by_name((one, Value("place", one.slug, frozenset({f"district:{one.slug}"}))) for one in found)


def _cities() -> dict[str, Value]:
    return _by_name((one, Value("city", one.slug, frozenset({city_term(one.id)}))) for one in open_cities())


def _by_name(pairs: Iterable[tuple[City | District, Value]]) -> dict[str, Value]:
    """Each by its name in every language, and by its slug."""
    named: dict[str, Value] = {}
    for row, value in pairs:
        named |= dict.fromkeys(map(folded, (*row.name.values(), row.slug)), value)
    return named
