"""How a withheld word still stands in a story: with another ending, in another script, shorter than an ending can be told.

People decide about each of them; this only saves them the search, so that one too many does little harm.
"""

from collections.abc import Iterator, Mapping, Sequence

import regex

from storyhub.archive.language import analyse, asked_forms
from storyhub.stories.models import Mask
from storyhub.stories.told import other_forms

SHORT = 4
"""Letters below which a name and a form of it share too few to be told by their beginning alone."""
ENDING = 4


def forms_of(told: Mapping[str, str], masks: Sequence[Mask], exact: str, language: str) -> list[str]:
    """Each form once, in the order in which it was thought of: by its beginning, by its meaning, by its capital."""
    words = exact.split()
    if not words:
        return []
    found = dict.fromkeys(other_forms(told, masks, exact))
    for part, text in told.items():
        hidden = [(one.start, one.end) for one in masks if one.part == part]
        for start, end in (*_by_meaning(text, words[-1], language), *_short_names(text, words[-1])):
            if not any(first < end and start < last for first, last in hidden):
                found[text[start:end]] = None
    known = " ".join(found)
    return [form for form in found if form != exact and not _is_part(form, words, known)]


def _is_part(form: str, words: list[str], known: str) -> bool:
    """The last word of several, already told of together with those before it."""
    return len(words) > 1 and " " not in form and f"{words[-2]} {form}" in known


def _by_meaning(text: str, word: str, language: str) -> Iterator[tuple[int, int]]:
    """Words of one dictionary form or stem with this one, in whatever script."""
    asked = asked_forms(word, language)
    lemmas, stems = set(asked.lemma), set(asked.stem)
    beginnings = tuple(one for one in asked.surface if len(one) >= SHORT)
    for token in analyse(text, language):
        if (
            token.surface in asked.surface
            or token.surface.startswith(beginnings)
            or lemmas.intersection(token.lemmas)
            or stems.intersection(token.stems)
        ):
            yield token.start, token.end


def _short_names(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Words with a capital that begin as a short name does, its last letter apart: Ana and Anei, Ия and Ию."""
    if not 1 < len(word) < SHORT or not word[0].isupper():
        return
    pattern = rf"(?<![\p{{L}}\p{{M}}]){regex.escape(word[:-1])}\p{{L}}{{1,{ENDING}}}(?![\p{{L}}\p{{M}}])"
    for found in regex.finditer(pattern, text):
        yield found.span()
