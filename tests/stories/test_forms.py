"""What was typed, read as a submission: kindly where it can be, and never with a traceback."""

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from storyhub.core.visibility import Audience
from storyhub.stories.forms import TellForm, can_be_reached
from storyhub.stories.models import Kind, NameShown, Use

WORDS = "The bus came on time today."


def form(**typed: Any) -> TellForm:
    data = MultiDict({"body": WORDS} | typed)
    return TellForm(data, districts=[], themes=[], prompt=None, default_language="hy")


def test_words_alone_are_enough_and_the_rest_is_preset_with_care() -> None:
    read = form()
    assert read.errors == {}
    said = read.submission
    assert (said.audience, said.language, said.kind, said.name_shown) == (
        Audience.TEAM,
        "hy",
        Kind.LIVED,
        NameShown.NONE,
    )
    assert said.uses == {Use.PHOTOS}
    assert not said.is_young


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-05-03", date(2026, 5, 3)),
        ("3.5.2026", date(2026, 5, 3)),
        ("03/05/2026", date(2026, 5, 3)),
        (" 3-5-2026 ", date(2026, 5, 3)),
        ("29.2.2024", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, read: date) -> None:
    said = form(when="date", when_date=typed)
    assert said.submission.when_date == read
    assert said.errors == {}


@pytest.mark.parametrize(
    "typed",
    ["29.2.2026", "0.0.0000", "1.1.99999999999999999999", "٣.٥.٢٠٢٦", "²-²-²²²²", "yesterday", "1.1.1899", "1.1"],
)
def test_a_date_that_is_none_is_said_at_its_field(typed: str) -> None:
    assert form(when="date", when_date=typed).errors == {"when_date": "date_unreadable"}


@pytest.mark.parametrize("typed", ["", "19", "20400", "²⁰⁴⁰", "٢٠٤٠", "2019", "2101", "-204"])
def test_an_imagined_day_needs_a_year_to_come(typed: str) -> None:
    assert form(kind="imagined", imagined_year=typed).errors == {"imagined_year": "year_missing"}


@pytest.mark.parametrize("typed", ["599 12 34 56", "+374 (10) 12-34-56", "nino@example.org", "ნინო@example.org"])
def test_a_number_or_an_address_reaches_somebody(typed: str) -> None:
    assert can_be_reached(typed)


@pytest.mark.parametrize("typed", ["ask at the bakery", "12345", "nino@", "@", "a@b@c", "nino@example..org", "@" * 190])
def test_other_words_reach_nobody_and_that_is_said(typed: str) -> None:
    assert form(contact=typed).errors == {"contact": "contact_unreadable"}


@pytest.mark.parametrize(
    "typed", ["", "short", "k" * 15, "k" * 65, "к" * 20, "a|b" * 8, "' OR 1=1; --" * 2, "k" * 20 + "\0"]
)
def test_a_form_key_that_we_could_not_have_made_is_replaced(typed: str) -> None:
    read = form(form_key=typed)
    assert read.form_key != typed
    assert read.form_key == read.form_key
    assert len(read.form_key) == 32


def test_a_form_key_of_ours_stays() -> None:
    assert form(form_key="6f1f0f0c-8a53-4a57-9c1b-0d7c35a1f7c2").form_key == "6f1f0f0c-8a53-4a57-9c1b-0d7c35a1f7c2"


def test_what_no_person_fills_in_or_types_so_fast_looks_automatic() -> None:
    assert form(website="https://buy.example").looks_automatic
    assert form(began=str(int(time.time()))).looks_automatic


@pytest.mark.parametrize("began", ["", "0", "later", "9" * 11, "9" * 400, "²", "-5", "1700000000"])
def test_nobody_is_suspected_for_a_slow_or_a_missing_clock(began: str) -> None:
    assert not form(began=began).looks_automatic


NAMES = (
    "body", "audience", "language", "title", "kind", "imagined_year", "district", "place", "when", "when_date", "themes",
    "workshops", "name_shown", "name", "contact", "behalf_who", "behalf_how", "young", "form_key", "began", "website",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_whatever_is_typed_is_read(typed: dict[str, str]) -> None:
    read = TellForm(MultiDict(typed), districts=[], themes=[], prompt=None, default_language="en")
    assert set(read.errors) <= set(NAMES)
    assert isinstance(read.submission.fingerprint(), str)
    assert isinstance(read.looks_automatic, bool)


def test_a_lived_day_that_has_not_come_is_asked_about_and_an_imagined_one_is_not() -> None:
    far = {"body": "We opened the bridge together that day.", "when": "date", "when_date": "1.1.2090"}
    assert form(**far).errors["when_date"] == "date_to_come"
    assert "when_date" not in form(**far, kind="imagined", imagined_year="2090").errors
