"""The report to read and print: what it led to first, then how people came there, then whose stories it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

import segno
from flask import current_app
from flask_babel import format_date

from storyhub.adapters.documents import font_of, open_press, sheet_of
from storyhub.core.languages import language
from storyhub.stories.views.months import month_name
from storyhub.workshops.drawing import drawing_of
from storyhub.workshops.methods.words import Geometry, OutcomeKind
from storyhub.workshops.report.promises import differ
from storyhub.workshops.report.repeats import cards_in_front, leads_to_front, told_once
from storyhub.workshops.report.tables import lying_in
from storyhub.workshops.report.ties import ties_in
from storyhub.workshops.report.values import Report, Result
from storyhub.workshops.seen import BoardView, CardView, Voice
from storyhub.workshops.wording import KINDS_TOGETHER, VERDICTS

IN_FULL = (OutcomeKind.SCENARIO, OutcomeKind.EXPERIMENT, OutcomeKind.COMMITMENT, OutcomeKind.DRIVER)
"""Records of which everything stands in the first part."""
MOST_QUOTED = 2
"""Stories quoted beside one result; all of them stand at the end."""
MOST_NAMED = 4
"""Cards from which a result came, beside it."""
LINE, LONG, LONG_RESULT, HIGH = 80, 11, 22, 4
"""Letters of a line; lines of a card and of a result, and cards of a heap, above which a box may go on overleaf: else a page
would stay half empty. A result is what people look for: it stays whole up to half a page.
"""


@dataclass
class Heard:
    """A story with the cards that it stands behind."""

    voice: Voice
    cards: list[tuple[str, str]] = field(default_factory=list)
    """(words, language)."""


def write(report: Report) -> bytes:
    """A tagged PDF on A4, in the report's language. Raises PressMissing, Unprintable."""
    return open_press("weasy").pdf(page_of(report), sheet_of("report"), font_of)


def page_of(report: Report) -> str:
    """What the press is given."""
    template = current_app.jinja_env.get_template("workshops/paper/report.html")
    in_front = cards_in_front(report)
    return template.render(
        report=report,
        kinds=[{"id": kind, "title": KINDS_TOGETHER[kind], "results": rows} for kind, rows in report.by_kind.items()],
        tunnel=_tunnel(report),
        exercises=[
            {
                "played": one,
                "boards": [drawing_of(board) for board in left.boards],
                "again": again,
                "leads_to_front": leads_to_front(one, in_front),
            }
            for one, left, again in zip(report.exercises, told_once(report), _again(report), strict=True)
        ],
        heard=_heard(report),
        unread=_unread(report),
        verdicts=VERDICTS,
        quotes=_quotes,
        month=month_name,
        day=lambda value: format_date(value, "long"),
        abreast=_abreast,
        most_named=MOST_NAMED,
        is_long=_is_long,
        runs_over=_runs_over,
        differ=differ,
        is_high=lambda cards: len(cards) > HIGH or any(map(_is_long, cards)),
        ties=ties_in,
        quoted=language(report.language).quoted,
        qr=segno.make(report.address, error="m").svg_data_uri(border=0) if report.address else "",
    )


def _tunnel(report: Report) -> BoardView | None:
    """The last board on which options were put into worlds."""
    options = {one.card.id for one in report.by_kind.get(OutcomeKind.OPTION, ())}
    boards = [board for played in report.exercises for board in played.boards if board.geometry == Geometry.GRID]
    return next((board for board in reversed(boards) if options & {one.id for one in board.row_cards}), None)


def _again(report: Report) -> Iterator[set[UUID]]:
    """By exercise, the cards whose words stand further up, in what it led to or in an earlier one: paper says them shorter."""
    in_full = {one.card.id for kind in IN_FULL for one in report.by_kind.get(kind, ())}
    told: set[str] = set()
    for played in report.exercises:
        mine = [one.card for one in lying_in(played)]
        yield {card.id for card in mine if card.text in told or card.id in in_full}
        told |= {card.text for card in mine}


def _abreast(boxes: Iterable[CardView | Result]) -> Iterator[list[CardView | Result]]:
    """Two beside each other; a long one has a row for itself."""
    for is_long, group in groupby(boxes, _is_long):
        found = list(group)
        abreast = 1 if is_long else 2
        yield from (found[at : at + abreast] for at in range(0, len(found), abreast))


def _is_long(box: CardView | Result) -> bool:
    return _lines_of(box) > LONG


def _runs_over(result: Result) -> bool:
    return _lines_of(result) > LONG_RESULT


def _lines_of(box: CardView | Result) -> int:
    said = [line for row in box.rows for line in row]
    if isinstance(box, Result):
        said += [part for one in box.beside for part in (one.kind_label, one.text)]
        said += [
            box.title,
            *(one.quote for one in _quotes(box)),
            *(box.led_here and [" ← ".join(box.led_here[:MOST_NAMED])]),
        ]
        said += ["", "", "", ""] if box.promise else []
    else:
        said.append(box.text)
    return sum(1 + len(words) // LINE for words in said)


def _quotes(result: Result) -> Sequence[Voice]:
    return [one for one in result.voices if one.quote][:MOST_QUOTED]


def _heard(report: Report) -> list[Heard]:
    """Every story that anyone may read, in the order in which cards name them."""
    found: dict[str, Heard] = {}
    for card_words, voices in _behind(report):
        for voice in voices:
            if voice.story_code and not voice.is_withdrawn:
                cards = found.setdefault(voice.story_code, Heard(voice)).cards
                cards.extend([card_words] if card_words not in cards else [])
    return list(found.values())


def _unread(report: Report) -> bool:
    """Whether a story stands behind a card of which no word may leave the room."""
    return any(not one.story_code and not one.is_withdrawn for _, voices in _behind(report) for one in voices)


def _behind(report: Report) -> Iterator[tuple[tuple[str, str], Sequence[Voice]]]:
    for played in report.exercises:
        for one in lying_in(played):
            yield (one.card.text, one.card.language), played.voices.get(one.card.id, ())
