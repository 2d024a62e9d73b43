"""The model that guesses languages: it knows ours and no others, and no web process carries it."""

import subprocess
import sys

import pytest

from storyhub.adapters.guessing import Guess, guess_language, open_guesser
from storyhub.core.languages import LANGUAGES

SENTENCES = {
    "en": "The water comes twice a week and we carry it up in buckets.",
    "hy": "Մեր բակում ջուրը շաբաթը երկու անգամ է գալիս, դույլերով ենք տանում։",
    "ka": "ჩვენს ეზოში წყალი კვირაში ორჯერ მოდის და ვედროებით ავიტანთ.",
    "ro": "Apa vine de două ori pe săptămână și o cărăm cu găleata până sus.",
    "uk": "Вода в нашому дворі буває двічі на тиждень, і ми носимо її відрами.",
    "az": "Su həftədə iki dəfə gəlir, onu vedrələrlə dördüncü mərtəbəyə qaldırırıq.",
    "ru": "Вода у нас во дворе бывает два раза в неделю, и мы носим её вёдрами.",
}
OTHERS = [
    "",
    "…",
    "🙂" * 30,
    "\ud800 lone",
    "a\x00b",
    "Das Wasser kommt zweimal in der Woche.",
    "Η ζωή είναι ωραία",
    "x" * 50_000,
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_our_languages_is_heard(language: str) -> None:
    guess = guess_language(SENTENCES[language])
    assert guess.language == language
    assert guess.probability > 0.9


@pytest.mark.parametrize("text", OTHERS)
def test_whatever_the_text_a_language_of_ours_is_named(text: str) -> None:
    guess = guess_language(text)
    assert isinstance(guess, Guess)
    assert guess.language in LANGUAGES
    assert 0 < guess.probability <= 1


def test_the_model_is_loaded_once() -> None:
    assert open_guesser("langid") is open_guesser("langid")


def test_no_web_process_carries_the_model() -> None:
    code = "import sys, storyhub.app; print({'py3langid', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
