"""What a word may be the beginning of, while it is typed: titles that this viewer may read."""

from uuid import UUID

from storyhub.adapters.index import All, Index, TooMuch, Unusable
from storyhub.archive.language import analyse
from storyhub.archive.queries.sight import note_unusable, sight_of
from storyhub.archive.query import Question, read_question
from storyhub.archive.sources import Hit
from storyhub.core.permissions import Viewer

SHORTEST = 2
MORE = 4
"""How many times more hits are read than titles shown: a word may stand in the text alone."""


def complete(
    index: Index,
    viewer: Viewer,
    typed: str,
    city_id: UUID | None = None,
    language: str | None = None,
    limit: int = 6,
    *,
    only: tuple[str, ...] = (),
) -> list[Hit]:
    """Things with what is typed in their titles, best first; nothing for fewer than two letters."""
    question = read_question(typed.strip(), language)
    if len(typed.strip()) < SHORTEST or not question.words:
        return []
    try:
        sight = sight_of(index, viewer, only, city_id)
        hits = sight.draw(sight.look(All(question.words), limit * MORE).found)
    except TooMuch:
        return []
    except Unusable as error:
        note_unusable(index, error)
        return []
    return [hit for hit in hits if _is_in_title(question, hit)][:limit]


def _is_in_title(question: Question, hit: Hit) -> bool:
    return any(question.asks_for(token) for token in analyse(hit.title, hit.language))
