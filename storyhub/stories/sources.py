"""Stories as the archive holds them: what of a story is found by its words, and how a hit is drawn."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Row, and_, func, select

from storyhub.adapters.index import Document
from storyhub.archive.language.words import folded
from storyhub.archive.queries.ranked import ranked
from storyhub.archive.sources import Hit, Source, circle_terms, city_term
from storyhub.cities.models import City, District
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import SOURCE, State, Story, StoryTheme
from storyhub.stories.policy import published_to
from storyhub.stories.queries.narrowing import with_words
from storyhub.themes.models import Theme

TOGETHER = 500

_findable = and_(Story.state == State.PUBLISHED, Story.audience != Audience.TEAM)
_columns = (
    Story.id, Story.code, Story.city_id, Story.network_id, Story.audience, Story.kind, Story.language,
    Story.title, Story.body, Story.place, Story.told_month, District.slug.label("district"),
    District.name.label("district_name"),
)  # fmt: skip


def ids() -> Iterator[Sequence[UUID]]:
    """Every story that readers may find, some hundred at a time."""
    last: UUID | None = None
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
        .outerjoin(District, District.id == Story.district_id)
    )
    themes = _theme_slugs(ids_)
    return [_document(row, themes[row.id]) for row in db.session.execute(rows.where(_findable))]


def _document(story: Row, themes: Sequence[str]) -> Document:
    names = story.district_name.values() if story.district_name else ()
    words = {
        "title": folded(story.title, story.language),
        "body": folded(story.body, story.language),
        "place": folded(" ".join((story.place, *names)), story.language),
    }
    terms = {
        city_term(story.city_id),
        f"lang:{story.language}",
        f"kind:{story.kind}",
        f"month:{story.told_month}",
        f"code:{story.code}",
        *(f"theme:{slug}" for slug in themes),
        *([f"district:{story.district}"] if story.district else []),
    }
    return Document(
        SOURCE, story.id, words, frozenset(terms) | circle_terms(story.audience, story.city_id, story.network_id)
    )


def _theme_slugs(ids_: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    wanted, found = ranked(ids_), defaultdict(list)
    rows = (
        select(StoryTheme.story_id, Theme.slug)
        .join(wanted.table, wanted.id == StoryTheme.story_id)
        .join(Theme, Theme.id == StoryTheme.theme_id)
    )
    for story_id, slug in db.session.execute(rows):
        found[story_id].append(slug)
    return found


def count(viewer: Viewer, ids_: Sequence[UUID]) -> int:
    """How many of these stories the viewer may read."""
    wanted = select(ranked(ids_).id)
    return db.session.scalar(select(func.count()).where(Story.id.in_(wanted), published_to(viewer))) or 0


def draw(viewer: Viewer, ids_: Sequence[UUID]) -> dict[UUID, Hit]:
    """Those of these stories that the viewer may read, in the words that readers get."""
    rows = (
        select(
            Story.id, Story.code, Story.imported_ref, Story.title, Story.body, Story.language, Story.told_at, City.slug
        )
        .join(City, City.id == Story.city_id)
        .where(Story.id.in_(select(ranked(ids_).id)), published_to(viewer))
    )
    return {
        row.id: Hit(
            SOURCE, row.id, row.code, row.imported_ref, row.slug, row.title, row.body, row.language, row.told_at
        )
        for row in db.session.execute(rows)
    }


def by_words(viewer: Viewer, city_id: UUID | None, words: str, most: int) -> tuple[int, Sequence[UUID]]:
    """How many stories hold all these words, and the newest of them."""
    mine = [published_to(viewer), *with_words(words), *([Story.city_id == city_id] if city_id else [])]
    total = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    newest = select(Story.id).where(*mine).order_by(Story.told_at.desc(), Story.id.desc())
    return total, db.session.scalars(newest.limit(most)).all()


STORIES = Source(SOURCE, ids, documents, count, draw, by_words)
