"""Query: what a person asked, whatever they typed.

Words, all of them wanted and failing that most, the last one as far as it is typed; "phrases"; OR; -not; brackets;
prefix*; fuzzy~; `theme:` `place:` `lang:` `city:` `kind:` `from:` `to:`, each by its name in any of the languages.
Knows nothing of who asks nor where it is found.
"""

from storyhub.archive.query.question import Piece, Question
from storyhub.archive.query.reading import MOST_CHARACTERS, read_question
from storyhub.archive.query.translating import MOST_CLAUSES, place_terms

__all__ = ["MOST_CHARACTERS", "MOST_CLAUSES", "Piece", "Question", "place_terms", "read_question"]
