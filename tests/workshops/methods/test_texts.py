"""Words by address, and a method in another language."""

import json
import tomllib
from pathlib import Path

import pytest

from storyhub.core.languages import LANGUAGES
from storyhub.workshops.methods.library import SHIPPED, SHIPPED_PATHS, read_library
from storyhub.workshops.methods.loading import files_in, load_file, load_folder
from storyhub.workshops.methods.problems import BadMethod
from storyhub.workshops.methods.texts import TRANSLATED, in_language, missing, texts_of
from tests.support.methods import shipped, write_method
from tools.method_texts import HEADER, apply_texts, exported, lines_of, wholes

WORDS = {
    "method.title",
    "method.origin",
    "method.before.0",
    "method.groups.roles.1",
    "input.drivers.label",
    "board.map.label",
    "axis.impact.low",
    "zone.watch.hint",
    "card.driver.label",
    "card.driver.fields.text.hint",
    "rating.matter.dims.impact.high",
    "step.add.prompt",
    "step.add.notes",
    "step.close.questions.sure.label",
    "output.critical.label",
}


def test_every_word_has_an_address() -> None:
    texts = texts_of(load_file(SHIPPED / "driver-map.toml").method)
    assert set(texts) >= WORDS
    assert texts["step.add.title"] == "What is missing?"
    scan = texts_of(load_file(SHIPPED / "steep-scan.toml").method)
    assert scan["board.scan.columns.0"] == "Society"
    assert scan["card.signal.fields.strength.options.weak.label"] == "A first sign"
    assert scan["link.points_to.label"] == "points to"


@pytest.mark.parametrize("file", files_in(SHIPPED), ids=lambda file: file.stem)
def test_no_word_stays_behind_when_a_method_changes_its_language(file: Path) -> None:
    """Replacing every word replaces every text of the file, and nothing else of it."""
    method = load_file(file).method
    texts = texts_of(method)
    spoken = in_language(method, {"ka": {address: f"«{address}»" for address in texts}}, "ka")
    assert texts_of(spoken) == {address: f"«{address}»" for address in texts}
    assert in_language(spoken, {"en": texts}, "en") == method


def test_what_has_no_translation_stays_english_and_is_told(tmp_path: Path) -> None:
    file = write_method(tmp_path, shipped("driver-map"))
    (tmp_path / "driver-map.ka.toml").write_text(
        '[method]\ntitle = "რუკა"\nbefore = ["ერთი", "ორი", "სამი"]\n[step.add]\nprompt = "რა აკლია?"\n'
    )
    found = load_file(file)
    spoken = found.in_language("ka")
    assert spoken.method.title == "რუკა"
    assert spoken.method.before == ("ერთი", "ორი", "სამი")
    assert spoken.method.purpose == found.method.method.purpose
    assert found.in_language("ka") is spoken
    assert found.in_language("hy") is found.method
    gaps = missing(found.method, found.texts)
    assert "step.add.prompt" not in gaps["ka"]
    assert "step.add.title" in gaps["ka"]
    assert len(gaps["hy"]) == len(texts_of(found.method))


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("ka", '[step.ad]\nprompt = "რა?"', "driver-map.ka.toml: step.ad.prompt: the method has no such words"),
        ("ka", '[step.ad]\nprompt = "რა?"', "did you mean 'step.add.prompt'?"),
        ("ka", "[step.add]\nminutes = 4", "driver-map.ka.toml: step.add.minutes: the method has no such words"),
        ("ka", "[step.add]\nprompt = 4", "driver-map.ka.toml: step.add.prompt: must be words"),
        ("ka", '[step.add]\nprompt = " "', "driver-map.ka.toml: step.add.prompt: must be words"),
        ("ka", f'[step.add]\nprompt = "{"რ" * 300}"', "step.add.prompt: has 300 characters; at most 220"),
        ("ka", "[step\n", "driver-map.ka.toml: line 1: is not TOML"),
        ("fr", '[method]\ntitle = "Carte"', "driver-map.fr.toml: 'fr' is none of hy, ka, ro, uk, az, ru"),
        ("en", '[method]\ntitle = "Map"', "driver-map.en.toml: the English words stand in the method itself"),
    ],
)
def test_a_translation_of_what_is_not_there_is_refused(language: str, text: str, told: str, tmp_path: Path) -> None:
    file = write_method(tmp_path, shipped("driver-map"))
    (tmp_path / f"driver-map.{language}.toml").write_text(text)
    with pytest.raises(BadMethod) as refused:
        load_file(file)
    assert told in str(refused.value)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_method_speaks_all_languages(language: str) -> None:
    found = read_library()
    wholes_of = [(one.id, one.method, one.texts) for one in found.methods.values()]
    wholes_of += [(one.id, one.path, one.texts) for one in found.paths.values()]  # type: ignore[list-item]
    gaps = {name: missing(part, texts).get(language, []) for name, part, texts in wholes_of}
    assert {name: paths[:5] for name, paths in gaps.items() if paths} == {}


def test_translators_get_all_words_and_give_them_back(tmp_path: Path) -> None:
    for file in [*files_in(SHIPPED), SHIPPED_PATHS / "rustavi.toml"]:
        target = tmp_path / file.relative_to(SHIPPED.parent)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(file.read_bytes())
    found = wholes(tmp_path / "library", tmp_path / "paths")
    given = json.loads(json.dumps(exported("uk", found)))
    assert given["paths/rustavi"]["path.title"] == {"en": "The Rustavi path", "text": ""}
    for name, entries in given.items():
        for address, entry in entries.items():
            entry["text"] = f'"{name}"\\ {address}\n€ \x7f'
    written, refused = apply_texts("uk", given, found)
    assert refused == []
    assert len(written) == len(found)
    methods, problems = load_folder(tmp_path / "library")
    assert problems == []
    assert all("uk" not in missing(one.method, one.texts) for one in methods.values())
    file = tmp_path / "library" / "driver-map.uk.toml"
    first = file.read_text()
    assert first.startswith(HEADER.format(name=LANGUAGES["uk"].own_name))
    assert "machine draft, not yet read by a native speaker" in first.splitlines()[0]
    assert apply_texts("uk", exported("uk", wholes(tmp_path / "library", tmp_path / "paths")), found)[1] == []
    assert file.read_text() == first


def test_a_translators_file_with_a_stale_address_writes_nothing_for_that_method(tmp_path: Path) -> None:
    file = write_method(tmp_path, shipped("driver-map"))
    found = wholes(tmp_path, tmp_path / "paths")
    entries = {"method.title": {"text": "Карта"}, "step.gone.prompt": {"text": "Що?"}}
    written, refused = apply_texts("uk", {"driver-map": entries, "gone": {}}, found)
    assert written == []
    assert [line.split(": ")[:2] for line in refused] == [
        ["driver-map", "step.gone.prompt"],
        ["gone", "there is no such method or path"],
    ]
    assert load_file(file).texts == {}


def test_a_translation_is_written_as_tables_in_the_order_of_the_method() -> None:
    words = {"method.title": "А", "method.before.0": "Б", "step.add.prompt": "В", "card.x.fields.text.label": "Г"}
    lines = list(lines_of(words))
    assert lines == [
        "\n[method]",
        'title = "А"',
        'before.0 = "Б"',
        "\n[step.add]",
        'prompt = "В"',
        "\n[card.x]",
        'fields.text.label = "Г"',
    ]
    assert tomllib.loads("\n".join(lines))["method"]["before"] == {"0": "Б"}
