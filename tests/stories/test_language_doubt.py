"""When the desk is told that a language may be wrong: what letters, our rules and a second voice say, each and together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.adapters.guessing import Guess, guess_language
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.stories.language_doubt import doubted, is_worth_asking
from storyhub.stories.models import StoryVersion
from storyhub.stories.queries.limits import limits_of
from storyhub.stories.services.guessing import PAUSE, guess_languages
from storyhub.stories.services.limiting import limit_story
from storyhub.stories.services.versions import add_version, erase_earlier_versions
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.stories import Told

pytestmark = pytest.mark.usefixtures("lemmas")

RU = "Вода у нас во дворе бывает два раза в неделю, и мы носим её вёдрами."
UK = "Вода в нашому дворі буває двічі на тиждень, і ми носимо її відрами."
KA = "ჩვენს ეზოში წყალი კვირაში ორჯერ მოდის და ვედროებით ავიტანთ."
KA_IN_LATIN = "Chvens ezoshi tskali kvirashi ordjer modis da vedroebit avitant meotkhe sartulze."
HY = "Մեր բակում ջուրը շաբաթը երկու անգամ է գալիս, դույլերով ենք տանում։"
HY_IN_LATIN = "Mer bakum jury shabaty erku angam e galis, duylerov enq tanum."
UK_IN_LATIN = "Voda v nashomu dvori buvaye dvichi na tyzhden, i my nosymo yiyi vidramy."
AZ = "Su həftədə iki dəfə gəlir, onu vedrələrlə dördüncü mərtəbəyə qaldırırıq."
AZ_IN_CYRILLIC = "Сәһәр тездән гоншумуз ҝәлди вә су ҝәтирди, биз дә она көмәк етдик."
RO = "Apa vine de două ori pe săptămână și o cărăm cu găleata până sus."
EN = "The water comes twice a week and we carry it up in buckets."
AZ_WITHOUT_FREQUENT_WORDS = "On altı yaşında nişanlandım."
TWO_SCRIPTS = "Dün kənddə hava yaxşı idi. Вчера в деревне была хорошая погода."


@pytest.mark.parametrize(
    ("text", "chosen", "other"),
    [
        (RU, "ru", None),
        (RU, "uk", "ru"),
        (UK, "ru", "uk"),
        (UK, "uk", None),
        (UK, "ka", "uk"),
        (KA, "en", "ka"),
        (KA, "ka", None),
        (HY, "ru", "hy"),
        (HY, "ka", "hy"),
        (AZ, "en", "az"),
        (AZ, "az", None),
        (AZ_WITHOUT_FREQUENT_WORDS, "en", "az"),
        (AZ_WITHOUT_FREQUENT_WORDS, "az", None),
        (AZ_IN_CYRILLIC, "az", None),
        (AZ_IN_CYRILLIC, "ru", "az"),
        (RO, "en", "ro"),
        (RO, "hy", "ro"),
        (EN, "ka", "en"),
        (EN, "en", None),
        (KA_IN_LATIN, "ka", ""),
        (HY_IN_LATIN, "hy", ""),
        (UK_IN_LATIN, "uk", ""),
        (TWO_SCRIPTS, "az", None),
        ("The water comes twice a week; my neighbour is called Иван Іванович.", "en", None),
        ("Apa vine rar.", "ka", None),
        ("12345 67890 !!! ??? 12345 67890", "ka", None),
        (RU, "tr", None),
    ],
)
def test_both_are_asked_and_a_doubt_has_the_name_they_agree_on(text: str, chosen: str, other: str | None) -> None:
    second = guess_language(text) if is_worth_asking(text) else None
    assert doubted(text, chosen, second) == other


@pytest.mark.parametrize(
    ("text", "chosen", "second", "other"),
    [
        (UK, "ru", None, ""),
        (UK, "ru", Guess("uk", 0.89), ""),
        (UK, "ru", Guess("uk", 0.9), "uk"),
        (UK, "ru", Guess("ru", 0.99), ""),
        (UK, "uk", Guess("ru", 0.99), None),
        (KA, "en", None, "ka"),
        (KA, "en", Guess("en", 0.99), "ka"),
        (KA, "ka", Guess("en", 0.99), None),
        (HY, "hy", Guess("ru", 0.99), None),
        (AZ_IN_CYRILLIC, "az", Guess("ru", 0.99), None),
        (AZ_WITHOUT_FREQUENT_WORDS, "ro", None, None),
        (AZ_WITHOUT_FREQUENT_WORDS, "ro", Guess("az", 0.89), None),
        (AZ_WITHOUT_FREQUENT_WORDS, "ro", Guess("az", 0.9), "az"),
        (AZ_WITHOUT_FREQUENT_WORDS, "ro", Guess("ro", 0.99), None),
        (AZ_WITHOUT_FREQUENT_WORDS, "ro", Guess("en", 0.99), None),
        (KA_IN_LATIN, "ka", Guess("ro", 0.7), ""),
        (KA_IN_LATIN, "ka", None, ""),
    ],
)
def test_what_the_second_voice_changes(text: str, chosen: str, second: Guess | None, other: str | None) -> None:
    assert doubted(text, chosen, second) == other


@pytest.mark.parametrize(
    "text",
    [
        KA,
        HY,
        AZ_IN_CYRILLIC,
        TWO_SCRIPTS,
        "Вода тече.",
        "",
        "🙂🙃" * 20,
        "12345 67890 12345 67890",
        "Η ζωή είναι ωραία εδώ πάνω",
    ],
)
def test_nobody_is_asked_where_letters_say_enough_or_nothing(text: str) -> None:
    assert not is_worth_asking(text)


@pytest.fixture
def listen(app: Flask) -> Callable[..., int]:
    """What the worker does a minute after new words."""

    def listened(guess: Callable[[str], Guess] = guess_language) -> int:
        with app.app_context(), clock.at(clock.now() + PAUSE + timedelta(seconds=1)):
            return guess_languages(guess)

    return listened


def heard(app: Flask, told: Told) -> dict[int, str | None]:
    with app.app_context():
        mine = db.select(StoryVersion.number, StoryVersion.guessed_language).where(StoryVersion.story_id == told.id)
        return {number: language for number, language in db.session.execute(mine)}


def hint(browser: FlaskClient, told: Told) -> str:
    """What the desk reads about the language, or nothing."""
    page = browser.get(f"/en/rustavi/desk/{told.code}").text
    return page.partition("Is the language right?")[2].partition("</p>")[0].rpartition("<p>")[2].strip()


def test_the_desk_is_told_at_once_by_letters_and_a_minute_later_by_both(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient], listen: Callable[..., int]
) -> None:
    browser = as_role("moderator")
    letters, words, typed, right = (
        tell(language="en", body=KA),
        tell(language="ru", body=UK),
        tell(language="ka", body=KA_IN_LATIN),
        tell(language="uk", body=UK),
    )
    nameless = "it may be another language, or the same one in other letters."
    assert hint(browser, letters) == "The teller chose English; the words look more like ქართული."
    assert hint(browser, words) == f"The teller chose Русский; {nameless}"
    assert listen() == 4
    assert hint(browser, letters) == "The teller chose English; the words look more like ქართული."
    assert hint(browser, words) == "The teller chose Русский; the words look more like Українська."
    assert hint(browser, typed) == f"The teller chose ქართული; {nameless}"
    assert hint(browser, right) == ""
    assert listen() == 0


def test_a_crowd_is_served_first_and_the_model_stays_out_where_letters_say_enough(
    app: Flask, tell: Callable[..., Told], listen: Callable[..., int]
) -> None:
    told = tell(language="ka", body=KA)
    tell(language="az", body=AZ_IN_CYRILLIC)

    def never(text: str) -> Guess:
        raise AssertionError(text)

    with app.app_context():
        assert guess_languages(never) == 0
    assert listen(never) == 2
    assert heard(app, told) == {1: ""}


def test_new_words_are_judged_anew_and_the_desk_reads_of_those_it_reads_next(
    app: Flask, city: City, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], listen: Callable[..., int]
) -> None:
    told, browser = tell(state="published", language="ru", body=UK), as_role("moderator")
    listen()
    assert "Українська" in hint(browser, told)
    with app.app_context():
        add_version(told.id, "", RU, seen=1)
    assert heard(app, told) == {1: "uk", 2: None}
    assert listen() == 1
    assert heard(app, told) == {1: "uk", 2: "ru"}
    assert hint(browser, told) == ""
    with app.app_context():
        add_version(told.id, "", UK, seen=2)
    assert listen() == 1
    assert "Українська" in hint(browser, told)


def test_what_was_heard_goes_with_the_words(
    app: Flask, tell: Callable[..., Told], listen: Callable[..., int], run_jobs: Callable[[], int]
) -> None:
    told = tell(language="uk", body=UK)
    with app.app_context():
        add_version(told.id, "", RU, seen=1)
    listen()
    with app.app_context():
        erase_earlier_versions(told.id)
    assert heard(app, told) == {2: "ru"}
    with app.app_context():
        withdraw_story(told.id)
    run_jobs()
    assert heard(app, told) == {}


def test_a_mark_in_place_of_erased_words_has_no_guess(
    app: Flask, tell: Callable[..., Told], listen: Callable[..., int]
) -> None:
    """As it is after a restore: the teller had those words erased, and the backup has none that may take their place."""
    told = tell(language="uk", body=UK)
    listen()
    with app.app_context():
        known = limits_of(told.id)
        assert known is not None
        limit_story(told.id, replace(known[1], erased=[1]))
    assert heard(app, told) == {1: None}
    listen()
    assert heard(app, told) == {1: ""}


def test_nobody_listens_to_words_that_were_taken_back(
    app: Flask, tell: Callable[..., Told], listen: Callable[..., int]
) -> None:
    told = tell(language="uk", body=UK)
    with app.app_context():
        withdraw_story(told.id)
    assert listen() == 0


def test_words_that_change_while_they_are_judged_keep_no_guess(
    app: Flask, tell: Callable[..., Told], listen: Callable[..., int], run_jobs: Callable[[], int]
) -> None:
    gone, other = tell(language="uk", body=UK), tell(language="uk", body=UK)

    def meanwhile(text: str) -> Guess:
        withdraw_story(gone.id)
        with transaction() as session:
            session.scalars(db.select(StoryVersion).where(StoryVersion.story_id == other.id)).one().body = RU
        run_jobs()
        return Guess("uk", 1.0)

    assert listen(meanwhile) == 2
    assert heard(app, gone) == {}
    assert heard(app, other) == {1: None}
