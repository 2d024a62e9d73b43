"""The list of tombstones outside the database."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from storyhub.core.tombstones import add_lines, read_log, write_log
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.stories import Told

LINE = "2026-11-22T10:00:00+00:00 story abcd1234"


def test_each_is_written_once(app: Flask, tell: Callable[..., Told], tmp_path: Path) -> None:
    told, path = tell(), tmp_path / "folder" / "tombstones.log"
    with app.app_context():
        withdraw_story(told.id)
        assert write_log(path) == [told.code]
        assert write_log(path) == []
    assert list(read_log(path)) == [told.code]
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_that_a_crash_cut_off_is_passed_over_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "tombstones.log"
    path.write_text(f"{LINE}\n2026-11-22T10:")
    assert add_lines(path, {"efgh5678": "2026-11-22T11:00:00+00:00 story efgh5678"}) == ["efgh5678"]
    assert list(read_log(path)) == ["abcd1234", "efgh5678"]


def test_where_there_is_none_nothing_is_known(tmp_path: Path) -> None:
    assert read_log(tmp_path / "tombstones.log") == {}


def test_a_binary_file_holds_no_tombstones(tmp_path: Path) -> None:
    path = tmp_path / "tombstones.log"
    path.write_bytes(bytes(range(256)))
    assert read_log(path) == {}
