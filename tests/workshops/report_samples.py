"""A workshop with everything in it as a file would tell it, in words that people in four towns might write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from storyhub.workshops.methods.words import Geometry, OutcomeKind
from storyhub.workshops.report.values import Asked, Backing, Given, Played, Promise, Report, Result
from storyhub.workshops.seen import BoardView, CardView, Voice
from tests.workshops.board_samples import LABELS, MAKE, SIGNALS, card, cards_on

VERDICTS = ("no_regret", "opt_in", "opt_out", "abandon")


def voice(language: str, number: int, **more: object) -> Voice:
    words = SIGNALS[language]
    given: dict[str, object] = {
        "story_code": f"s{number:04}",
        "href": f"https://stories.example/{language}/town/stories/s{number:04}",
        "quote": "" if number % 4 == 3 else f"{words[number % len(words)]}. {words[(number + 5) % len(words)]}.",
        "language": language,
        "place": "Didube",
        "month": "2026-05",
    }
    return Voice(**given | more)  # type: ignore[arg-type]


def result(language: str, number: int, kind: OutcomeKind, **more: object) -> Result:
    said, words = LABELS[language], SIGNALS[language]
    given: dict[str, object] = {
        "card": card(language, number, verdict=VERDICTS[number % 4] if kind == OutcomeKind.OPTION else ""),
        "kind": kind,
        "code": f"out{number:03}",
        "title": said["worlds"][number % 4] if kind == OutcomeKind.SCENARIO else words[number % len(words)],
        "language": language,
        "rows": [(label, f"{words[(number + at) % len(words)]}.") for at, label in enumerate(said["fields"])],
        "voices": [voice(language, number)],
        "led_here": [words[(number + 2) % len(words)]],
    }
    return Result(**given | more)  # type: ignore[arg-type]


def exercise(language: str, boards: Sequence[BoardView], number: int = 0, **more: object) -> Played:
    said, words = LABELS[language], SIGNALS[language]
    lying = [one for board in boards for one in cards_on(board)]
    given: dict[str, object] = {
        "title": said["board"],
        "purpose": said["hint"],
        "day": 1,
        "question": f"{words[number % len(words)]}?",
        "steps": [Asked(said["fields"][at], said["hint"], 10 + at) for at in range(3)],
        "boards": boards,
        "given": [Given(said["signal"], [result(language, number, OutcomeKind.SIGNAL)])],
        "voices": {one.id: [voice(language, at % 7)] if at % 3 else [] for at, one in enumerate(lying)},
    }
    return Played(**given | more)  # type: ignore[arg-type]


def report(language: str = "en", exercises: Sequence[Played] | None = None, **more: object) -> Report:
    """With an exercise for each geometry unless `exercises` says otherwise."""
    words = SIGNALS[language]
    played = [exercise(language, [make(language)], at) for at, make in enumerate(MAKE.values())]
    promise = Promise("Nino", date(2027, 3, 15), "Open", "")
    kinds: dict[OutcomeKind, list[Result]] = {
        OutcomeKind.SCENARIO: [result(language, at, OutcomeKind.SCENARIO) for at in range(4)],
        OutcomeKind.OPTION: [result(language, at, OutcomeKind.OPTION) for at in range(4)],
        OutcomeKind.EXPERIMENT: [result(language, 5, OutcomeKind.EXPERIMENT, promise=promise)],
        OutcomeKind.COMMITMENT: [result(language, at, OutcomeKind.COMMITMENT, promise=promise) for at in (6, 7)],
        OutcomeKind.SIGNAL: [result(language, at, OutcomeKind.SIGNAL) for at in range(8)],
    }
    given: dict[str, object] = {
        "language": language,
        "town": "Rustavi",
        "title": LABELS[language]["worlds"][3],
        "question": f"{words[0]}?",
        "year": 2041,
        "place": "",
        "held_on": "2026-11-20",
        "people": 31,
        "tables": 6,
        "address": f"https://stories.example/{language}/rustavi/workshops/abcdef/results",
        "with_owners": True,
        "exercises": played if exercises is None else exercises,
        "backing": Backing(120, 74, 23, LABELS[language]["columns"]),
        "by_kind": kinds,
    }
    return Report(**given | more)  # type: ignore[arg-type]


def empty(language: str = "en") -> Report:
    return report(language, [], question="", people=0, tables=0, address="", backing=Backing(0, 0, 0), by_kind={})


def alone(board: BoardView, language: str = "en") -> Report:
    """A workshop with this board and nothing else."""
    return replace(empty(language), exercises=[exercise(language, [board])])


def crowded(language: str, count: int) -> BoardView:
    """All its cards lie in the first column."""
    found = MAKE[Geometry.COLUMNS](language)
    lying: list[CardView] = [card(language, at, text=f"{at}: {SIGNALS[language][at % 12]}") for at in range(count)]
    return replace(found, zones=[replace(found.zones[0], cards=lying), *found.zones[1:]])
