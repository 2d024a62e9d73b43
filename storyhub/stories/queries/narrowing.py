"""How a list of stories is narrowed and ordered: the filters, and what each means in the database."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select

from storyhub.adapters.index import Clause, Order
from storyhub.archive.queries.in_database import Columns, city_of, in_database, in_town_days
from storyhub.cities.models import District
from storyhub.stories.models import Kind, Photo, Story, StoryTheme, StoryUse
from storyhub.themes.queries import below, below_slug


@dataclass(frozen=True)
class Filters:
    """How a list is narrowed. Empty means not narrowed.

    `theme` and `lens` include what stands below them; `also` is a second theme that the same stories carry. `month` is
    `2026-11`; any other span of days is `since` and `until`, both included, in `time_zone`. `places` are the spellings of
    one place in tellers' own words. `town` narrows a list of all towns, whose days are those of each story's town. `words`
    are as they were typed; `clause` is what of them the database looks for itself, for as long as there is no index.
    """

    city_id: UUID | None = None
    theme: UUID | None = None
    lens: UUID | None = None
    district: UUID | None = None
    places: tuple[str, ...] = ()
    month: str = ""
    since: date | None = None
    until: date | None = None
    time_zone: str = ""
    kind: Kind | None = None
    language: str = ""
    photos: bool | None = None
    also: UUID | None = None
    answered: bool | None = None
    town: UUID | None = None
    words: str = ""
    clause: Clause | None = None

    def without(self, *names: str) -> "Filters":
        """The same, but not narrowed in these ways."""
        nothing = Filters()
        return replace(self, **{name: getattr(nothing, name) for name in names})


def has_photos() -> ColumnElement[bool]:
    """Whether readers get a photograph with the story."""
    return and_(Story.may_show_photos, exists().where(Photo.story_id == Story.id, Photo.left_out_at.is_(None)))


def conditions_for(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    conditions += [Story.city_id == town for town in (filters.city_id, filters.town) if town]
    for theme in filter(None, (filters.theme, filters.lens, filters.also)):
        tagged = select(StoryTheme.story_id).where(StoryTheme.theme_id.in_(below(theme)))
        conditions.append(Story.id.in_(tagged))
    if filters.district:
        conditions.append(Story.district_id == filters.district)
    if filters.places:
        conditions.append(Story.place.in_(filters.places))
    if filters.kind:
        conditions.append(Story.kind == filters.kind)
    if filters.language:
        conditions.append(Story.language == filters.language)
    if filters.photos is not None:
        conditions.append(has_photos() if filters.photos else ~has_photos())
    if filters.answered is not None:
        conditions.append(Story.answered_at.is_not(None) if filters.answered else Story.answered_at.is_(None))
    if filters.clause:
        conditions.append(holding(filters.clause))
    return conditions + _days(filters)


def in_order(rows: Select[Story], order: Order) -> Select[Story]:
    """The newest first, unless another order is asked for; which fits best only an index can say."""
    match order:
        case Order.OLDEST:
            return rows.order_by(Story.told_at, Story.id)
        case Order.LEAST_HEARD:
            taken_up = select(func.count()).where(StoryUse.story_id == Story.id, StoryUse.ended_at.is_(None))
            return rows.order_by(taken_up.scalar_subquery(), Story.told_at.desc(), Story.id.desc())
        case _:
            return rows.order_by(Story.told_at.desc(), Story.id.desc())


def _days(filters: Filters) -> list[ColumnElement[bool]]:
    days: list[ColumnElement[bool]] = [Story.told_month == filters.month] if filters.month else []
    if filters.since or filters.until:
        span = in_town_days(Story.told_at, Story.city_id, filters.since, filters.until, filters.time_zone)
        days.append(span)
    return days


def holding(clause: Clause | None) -> ColumnElement[bool]:
    """What is asked of a story, as the database compares it."""
    return in_database(clause, Columns((Story.title, Story.body, Story.place), _held, _on_days))


def _held(mark: str, value: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = false()
    match mark:
        case "theme" | "lens":
            found = Story.id.in_(select(StoryTheme.story_id).where(StoryTheme.theme_id.in_(below_slug(value))))
        case "district":
            found = Story.district_id.in_(select(District.id).where(District.slug == value))
        case "city":
            found = Story.city_id == city_of(value)
        case "lang" | "kind":
            found = (Story.language if mark == "lang" else Story.kind) == value
        case "place":
            found = Story.place.icontains(value, autoescape=True)
    return found


def _on_days(since: date | None, until: date | None) -> ColumnElement[bool]:
    return in_town_days(Story.told_at, Story.city_id, since, until)
