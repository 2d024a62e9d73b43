"""“Did you mean”, and what comes nearest when nothing was found. Every word of it stands in a text this viewer may read."""

from collections.abc import Collection, Sequence
from uuid import UUID

from rapidfuzz.distance import OSA

from storyhub.adapters.index import All, Any, Clause, Forms, Grams, Held, Index, Near, TooMuch, Unusable, Word
from storyhub.archive.language import Meaning, asked_forms, is_stop_word, other_keyboards, words_counted
from storyhub.archive.language.scripts import script_of
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
TOO_FAR = 4
LONG = 7
"""Letters from which on a word may be two letters away."""
TOLD_APART = 5
"""Letters below which too many words are nearly the same for any of them to be what comes nearest."""
ALIKE = 0.5


def suggestion_for(
    index: Index, viewer: Viewer, only: str | Sequence[str], question: Question, city_id: UUID | None = None
) -> str | None:
    """What the viewer may have meant by a question that found little; None when there is nothing to say."""
    try:
        return suggested(sight_of(index, viewer, _listed(only), city_id), question)
    except Unusable as error:
        note_unusable(index, error)
        return None


def meant_and_nearest(
    index: Index,
    viewer: Viewer,
    only: str | Sequence[str],
    question: Question,
    city_id: UUID | None = None,
    limit: int = 5,
) -> tuple[str | None, list[Hit]]:
    """`suggestion_for` a question that found nothing, and what comes nearest: titles and places written alike, words near,
    its theme. One look finds what is written nearly so for both."""
    unlike: set[str] = set()
    try:
        sight = sight_of(index, viewer, _listed(only), city_id)
        return suggested(sight, question, unlike), _nearest(sight, question, city_id, limit, unlike)
    except Unusable as error:
        note_unusable(index, error)
        return None, []


def suggested(sight: Sight, question: Question, unlike: set[str] | None = None) -> str | None:
    """As `suggestion_for`, for what is seen already; `unlike` takes in the words that nothing is like. Raises Unusable."""
    if not question.plain_words:
        return None
    try:
        return _from_another_keyboard(sight, question) or _spelt_otherwise(
            sight, question, set() if unlike is None else unlike
        )
    except TooMuch:
        return None


def _nearest(
    sight: Sight, question: Question, city_id: UUID | None, limit: int, unlike: Collection[str] = ()
) -> list[Hit]:
    if not question.plain_words:
        return []
    try:
        hits = sight.look(Any(tuple(_near(question, city_id, unlike))), limit * 2)
    except TooMuch:
        return []
    return sight.draw(hits.found)[:limit]


def _from_another_keyboard(sight: Sight, question: Question) -> str | None:
    for typed in other_keyboards(question.typed)[:MOST_KEYBOARDS]:
        meant = read_question(typed).plain_words
        if meant and _stands(sight, All(tuple(Word(_as_written(word)) for word in meant))):
            return typed
    return None


def _as_written(typed: str) -> Forms:
    """The word in its own script: whoever is on the wrong keyboard does not spell in foreign letters besides."""
    script, forms = script_of(typed), asked_forms(typed)
    layers = (forms.surface, forms.lemma, forms.stem)
    return Forms(*(tuple(form for form in layer if script_of(form) == script) for layer in layers))


def _spelt_otherwise(sight: Sight, question: Question, unlike: set[str]) -> str | None:
    corrected = _without_open_quote(question.typed)
    for typed in question.plain_words[:MOST_WORDS]:
        forms = asked_forms(typed)
        if len(typed) >= SHORTEST and not _stands(sight, Word(forms)):
            nearly = sight.look(Any(_written_nearly(forms)), MOST_TEXTS).found
            if not nearly:
                unlike.add(typed)
            corrected = corrected.replace(typed, _nearest_word(sight.draw(nearly), forms) or typed, 1)
    return corrected if corrected != question.typed and _finds(sight, corrected) else None


def _without_open_quote(typed: str) -> str:
    return typed.replace('"', "") if typed.count('"') % 2 else typed


def _nearest_word(hits: Sequence[Hit], forms: Forms) -> str | None:
    """The word in the viewer's texts that is fewest letters away, as it stands or without its endings; of several the
    most frequent one."""
    counted = words_counted((f"{hit.title}\n{hit.text}", hit.language) for hit in hits)
    distances = {word: _distance(word, forms) for word in counted if word.surface not in forms.surface}
    near = [word for word, distance in distances.items() if distance < TOO_FAR]
    best = min(near, key=lambda word: (distances[word], -counted[word], word.surface), default=None)
    return best.surface if best else None


def _written_nearly(forms: Forms) -> tuple[Near, ...]:
    """In a language with many endings the word in the text is many letters away, and its stem is one."""
    near, stems = Near(forms.surface, _most_edits(forms)), _own_stems(forms)
    return (near, Near(stems, 1, "stem")) if stems else (near,)


def _distance(word: Meaning, forms: Forms) -> int:
    """In letters, of words before that of stems; from TOO_FAR on they have nothing to do with each other."""
    edits = _most_edits(forms)
    distance = min(OSA.distance(word.surface, form, score_cutoff=edits) for form in forms.surface)
    pairs = ((one, stem) for one in word.stems for stem in _own_stems(forms))
    if distance > edits and any(OSA.distance(one, stem, score_cutoff=1) <= 1 for one, stem in pairs):
        return TOO_FAR - 1
    return distance if distance <= edits else TOO_FAR


def _own_stems(forms: Forms) -> tuple[str, ...]:
    """Those long enough to be told apart; one that begins with a mark is a guess of its own."""
    return tuple(stem for stem in forms.stem if len(stem) >= TOLD_APART and stem[0].isalpha())


def _most_edits(forms: Forms) -> int:
    return max(2 if len(form) >= LONG else 1 for form in forms.surface)


def _finds(sight: Sight, typed: str) -> bool:
    question = read_question(typed)
    return question.what is not None and _stands(sight, question.what)


def _stands(sight: Sight, what: Clause) -> bool:
    """Whether the viewer finds anything, as the database says."""
    return bool(sight.draw(sight.look(what, MOST_TEXTS).found))


def _near(question: Question, city_id: UUID | None, unlike: Collection[str]) -> list[Clause]:
    names = NamesNow(city_id)
    found: list[Clause] = []
    for typed in question.plain_words[:MOST_WORDS]:
        forms = asked_forms(typed)
        found += [] if is_stop_word(typed) else [Word(forms)]
        found += _written_nearly(forms) if len(typed) >= TOLD_APART and typed not in unlike else ()
        found += [Grams(grams_of(forms.surface[:1]), ALIKE)] if len(typed) >= TOLD_APART else []
        found += [Held(theme.terms)] if (theme := names.theme(typed)) else []
    return found


def _listed(only: str | Sequence[str]) -> Sequence[str]:
    return (only,) if isinstance(only, str) else only
