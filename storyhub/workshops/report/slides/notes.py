"""What a speaker may want to say: what was asked, what was judged, which stories stand behind each card."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask_babel import gettext, ngettext

from storyhub.workshops.report.slides.wording import judged_in_words, marks_of, met_in_words, voice_in_words
from storyhub.workshops.report.ties import standing_apart
from storyhub.workshops.report.values import Asked, Played, Result
from storyhub.workshops.seen import BoardView, CardView, Voice

MOST_NAMED = 8
"""Cards of which something was made; the way back grows with every exercise, and nobody reads it aloud."""


def of_exercise(played: Played) -> list[str]:
    """What it was for and how it went."""
    said = [played.purpose, gettext("The question: %(words)s", words=played.question) if played.question else ""]
    return [one for one in [*said, *_asked(played.steps)] if one]


def of_cards(cards: Iterable[CardView], voices: Mapping[UUID, Sequence[Voice]], language: str) -> list[str]:
    """A line for each card, then its stories."""
    found = []
    for card in cards:
        found.append(f"• {card.text}")
        found += [f"   {label}: {words}" for label, words in card.rows]
        found += [f"   {judged_in_words(one, language)}" for one in card.ratings]
        found += [f"   {', '.join(marks)}" for marks in [marks_of(card)] if marks]
        found += [f"   {voice_in_words(voice, language)}" for voice in voices.get(card.id, ())]
    return found


def of_board(board: BoardView, language: str) -> list[str]:
    """What no single card says: the judgements of a grid, and the lines between cards."""
    return [*(met_in_words(cell, language) for cell in board.cells), *(lines_in(board))]


def lines_in(board: BoardView) -> list[str]:
    """The links that are not seen by where a card hangs or lies."""
    return [f"{start.text}\n{line.label}: {end.text}" for start, line, end in standing_apart(board)]


def of_result(result: Result, language: str) -> list[str]:
    """Where a record comes from."""
    found = [judged_in_words(one, language) for one in result.card.ratings]
    before = [words for words in dict.fromkeys(result.led_here) if words != result.title]
    if before:
        found.append(gettext("It was made of:"))
        found += [f"   {words}" for words in [*before[:MOST_NAMED], *(["…"] if len(before) > MOST_NAMED else [])]]
    if result.voices:
        number = len(result.voices)
        found.append(ngettext("%(num)s story stands behind it:", "%(num)s stories stand behind it:", number))
        found += [f"   {voice_in_words(voice, language)}" for voice in result.voices]
    return found


def of_record(result: Result, language: str) -> list[str]:
    """The same, where several stand on one slide."""
    return [f"• {result.title}", *of_result(result, language)]


def _asked(steps: Sequence[Asked]) -> list[str]:
    found = [gettext("What was asked:")] if steps else []
    for at, step in enumerate(steps, 1):
        length = ngettext("%(num)s minute", "%(num)s minutes", step.minutes)
        said = f"{step.title}: {step.prompt}" if step.prompt else step.title
        found.append(f"{at}. {said} ({length})")
    return found
