"""What the address of a list asks for: its filters, its order, and what in it nobody understands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import g, request
from flask_babel import gettext

from storyhub.adapters.index import Order
from storyhub.archive.query import MOST_CHARACTERS
from storyhub.cities import queries as cities
from storyhub.core import languages, text
from storyhub.stories.models import Kind
from storyhub.stories.queries import reading
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.views.address import Address
from storyhub.stories.views.facets import Choices
from storyhub.stories.views.months import days_of
from storyhub.themes import queries as themes
from storyhub.themes.models import ThemeKind
from storyhub.web.access import viewer

YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Asked:
    """`typed` is what stands in the search field, `problem` what is wrong with it; `address` is this list as understood."""

    filters: Filters
    choices: Choices
    order: Order
    address: Address
    typed: str
    problem: str
    not_understood: list[str]

    def with_words_alone(self) -> "Asked":
        """The same words, and nothing else that narrows."""
        words = Address(self.address.path, {name: said for name, said in self.address.words.items() if name == "q"})
        filters = Filters(self.filters.city_id, time_zone=self.filters.time_zone, words=self.filters.words)
        return replace(self, filters=filters, address=words, order=Order.BEST, not_understood=[])

    @property
    def slugs(self) -> dict[UUID, str]:
        """Of the themes and districts there are to choose from."""
        return {one.id: slug for some in self.choices.values() for slug, one in some.items()}

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing in the address that a search engine should not come back to."""
        return not self.typed and not self.not_understood


def asked_for(city_id: UUID | None) -> Asked:
    choices = choices_for(city_id)
    typed = text.clean_line(request.args.get("q", ""))
    is_too_long = len(typed) > MOST_CHARACTERS
    words = "" if is_too_long else typed
    given, read = _read(city_id, choices)
    order = _order(request.args.get("order", ""), words)
    understood = {name: given[name] for name, value in read.items() if value is not None and given[name]}
    if read["theme"] and read["theme"].kind == ThemeKind.LENS:
        lens = understood.pop("theme")
        understood.setdefault("lens", lens)
    kept = understood | ({"q": words} if words else {}) | ({"order": order.value} if order != _order("", words) else {})
    return Asked(
        filters=_filters(city_id, read, words),
        choices=choices,
        order=order,
        address=Address(request.path, kept),
        typed=typed,
        problem=_too_long(typed) if is_too_long else "",
        not_understood=[_sentence(name, value) for name, value in given.items() if value and read[name] is None],
    )


def choices_for(city_id: UUID | None) -> Choices:
    """What each filter can be set to, by the word that stands in the address."""
    return {
        "theme": {theme.slug: theme for theme in themes.themes_to_choose(city_id)},
        "district": {one.slug: one for one in cities.districts_of(city_id)} if city_id else {},
        "town": {} if city_id else {city.slug: city for city in cities.open_cities()},
    }


def _order(asked: str, words: str) -> Order:
    """What was asked for; the best first where words are looked for, otherwise the newest."""
    usual = Order.BEST if words else Order.NEWEST
    return Order(asked) if asked in set(Order) and (words or asked != Order.BEST) else usual


def _read(city_id: UUID | None, choices: Choices) -> tuple[dict[str, str], dict[str, Any]]:
    """The words of the address as they stand there, and what each means: None for nothing that we know."""
    reading_of: dict[str, Callable[[str], Any]] = {
        "theme": lambda slug: _theme(choices, slug),
        "lens": lambda slug: _theme(choices, slug),
        "place": lambda name: _district(choices["district"], name) or reading.places_named(viewer(), city_id, name),
        "town": choices["town"].get,
        "kind": lambda kind: Kind(kind) if kind in set(Kind) else None,
        "lang": lambda code: code if languages.is_known(code) else None,
        "also": lambda slug: _theme(choices, slug),
        "photos": YES_OR_NO.get,
        "answered": YES_OR_NO.get,
        "from": _day,
        "to": _day,
    }
    given = {name: text.clean_line(request.args.get(name, ""))[:MOST_CHARACTERS] for name in reading_of}
    read = {name: reading_of[name](value) if value else None for name, value in given.items()}
    return given, read | {"place": read["place"] or None}


def _filters(city_id: UUID | None, read: Mapping[str, Any], words: str) -> Filters:
    theme, lens = _by_kind(read["theme"], read["lens"])
    place, since, until = read["place"], read["from"], read["to"]
    month = f"{since:%Y-%m}" if since and until and (since, until) == days_of(f"{since:%Y-%m}") else ""
    return Filters(
        city_id=city_id,
        theme=theme,
        lens=lens,
        district=place.id if place and not isinstance(place, tuple) else None,
        places=place if isinstance(place, tuple) else (),
        month=month,
        since=None if month else since,
        until=None if month else until,
        time_zone=g.city.time_zone if city_id else "",
        kind=read["kind"],
        language=read["lang"] or "",
        photos=read["photos"],
        also=read["also"].id if read["also"] else None,
        answered=read["answered"],
        town=read["town"].id if read["town"] else None,
        words=words,
    )


def _theme(choices: Choices, slug: str) -> Any:
    return choices["theme"].get(slug) or choices["theme"].get(themes.merged_slugs().get(slug, ""))


def _by_kind(*found: Any) -> tuple[UUID | None, UUID | None]:
    """(theme, lens) of what stands in the address under either name: a lens was once asked for as a theme."""
    by_kind = {one.kind: one.id for one in found if one}
    return by_kind.get(ThemeKind.THEME), by_kind.get(ThemeKind.LENS)


def _district(districts: dict[str, Any], asked: str) -> Any:
    """The district of that slug, or of that name in any language; None for anything else."""
    named = (one for one in districts.values() if asked.casefold() in {name.casefold() for name in one.name.values()})
    return districts.get(asked) or next(named, None)


def _day(text_: str) -> date | None:
    """A day as the address writes it, 2026-05-03; None for anything else."""
    try:
        found = date.fromisoformat(text_)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def _sentence(name: str, value: str) -> str:
    short = text.excerpt(value, 40)
    sentences = {
        "theme": gettext("There is no theme “%(value)s” here.", value=short),
        "lens": gettext("There is no lens “%(value)s” here.", value=short),
        "town": gettext("There is no town “%(value)s” here.", value=short),
        "place": gettext("No story here is from a place called “%(value)s”.", value=short),
        "kind": gettext("“%(value)s” is no kind of story.", value=short),
        "lang": gettext("There is no language “%(value)s” here.", value=short),
        "also": gettext("There is no theme “%(value)s” here.", value=short),
    }
    if name in ("photos", "answered"):
        return gettext("“%(value)s” is neither yes nor no.", value=short)
    return sentences.get(name) or gettext("“%(value)s” is no day. Write it like 2026-05-03.", value=short)


def _too_long(typed: str) -> str:
    return gettext(
        "This is %(given)s characters long. Please look for at most %(most)s: a few words are enough.",
        given=len(typed),
        most=MOST_CHARACTERS,
    )
