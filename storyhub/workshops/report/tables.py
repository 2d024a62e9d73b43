"""A workshop as tables: what each holds, and what its columns are called in the workshop's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext

from storyhub.stories.views.months import month_name
from storyhub.workshops.report.columns import (
    ABOUT,
    AGENDA,
    ANSWERS,
    CARDS,
    EXPLAINED,
    JUDGEMENTS,
    LINES,
    OUTCOMES,
    STORIES,
    Titled,
)
from storyhub.workshops.report.ties import every_card
from storyhub.workshops.report.values import Played, Report, Result
from storyhub.workshops.seen import CardView, Spread, Voice
from storyhub.workshops.wording import KINDS, VERDICTS

Value = str | int | float | date | None
MOST_NAMED = 8
"""Cards from which a result came."""


@dataclass(frozen=True)
class Column:
    title: str
    meaning: str
    is_wide: bool = False


@dataclass(frozen=True)
class Table:
    """`name` is its file's among tables as CSV; the last columns, so many as stand `aside`, are codes for other programs."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    aside: int = 0


@dataclass(frozen=True)
class Lying:
    """A card with where it lies; a card on the boards of several tables once."""

    played: Played
    card: CardView
    board: str
    zone: str
    heap: str


def tables_of(report: Report) -> list[Table]:
    """All tables but the one that explains them. Called in the report's language."""
    lying = [one for played in report.exercises for one in lying_in(played)]
    return [
        Table("about", gettext("About"), _columns(ABOUT), list(_about(report))),
        Table("agenda", gettext("Agenda"), _columns(AGENDA), list(_agenda(report))),
        Table("outcomes", gettext("What it led to"), _columns(OUTCOMES), list(_outcomes(report)), 3),
        Table("cards", gettext("Cards"), _columns(CARDS), [_card(one) for one in lying], 7),
        Table("judgements", gettext("Judgements"), _columns(JUDGEMENTS), list(_judgements(report, lying)), 1),
        Table("lines", gettext("Lines between cards"), _columns(LINES), list(_lines(report)), 2),
        Table("stories", gettext("Stories behind the cards"), _columns(STORIES), list(_stories(lying)), 3),
        Table("answers", gettext("Answers at the end"), _columns(ANSWERS), list(_answers(report))),
    ]


def explained(tables: Sequence[Table]) -> Table:
    """What every column of the others means."""
    rows = [[table.title, column.title, column.meaning] for table in tables for column in table.columns]
    return Table("columns", gettext("Columns explained"), _columns(EXPLAINED), rows)


def lying_in(played: Played) -> Iterator[Lying]:
    told: set[UUID] = set()
    for board in played.boards:
        for zone in board.zones:
            heaped = [(card, heap.name) for heap in zone.clusters for card in heap.cards]
            for card, heap in [*heaped, *((card, "") for card in zone.cards)]:
                if card.id not in told:
                    told.add(card.id)
                    yield Lying(played, card, board.label, zone.label, heap)


def _columns(columns: Sequence[Titled]) -> list[Column]:
    return [Column(str(title), str(meaning), is_wide) for title, meaning, is_wide in columns]


def _about(report: Report) -> Iterator[Sequence[Value]]:
    backing = report.backing
    rows: list[tuple[str, Value]] = [
        (gettext("Workshop"), report.title),
        (gettext("Question"), report.question),
        (gettext("Town"), report.town),
        (gettext("Looking ahead to"), report.year),
        (gettext("Held at"), report.place),
        (gettext("Held on"), report.held_on),
        (gettext("People at their phones"), report.people),
        (gettext("Tables"), report.tables),
        (gettext("Cards"), backing.cards),
        (gettext("Cards with a story behind them"), backing.backed),
        (gettext("Stories behind the cards"), backing.stories),
        (gettext("Not heard on any card"), ", ".join(backing.unheard)),
        (gettext("Results"), report.address),
    ]
    yield from ([key, value] for key, value in rows if value not in ("", None))
    if report.with_owners:
        yield [gettext("For whom"), gettext("For the town’s team: it names people. Do not hand it round.")]


def _agenda(report: Report) -> Iterator[list[Value]]:
    for played in report.exercises:
        for step in played.steps:
            yield [played.day, played.title, step.title, step.prompt, step.minutes]


def _outcomes(report: Report) -> Iterator[list[Value]]:
    for kind, results in report.by_kind.items():
        for one in results:
            yield [str(KINDS[kind]), one.title, in_lines(one.rows), *_standing(one.card), *_promise(one), _made_of(one),
                   _codes(one.voices), one.code, one.card.code]  # fmt: skip


def _made_of(result: Result) -> str:
    """The way back grows with every exercise; the first steps of it are read."""
    cards = list(dict.fromkeys(result.led_here))
    return " ← ".join([*cards[:MOST_NAMED], *(["…"] if len(cards) > MOST_NAMED else [])])


def _promise(result: Result) -> list[Value]:
    one = result.promise
    return [one.owner, one.due_on, one.state, one.result] if one else ["", None, "", ""]


def _standing(card: CardView) -> list[Value]:
    return [str(VERDICTS.get(card.verdict, "")), card.votes]


def _card(one: Lying) -> list[Value]:
    card, voices = one.card, one.played.voices.get(one.card.id, ())
    verdict, points = _standing(card)
    heard = sum(not voice.is_withdrawn for voice in voices)
    return [
        one.played.title, one.zone, one.heap, card.group_number or None, card.kind_label, card.text, in_lines(card.rows),
        points, verdict, yes(card.is_kept), yes(card.is_minority), heard,
        one.board, card.language, _share(card.x), _share(card.y), _codes(voices), card.parent_code, card.code,
    ]  # fmt: skip


def _judgements(report: Report, lying: Sequence[Lying]) -> Iterator[list[Value]]:
    for one in lying:
        for spread in one.card.ratings:
            yield [one.played.title, one.card.text, "", *_said(spread), None, one.card.code]
    for played in report.exercises:
        for board in played.boards:
            for cell in board.cells:
                for spread in cell.ratings:
                    worlds = [cell.row.text, cell.column.text]
                    yield [played.title, *worlds, *_said(spread), cell.objections, cell.row.code]


def _said(spread: Spread) -> list[Value]:
    return [spread.label, spread.n, spread.median, spread.low, spread.high, yes(spread.is_disputed)]


def _lines(report: Report) -> Iterator[list[Value]]:
    for played in report.exercises:
        words = {card.code: card.text for board in played.boards for card in every_card(board)}
        found = {(line.from_code, line.label, line.to_code): None for board in played.boards for line in board.lines}
        for start, label, end in found:
            said = " → ".join(words.get(code, "") or "–" for code in (start, end))
            yield [played.title, label, said, start, end]


def _stories(lying: Sequence[Lying]) -> Iterator[list[Value]]:
    """Each once, with the quotation that stands first."""
    told: dict[str, Voice] = {}
    cards: dict[str, list[str]] = {}
    for one in lying:
        for voice in _readable(one.played.voices.get(one.card.id, ())):
            told.setdefault(voice.story_code, voice)
            cards.setdefault(voice.story_code, []).append(one.card.code)
    for code, voice in told.items():
        told_from = [voice.quote, voice.place, month_name(voice.month), voice.href]
        yield [*told_from, voice.language, code, ", ".join(cards[code])]


def _answers(report: Report) -> Iterator[Sequence[Value]]:
    for played in report.exercises:
        for question, said in played.reflections:
            yield from ([played.title, question, words] for words, _language in said)


def in_lines(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{label}: {words}" for label, words in rows)


def yes(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def _readable(voices: Sequence[Voice]) -> list[Voice]:
    return [one for one in voices if one.story_code and not one.is_withdrawn]


def _codes(voices: Sequence[Voice]) -> str:
    return ", ".join(dict.fromkeys(one.story_code for one in _readable(voices)))


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
