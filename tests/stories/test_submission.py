"""What may be sent: counted as people count, every problem at its field."""

import time
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from storyhub.core.text import clean, length
from storyhub.core.visibility import Audience
from storyhub.stories.models import Kind, NameShown
from storyhub.stories.submission import PhotoNote, Submission, When

FAMILY = "👨‍👩‍👧‍👦"
STORY = Submission(body="The bus came on time today.", language="en", audience=Audience.PUBLIC)

ONE_CHARACTER = {
    "a Latin letter": "a",
    "an Armenian letter": "ֆ",
    "a Georgian letter": "ჟ",
    "a letter with a mark of its own": "и̇",
    "a letter with four marks": "e\u0301\u0323\u0304\u0306",
    "a family": FAMILY,
    "a flag": "🇦🇲",
    "a hand with its colour": "👋🏽",
}


def test_words_and_nothing_else_make_a_story() -> None:
    assert STORY.problems() == {}


@pytest.mark.parametrize("one", ONE_CHARACTER.values(), ids=ONE_CHARACTER.keys())
def test_twenty_characters_are_counted_as_people_count(one: str) -> None:
    assert replace(STORY, body=one * 19).problems() == {"body": "body_too_short"}
    assert replace(STORY, body=one * 20).problems() == {}


@pytest.mark.parametrize("one", ONE_CHARACTER.values(), ids=ONE_CHARACTER.keys())
def test_twenty_thousand_characters_are_the_most(one: str) -> None:
    assert replace(STORY, body=one * 20_000).problems() == {}
    assert replace(STORY, body=one * 20_001).problems() == {"body": "body_too_long"}


def test_a_flood_of_flags_is_counted_in_a_moment() -> None:
    began = time.process_time()
    assert length("🇦🇲" * 100_000 + "🇦") == 100_001
    assert time.process_time() - began < 2


def test_blanks_and_marks_that_nobody_sees_are_no_story() -> None:
    assert replace(STORY, body=clean(" \u200e\u2066\u00ad\ufeff\n" * 30)).problems() == {"body": "body_missing"}


PROBLEMS = [
    ({"title": "ա" * 121}, "title", "too_long"),
    ({"place": "ա" * 201}, "place", "too_long"),
    ({"language": "xx"}, "language", "choose_language"),
    ({"name_shown": NameShown.NICKNAME}, "name", "name_missing"),
    ({"name_shown": NameShown.NAME, "name": "N" * 201}, "name", "too_long"),
    ({"contact": "1" * 201}, "contact", "too_long"),
    ({"theme_ids": tuple(uuid4() for _ in range(6))}, "themes", "too_many_themes"),
    ({"kind": Kind.IMAGINED}, "imagined_year", "year_missing"),
    ({"kind": Kind.IMAGINED, "imagined_year": 2019}, "imagined_year", "year_missing"),
    ({"when": When.DATE}, "when_date", "date_missing"),
    ({"behalf_who": "My mother"}, "behalf_how", "behalf_how_missing"),
    ({"behalf_who": "m" * 201, "behalf_how": "She read it."}, "behalf_who", "too_long"),
    ({"behalf_who": "My mother", "behalf_how": "m" * 201}, "behalf_how", "too_long"),
    ({"photos": tuple(PhotoNote(n) for n in range(1, 8))}, "photos", "too_many_photos"),
]


@pytest.mark.parametrize(("said", "field", "problem"), PROBLEMS, ids=[f"{p[1]}-{p[2]}" for p in PROBLEMS])
def test_a_problem_belongs_to_its_field_and_to_no_other(said: dict, field: str, problem: str) -> None:
    assert replace(STORY, **said).problems() == {field: problem}


AT_THE_EDGE = [
    {"title": "ա" * 120},
    {"place": FAMILY * 200},
    {"kind": Kind.IMAGINED, "imagined_year": 2100},
    {"theme_ids": tuple(uuid4() for _ in range(5))},
    {"photos": tuple(PhotoNote(n) for n in range(1, 7))},
]


@pytest.mark.parametrize("said", AT_THE_EDGE, ids=[next(iter(said)) for said in AT_THE_EDGE])
def test_what_just_fits_is_taken(said: dict) -> None:
    assert replace(STORY, **said).problems() == {}


def test_the_same_again_has_the_same_fingerprint_and_any_other_word_another() -> None:
    uses = replace(STORY, uses=frozenset({"workshops", "quotation", "photos"}))
    again = replace(STORY, uses=frozenset({"photos", "quotation", "workshops"}))
    assert uses.fingerprint() == again.fingerprint()
    others = [
        replace(STORY, body=STORY.body + "!"),
        replace(STORY, audience=Audience.TEAM),
        replace(STORY, contact="599 123456"),
        replace(STORY, uses=frozenset({"workshops"})),
        replace(STORY, is_young=True),
    ]
    assert len({one.fingerprint() for one in (STORY, *others)}) == 6


TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("when", "period"),
    [
        (When.UNSAID, (None, None)),
        (When.TODAY, (TODAY, TODAY)),
        (When.MONTH, (date(2026, 3, 1), TODAY)),
        (When.YEAR, (date(2026, 1, 1), TODAY)),
        (When.EARLIER, (None, date(2025, 12, 31))),
        (When.DATE, (date(1988, 12, 7), date(1988, 12, 7))),
    ],
)
def test_when_is_a_span_of_days_in_the_calendar_of_the_town(when: When, period: tuple) -> None:
    assert replace(STORY, when=when, when_date=date(1988, 12, 7)).period(TODAY) == period
