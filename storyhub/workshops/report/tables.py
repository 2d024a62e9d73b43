"""A workshop as tables: what each holds, and what its columns are called in the workshop's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import format_date, gettext, lazy_gettext

from storyhub.workshops.report.values import Played, Report, Result
from storyhub.workshops.seen import CardView, Spread, Voice
from storyhub.workshops.wording import KINDS, VERDICTS

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    title: str
    meaning: str
    is_wide: bool = False


@dataclass(frozen=True)
class Table:
    """`name` is its file's among tables as CSV."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


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
        Table("outcomes", gettext("What it led to"), _columns(OUTCOMES), list(_outcomes(report))),
        Table("cards", gettext("Cards"), _columns(CARDS), [_card(one) for one in lying]),
        Table("judgements", gettext("Judgements"), _columns(JUDGEMENTS), list(_judgements(report, lying))),
        Table("lines", gettext("Lines between cards"), _columns(LINES), list(_lines(report))),
        Table("stories", gettext("Stories behind the cards"), _columns(STORIES), list(_stories(lying))),
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


ABOUT = (
    (lazy_gettext("What"), lazy_gettext("What the line tells"), False),
    (lazy_gettext("Words"), lazy_gettext("What there is to tell"), True),
)
AGENDA = (
    (lazy_gettext("Day"), lazy_gettext("Of the workshop, from 1"), False),
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Step"), lazy_gettext("What it was called on the screen"), False),
    (lazy_gettext("What was asked"), lazy_gettext("The words that people read"), True),
    (lazy_gettext("Minutes"), lazy_gettext("As planned"), False),
)
OUTCOMES = (
    (lazy_gettext("Sort"), lazy_gettext("Scenario, option, experiment, commitment, driver, signal or idea"), False),
    (lazy_gettext("Record"), lazy_gettext("The letters in its address, once the workshop is closed"), False),
    (lazy_gettext("Words"), lazy_gettext("What it says, as the town’s team put it right"), True),
    (lazy_gettext("More words"), lazy_gettext("What else was filled in, each with its label"), True),
    (lazy_gettext("Verdict"), lazy_gettext("How it did in the worlds it was put into"), False),
    (lazy_gettext("Points"), lazy_gettext("Given in the last vote on such cards"), False),
    (lazy_gettext("Who"), lazy_gettext("Who promised to look after it, where this file may say it"), False),
    (lazy_gettext("By when"), lazy_gettext("The day that was agreed"), False),
    (lazy_gettext("State"), lazy_gettext("Whether it is open, done or dropped"), False),
    (lazy_gettext("How it turned out"), lazy_gettext("In a sentence or two"), True),
    (lazy_gettext("Made of"), lazy_gettext("The cards it came from, the nearest first"), True),
    (lazy_gettext("Stories"), lazy_gettext("The codes of the stories behind it that anyone may read"), False),
    (lazy_gettext("Card"), lazy_gettext("The code of its card"), False),
)
CARDS = (
    (lazy_gettext("Card"), lazy_gettext("Its code; other tables name it so"), False),
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Board"), lazy_gettext("Where it lies"), False),
    (lazy_gettext("Zone"), lazy_gettext("Where on the board it lies"), False),
    (lazy_gettext("Heap"), lazy_gettext("The name of the heap it lies in"), False),
    (lazy_gettext("Table"), lazy_gettext("The number of the table that wrote it together"), False),
    (lazy_gettext("Sort of card"), lazy_gettext("What sort of card it is"), False),
    (lazy_gettext("Words"), lazy_gettext("What it says"), True),
    (lazy_gettext("More words"), lazy_gettext("What else was filled in, each with its label"), True),
    (lazy_gettext("Language"), lazy_gettext("Of its words, by the code of the language"), False),
    (lazy_gettext("Hangs on"), lazy_gettext("The code of the card it follows from"), False),
    (lazy_gettext("Across"), lazy_gettext("Where it lies on a plane, from 0 on the left to 1"), False),
    (lazy_gettext("Up"), lazy_gettext("Where it lies on a plane, from 0 at the bottom to 1"), False),
    (lazy_gettext("Points"), lazy_gettext("Given in the last vote on such cards"), False),
    (lazy_gettext("Verdict"), lazy_gettext("How it did in the worlds it was put into"), False),
    (lazy_gettext("In play"), lazy_gettext("No, when a vote left it out"), False),
    (lazy_gettext("A few insist on it"), lazy_gettext("Yes, when it was kept beside what most said"), False),
    (lazy_gettext("Number of stories"), lazy_gettext("How many stories stand behind it"), False),
    (lazy_gettext("Stories"), lazy_gettext("The codes of those among them that anyone may read"), False),
)
JUDGEMENTS = (
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Card"), lazy_gettext("The code of the card that was judged"), False),
    (lazy_gettext("Words"), lazy_gettext("What it says"), True),
    (
        lazy_gettext("In which world"),
        lazy_gettext("The card of the column, where a card was judged in each of several"),
        True,
    ),
    (lazy_gettext("Question"), lazy_gettext("What people judged"), False),
    (lazy_gettext("Answers"), lazy_gettext("How many people judged"), False),
    (lazy_gettext("Median"), lazy_gettext("The middle of what they said"), False),
    (lazy_gettext("Lower quartile"), lazy_gettext("The middle half of them said this or more"), False),
    (lazy_gettext("Upper quartile"), lazy_gettext("The middle half of them said this or less"), False),
    (lazy_gettext("People differ"), lazy_gettext("Yes, when the middle half lies far apart"), False),
    (lazy_gettext("Cannot live with it"), lazy_gettext("How many people said so"), False),
)
LINES = (
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("From card"), lazy_gettext("The code of the card where the line begins"), False),
    (lazy_gettext("Means"), lazy_gettext("What the line says"), False),
    (lazy_gettext("To card"), lazy_gettext("The code of the card where it ends"), False),
)
STORIES = (
    (lazy_gettext("Story"), lazy_gettext("The code of a story that anyone may read"), False),
    (lazy_gettext("Quotation"), lazy_gettext("Words of the story, where its teller allows it"), True),
    (lazy_gettext("Language"), lazy_gettext("Of its words, by the code of the language"), False),
    (lazy_gettext("Told from"), lazy_gettext("Where it was told from"), False),
    (lazy_gettext("Month"), lazy_gettext("In which it was told"), False),
    (lazy_gettext("Address"), lazy_gettext("Where it can be read"), True),
    (lazy_gettext("Cards"), lazy_gettext("The codes of the cards it stands behind"), True),
)
ANSWERS = (
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Question"), lazy_gettext("What people were asked when they looked back"), True),
    (lazy_gettext("Answer"), lazy_gettext("What somebody answered; in the order of the alphabet"), True),
)
EXPLAINED = (
    (lazy_gettext("Sheet"), lazy_gettext("Which sheet or file"), False),
    (lazy_gettext("Column"), lazy_gettext("Its heading"), False),
    (lazy_gettext("Meaning"), lazy_gettext("What the column holds"), True),
)


def _columns(columns: Sequence[tuple[Any, Any, bool]]) -> list[Column]:
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
            yield [str(KINDS[kind]), one.code, one.title, in_lines(one.rows), *_standing(one.card), *_promise(one),
                   " ← ".join(one.led_here), _codes(one.voices), one.card.code]  # fmt: skip


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
        card.code, one.played.title, one.board, one.zone, one.heap, card.group_number or None, card.kind_label, card.text,
        in_lines(card.rows), card.language, card.parent_code, _share(card.x), _share(card.y), points, verdict,
        yes(card.is_kept), yes(card.is_minority), heard, _codes(voices),
    ]  # fmt: skip


def _judgements(report: Report, lying: Sequence[Lying]) -> Iterator[list[Value]]:
    for one in lying:
        for spread in one.card.ratings:
            yield [one.played.title, one.card.code, one.card.text, "", *_said(spread), None]
    for played in report.exercises:
        for board in played.boards:
            for cell in board.cells:
                for spread in cell.ratings:
                    yield [
                        played.title,
                        cell.row.code,
                        cell.row.text,
                        cell.column.text,
                        *_said(spread),
                        cell.objections,
                    ]


def _said(spread: Spread) -> list[Value]:
    return [spread.label, spread.n, spread.median, spread.low, spread.high, yes(spread.is_disputed)]


def _lines(report: Report) -> Iterator[list[Value]]:
    for played in report.exercises:
        found = {(line.from_code, line.label, line.to_code): None for board in played.boards for line in board.lines}
        for start, label, end in found:
            yield [played.title, start, label, end]


def _stories(lying: Sequence[Lying]) -> Iterator[list[Value]]:
    """Each once, with the quotation that stands first."""
    told: dict[str, Voice] = {}
    cards: dict[str, list[str]] = {}
    for one in lying:
        for voice in _readable(one.played.voices.get(one.card.id, ())):
            told.setdefault(voice.story_code, voice)
            cards.setdefault(voice.story_code, []).append(one.card.code)
    for code, voice in told.items():
        yield [code, voice.quote, voice.language, voice.place, _month(voice), voice.href, ", ".join(cards[code])]


def _answers(report: Report) -> Iterator[Sequence[Value]]:
    for played in report.exercises:
        for question, said in played.reflections:
            yield from ([played.title, question, words] for words in said)


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


def _month(voice: Voice) -> str:
    return format_date(date.fromisoformat(f"{voice.month}-01"), "LLLL yyyy") if voice.month else ""
