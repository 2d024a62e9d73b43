"""The whole way from a text to what it is found by, sentence by sentence where sentences are in other languages."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import NamedTuple

from storyhub.adapters.index import Words
from storyhub.archive.language.detection import Passage, passages
from storyhub.archive.language.meanings import Meaning, meaning_of
from storyhub.archive.language.tokens import LONGEST_CHUNK, Part, chunks, parts, places_of


class Token(NamedTuple):
    """A word of a text; `start` and `end` count the code points of the text as it was written."""

    surface: str
    lemmas: tuple[str, ...]
    stems: tuple[str, ...]
    start: int
    end: int

    @property
    def stem(self) -> str:
        return self.stems[0] if self.stems else self.surface


class _Word(NamedTuple):
    meaning: Meaning
    start: int
    end: int


class _Chunk(NamedTuple):
    """What a chunk holds, word by word and layer by layer."""

    words: tuple[_Word, ...]
    surface: tuple[str, ...]
    lemma: tuple[str, ...]
    stem: tuple[str, ...]


USUAL_ROOM = 12_000
"""Chunks a process remembers, about a kilobyte each: a web worker marks a few stories at a time."""
MUCH_ROOM = 150_000

_remembered: defaultdict[str, dict[str, _Chunk]] = defaultdict(dict)
_room = USUAL_ROOM


@contextmanager
def remembering_much() -> Iterator[None]:
    """For who analyses a whole archive: what was read once is not read again. Forgotten when the `with` ends."""
    global _room  # noqa: PLW0603
    _room = MUCH_ROOM
    try:
        yield
    finally:
        _room = USUAL_ROOM
        _remembered.clear()


def analyse(text: str, language: str) -> list[Token]:
    """The words of a text, in order."""
    return [
        Token(*word.meaning, at + word.start, at + word.end)
        for passage in passages(text, language)
        for at, chunk in chunks(text, passage.start, passage.end)
        for word in _read(chunk, passage.language).words
    ]


class Wanted:
    """Which words of texts are wanted. A chunk is judged once, however often it stands in however many texts."""

    def __init__(self, judge: Callable[[Token], bool]) -> None:
        self._judge = judge
        self._judged: defaultdict[str, dict[str, tuple[Token, ...]]] = defaultdict(dict)

    def among(self, text: str, language: str) -> list[Token]:
        """Those of the words of a text that are wanted, in order."""
        found = [
            Token(token.surface, token.lemmas, token.stems, at + token.start, at + token.end)
            for passage in passages(text, language)
            for at, tokens in self._in_passage(text, passage)
            for token in tokens
        ]
        return sorted(found, key=attrgetter("start"))

    def _in_passage(self, text: str, passage: Passage) -> Iterator[tuple[int, tuple[Token, ...]]]:
        """(place of a chunk, what of it is wanted). Most chunks hold nothing, and their places are never looked for."""
        known = self._judged[passage.language]
        every = set(_split(text[passage.start : passage.end]))
        known.update({chunk: self._of_chunk(chunk, passage.language) for chunk in every.difference(known)})
        wanted = {chunk: tokens for chunk in every if (tokens := known[chunk])}
        if max(map(len, every), default=0) >= LONGEST_CHUNK:
            yield from (
                (at, wanted[chunk]) for at, chunk in chunks(text, passage.start, passage.end) if chunk in wanted
            )
        else:
            yield from (
                (at, wanted[chunk]) for chunk in wanted for at in places_of(chunk, text, passage.start, passage.end)
            )

    def _of_chunk(self, chunk: str, language: str) -> tuple[Token, ...]:
        tokens = (Token(*word.meaning, word.start, word.end) for word in _read(chunk, language).words)
        return tuple(token for token in tokens if self._judge(token))


def words_counted(texts: Iterable[tuple[str, str]]) -> Counter[Meaning]:
    """The words of some (text, language), and how often each stands there."""
    counts: Counter[Meaning] = Counter()
    for text, language in texts:
        for passage in passages(text, language):
            for chunk, times in Counter(_split(text[passage.start : passage.end])).items():
                for word in _read(chunk, passage.language).words:
                    counts[word.meaning] += times
    return counts


def words_in(text: str, language: str) -> Words:
    """The same in the three layers that an index holds."""
    surface: list[str] = []
    lemma: list[str] = []
    stem: list[str] = []
    for passage in passages(text, language):
        known = _remembered[passage.language]
        for chunk in _split(text[passage.start : passage.end]):
            read = known.get(chunk) or _read(chunk, passage.language)
            surface += read.surface
            lemma += read.lemma
            stem += read.stem
    return Words(surface, lemma, stem)


def _split(text: str) -> list[str]:
    found = text.split()
    if max(map(len, found), default=0) > LONGEST_CHUNK:
        return [piece for chunk in found for _at, piece in chunks(chunk)]
    return found


def _read(chunk: str, language: str) -> _Chunk:
    known = _remembered[language]
    found = known.get(chunk)
    if found is None:
        if sum(map(len, _remembered.values())) >= _room:
            _remembered.clear()
        found = _remembered[language][chunk] = _read_anew(chunk, language)
    return found


def _read_anew(chunk: str, language: str) -> _Chunk:
    words = [_Word(_meaning(part, language), part.start, part.end) for part in parts(chunk)]
    words = [word for word in words if word.meaning.surface]
    if len(words) == 1:
        meaning = words[0].meaning
        return _Chunk(tuple(words), (meaning.surface,), meaning.lemmas, meaning.stems)
    return _Chunk(
        tuple(words),
        tuple(word.meaning.surface for word in words),
        tuple(lemma for word in words for lemma in word.meaning.lemmas),
        tuple(stem for word in words for stem in word.meaning.stems),
    )


def _meaning(part: Part, language: str) -> Meaning:
    """A part's meaning, with what it holds or belongs to as more ways to find it."""
    meaning = meaning_of(part.shown, language)
    if not part.also:
        return meaning
    more = [meaning_of(word, language) for word in part.also]
    return Meaning(
        meaning.surface,
        tuple(dict.fromkeys((*meaning.lemmas, *(lemma for one in more for lemma in one.lemmas)))),
        tuple(dict.fromkeys((*meaning.stems, *(stem for one in more for stem in one.stems)))),
    )
