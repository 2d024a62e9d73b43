"""The library: ours and the operator's, read again when a file changes; a bad file is told and breaks nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storyhub.app import create_app
from storyhub.workshops.cli import methods as methods_command
from storyhub.workshops.methods.library import SHELF, SHIPPED, SHIPPED_PATHS, library, read_library
from tests.support.methods import Tables, one, shipped, write_method
from tests.support.settings import settings_for

PATH = """
schema = 1
path = {{ id = "{name}", title = "Mine", purpose = "Try", position = 9 }}
exercise = [{{ id = "a", method = "steep-scan" }}, {{ id = "b", method = "{method}", inputs = {{ drivers = "{source}" }} }}]
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """An operator's folder."""
    folder = tmp_path / "methods"
    (folder / "paths").mkdir(parents=True)
    SHELF.read_also(folder)
    yield folder
    SHELF.read_also(None)


def renamed(name: str, new: str) -> Tables:
    tables = shipped(name)
    tables["method"]["id"] = new
    return tables


def test_what_is_shipped_is_whole() -> None:
    found = read_library()
    assert found.problems == ()
    assert set(found.methods) == {file.stem for file in SHIPPED.glob("*.toml") if "." not in file.stem}
    assert set(found.paths) == {file.stem for file in SHIPPED_PATHS.glob("*.toml") if "." not in file.stem}
    assert next(iter(found.methods)) == "scoping-question", "methods stand in the order of their families"
    assert list(found.paths)[:2] == ["rustavi", "street"]


def test_a_file_dropped_in_is_there_without_a_restart(own: Path) -> None:
    before = library()
    assert library() is before, "nothing is read twice"
    file = write_method(own, renamed("driver-map", "our-map"))
    assert set(library().methods) - set(before.methods) == {"our-map"}
    tables = renamed("driver-map", "our-map")
    tables["method"]["title"] = "Our map"
    write_method(own, tables)
    os.utime(file, ns=(1, 1))
    assert library().methods["our-map"].method.method.title == "Our map"
    file.unlink()
    assert set(library().methods) == set(before.methods)


def test_a_method_of_ones_own_stands_in_the_place_of_a_shipped_one_while_it_is_good(own: Path) -> None:
    tables = shipped("driver-map")
    tables["method"]["title"] = "Our map"
    write_method(own, tables)
    assert library().methods["driver-map"].method.method.title == "Our map"
    tables["method"]["minutes"] = 1
    write_method(own, tables)
    assert library().methods["driver-map"].method.method.title == "What matters, what is open"
    assert [problem.key for problem in library().problems] == ["method.minutes"]


def test_a_bad_file_is_told_and_breaks_no_other(own: Path) -> None:
    count = len(library().methods)
    (own / "broken.toml").write_text("schema = 1\n[[[")
    write_method(own, renamed("driver-map", "our-map"))
    (own / "paths" / "mine.toml").write_text(PATH.format(name="mine", method="broken", source="a.drivers"))
    found = library()
    assert len(found.methods) == count + 1
    assert "mine" not in found.paths
    assert [(problem.file, problem.key) for problem in found.problems] == [
        ("broken.toml", "line 2"),
        ("mine.toml", "exercise.b.method"),
    ]


def test_a_path_of_ones_own_must_join(own: Path) -> None:
    good = PATH.format(name="good", method="driver-map", source="a.drivers")
    (own / "paths" / "good.toml").write_text(good)
    (own / "paths" / "wrong.toml").write_text(PATH.format(name="wrong", method="driver-map", source="a.signals"))
    (own / "paths" / "words.toml").write_text(
        good.replace('"good"', '"words"').replace("drivers = ", "critical = ").replace("driver-map", "scenarios-2x2")
    )
    (own / "paths" / "back.toml").write_text(
        good.replace('"good"', '"back"').replace('method = "steep-scan"', 'method = "steep-scan", day = 2')
    )
    found = library()
    assert {"good", "words"} <= set(found.paths)
    assert [str(problem) for problem in found.problems] == [
        "back.toml: exercise: the days must not run backwards: 2, 1",
        "wrong.toml: exercise.b.inputs.drivers: “Signals” of “What is changing here” is of a type that it does not take",
    ]


def test_a_method_that_nothing_could_ever_feed_is_refused(own: Path) -> None:
    tables = renamed("driver-map", "our-map")
    one(tables, "input", "drivers").update(type="card:omen", required=True, fallback="none")
    write_method(own, tables)
    assert [str(problem) for problem in library().problems] == [
        "our-map.toml: input.drivers: is required, and no method gives card:omen; give it a fallback, or add such a method"
    ]
    giver = renamed("steep-scan", "omens")
    one(giver, "card", "driver")["kind"] = "omen"
    for output in giver["output"]:
        del output["outcome"]
    text = write_method(own, giver)
    text.write_text(text.read_text().replace('"driver"', '"omen"').replace('"card:driver"', '"card:omen"'))
    assert library().problems == ()
    assert {"our-map", "omens"} <= set(library().methods)


def test_the_application_reads_the_operators_folder(database: str, data: Path, tmp_path: Path, own: Path) -> None:
    other = tmp_path / "other"
    write_method(other, renamed("driver-map", "other-map"))
    create_app(settings_for(data, database, STORYHUB_METHODS=str(other)))
    assert "other-map" in library().methods


def check(*files: Path) -> Result:
    return CliRunner().invoke(methods_command, ["check", *map(str, files)])


def test_the_command_says_what_is_wrong_and_ends_with_1(own: Path) -> None:
    assert check().exit_code == 0
    assert "methods and 3 paths can be used" in check().output
    tables = renamed("driver-map", "our-map")
    good = write_method(own, tables)
    (own / "our-map.uk.toml").write_text('[method]\ntitle = "Карта"\n')
    assert check(good).output == "1 in order.\n"
    assert "our-map: not all words in" in check().output
    tables["method"]["minutes"] = 1
    write_method(own, tables)
    for told in (check(), check(good), check(good.with_name("our-map.uk.toml"))):
        assert told.exit_code == 1
        assert "our-map.toml: method.minutes: is 1, but the minutes of the steps sum to 45" in told.output


def test_the_command_checks_a_path_and_a_translation_of_nothing(own: Path) -> None:
    path = own / "paths" / "mine.toml"
    path.write_text(PATH.format(name="mine", method="driver-map", source="a.drvers"))
    assert check(path).exit_code == 1
    assert "mine.toml: exercise.b.inputs.drivers: the exercise has no output 'drvers'" in check(path).output
    path.write_text(PATH.format(name="mine", method="driver-map", source="a.drivers"))
    assert check(path).exit_code == 0
    lost = own / "gone.uk.toml"
    lost.write_text("")
    assert check(lost).output == "gone.uk.toml: there is no gone.toml beside it\n"
