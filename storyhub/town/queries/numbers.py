"""Whose voices are missing: the town's own figures of who lives in it beside who has told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storyhub.cities.models import City

HARDLY = 0.5
"""Told by less than half of its share of the town, a part of it is hardly heard."""
FEWEST = 5
"""Fewer stories than this say nothing about shares."""


@dataclass(frozen=True)
class Voice:
    """A part of the town: its share of the people by the town's figures, and of the stories that name such a part.

    Both are between 0 and 1. `heard` is not, hardly, or yes; `unknown` while there are too few stories to say.
    """

    slug: str
    of_people: float
    count: int
    of_stories: float
    heard: str


def voices_by(city: City, dimension: str, counts: Mapping[str, int]) -> Sequence[Voice]:
    """The parts of the town of which it gave a figure, those furthest behind their share first.

    `counts` are stories by slug. A figure is a percentage of all who live there; what the figures leave out of a hundred
    is nobody's, so shares of stories are among the parts that have a figure.
    """
    figures = figures_of(city, dimension)
    told = sum(counts.get(slug, 0) for slug in figures)
    people = sum(figures.values())
    voices = [_voice(slug, share / people, counts.get(slug, 0), told) for slug, share in figures.items() if share]
    return sorted(voices, key=lambda one: one.of_stories - one.of_people)


def figures_of(city: City, dimension: str) -> dict[str, float]:
    """The percentages that the town gave for its districts, languages or ages, by slug."""
    given: Mapping[str, Any] = city.figures
    beginning = f"{dimension}-"
    return {
        key.removeprefix(beginning): float(value) for key, value in given.items() if key.startswith(beginning) and value
    }


def _voice(slug: str, of_people: float, count: int, told: int) -> Voice:
    of_stories = count / told if told else 0.0
    return Voice(slug, of_people, count, of_stories, _heard(of_people, of_stories, count, told))


def _heard(of_people: float, of_stories: float, count: int, told: int) -> str:
    if told < FEWEST:
        return "unknown"
    if not count:
        return "not"
    return "hardly" if of_stories < HARDLY * of_people else "yes"
