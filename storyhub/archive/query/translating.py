"""From the tree of what was typed to what the index looks for.

On the outermost level the words are wanted and may be relaxed, what must not stand there and what narrows hold in any
case. Inside brackets and beside OR everything is one clause.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from typing import NamedTuple

from whoosh.qparser import plugins, syntax

from storyhub.adapters.index import All, Any, Beginning, Between, Clause, Forms, Held, Near, Not, Phrase, Weighted, Word
from storyhub.archive.language import asked_beginnings, asked_forms, is_stop_word, language_of
from storyhub.archive.language.scripts import WRITTEN, is_written_so, script_of
from storyhub.archive.language.tokens import chunks, parts
from storyhub.archive.query.question import Piece, Question, both_spans
from storyhub.archive.query.values import Names, Value, days_of, value_of

MOST_CLAUSES = 32
"""More words than that find nothing more, and cost time."""
SHORTEST_BEGINNING = 2
OPEN_WEIGHT = 0.25
"""A word that merely begins like the last one counts less than that word in any of its forms."""
SHORTEST_NEAR = 3
MOST_FORMS = 110
"""Forms in one layer of all words together: of many words each is looked for in fewer."""
FORMS_IN_PHRASE, MOST_IN_ROWS = 3, 64
"""Ways to write a word of a phrase, and words in all the ways to write the phrase."""

_NO_FIELD = re.compile(r"([^\W\d_]{2,}):(?!/)(?=\S)")


def place_terms(text: str, language: str | None = None) -> tuple[frozenset[str], ...]:
    """A place in tellers' own words: for each word of it the terms of which a thing holds one."""
    forms = [asked_forms(word.text, language) for word in typed_words(text)]
    return tuple(frozenset(f"place:{form}" for form in (*one.surface, *one.lemma)) for one in forms)


class Typed(NamedTuple):
    """A word as it was typed, and where."""

    text: str
    start: int
    end: int


def typed_words(text: str) -> list[Typed]:
    """The words of what was typed, in any language."""
    return [Typed(part.shown, at + part.start, at + part.end) for at, chunk in chunks(text) for part in parts(chunk)]


def phrase_rows(forms: Sequence[Forms]) -> tuple[tuple[str, ...], ...]:
    most = max(1, MOST_IN_ROWS // len(forms))
    return tuple(islice(product(*(one.surface[:FORMS_IN_PHRASE] for one in forms)), most))


def is_idle(word: str, spoken: str) -> bool:
    """Whether nearly every text holds the word: in the language of the question, or else in all that are written so.

    A small *or* is one whatever is spoken: who writes it means no text that holds it.
    """
    if word == "or":
        return True
    script = script_of(word)
    languages = (spoken,) if is_written_so(spoken, script) else WRITTEN.get(script, ())
    return bool(languages) and all(is_stop_word(word, one) for one in languages)


@dataclass
class Translation:
    """One question on its way; `question` is the end of it."""

    text: str
    language: str | None
    names: Names
    words: list[Clause] = field(default_factory=list)
    musts: list[Clause] = field(default_factory=list)
    idle: list[Clause] = field(default_factory=list)
    narrowed: dict[str, frozenset[str]] = field(default_factory=dict)
    span: Between | None = None
    pieces: list[Piece] = field(default_factory=list)
    plain_words: list[str] = field(default_factory=list)
    clauses: int = 0
    is_unwanted: bool = False
    """Inside a *not*: nothing there is looked for."""

    def question(self, tree: syntax.GroupNode) -> Question:
        self._at_the_top(tree)
        return Question(
            typed=self.text,
            words=tuple(self.words or self.idle),
            musts=tuple(self.musts),
            narrowed=self.narrowed,
            span=self.span,
            understood=tuple(_together(self.pieces)),
            plain_words=tuple(self.plain_words),
        )

    def question_of_words(self) -> Question:
        """Every word of it and nothing else."""
        words = typed_words(self.text)
        nodes = [syntax.WordNode(word.text).set_range(word.start, word.end) for word in words]
        said = (Piece("plain", self.text.strip()),)
        return replace(self.question(syntax.AndGroup(nodes)), understood=said, is_plain=True)

    def _at_the_top(self, node: syntax.SyntaxNode) -> None:
        if isinstance(node, syntax.AndGroup):
            for one in node.nodes:
                self._at_the_top(one)
            return
        if isinstance(node, syntax.NotGroup):
            clause, pieces = self._inside(node)
            self.musts += [clause] if clause else []
        elif isinstance(node, syntax.GroupNode):
            clause, pieces = self._inside(node)
            self.words += [clause] if clause else []
        elif getattr(node, "fieldname", None) and (value := self._value(node)):
            pieces = [Piece(value.kind, value.name)]
            self._narrow(value)
        else:
            pieces = self._leaf_at_the_top(node)
        self.pieces += pieces

    def _leaf_at_the_top(self, node: syntax.SyntaxNode) -> list[Piece]:
        known = len(self.plain_words)
        clauses, pieces = self._leaf(node)
        if type(node) is syntax.WordNode and not self._is_open(node) and self._is_idle(node.text):
            self.idle += clauses
            del self.plain_words[known:]
        else:
            self.words += clauses
        return pieces

    def _narrow(self, value: "Narrowing") -> None:
        if value.span:
            self.span = both_spans(self.span, value.span)
        elif value.dimension in self.narrowed or len(value.sets) != 1:
            self.musts += [Held(terms) for terms in value.sets]
        else:
            self.narrowed[value.dimension] = value.sets[0]

    def _inside(self, node: syntax.SyntaxNode) -> tuple[Clause | None, list[Piece]]:
        """One clause for a node, and how to say it."""
        if isinstance(node, syntax.NotGroup):
            return self._not(node)
        if isinstance(node, syntax.GroupNode):
            return self._group(node)
        if getattr(node, "fieldname", None) and (value := self._value(node)):
            return _one([value.span] if value.span else [Held(terms) for terms in value.sets]), [
                Piece(value.kind, value.name)
            ]
        clauses, pieces = self._leaf(node)
        return _one(clauses), pieces

    def _not(self, node: syntax.GroupNode) -> tuple[Clause | None, list[Piece]]:
        self.is_unwanted = not self.is_unwanted
        clause, pieces = self._inside(node.nodes[0]) if node.nodes else (None, [])
        self.is_unwanted = not self.is_unwanted
        return (Not(clause), [Piece("not", of=tuple(pieces))]) if clause else (None, [])

    def _group(self, node: syntax.GroupNode) -> tuple[Clause | None, list[Piece]]:
        found = [(clause, pieces) for clause, pieces in map(self._inside, node.nodes) if clause]
        if isinstance(node, syntax.OrGroup) and len(found) > 1:
            choices = tuple(some[0] if len(some) == 1 else Piece("all", of=tuple(some)) for _, some in found)
            return Any(tuple(clause for clause, _ in found)), [Piece("or", of=choices)]
        pieces = _together(piece for _, some in found for piece in some)
        return _one([clause for clause, _ in found]), list(pieces)

    def _leaf(self, node: syntax.SyntaxNode) -> tuple[list[Clause], list[Piece]]:
        if not getattr(node, "has_text", False):
            return [], []
        words, pieces = [word.text for word in typed_words(node.text)][: MOST_CLAUSES - self.clauses], []
        if name := getattr(node, "fieldname", None):
            pieces = [Piece("unknown_field", f"{name}:{node.text}")]
        elif unknown := _NO_FIELD.match(node.text):
            pieces = [Piece("unknown_field", unknown[1])]
        if not words:
            return [], []
        self.clauses += len(words)
        clauses, said = self._clauses(node, words)
        return clauses, [*pieces, said]

    def _clauses(self, node: syntax.SyntaxNode, words: list[str]) -> tuple[list[Clause], Piece]:
        forms = [self._forms(word) for word in words]
        match node:
            case plugins.PhrasePlugin.PhraseNode() if len(words) > 1:
                return [Phrase(phrase_rows(forms))], Piece("phrase", " ".join(words))
            case plugins.PrefixPlugin.PrefixNode():
                rest = [Word(one) for one in forms[:-1]]
                return [*rest, self._beginning(words[-1]) or Word(forms[-1])], Piece("beginning", " ".join(words))
            case plugins.FuzzyTermPlugin.FuzzyTermNode() if node.maxdist:
                return [_near(one, node.maxdist) for one in forms], Piece("near", " ".join(words))
        self.plain_words += [] if self.is_unwanted else words
        clauses: list[Clause] = [Word(one) for one in forms]
        if self._is_open(node) and (open_ := self._beginning(words[-1])):
            clauses[-1] = Any((clauses[-1], Weighted(open_, OPEN_WEIGHT)))
        return clauses, Piece("words", " ".join(words))

    def _forms(self, word: str) -> Forms:
        forms = asked_forms(word, self.language)
        return Forms(forms.surface[: self._most], forms.lemma[: self._most], forms.stem[: self._most])

    @cached_property
    def _most(self) -> int:
        """Forms that each word is looked for in."""
        return MOST_FORMS // max(1, min(MOST_CLAUSES, len(typed_words(self.text))))

    def _beginning(self, word: str) -> Beginning | None:
        forms = asked_beginnings(word, self.language)[: self._most]
        long_enough = tuple(form for form in forms if len(form) >= SHORTEST_BEGINNING)
        return Beginning(long_enough) if long_enough else None

    def _value(self, node: syntax.SyntaxNode) -> "Narrowing | None":
        if not getattr(node, "has_text", False):
            return None
        if node.fieldname in ("from", "to"):
            return _span(node.fieldname, node.text)
        value = value_of(node.fieldname, node.text, self.names)
        if value:
            return Narrowing(value.kind, value.name, (value.terms,), dimension=_dimension(value))
        if node.fieldname == "place" and (sets := place_terms(node.text, self.language)):
            return Narrowing("place", node.text, sets, dimension="place")
        return None

    def _is_open(self, node: syntax.SyntaxNode) -> bool:
        """Whether it is the last word and may not be finished."""
        is_word = type(node) is syntax.WordNode and not node.fieldname and not self.is_unwanted
        return is_word and node.endchar == len(self.text.rstrip())

    def _is_idle(self, text: str) -> bool:
        """A word that nearly every text holds: it is not asked for where others are."""
        words = typed_words(text)
        return bool(words) and all(is_idle(word.text, self._spoken) for word in words)

    @cached_property
    def _spoken(self) -> str:
        """The language of the question, which need not be the reader's."""
        return language_of(self.text, self.language).language


def _together(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Words that stand side by side are said as one piece."""
    last: Piece | None = None
    for piece in pieces:
        if last and last.kind == piece.kind == "words":
            last = Piece("words", f"{last.value} {piece.value}")
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


@dataclass(frozen=True)
class Narrowing:
    """What a field means: of each of the `sets` a thing holds one term; or a span of days."""

    kind: str
    name: str
    sets: tuple[frozenset[str], ...] = ()
    span: Between | None = None
    dimension: str = ""


def _dimension(value: Value) -> str:
    """How the facets call it."""
    return next(iter(value.terms)).partition(":")[0]


def _span(field_: str, text: str) -> Narrowing | None:
    days = days_of(text)
    if days is None:
        return None
    first, last = (day.toordinal() for day in days)
    span = Between(first, None) if field_ == "from" else Between(None, last)
    return Narrowing(field_, text.strip(), span=span)


def _near(forms: Forms, edits: int) -> Clause:
    shortest = min(map(len, forms.surface))
    if shortest < SHORTEST_NEAR:
        return Word(forms)
    return Any((Word(forms), Near(forms.surface, 1 if shortest <= SHORTEST_NEAR + 1 else min(edits, 2))))


def _one(clauses: list[Clause]) -> Clause | None:
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else All(tuple(clauses))
