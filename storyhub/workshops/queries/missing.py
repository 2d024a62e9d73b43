"""Whose voice is missing from a workshop: what the town has told, what lies on the table, what stands behind cards.

Counts alone, of districts, themes, lenses, languages and months; never of people. A story counts while its teller allows
workshops, and behind a card while that card lies on a board. Which stories a number counts, `counted_in` says.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from storyhub.cities.models import City
from storyhub.cities.queries import offered_districts_of
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.core.visibility import Audience
from storyhub.stories.models import Story, StoryTheme
from storyhub.themes.models import ThemeKind
from storyhub.themes.queries import lineages, themes
from storyhub.workshops.models import Card, CardState, CardStory, TableStory, Workshop
from storyhub.workshops.playing import REFLECTION
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.voices import allows_workshops

DISTRICT, THEME, LENS, LANGUAGE, MONTH = CUTS = ("district", "theme", "lens", "language", "month")
ARCHIVE, TABLE, CARDS = PLACES = ("archive", "table", "cards")
MONTHS = 6


@dataclass(frozen=True)
class Part:
    """A part of the town and its stories: in the archive, on the table, behind cards."""

    label: str
    archive: int
    table: int
    cards: int
    key: str = ""
    """Names the part in the address of the stories that it counts."""


@dataclass(frozen=True)
class Counted:
    """The stories that one of the numbers counts, the last told first; `label` is that of the part, empty for all."""

    label: str
    ids: Sequence[UUID]


@dataclass(frozen=True)
class Cut:
    """The town by one of its sides; `name` says which."""

    name: str
    parts: Sequence[Part]

    @property
    def untold(self) -> list[str]:
        """Of which the archive has no story that may be heard here."""
        return [part.label for part in self.parts if not part.archive]

    @property
    def unheard(self) -> list[str]:
        """Which the archive knows, and neither the table nor a card."""
        return [part.label for part in self.parts if part.archive and not (part.table or part.cards)]


@dataclass(frozen=True)
class Rest:
    """The cards of one exercise, and those of them with a story behind."""

    title: str
    cards: int
    backed: int


@dataclass(frozen=True)
class Missing:
    cuts: Sequence[Cut]
    rests: Sequence[Rest]
    archive: int
    table: int
    cards: int
    """Stories that stand behind at least one card."""


@dataclass(frozen=True)
class Heard:
    """What may be heard of the town: each story's sides, and which stories lie where."""

    sides: Mapping[str, Mapping[UUID, Collection[object]]]
    """By cut and story."""
    archive: Collection[UUID]
    table: Collection[UUID]
    cards: Collection[UUID]
    labels: Mapping[str, Sequence[tuple[object, str]]] = field(default_factory=dict)
    """By cut: what it tells apart, in order."""

    def cut(self, name: str) -> Cut:
        archive, table, cards = (self._counted(name, ids) for ids in (self.archive, self.table, self.cards))
        parts = [
            Part(label, archive[side], table[side], cards[side], key=str(side)) for side, label in self.labels[name]
        ]
        return Cut(name, parts)

    def counted(self, place: str, name: str, key: str) -> Counted:
        ids = {ARCHIVE: self.archive, TABLE: self.table, CARDS: self.cards}.get(place)
        if ids is None:
            raise NotFound()
        label = ""
        if name or key:
            side, label = next((one for one in self.labels.get(name, ()) if str(one[0]) == key), (None, ""))
            if side is None:
                raise NotFound()
            ids = {story_id for story_id in ids if side in self.sides[name].get(story_id, ())}
        return Counted(label, sorted(ids, reverse=True))

    def _counted(self, name: str, ids: Iterable[UUID]) -> Counter[object]:
        sides = self.sides[name]
        return Counter(side for story_id in ids for side in sides.get(story_id, ()))


def missing_from(workshop: Workshop, language: str) -> Missing:
    """Everything, in one language. The statements do not grow with stories or cards."""
    heard = _heard(workshop, language)
    cuts = [heard.cut(name) for name in CUTS]
    return Missing(
        [cut for cut in cuts if cut.parts],
        _rests(workshop.id, language),
        len(heard.archive),
        len(heard.table),
        len(heard.cards),
    )


def counted_in(workshop: Workshop, language: str, place: str, name: str = "", key: str = "") -> Counted:
    """Behind one number: of a place (archive, table, cards), all or those of a part. Raises NotFound for none such."""
    return _heard(workshop, language).counted(place, name, key)


def unheard(workshop: Workshop, language: str) -> list[str]:
    """Districts and themes of the town of which no story stands behind a card, in words."""
    heard = _heard(workshop, language)
    return [part.label for name in (DISTRICT, THEME) for part in heard.cut(name).parts if not part.cards]


def _heard(workshop: Workshop, language: str) -> Heard:
    is_there = (Story.city_id == workshop.city_id, Story.audience != Audience.TEAM, allows_workshops())
    rows = db.session.execute(
        select(Story.id, Story.district_id, Story.language, Story.told_month).where(*is_there)
    ).all()
    archive = {row.id for row in rows}
    tagged = _themes_of(select(Story.id).where(*is_there))
    return Heard(
        sides={
            DISTRICT: {row.id: (row.district_id,) for row in rows if row.district_id},
            THEME: tagged,
            LENS: tagged,
            LANGUAGE: {row.id: (row.language,) for row in rows},
            MONTH: {row.id: (row.told_month,) for row in rows},
        },
        archive=archive,
        table=_on_table(workshop.id) & archive,
        cards=_behind_cards(workshop.id) & archive,
        labels=_labels(workshop, language, {row.language for row in rows}, {row.told_month for row in rows}),
    )


def _themes_of(stories: Select[UUID]) -> dict[UUID, set[UUID]]:
    """By story: its themes, and all that stand above them."""
    lines = lineages()
    found: dict[UUID, set[UUID]] = {}
    rows = select(StoryTheme.story_id, StoryTheme.theme_id).where(
        StoryTheme.story_id.in_(stories), StoryTheme.origin != "suggestion"
    )
    for story_id, theme_id in db.session.execute(rows):
        found.setdefault(story_id, set()).update(lines.get(theme_id, ()))
    return found


def _labels(
    workshop: Workshop, language: str, spoken: Collection[str], months: Collection[str]
) -> dict[str, list[tuple[object, str]]]:
    """The town's own languages always; others, and months, where something was told. Months as `2026-11`."""
    city = db.session.get_one(City, workshop.city_id)
    tongues = [*city.languages, *sorted(set(spoken) - set(city.languages))]
    return {
        DISTRICT: [(one.id, one.name.text(language)) for one in offered_districts_of(workshop.city_id)],
        THEME: _top(ThemeKind.THEME, workshop.city_id, language),
        LENS: _top(ThemeKind.LENS, workshop.city_id, language),
        LANGUAGE: [(one, LANGUAGES[one].own_name if one in LANGUAGES else one) for one in tongues],
        MONTH: [(one, one) for one in sorted(months)[-MONTHS:]],
    }


def _top(kind: ThemeKind, city_id: UUID, language: str) -> list[tuple[object, str]]:
    return [(one.id, one.label.text(language)) for one in themes(kind, city_id) if one.parent_id is None]


def _on_table(workshop_id: UUID) -> set[UUID]:
    return set(db.session.scalars(select(TableStory.story_id).where(TableStory.workshop_id == workshop_id)))


def _behind_cards(workshop_id: UUID) -> set[UUID]:
    rows = select(CardStory.story_id).join(Card, Card.id == CardStory.card_id)
    return set(db.session.scalars(rows.where(Card.workshop_id == workshop_id, Card.state == CardState.SHOWN)))


def _rests(workshop_id: UUID, language: str) -> list[Rest]:
    """Of the exercises that have begun, in their order."""
    heard = exists().where(CardStory.card_id == Card.id, CardStory.story_id == Story.id, allows_workshops())
    mine = (Card.workshop_id == workshop_id, Card.state == CardState.SHOWN, Card.kind != REFLECTION)
    counts = select(Card.exercise_id, func.count()).where(*mine).group_by(Card.exercise_id)
    cards = {exercise_id: count for exercise_id, count in db.session.execute(counts)}
    backed = {exercise_id: count for exercise_id, count in db.session.execute(counts.where(heard))}
    return [
        Rest(loaded_of(one).in_language(language).method.title, cards.get(one.id, 0), backed.get(one.id, 0))
        for one in exercises_of(workshop_id)
        if one.opened_at is not None
    ]
