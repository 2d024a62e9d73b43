"""What a person asked: words, all of them wanted, the last one as far as it is typed; "phrases"; -not."""

from dataclasses import dataclass

import regex

from storyhub.adapters.index import Beginning, Clause, Phrase, Word
from storyhub.archive.language.words import forms

MOST_CHARACTERS = 500
MOST_CLAUSES = 32
"""More words than that find nothing more, and cost time."""
SHORTEST_BEGINNING = 2

_PART = regex.compile(r'(?<!\S)(?P<no>[-−–])?(?:["“”„«](?P<phrase>[^"“”«»]*)(?:["“”»]|$)|(?P<plain>\S+))|(?P<rest>\S+)')


@dataclass(frozen=True)
class Question:
    """What has to stand there and what must not. Empty when nothing was asked that is a word."""

    all_of: tuple[Clause, ...] = ()
    none_of: tuple[Clause, ...] = ()

    def asks_for(self, word: str) -> bool:
        """Whether a folded word of a text is one that was asked for, to be marked."""
        return any(_is_met(clause, word) for clause in self.all_of)


def read_question(text: str) -> Question:
    """Never raises: what has no meaning here is read as words, what is no word is left out."""
    asked = text[:MOST_CHARACTERS]
    all_of: list[Clause] = []
    none_of: list[Clause] = []
    last_is_open = False
    for part in _PART.finditer(asked):
        is_phrase = part["phrase"] is not None
        words = forms(part["phrase"] if is_phrase else part["plain"] or part["rest"] or "")
        if not words:
            continue
        clauses = [_phrase(words)] if is_phrase or part["no"] else [Word(one) for one in words]
        (none_of if part["no"] else all_of).extend(clauses)
        last_is_open = not is_phrase and not part["no"]
    if last_is_open:
        all_of[-1] = _as_beginning(all_of[-1])
    return Question(tuple(all_of[-MOST_CLAUSES:]), tuple(none_of[:MOST_CLAUSES]))


def _phrase(words: list[tuple[str, ...]]) -> Clause:
    if len(words) == 1:
        return Word(words[0])
    return Phrase(tuple(dict.fromkeys((tuple(one[0] for one in words), tuple(one[-1] for one in words)))))


def _as_beginning(clause: Clause) -> Clause:
    if isinstance(clause, Word) and all(len(form) >= SHORTEST_BEGINNING for form in clause.forms):
        return Beginning(clause.forms)
    return clause


def _is_met(clause: Clause, word: str) -> bool:
    match clause:
        case Word(forms_):
            return word in forms_
        case Beginning(forms_):
            return word.startswith(forms_)
        case Phrase(rows):
            return any(word in row for row in rows)
