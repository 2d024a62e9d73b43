"""What somebody meant who typed a word a letter wrong: in languages with many endings, with quotes, on other keys."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from storyhub.adapters.index import Index
from storyhub.archive.language import other_keyboards
from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.searching import Search
from storyhub.archive.queries.suggesting import meant_and_nearest, suggestion_for
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.models import SOURCE
from tests.support.stories import Told

Tell = Callable[..., Told]
Run = Callable[[], int]


@pytest.mark.parametrize(
    ("typed", "language", "body", "meant"),
    [
        ("ავტობსი", "ka", "დილით ავტობუსები არ მოდის და ყველა ფეხით მიდის.", "ავტობუსები"),
        ("ავტოვუსი", "ka", "დილით ავტობუსები არ მოდის და ყველა ფეხით მიდის.", "ავტობუსები"),
        ("mktəb", "az", "Bizim məktəbimiz köhnədir, hər il dam axır.", "məktəbimiz"),
        ("автобсу", "ru", "Утром автобусами никто не ездит, все идут пешком.", "автобусами"),
        ('"unclosed', "en", "The shop was closed all winter long.", "closed"),
    ],
)
def test_one_letter_wrong_is_understood_whatever_the_ending_in_the_text(
    typed: str,
    language: str,
    body: str,
    meant: str,
    tell: Tell,
    run_jobs: Run,
    ask: Callable[..., Search],
) -> None:
    tell(state="published", language=language, title="1", body=body)
    run_jobs()
    assert ask(typed, language="en").suggestion == meant


def test_the_word_that_is_merely_hidden_is_never_what_was_meant(
    tell: Tell, run_jobs: Run, ask: Callable[..., Search]
) -> None:
    tell(state="published", audience="city", language="ka", body="დილით ავტობუსები არ მოდის და ყველა ფეხით მიდის.")
    tell(state="published", language="ka", body="ჩვენი სახლი ზღვასთან დგას და ქარი არ ჩერდება.")
    run_jobs()
    assert ask("ავტობსი").suggestion is None


def test_another_keyboard_is_offered_only_in_letters_that_make_a_word(
    tell: Tell, run_jobs: Run, ask: Callable[..., Search]
) -> None:
    assert "AVtOBsI" not in other_keyboards("ავტობსი")
    assert "вода" in other_keyboards("djlf")
    tell(state="published", language="ru", title="Вода", body="Вода в кране бывает утром и поздно вечером.")
    run_jobs()
    assert ask("djlf").suggestion == "вода"
    assert ask("ავტობსი").suggestion is None


@pytest.mark.parametrize("typed", ["wat", "rom", "teh"])
def test_nothing_is_called_near_to_a_short_word(
    typed: str, app: Flask, index: Index, tell: Tell, run_jobs: Run, city: Any
) -> None:
    tell(state="published", title="Rome and the watch", body="The team went home; the watchmen told us of other times.")
    run_jobs()
    with app.app_context():
        assert meant_and_nearest(index, ANONYMOUS, SOURCE, question_for(f"{typed}q"))[1] == []
        assert [hit.title for hit in meant_and_nearest(index, ANONYMOUS, SOURCE, question_for("watchman"))[1]] == [
            "Rome and the watch"
        ]


def test_asked_together_what_was_meant_and_what_is_nearest_are_what_they_are_alone(
    app: Flask, index: Index, tell: Tell, run_jobs: Run, city: Any
) -> None:
    tell(state="published", title="The water", body="There is water in the old sanatorium, and nobody said why.")
    tell(state="published", title="Sanatorium", body="We live in rooms that were a hospital once upon a time.")
    run_jobs()
    with app.app_context():
        for typed in ("watre", "sanatoriumovo", "wtaer nobodysaidthis", "nobodysaidthis", "djlf", "wa"):
            question = question_for(typed)
            assert meant_and_nearest(index, ANONYMOUS, SOURCE, question, city.id) == (
                suggestion_for(index, ANONYMOUS, SOURCE, question, city.id),
                meant_and_nearest(index, ANONYMOUS, SOURCE, question, city.id)[1],
            ), typed
