"""What a person asked, as it is looked for and as it can be said back to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import OSA

from storyhub.adapters.index import All, Any, Beginning, Between, Clause, Held, Near, Not, Phrase, Weighted, Word
from storyhub.archive.language import Token


@dataclass(frozen=True)
class Piece:
    """One piece of how a question was understood, for a page that says it in its own language.

    `kind` is words, phrase, beginning, near, not, or, all, theme, lens, place, lang, city, kind, from, to; unknown_field for
    a field or value that there is not, which was read as words; plain when all of it was. `value` is what stands there:
    words as typed, a slug, a code, a day; `of` are the pieces inside.
    """

    kind: str
    value: str = ""
    of: tuple["Piece", ...] = ()


@dataclass(frozen=True)
class Question:
    """`words` are wanted, all of them or (`relaxed`) most; `musts` hold in any case, `narrowed` likewise by dimension."""

    typed: str = ""
    words: tuple[Clause, ...] = ()
    musts: tuple[Clause, ...] = ()
    narrowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    span: Between | None = None
    understood: tuple[Piece, ...] = ()
    is_plain: bool = False
    plain_words: tuple[str, ...] = ()
    """Each word that is looked for, as it was typed: what the database is asked for, and what may be misspelt."""

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
        """The same question, narrowed further."""
        both = {**narrowed, **self.narrowed}
        more = [Held(terms) for dimension, terms in narrowed.items() if both[dimension] != terms]
        return replace(self, narrowed=both, musts=(*self.musts, *more), span=both_spans(self.span, span))

    def asks_for(self, token: Token) -> bool:
        """Whether a word of a text is one that was asked for, to be marked."""
        return any(_is_met(clause, token) for clause in self.words)


def both_spans(one: Between | None, other: Between | None) -> Between | None:
    """The days that lie in both; None is no limit."""
    if one is None or other is None:
        return one or other
    starts = [day for day in (one.since, other.since) if day is not None]
    ends = [day for day in (one.until, other.until) if day is not None]
    return Between(max(starts, default=None), min(ends, default=None))


def _is_met(clause: Clause, token: Token) -> bool:
    is_met = False
    match clause:
        case Word(forms):
            is_met = (
                token.surface in forms.surface
                or not set(token.lemmas).isdisjoint(forms.lemma)
                or not set(token.stems).isdisjoint(forms.stem)
            )
        case Beginning(forms):
            is_met = token.surface.startswith(forms)
        case Near(forms, edits):
            is_met = any(OSA.distance(token.surface, form, score_cutoff=edits) <= edits for form in forms)
        case Phrase(rows):
            is_met = any(token.surface in row for row in rows)
        case Weighted(inner, _):
            is_met = _is_met(inner, token)
        case All(of) | Any(of):
            is_met = any(_is_met(one, token) for one in of if not isinstance(one, Not))
    return is_met
