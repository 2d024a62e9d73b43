"""Every language has a complete catalogue, and a new one is a row and a catalogue."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

import storyhub
from storyhub.app import create_app
from storyhub.config import Settings
from storyhub.core.assets import ASSETS
from storyhub.core.languages import DEFAULT, LANGUAGES, LATIN, Language
from tests.support.application import new_client
from tools.catalogues import path_of, problems_of, read_catalogue, sentences

SPOKEN = {"_", "gettext", "ngettext", "pgettext", "lazy_gettext"}
TRANSLATED = [code for code in LANGUAGES if code != DEFAULT]


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return sentences()


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_is_complete(code: str, wanted: Catalog) -> None:
    assert list(problems_of(read_catalogue(path_of(code), code), wanted)) == []


def test_no_sentence_stands_inside_a_formatted_string() -> None:
    """Nobody who gathers sentences looks into one, so that it would be read in English everywhere."""
    found = [
        f"{path.name}:{call.lineno}"
        for path in Path(storyhub.__file__).parent.rglob("*.py")
        for formatted in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(formatted, ast.JoinedStr)
        for call in ast.walk(formatted)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SPOKEN
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "wrong", "why"),
    [
        ("ro", "[şţŞŢ]", "Romanian has commas below, not cedillas"),
        ("uk", r"(?<=[а-яїієґ])['`](?=[а-яїієґ])", "the Ukrainian apostrophe is ’"),
        ("ka", "[Ა-Ჿ]", "Georgian has no capitals"),
        ("az", "i̇", "a dotted i is one letter"),
    ],
)
def test_a_language_is_written_as_it_is_written(code: str, wrong: str, why: str) -> None:
    for message in read_catalogue(path_of(code), code):
        for text in message.string if isinstance(message.string, tuple) else [message.string]:
            assert not re.search(wrong, text), f"{why}: {text}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_about_languages_says_how_each_was_written(code: str) -> None:
    page = (ASSETS / "docs" / "languages.md").read_text(encoding="utf-8")
    assert LANGUAGES[code].own_name in page
    if code != DEFAULT and "machine draft" in read_catalogue(path_of(code), code).header_comment:
        assert "machine draft" in page


@pytest.fixture
def with_an_eighth(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wanted: Catalog) -> Flask:
    """One row, one catalogue, and nothing else."""
    french = Language("fr", "Français", "Latn", LATIN)
    monkeypatch.setitem(LANGUAGES, "fr", french)
    catalogue = Catalog(locale="fr")
    for message in wanted:
        if message.id:
            strings = message.id if isinstance(message.id, tuple) else (message.id,)
            translated = tuple(f"fr:{text}" for text in strings)
            catalogue.add(message.id, translated if len(translated) > 1 else translated[0], context=message.context)
    folder = tmp_path / "translations" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    both = f"{ASSETS / 'translations'};{tmp_path / 'translations'}"
    return create_app(settings, TESTING=True, BABEL_TRANSLATION_DIRECTORIES=both)


@pytest.mark.only_on("sqlite")
def test_an_eighth_language_is_one_row_and_one_catalogue(with_an_eighth: Flask) -> None:
    client = new_client(with_an_eighth)
    for path in ("/fr/", "/fr/rustavi/", "/fr/rustavi/tell", "/fr/my", "/fr/stories"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert '<html lang="fr"' in answer.text
        assert "fr:" in answer.text
    assert "Français" in client.get("/ka/").text
    assert client.get("/", headers={"Accept-Language": "fr"}).status_code in (200, 302, 303)


@pytest.mark.only_on("sqlite")
def test_without_its_row_there_is_no_such_language(app: Flask) -> None:
    assert new_client(app).get("/fr/").status_code == 404
