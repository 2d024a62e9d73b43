"""The first slides: what it was, and what it led to."""

from collections.abc import Sequence
from math import sqrt

from flask_babel import gettext, ngettext

from storyhub.workshops.drawing.letters import longest_word
from storyhub.workshops.methods.words import OutcomeKind
from storyhub.workshops.report.slides.blocks import Words
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.drawing import Frame, Said, Stroke
from storyhub.workshops.report.slides.flow import first_page, fits
from storyhub.workshops.report.slides.letters import BOLD, largest
from storyhub.workshops.report.slides.look import ACCENT, BODY, CARD, MUTED, SUN, WARM, WIDE, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import verdict_word
from storyhub.workshops.report.values import Report, Result
from storyhub.workshops.wording import KINDS_TOGETHER

LED_TO = (OutcomeKind.SCENARIO, OutcomeKind.OPTION, OutcomeKind.EXPERIMENT, OutcomeKind.COMMITMENT)
SIZES = (20, 18, 16, 15, 14)
GAP, HEAD, FOOTNOTE = 18.0, 84.0, 30.0
SPARE = 1.1
"""Beside what a word is thought to need: letters of another make are wider."""


def add_title(deck: Deck, report: Report) -> None:
    sheet = deck.front(report.title, _how_it_was(report))
    language = deck.language
    sheet.text(Area(72, 72, WIDE - 144, 32), [[Said(report.town, language, 20, colour=WARM)]])
    if report.question:
        area = Area(72, 292, WIDE - 144, 110)
        size = largest((26, 24, 22, 20, 18, 16), report.question, area.width, area.height)
        sheet.text(area, [[Said(report.question, language, size, colour=CARD, serif=True)]])
    if report.with_owners:
        kept = gettext("For the town’s team: it names people. Do not hand it round.")
        frame = Frame(stroke=Stroke(SUN, 1.5), insets=(10, 5, 10, 5), anchor="ctr")
        size = largest((16, 15, 14, 13, 12), kept, WIDE - 164, 24)
        sheet.text(Area(72, 24, WIDE - 144, 34), [[Said(kept, language, size, colour=WARM)]], frame)
    facts = [one for one in (" · ".join(one for one in (report.held_on, report.place) if one), _people(report)) if one]
    size = largest((18, 16, 14, 12), "\n".join(facts), WIDE - 144, 60)
    sheet.text(Area(72, 434, WIDE - 144, 60), [[Said(one, language, size, colour=WARM)] for one in facts])


def add_what_it_led_to(deck: Deck, report: Report) -> None:
    """The names of what stands on record, a column for each kind; of drivers, signals and ideas how many."""
    shown = [(kind, report.by_kind[kind]) for kind in LED_TO if report.by_kind.get(kind)]
    sheet = deck.page(gettext("What it led to"), _all_of_it(report) or _how_it_was(report))
    if not shown:
        words = gettext("Nothing was put on record in this workshop.")
        sheet.text(BODY, [[Said(words, deck.language, 20, colour=MUTED)]])
        return
    columns = [[Words(_in_a_line(one), one.language, below=9) for one in results] for _, results in shown]
    places = _places(columns, [str(KINDS_TOGETHER[kind]) for kind, _ in shown])
    rooms = [place.inside(top=HEAD, bottom=FOOTNOTE) for place in places]
    filled = list(zip(columns, rooms, strict=True))
    size = next((one for one in SIZES if all(fits(column, room, 1, one) for column, room in filled)), SIZES[-1])
    for (kind, results), place, (column, room) in zip(shown, places, filled, strict=True):
        _draw_head(sheet, place, len(results), str(KINDS_TOGETHER[kind]))
        _draw_names(sheet, room, column, size)
    _draw_others(sheet, report)


def _places(columns: Sequence[Sequence[Words]], heads: Sequence[str]) -> list[Area]:
    """Columns beside each other; the more there is to say, the wider, and none so narrow that a word is broken."""
    room = BODY.width - GAP * (len(columns) - 1)
    least = [_least(column, head) for column, head in zip(columns, heads, strict=True)]
    least = [min(one, room / len(columns)) for one in least]
    weights = [sqrt(sum(len(one.words) for one in column)) + 6 for column in columns]
    unit = (room - sum(least)) / sum(weights)
    left, found = BODY.x, []
    for width, weight in zip(least, weights, strict=True):
        found.append(Area(left, BODY.y, width + weight * unit, BODY.height))
        left = found[-1].right + GAP
    return found


def _least(column: Sequence[Words], head: str) -> float:
    """Room for the longest word at the size that is read on a wall."""
    longest = max((longest_word(one.words) for one in column), default=0)
    return max(longest, longest_word(head) * BOLD) * SIZES[-1] * SPARE


def _draw_head(sheet: Sheet, area: Area, count: int, name: str) -> None:
    """How many, large enough for the last row of a hall."""
    sheet.line((area.x, area.y), (area.right, area.y), Stroke(SUN, 3))
    figure = [Said(f"{count} ", sheet.language, 34, colour=ACCENT, serif=True)]
    size = largest((18, 16, 14, 12), name, area.width, 24, bold=True)
    sheet.text(area, [figure, [Said(name, sheet.language, size, bold=True)]], Frame(insets=(0, 4, 0, 0)))


def _draw_names(sheet: Sheet, area: Area, names: Sequence[Words], size: float) -> None:
    page, left = first_page(names, area, 1, size)
    if left:
        page, left = first_page(names, area.inside(bottom=24), 1, size)
        more = gettext("+%(count)s more", count=len(left))
        sheet.text(Area(area.x, area.bottom - 22, area.width, 20), [[Said(more, sheet.language, 14, colour=MUTED)]])
    for placed in page:
        placed.draw(sheet)


def _draw_others(sheet: Sheet, report: Report) -> None:
    counted = [
        f"{KINDS_TOGETHER[kind]}: {len(results)}" for kind, results in report.by_kind.items() if kind not in LED_TO
    ]
    if counted:
        words = " · ".join(counted)
        sheet.text(Area(BODY.x, BODY.bottom - 22, BODY.width, 22), [[Said(words, sheet.language, 15, colour=MUTED)]])


def _all_of_it(report: Report) -> list[str]:
    return [f"• {_in_a_line(one)}" for kind in LED_TO for one in report.by_kind.get(kind, ())]


def _in_a_line(result: Result) -> str:
    return f"{result.title} — {verdict_word(result.card.verdict)}" if result.card.verdict else result.title


def _how_it_was(report: Report) -> list[str]:
    said = [report.question, _people(report), gettext("The exercises:")]
    return [one for one in [*said, *(f"{at}. {one.title}" for at, one in enumerate(report.exercises, 1))] if one]


def _people(report: Report) -> str:
    people = ngettext("%(num)s person", "%(num)s people", report.people) if report.people else ""
    tables = ngettext("%(num)s table", "%(num)s tables", report.tables) if report.tables else ""
    return ", ".join(one for one in (people, tables) if one)
