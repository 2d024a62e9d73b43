"""Language: which words are the same word. Knows neither what a person asks nor where it is found.

`words_in` makes of a text what an index holds, `asked_forms` of a typed word what is looked for there, `analyse` says
where each word stands, `language_of` in which language a text is. None of them raises, whatever the text.
`MAKE` names this way of folding; an index made in another way is made again.
"""

from storyhub.archive.language.asking import asked_beginnings, asked_forms
from storyhub.archive.language.chain import Token, Wanted, analyse, remembering_much, words_counted, words_in
from storyhub.archive.language.detection import Judged, language_of
from storyhub.archive.language.folding import fold
from storyhub.archive.language.keyboards import other_keyboards
from storyhub.archive.language.meanings import Meaning
from storyhub.archive.language.stop_words import is_stop_word, stop_words

MAKE = "words 3"
"""Change it with every change of what a text becomes."""

__all__ = [
    "MAKE",
    "Judged",
    "Meaning",
    "Token",
    "Wanted",
    "analyse",
    "asked_beginnings",
    "asked_forms",
    "fold",
    "is_stop_word",
    "language_of",
    "other_keyboards",
    "remembering_much",
    "stop_words",
    "words_counted",
    "words_in",
]
