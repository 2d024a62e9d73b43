"""Writing the table of lemmas; takes half a gigabyte, so it is a program of its own:

    python -m storyhub.archive.language.lemma_writing FILE

It prints the name of each language as it is done. What simplemma lacks, or gives to one word alone where two have the
form (плачу, leaves), stands in `irregular/`, a word and its forms a line.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import marisa_trie
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES, DefaultDictionaryFactory

from storyhub.archive.language.folding import bare, fold
from storyhub.archive.language.lemmas import shortened
from storyhub.core.languages import LANGUAGES

_IRREGULAR = Path(__file__).parent / "irregular"


def rows_of(language: str, forms: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """(key, how the lemma is made of it) for each (form, lemma); a form that is a lemma of others is its own, too.

    Romanian is looked up without its marks as well, where that is no other word.
    """
    once = cache(fold.__wrapped__)
    pairs = {(fold.__wrapped__(form, language), once(lemma, language)) for form, lemma in forms}
    lemmas = {lemma for form, lemma in pairs if form != lemma}
    pairs |= {(form, form) for form, _lemma in pairs if form in lemmas}
    if language == "ro":
        known = {form for form, _lemma in pairs}
        pairs |= {(bare(form), lemma) for form, lemma in pairs if bare(form) not in known}
    for form, lemma in pairs:
        if form and lemma:
            yield f"{language}{form}", shortened(form, lemma)


def irregular(language: str) -> Iterator[tuple[str, str]]:
    for line in (_IRREGULAR / f"{language}.txt").read_text("utf-8").splitlines():
        lemma, _colon, forms = line.partition(": ")
        yield from ((form, lemma) for form in (lemma, *forms.split()))


def forms_of(language: str) -> Iterator[tuple[str, str]]:
    if language in SUPPORTED_LANGUAGES:
        yield from DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language).items()
    yield from irregular(language)


def write_table(path: Path) -> None:
    """Whole or not at all: it takes its name when it is finished."""
    rows: list[tuple[str, bytes]] = []
    for language in LANGUAGES:
        rows += rows_of(language, forms_of(language))
        sys.stdout.write(f"{language}\n")
        sys.stdout.flush()
    beside = path.with_suffix(f".{os.getpid()}")
    marisa_trie.BytesTrie(rows).save(str(beside))
    os.replace(beside, path)


if __name__ == "__main__":
    write_table(Path(sys.argv[1]))
