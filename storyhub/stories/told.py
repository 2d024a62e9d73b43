"""The teller's own words, part by part: title, body, place, and what each photograph shows. Masks count in these."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import regex

from storyhub.stories.models import Mask, Photo, Story, StoryVersion

_IN_A_WORD = r"[\p{L}\p{M}\p{N}_]"


class Place(NamedTuple):
    """Code points `start` to `end` (not included) of a part."""

    part: str
    start: int
    end: int


def photo_part(photo: Photo) -> str:
    return f"photo-{photo.position}"


def told_words(story: Story, version: StoryVersion, photos: Iterable[Photo]) -> dict[str, str]:
    """Each part's name and its words as they were told, in the order they are read."""
    place = story.place if story.told_place is None else story.told_place
    said = {"title": version.title, "body": version.body, "place": place}
    return said | {photo_part(one): one.alt if one.told_alt is None else one.told_alt for one in photos}


def places_of(told: Mapping[str, str], exact: str) -> list[Place]:
    """Where a passage stands as whole words; within longer ones only if it stands nowhere else."""
    return _places(told, exact, whole_words=True) or _places(told, exact, whole_words=False)


def is_within(place: Place, masks: Iterable[Mask]) -> bool:
    """Whether one mask withholds all of it already."""
    return any(one.part == place.part and one.start <= place.start and place.end <= one.end for one in masks)


def _places(told: Mapping[str, str], exact: str, *, whole_words: bool) -> list[Place]:
    return [Place(part, *span) for part, words in told.items() for span in _spans(words, exact, whole_words)]


def _spans(words: str, exact: str, whole_words: bool) -> list[tuple[int, int]]:
    """Blanks and line ends are alike; capitals are not."""
    pattern = r"\s+".join(regex.escape(word) for word in exact.split())
    if not pattern:
        return []
    if whole_words:
        # A boundary is asked for only on a side where the passage itself ends in a letter.
        pattern = rf"(?<!{_IN_A_WORD}(?={_IN_A_WORD})){pattern}(?!(?<={_IN_A_WORD}){_IN_A_WORD})"
    return [found.span() for found in regex.finditer(pattern, words)]
