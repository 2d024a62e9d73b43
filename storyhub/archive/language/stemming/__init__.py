"""What is left of a word when its endings are off: the last and widest way to find it.

A word may have several stems, where an ending may be one or not, or where sounds change at the end; words share a
stem when they share any. English, Romanian, Russian and Armenian are stemmed by snowball (Porter and others), Armenian
and Ukrainian, Georgian, Azerbaijani by rules of ours. Stems are bare (`folding.bare`): typed without marks, a word
has the same.
"""

import threading
from collections.abc import Callable, Mapping

import Stemmer

from storyhub.archive.language.folding import bare
from storyhub.archive.language.stemming import az, hy, ka, uk

SNOWBALL = {"en": "english", "ro": "romanian", "ru": "russian", "hy": "armenian"}

OURS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "az": az.stems,
    "hy": hy.stems,
    "ka": ka.stems,
    "uk": uk.stems,
}

_of_thread = threading.local()


def stems_of(folded: str, language: str) -> tuple[str, ...]:
    """The bare stems of a folded word, the likeliest first; the bare word itself in a language that is not ours."""
    if not folded:
        return ()
    found = [bare(_snowball(language).stemWord(folded))] if language in SNOWBALL else []
    if ours := OURS.get(language):
        found += ours(bare(folded))
    return tuple(dict.fromkeys(found)) or (bare(folded),)


def _snowball(language: str) -> Stemmer.Stemmer:
    """A stemmer holds the word it works on, so each thread has its own."""
    found = getattr(_of_thread, language, None)
    if found is None:
        found = Stemmer.Stemmer(SNOWBALL[language])
        setattr(_of_thread, language, found)
    return found
