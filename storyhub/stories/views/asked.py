"""What the address of a list asks for: its filters, the words to look for, and what in it nobody understands."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app, g, request
from flask_babel import gettext

from storyhub.archive.queries.searching import ranking_for
from storyhub.archive.query import MOST_CHARACTERS
from storyhub.cities import queries as cities
from storyhub.core import languages, text
from storyhub.stories.models import SOURCE, Kind
from storyhub.stories.queries import reading
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.views.facets import Choices, days_of, list_href
from storyhub.themes import queries as themes
from storyhub.web.access import viewer


@dataclass(frozen=True)
class Asked:
    """`typed` is what stands in the search field, `problem` what is wrong with it. `is_whole`: the index answered."""

    filters: Filters
    choices: Choices
    typed: str
    problem: str
    not_understood: list[str]
    without_href: str
    is_whole: bool

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing in the address that a search engine should not come back to."""
        return not self.typed and not self.not_understood


def asked_for(city_id: UUID | None) -> Asked:
    choices = choices_for(city_id)
    typed = text.clean_line(request.args.get("q", ""))
    is_too_long = len(typed) > MOST_CHARACTERS
    filters, unknown = _filters(city_id, choices, "" if is_too_long else typed)
    if filters.words:
        ranking = ranking_for(current_app.extensions["storyhub.index"], viewer(), filters.words, SOURCE, city_id)
        filters = replace(filters, ranking=ranking)
    return Asked(
        filters=filters,
        choices=choices,
        typed=typed,
        problem=_too_long(typed) if is_too_long else "",
        not_understood=[_sentence(name, value) for name, value in unknown.items()],
        without_href=list_href(**dict.fromkeys(unknown)),
        is_whole=not filters.words or filters.ranking is not None,
    )


def choices_for(city_id: UUID | None) -> Choices:
    """What each filter can be set to, by the word that stands in the address."""
    return {
        "theme": {theme.slug: theme for theme in themes.themes_to_choose(city_id)},
        "district": {one.slug: one for one in cities.districts_of(city_id)} if city_id else {},
    }


def _filters(city_id: UUID | None, choices: Choices, words: str) -> tuple[Filters, dict[str, str]]:
    """The address as filters, and what in it is not understood, by the word of the address."""
    reading_of: dict[str, Callable[[str], Any]] = {
        "theme": lambda slug: choices["theme"].get(slug) or choices["theme"].get(themes.merged_slugs().get(slug, "")),
        "place": lambda name: _district(choices["district"], name) or reading.places_named(viewer(), city_id, name),
        "kind": lambda kind: Kind(kind) if kind in set(Kind) else None,
        "lang": lambda code: code if languages.is_known(code) else None,
        "from": _day,
        "to": _day,
    }
    given = {name: text.clean_line(request.args.get(name, "")) for name in reading_of}
    read = {name: reading_of[name](value) or None if value else None for name, value in given.items()}
    place, since, until = read["place"], read["from"], read["to"]
    month = f"{since:%Y-%m}" if since and until and (since, until) == days_of(f"{since:%Y-%m}") else ""
    filters = Filters(
        city_id=city_id,
        theme=read["theme"].id if read["theme"] else None,
        district=place.id if place and not isinstance(place, tuple) else None,
        places=place if isinstance(place, tuple) else (),
        month=month,
        since=None if month else since,
        until=None if month else until,
        time_zone=g.city.time_zone if city_id else "UTC",
        kind=read["kind"],
        language=read["lang"] or "",
        words=words,
    )
    return filters, {name: value for name, value in given.items() if value and read[name] is None}


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
        "place": gettext("No story here is from a place called “%(value)s”.", value=short),
        "kind": gettext("“%(value)s” is no kind of story.", value=short),
        "lang": gettext("There is no language “%(value)s” here.", value=short),
    }
    return sentences.get(name) or gettext("“%(value)s” is no day. Write it like 2026-05-03.", value=short)


def _too_long(typed: str) -> str:
    return gettext(
        "This is %(given)s characters long. Please look for at most %(most)s: a few words are enough.",
        given=len(typed),
        most=MOST_CHARACTERS,
    )
