"""The commands: what is imported is found when the command returns, and everything prints one JSON document."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storyhub.cli import main
from tests.support.settings import environment_for

pytestmark = pytest.mark.only_on("sqlite")

LINES = [
    {"ref": "a1", "language": "en", "title": "The tram", "body": "The tram stopped in front of our house every hour."},
    {"ref": "a2", "language": "ka", "title": "წყალი", "body": "წყალი კვირაში ორჯერ მოდის ჩვენს ეზოში, დილით."},
    {"ref": "a3", "language": "en", "title": "For us", "body": "The tram is for staff alone here.", "audience": "city"},
    {"ref": "a4", "language": "en", "title": "Not yet", "body": "The tram that waits at the desk.", "state": "waiting"},
]


@pytest.fixture
def run(database: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    for name, value in environment_for(data, database).items():
        monkeypatch.setenv(name, value)

    def run_command(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return run_command


@pytest.fixture
def imported(run, tmp_path: Path) -> None:
    file = tmp_path / "stories.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES))
    result = run("import-stories", str(file), "--city", "rustavi", "--json")
    assert json.loads(result.stdout)["added"] == 4, result.output


def test_what_was_imported_is_found_at_once_by_anyone(run, imported: None) -> None:
    found = json.loads(run("search", "tram", "--json").stdout)
    assert (found["total"], len(found["hits"])) == (1, 1)
    hit = found["hits"][0]
    assert (hit["ref"], hit["title"], hit["language"]) == ("a1", "The tram", "en")
    assert "tram stopped" in hit["snippet"]
    assert hit["code"]
    assert found["took_ms"] > 0
    assert "notice" not in found


def test_one_town_and_a_limit(run, imported: None) -> None:
    assert json.loads(run("search", "tram", "--city", "poti", "--json").stdout)["total"] == 0
    found = json.loads(run("search", "tram", "--city", "rustavi", "--limit", "0", "--json").stdout)
    assert (found["total"], found["hits"]) == (1, [])
    assert run("search", "tram", "--city", "atlantis", "--json").exit_code == 1


def test_a_batch_answers_line_by_line(run, imported: None, tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text('წყალი\n\n"the tram"\n(((\n' + "x" * 5000 + "\n")
    lines = run("search", "--batch", str(questions), "--json").stdout.splitlines()
    assert [json.loads(line)["total"] for line in lines] == [1, 0, 1, 0, 0]


def test_without_a_question_it_says_so(run) -> None:
    assert run("search").exit_code == 2


def test_for_people_it_prints_lines(run, imported: None) -> None:
    printed = run("search", "tram").stdout
    assert "1 found" in printed
    assert "The tram" in printed


def test_reindex_makes_the_index_anew(run, imported: None, data: Path) -> None:
    for path in (data / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    broken = json.loads(run("search", "tram", "--json").stdout)
    assert (broken["total"], "notice" in broken) == (1, True)
    assert json.loads(run("reindex", "--json").stdout)["indexed"] == 3
    whole = json.loads(run("search", "tram", "--json").stdout)
    assert (whole["total"], "notice" in whole) == (1, False)
    assert "3 indexed" in run("reindex").stdout


def test_a_dry_run_indexes_nothing(run, tmp_path: Path) -> None:
    file = tmp_path / "stories.jsonl"
    file.write_text(json.dumps(LINES[0]))
    run("import-stories", str(file), "--city", "rustavi", "--dry-run")
    assert json.loads(run("search", "tram", "--json").stdout)["total"] == 0
