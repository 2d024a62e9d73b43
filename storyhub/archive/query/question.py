"""What a person asked, as it is looked for and as it can be said back to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from rapidfuzz.distance import OSA

from storyhub.adapters.index import All, Any, Beginning, Between, Clause, Held, Near, Phrase, Weighted, Word
from storyhub.archive.language import Token, Wanted


@dataclass(frozen=True)
class Piece:
    """One piece of how a question was understood, for a page that says it in its own language.

    `kind` is words, phrase, beginning, near, not, or, all, theme, lens, place, lang, city, kind, from, to; unknown_field for
    a field or value that there is not, which was read as words; plain when all of it was; dangling for an operator that
    joins nothing, which was left out. `value` is what stands there: words as typed, a slug, a code, a day; `of` are the
    pieces inside.
    """

    kind: str
    value: str = ""
    of: tuple["Piece", ...] = ()


@dataclass(frozen=True)
class Question:
    """`words` are wanted, all of them or (`relaxed`) most; `musts` hold in any case, `narrowed` likewise by dimension.

    Of a question that is asked `within` filters, `narrowed` and `span` are those of the filters alone.
    """

    typed: str = ""
    words: tuple[Clause, ...] = ()
    musts: tuple[Clause, ...] = ()
    narrowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    span: Between | None = None
    understood: tuple[Piece, ...] = ()
    is_plain: bool = False
    plain_words: tuple[str, ...] = ()
    """Each word that is looked for, as it was typed: what may be misspelt."""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.musts or self.narrowed or self.span)

    @property
    def what(self) -> Clause | None:
        """Everything that is asked but `narrowed` and `span`; None when that is nothing."""
        wanted = (*self.words, *self.musts)
        return wanted[0] if len(wanted) == 1 else All(wanted) if wanted else None

    @property
    def relaxed(self) -> list[Clause]:
        """The same with most of the words, then with half of them; the more of them, the better it fits."""
        count = len(self.words)
        enough = dict.fromkeys((count - max(1, count // 3), -(-count // 2))) if count > 1 else ()
        steps = [Any(self.words, least) for least in enough]
        return [All((step, *self.musts)) if self.musts else step for step in steps]

    def within(self, narrowed: Mapping[str, frozenset[str]], span: Between | None = None) -> "Question":
        """The same question under these filters. What it narrows itself then holds in any case, as its words do: a filter
        can be chosen otherwise, what was typed stays."""
        mine: list[Clause] = [Held(terms) for terms in self.narrowed.values()]
        if self.span:
            mine.append(self.span)
        return replace(self, narrowed=narrowed, musts=(*self.musts, *mine), span=span)

    @property
    def everything(self) -> Clause | None:
        """All that is asked, as one clause."""
        return self.within({}).what

    def asks_for(self, token: Token) -> bool:
        """Whether a word of a text is one that was asked for, to be marked."""
        return self._marks.holds(token)

    def asked_in(self, text: str, language: str) -> list[Token]:
        """Those of the words of a text that were asked for, in any of their forms, in order."""
        return self._wanted.among(text, language)

    @cached_property
    def _wanted(self) -> Wanted:
        return Wanted(self.asks_for)

    @cached_property
    def _marks(self) -> "_Marks":
        marks = _Marks()
        for clause in self.words:
            marks.add(clause)
        return marks


def both_spans(one: Between | None, other: Between | None) -> Between | None:
    """The days that lie in both; None is no limit."""
    if one is None or other is None:
        return one or other
    starts = [day for day in (one.since, other.since) if day is not None]
    ends = [day for day in (one.until, other.until) if day is not None]
    return Between(max(starts, default=None), min(ends, default=None))


@dataclass
class _Marks:
    """What of a text is to be marked: every clause of a question laid out flat, so that a word is judged at once."""

    surface: set[str] = field(default_factory=set)
    lemma: set[str] = field(default_factory=set)
    stem: set[str] = field(default_factory=set)
    beginnings: tuple[str, ...] = ()
    near: list[tuple[str, int]] = field(default_factory=list)

    def add(self, clause: Clause) -> None:
        match clause:
            case Word(forms):
                self.surface.update(forms.surface)
                self.lemma.update(forms.lemma)
                self.stem.update(forms.stem)
            case Beginning(forms):
                self.beginnings += forms
            case Near(forms, edits):
                self.near += [(form, edits) for form in forms]
            case Phrase(rows):
                self.surface.update(word for row in rows for word in row)
            case Weighted(inner, _):
                self.add(inner)
            case All(of) | Any(of):
                for one in of:
                    self.add(one)

    def holds(self, token: Token) -> bool:
        return (
            token.surface in self.surface
            or not self.lemma.isdisjoint(token.lemmas)
            or not self.stem.isdisjoint(token.stems)
            or token.surface.startswith(self.beginnings)
            or any(OSA.distance(token.surface, form, score_cutoff=edits) <= edits for form, edits in self.near)
        )
