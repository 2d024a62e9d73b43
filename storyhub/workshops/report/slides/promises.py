"""Who does what by when: the next of it in front, and all of it on the last slides where it would be many."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from flask_babel import gettext, ngettext

from storyhub.workshops.methods.words import OutcomeKind
from storyhub.workshops.report.promises import differ, is_open
from storyhub.workshops.report.slides import notes
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.drawing import Said
from storyhub.workshops.report.slides.look import BODY, MUTED, Area
from storyhub.workshops.report.slides.rows import Listed, Row, add_table
from storyhub.workshops.report.values import Promise, Report, Result

PROMISED = (OutcomeKind.EXPERIMENT, OutcomeKind.COMMITMENT)
NEXT = 8
"""So many stand in front when one slide does not hold all."""


def add_promises(deck: Deck, report: Report) -> None:
    """All that one slide holds; else those that are open and come next, and how many more there are."""
    promised = _promised(report)
    listed = _listed(deck, report, promised)
    if not _is_parted(listed):
        _add(deck, gettext("Promises"), listed)
        return
    open_first = sorted(promised, key=lambda one: not (one.promise and is_open(one.promise)))
    shown = _listed(deck, report, open_first).first(NEXT)
    left = len(promised) - len(shown.rows)
    more = ngettext("and %(num)s more", "and %(num)s more", left)
    sheet = add_table(deck, gettext("Promises"), shown)
    below = Area(BODY.x, BODY.bottom - 14, BODY.width, 18)
    sheet.text(below, [[Said(f"{more} → {_title_of_all()}", deck.language, 14, colour=MUTED)]])


def add_all_promises(deck: Deck, report: Report) -> None:
    """After everything else, to be turned to: those of which a part stands in front."""
    promised = _promised(report)
    listed = _listed(deck, report, promised)
    if _is_parted(listed):
        _add(deck, _title_of_all(), listed)


def stands(promise: Promise) -> str:
    return " – ".join(one for one in (promise.state, promise.result) if one)


def day_in_words(day: date | None, language: str) -> str:
    return str(format_date(day, "long", locale=language)) if day else ""


def _title_of_all() -> str:
    return gettext("What was promised, and what came of it")


def _is_parted(listed: Listed) -> bool:
    return len(listed.rows) > 1 and not listed.is_short


def _add(deck: Deck, title: str, listed: Listed) -> None:
    if listed.rows:
        add_table(deck, title, listed)


def _promised(report: Report) -> list[Result]:
    """The next first, those without a day at the end."""
    found = [one for kind in PROMISED for one in report.by_kind.get(kind, ()) if one.promise]
    return sorted(found, key=lambda one: (one.promise and one.promise.due_on) or date.max)


def _listed(deck: Deck, report: Report, promised: Sequence[Result]) -> Listed:
    columns = [gettext("What"), gettext("Who"), gettext("By when"), gettext("How it stands")]
    with_owners = report.with_owners or any(one.promise and one.promise.owner for one in promised)
    kept = [0, *([1] if with_owners else []), 2, *([3] if differ(promised) else [])]
    rows = [[row[at] for at in kept] for row in (_row(one, deck.language) for one in promised)]
    said = [notes.of_record(one, deck.language) for one in promised]
    return Listed([columns[at] for at in kept], rows, said)


def _row(result: Result, language: str) -> Row:
    promise = result.promise
    if promise is None:
        return []
    return [
        (result.title, result.language),
        (promise.owner or "–", result.language),
        (day_in_words(promise.due_on, language) or "–", language),
        (stands(promise), language),
    ]
