"""Stories as the archive holds them: what of a story is found by its words, and how a hit is drawn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, and_, func, select

from storyhub.adapters.index import Clause, Document, Words
from storyhub.archive.analysing import words_of
from storyhub.archive.language import words_in
from storyhub.archive.queries.ranked import ranked
from storyhub.archive.query.grams import grams_of
from storyhub.archive.sources import Hit, Source, circle_terms, city_term, joined, place_terms_of
from storyhub.cities.models import City, District
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import SOURCE, State, Story, StoryTheme, StoryUse
from storyhub.stories.policy import published_to
from storyhub.stories.queries.narrowing import has_photos, holding
from storyhub.stories.queries.reading import readable_of
from storyhub.themes.models import Theme
from storyhub.themes.queries import lineages

TOGETHER = 500
SUGGESTED = "suggestion"
"""A theme that nobody has taken over yet: it is no tagging."""

_findable = and_(Story.state == State.PUBLISHED, Story.audience != Audience.TEAM)
_columns = (
    Story.id, Story.state, Story.code, Story.city_id, Story.network_id, Story.audience, Story.kind, Story.language,
    Story.title, Story.body, Story.place, Story.answered_at, Story.told_at, Story.told_month,
    has_photos().label("photos"), City.time_zone, District.slug.label("district"), District.name.label("district_name"),
)  # fmt: skip


def ids(after: UUID | None = None) -> Iterator[Sequence[UUID]]:
    """Every story that readers may find, some hundred at a time, in the order of their ids."""
    last = after
    while True:
        rows = select(Story.id).where(_findable).order_by(Story.id).limit(TOGETHER)
        found = db.session.scalars(rows if last is None else rows.where(Story.id > last)).all()
        if not found:
            return
        yield found
        last = found[-1]


def documents(ids_: Sequence[UUID]) -> list[Document]:
    """Those of these stories that readers may find, in the words that readers get."""
    wanted = ranked(ids_)
    rows = (
        select(*_columns)
        .join(wanted.table, wanted.id == Story.id)
        .join(City, City.id == Story.city_id)
        .outerjoin(District, District.id == Story.district_id)
    )
    themes, heard = _theme_terms(ids_), _heard(ids_)
    # Told apart here and not by the statement: SQLite would begin with everything that is published, for each few ids anew.
    found = [row for row in db.session.execute(rows) if row.state == State.PUBLISHED and row.audience != Audience.TEAM]
    texts = iter(words_of([(text, row.language) for row in found for text in (row.title, row.body)]))
    return [
        _document(row, next(texts), next(texts), themes.get(row.id, frozenset()), heard.get(row.id, 0)) for row in found
    ]


def _document(story: Row, title: Words, body: Words, themes: frozenset[str], heard: int) -> Document:
    place = _place_words(story)
    words = {"title": title, "body": body, "place": place}
    facets = themes | {
        city_term(story.city_id),
        f"lang:{story.language}",
        f"kind:{story.kind}",
        f"month:{story.told_month}",
        f"photos:{'yes' if story.photos else 'no'}",
        *([f"district:{story.district}"] if story.district else []),
    }
    circles = circle_terms(story.audience, story.city_id, story.network_id)
    day = _day(story.told_at, story.time_zone)
    return Document(
        SOURCE,
        story.id,
        words,
        terms=facets | circles | place_terms_of(place) | _exact_terms(story),
        facets=facets,
        at=int(story.told_at.timestamp()),
        since=day,
        until=day,
        heard=heard,
        grams=grams_of((*words["title"].surface, *place.surface)),
    )


def _exact_terms(story: Row) -> set[str]:
    """What a list is narrowed by and nobody counts: the place exactly as its teller wrote it, capitals apart."""
    answered = f"answered:{'no' if story.answered_at is None else 'yes'}"
    return {f"code:{story.code}", answered, *([f"spot:{story.place.casefold()}"] if story.place else [])}


def _place_words(story: Row) -> Words:
    """The teller's own words for it, and what its district is called in each language."""
    names = (story.district_name or {}).items()
    return joined([words_in(story.place, story.language), *(words_in(name, code) for code, name in names)])


def _day(at: datetime, time_zone: str) -> int:
    """The day on which it was told, as the town counts days."""
    return clock.local(at, time_zone).date().toordinal()


def _theme_terms(ids_: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """`theme:` or `lens:` and the slug, of what each story carries and of all that stands above that."""
    return {
        story_id: frozenset(f"{theme.kind}:{theme.slug}" for line in lines for theme in line)
        for story_id, lines in _lines(ids_).items()
    }


def tags(ids_: Sequence[UUID]) -> dict[UUID, Sequence[str]]:
    """The slugs of the themes that teller or team gave each story, as they are read now."""
    return {
        story_id: list(dict.fromkeys(line[0].slug for line in lines if line[0].kind == "theme"))
        for story_id, lines in _lines(ids_).items()
    }


def _lines(ids_: Iterable[UUID]) -> Mapping[UUID, list[list[Row]]]:
    """For each theme a story carries: what it is read as, then what stands above that."""
    wanted, found = ranked(list(ids_)), defaultdict(list)
    tagged = (
        select(StoryTheme.story_id, StoryTheme.theme_id)
        .join(wanted.table, wanted.id == StoryTheme.story_id)
        .where(StoryTheme.origin != SUGGESTED)
        .distinct()
    )
    themes = {row.id: row for row in db.session.execute(select(Theme.id, Theme.slug, Theme.kind))}
    lines = lineages()
    for story_id, theme_id in db.session.execute(tagged):
        found[story_id].append([themes[one] for one in lines[theme_id]])
    return found


def _heard(ids_: Sequence[UUID]) -> dict[UUID, int]:
    """How many things use each story now."""
    wanted = ranked(ids_)
    rows = (
        select(StoryUse.story_id, func.count())
        .join(wanted.table, wanted.id == StoryUse.story_id)
        .where(StoryUse.ended_at.is_(None))
        .group_by(StoryUse.story_id)
    )
    return {story_id: count for story_id, count in db.session.execute(rows)}


def draw(viewer: Viewer, ids_: Sequence[UUID], _language: str | None = None) -> dict[UUID, Hit]:
    """Those of these stories that the viewer may read, in the words that readers get."""
    rows = (
        select(
            Story.id, Story.code, Story.imported_ref, Story.title, Story.body, Story.language, Story.told_at, City.slug
        )
        .join(City, City.id == Story.city_id)
        .where(readable_of(viewer, ids_))
    )
    return {
        row.id: Hit(
            SOURCE, row.id, row.code, row.imported_ref, row.slug, row.title, row.body, row.language, row.told_at
        )
        for row in db.session.execute(rows)
    }


def by_clause(viewer: Viewer, city_id: UUID | None, clause: Clause | None, most: int) -> tuple[int, Sequence[UUID]]:
    """How many stories hold what is asked, and the newest of them."""
    mine = [published_to(viewer), holding(clause), *([Story.city_id == city_id] if city_id else [])]
    total = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    newest = select(Story.id).where(*mine).order_by(Story.told_at.desc(), Story.id.desc())
    return total, db.session.scalars(newest.limit(most)).all()


STORIES = Source(SOURCE, ids, documents, draw, by_clause, tags)
