"""Stories that words narrow: found and counted by the index, allowed and drawn by the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from storyhub.adapters.index import Between, Index, Order
from storyhub.archive.queries.searching import Found, find
from storyhub.archive.query import Question
from storyhub.core.paging import Page
from storyhub.core.permissions import Viewer
from storyhub.stories.models import SOURCE, Kind, Story
from storyhub.stories.queries.facets import Facets
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.queries.reading import PER_PAGE, stories_of


@dataclass(frozen=True)
class Listed:
    """One page of a list and the counts beside it. `is_all` is false where nothing held all the words, but most."""

    page: Page[Story]
    facets: Facets = field(default_factory=Facets)
    is_all: bool = True


NOTHING = Listed(Page((), 1, PER_PAGE, 0))


def stories_found(
    index: Index,
    viewer: Viewer,
    question: Question,
    filters: Filters,
    slugs: Mapping[UUID, str],
    order: Order,
    number: int,
) -> Listed | None:
    """One page of what the question and the filters find; None without a usable index.

    `slugs` are those of themes and districts, which is how the index knows them.
    """
    narrowed, span = _narrowed(filters, slugs), _span(filters)

    def page(at: int) -> Found | None:
        return find(
            index,
            viewer,
            SOURCE,
            question,
            city_id=filters.city_id,
            narrowed=narrowed,
            span=span,
            order=order,
            limit=PER_PAGE,
            offset=(at - 1) * PER_PAGE,
            with_facets=True,
        )

    found = page(number)
    if found and not found.ids and number > 1:
        number = max(1, -(-found.total // PER_PAGE))
        found = page(number)
    if found is None:
        return None
    stories = stories_of(viewer, found.ids)
    return Listed(Page(stories, number, PER_PAGE, found.total), _facets(found.facets, slugs), found.is_all)


def ids_found(
    index: Index,
    viewer: Viewer,
    question: Question,
    filters: Filters,
    slugs: Mapping[UUID, str],
    order: Order,
    most: int,
    offset: int = 0,
) -> list[UUID] | None:
    """What the question and the filters find, as ids that the database has still to allow; None without a usable index."""
    found = find(
        index,
        viewer,
        SOURCE,
        question,
        city_id=filters.city_id,
        narrowed=_narrowed(filters, slugs),
        span=_span(filters),
        order=order,
        limit=most,
        offset=offset,
    )
    return found.ids if found else None


def _narrowed(filters: Filters, slugs: Mapping[UUID, str]) -> dict[str, frozenset[str]]:
    """The filters as terms of the index: of each set a story holds at least one."""
    photos, answered = ({None: "", True: "yes", False: "no"}[asked] for asked in (filters.photos, filters.answered))
    chosen = {
        "theme": ("theme", slugs.get(filters.theme) if filters.theme else ""),
        "also": ("theme", slugs.get(filters.also) if filters.also else ""),
        "lens": ("lens", slugs.get(filters.lens) if filters.lens else ""),
        "city": ("city", filters.town.hex if filters.town else ""),
        "district": ("district", slugs.get(filters.district) if filters.district else ""),
        "month": ("month", filters.month),
        "kind": ("kind", filters.kind),
        "lang": ("lang", filters.language),
        "photos": ("photos", photos),
        "answered": ("answered", answered),
        "spot": ("spot", filters.places[0].casefold() if filters.places else ""),
    }
    return {name: frozenset({f"{mark}:{value}"}) for name, (mark, value) in chosen.items() if value}


def _span(filters: Filters) -> Between | None:
    if not (filters.since or filters.until):
        return None
    return Between(*(day.toordinal() if day else None for day in (filters.since, filters.until)))


def _facets(counts: Mapping[str, int], slugs: Mapping[UUID, str]) -> Facets:
    def by_id(mark: str) -> dict[UUID, int]:
        return {id_: counts[term] for id_, slug in slugs.items() if (term := f"{mark}:{slug}") in counts}

    def by_word(mark: str) -> dict[str, int]:
        return {term.removeprefix(mark): count for term, count in counts.items() if term.startswith(mark)}

    return Facets(
        theme=by_id("theme"),
        lens=by_id("lens"),
        district=by_id("district"),
        month=by_word("month:"),
        kind={Kind(kind): count for kind, count in by_word("kind:").items()},
        language=by_word("lang:"),
        photos={word == "yes": count for word, count in by_word("photos:").items()},
        town={UUID(hex=town): count for town, count in by_word("city:").items()},
    )
