"""“Did you mean”, and what comes nearest when nothing was found. Every word of it stands in a text this viewer may read."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from rapidfuzz.distance import OSA

from storyhub.adapters.index import Any, Clause, Forms, Grams, Held, Index, Near, TooMuch, Unusable, Word
from storyhub.archive.language import analyse, asked_forms, other_keyboards
from storyhub.archive.queries.asking import NamesNow
from storyhub.archive.queries.sight import Sight, note_unusable, sight_of
from storyhub.archive.query import Question, read_question
from storyhub.archive.query.grams import grams_of
from storyhub.archive.sources import Hit
from storyhub.core.permissions import Viewer

MOST_WORDS = 6
MOST_KEYBOARDS = 4
MOST_TEXTS = 20
"""Texts that are read for words spelt nearly like the one that was typed."""
SHORTEST = 4
LONG = 7
"""Letters from which on a word may be two letters away."""
ALIKE = 0.4


def suggestion_for(
    index: Index, viewer: Viewer, only: str | Sequence[str], question: Question, city_id: UUID | None = None
) -> str | None:
    """What the viewer may have meant by a question that found little; None when there is nothing to say."""
    try:
        return suggested(sight_of(index, viewer, _listed(only), city_id), question)
    except Unusable as error:
        note_unusable(index, error)
        return None


def nearest(
    index: Index,
    viewer: Viewer,
    only: str | Sequence[str],
    question: Question,
    city_id: UUID | None = None,
    limit: int = 5,
) -> list[Hit]:
    """What comes nearest to a question that found nothing: titles and places written alike, words near, its theme."""
    if not question.plain_words:
        return []
    try:
        sight = sight_of(index, viewer, _listed(only), city_id)
        hits = sight.look(Any(tuple(_near(question, city_id))), limit * 2)
        return sight.draw(hits.found)[:limit]
    except (Unusable, TooMuch) as error:
        if isinstance(error, Unusable):
            note_unusable(index, error)
        return []


def suggested(sight: Sight, question: Question) -> str | None:
    """As `suggestion_for`, for what is seen already. Raises Unusable."""
    if not question.plain_words:
        return None
    try:
        return _from_another_keyboard(sight, question) or _spelt_otherwise(sight, question)
    except TooMuch:
        return None


def _from_another_keyboard(sight: Sight, question: Question) -> str | None:
    for typed in other_keyboards(question.typed)[:MOST_KEYBOARDS]:
        if typed != question.typed and _finds(sight, typed):
            return typed
    return None


def _spelt_otherwise(sight: Sight, question: Question) -> str | None:
    corrected = question.typed
    for typed in question.plain_words[:MOST_WORDS]:
        forms = asked_forms(typed)
        if len(typed) >= SHORTEST and not _stands(sight, Word(forms)):
            corrected = corrected.replace(typed, _nearest_word(sight, forms) or typed, 1)
    return corrected if corrected != question.typed and _finds(sight, corrected) else None


def _nearest_word(sight: Sight, forms: Forms) -> str | None:
    """The word in the viewer's texts that is fewest letters away; of several the most frequent one."""
    edits = max(_edits(form) for form in forms.surface)
    hits = sight.draw(sight.look(Near(forms.surface, edits), MOST_TEXTS).found)
    words = Counter(token.surface for hit in hits for token in analyse(f"{hit.title}\n{hit.text}", hit.language))
    distances = {word: min(OSA.distance(word, form, score_cutoff=edits) for form in forms.surface) for word in words}
    near = [word for word in words if 0 < distances[word] <= edits]
    return min(near, key=lambda word: (distances[word], -words[word], word), default=None)


def _edits(form: str) -> int:
    return 2 if len(form) >= LONG else 1


def _finds(sight: Sight, typed: str) -> bool:
    question = read_question(typed)
    return question.what is not None and _stands(sight, question.what)


def _stands(sight: Sight, what: Clause) -> bool:
    """Whether the viewer finds anything, as the database says."""
    return bool(sight.draw(sight.look(what, MOST_TEXTS).found))


def _near(question: Question, city_id: UUID | None) -> list[Clause]:
    names = NamesNow(city_id)
    found: list[Clause] = []
    for typed in question.plain_words[:MOST_WORDS]:
        forms = asked_forms(typed)
        found.append(Word(forms))
        found += [Near(forms.surface, max(map(_edits, forms.surface)))] if len(typed) >= SHORTEST else []
        found += [Grams(grams, ALIKE)] if (grams := grams_of(forms.surface[:1])) else []
        found += [Held(theme.terms)] if (theme := names.theme(typed)) else []
    return found


def _listed(only: str | Sequence[str]) -> Sequence[str]:
    return (only,) if isinstance(only, str) else only
