"""The teller's own words, part by part: title, body, place, and what each photograph shows. Masks count in these."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import regex

from storyhub.stories.models import Mask, Photo, Story, StoryVersion

_IN_A_WORD = r"[\p{L}\p{M}\p{N}_]"
_STEM = 4
"""Letters that a word must share with another one to be taken for a form of it."""


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


def stands_whole_in(words: str, exact: str) -> bool:
    """Whether a passage stands in other words just as it is."""
    return bool(_spans(words, exact, whole_words=True))


def stands_in(words: str, exact: str, *, inflected: bool = False) -> bool:
    """Whether a passage stands in other words, its capitals apart; `inflected` also where its last word goes on."""
    head, last = _divided(exact)
    if not last:
        return False
    ending = rf"{_IN_A_WORD}*" if inflected and len(last) >= _STEM else ""
    pattern = r"\s+".join([*map(regex.escape, head), regex.escape(last)])
    return regex.search(_whole(pattern + ending), words, regex.IGNORECASE) is not None


def other_forms(told: Mapping[str, str], masks: Sequence[Mask], exact: str) -> list[str]:
    """How a withheld word stands elsewhere and is not withheld: with other capitals, or another ending.

    Of several words the last one may be another, with those before it or alone. A word is taken for a form if it
    begins alike: but for the last two letters, and in four at least. People decide; this only saves them the search.
    """
    head, last = _divided(exact)
    if not regex.search(r"\p{L}", last):
        return []
    stem = last[: max(_STEM, len(last) - 2)]
    form = rf"{regex.escape(stem)}{_IN_A_WORD}*" if len(last) >= _STEM else regex.escape(last)
    before = "(?:" + "".join(rf"{regex.escape(word)}\s+" for word in head) + ")?" if head else ""
    found = (
        " ".join(match.group().split())
        for part, words in told.items()
        for match in regex.finditer(_whole(before + form), words, regex.IGNORECASE)
        if not any(one.part == part and one.start < match.end() and match.start() < one.end for one in masks)
    )
    return [one for one in dict.fromkeys(found) if one != " ".join(exact.split())]


def _divided(exact: str) -> tuple[list[str], str]:
    """The words of a passage before its last one, and the last one."""
    words = exact.split()
    return words[:-1], words[-1] if words else ""


def _whole(pattern: str) -> str:
    """The pattern where it neither begins nor ends within a word; asked for only where it begins or ends with a letter."""
    return rf"(?<!{_IN_A_WORD}(?={_IN_A_WORD})){pattern}(?!(?<={_IN_A_WORD}){_IN_A_WORD})"


def _places(told: Mapping[str, str], exact: str, *, whole_words: bool) -> list[Place]:
    return [Place(part, *span) for part, words in told.items() for span in _spans(words, exact, whole_words)]


def _spans(words: str, exact: str, whole_words: bool) -> list[tuple[int, int]]:
    """Blanks and line ends are alike; capitals are not."""
    pattern = r"\s+".join(regex.escape(word) for word in exact.split())
    if not pattern:
        return []
    if whole_words:
        pattern = _whole(pattern)
    return [found.span() for found in regex.finditer(pattern, words)]
