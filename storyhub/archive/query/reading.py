"""From what is typed to a question. Never raises: what has no meaning here is read as words."""

from storyhub.archive.query.grammar import tree_of, without_dangling
from storyhub.archive.query.question import Piece, Question
from storyhub.archive.query.translating import Translation
from storyhub.archive.query.values import NO_NAMES, Names

MOST_CHARACTERS = 500


def read_question(text: str, language: str | None = None, names: Names = NO_NAMES) -> Question:
    """What was asked: `language` is the reader's, `names` knows themes, districts and towns."""
    asked, dangling = without_dangling(text[:MOST_CHARACTERS])
    left_out = [Piece("dangling", one) for one in dangling]
    try:
        return Translation(asked, language, names, pieces=left_out).question(tree_of(asked))
    except Exception:  # noqa: BLE001 - whatever a grammar makes of what people type, they get an answer
        return Translation(asked, language, NO_NAMES).question_of_words()
