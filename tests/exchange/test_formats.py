"""What is written in a format is read again without loss, and no cell of a table is a formula."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyhub.core import text
from storyhub.core.cells import guarded, unguarded
from storyhub.exchange.columns import CONSENTS
from storyhub.exchange.formats import FORMATS, format_named
from storyhub.exchange.packing import packing
from storyhub.exchange.tables import HEADER

FORMULAS = st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''@x", "'Twas", "=cmd|' /C calc'!A0", "＝1", "'"])
WORDS = FORMULAS | st.text(max_size=40)
LINE = WORDS.map(text.clean_line)
SLUGS = st.lists(st.sampled_from(["water", "housing", "energy"]), max_size=3, unique=True)
PHOTO = st.fixed_dictionaries(
    {
        "file": st.sampled_from(["photos/a-1.webp", "photos/b-2.webp"]),
        "alt": LINE,
        "credit": LINE,
        "origin": st.sampled_from(["teller", "stock", "illustration"]),
    }
)
RECORD: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        name: LINE
        for name in HEADER
        if not name.startswith(("consent_", "photo", "body", "themes", "team_themes", "lens"))
    }
    | {
        "ref": LINE.filter(bool),
        "year": st.none() | st.integers(2020, 2100),
        "body": (WORDS | st.text(min_size=20, max_size=300)).map(text.clean),
        "themes": SLUGS,
        "lens": st.sampled_from(["", "events"]),
        "team_themes": SLUGS,
        "consents": st.fixed_dictionaries({use: st.booleans() for use in CONSENTS}),
        "photos": st.lists(PHOTO, max_size=3),
    }
)


def is_same(said: Any, read: Any) -> bool:
    """What is empty may be left out."""
    if isinstance(said, dict):
        return all(is_same(value, read.get(name)) for name, value in said.items())
    if isinstance(said, list):
        return len(said) == len(read or []) and all(map(is_same, said, read or []))
    return said == read or not (said or read)


@settings(max_examples=150)
@given(st.text(max_size=20) | FORMULAS)
def test_a_guarded_cell_is_no_formula_and_becomes_what_it_was(cell: str) -> None:
    assert guarded(cell)[:1] not in set("=+-@\t\r\n＝＋－＠") - {""} or not guarded(cell)
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(RECORD, max_size=3))
def test_what_is_written_is_read_again(tmp_path: Path, name: str, records: list[dict[str, Any]]) -> None:
    kind = format_named(name)
    path = tmp_path / "stories.zip"
    with packing(path, "", kind.ROOT) as package:
        kind.write(package, records)
    with zipfile.ZipFile(path) as written:
        rows = list(kind.read(io.BytesIO(written.read(kind.ROOT + kind.NAME))))
    read = [row for _, row in rows]
    assert len(read) == len(records)
    assert all(map(is_same, records, read)), (records, read)


def test_a_story_longer_than_a_cell_goes_on_in_the_next_column(tmp_path: Path) -> None:
    body = "👩‍👧 " * 9_000
    record = dict.fromkeys(HEADER, "") | {"body": body.strip(), "themes": [], "team_themes": [], "photos": []}
    record |= {"consents": dict.fromkeys(CONSENTS, True), "ref": "r"}
    kind = format_named("xlsx")
    with packing(tmp_path / "x.zip") as package:
        kind.write(package, [record])
    with zipfile.ZipFile(tmp_path / "x.zip") as written:
        [(_, row)] = kind.read(io.BytesIO(written.read(kind.NAME)))
    assert row["body"] == body.strip()


def test_a_table_of_another_program_is_read_as_it_was_meant() -> None:
    said = 'Ref;Language;Body;Themes;consent_quotation\r\nr-1;ka;"two\nlines";water, housing;YES\r\n;;;;\r\nr-2;ka;x;;maybe\r\n'
    rows = dict(format_named("csv").read(io.BytesIO(said.encode("utf-8-sig"))))
    assert rows[2]["themes"] == ["water", "housing"]
    assert rows[2]["consents"] == {"quotation": True}
    assert rows[4].problems[0].field == "consent_quotation"
    assert set(rows) == {2, 4}


@pytest.mark.parametrize("name", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize(
    "rubbish", [b"", b"\x00" * 50, b"\xff\xfe,\xff\n\xff", b"PK\x03\x04nothing", b'"' * 99, b"[" * 9999]
)
def test_rubbish_is_said_to_be_rubbish(name: str, rubbish: bytes) -> None:
    for _, row in format_named(name).read(io.BytesIO(rubbish)):
        assert not isinstance(row, dict) or not row.get("ref")


def test_every_cell_of_csv_is_quoted_and_the_mark_of_utf_8_stands_first(tmp_path: Path) -> None:
    kind = format_named("csv")
    with packing(tmp_path / "x.zip") as package:
        kind.write(package, [])
    with zipfile.ZipFile(tmp_path / "x.zip") as written:
        data = written.read("stories.csv")
    assert data.startswith(b'\xef\xbb\xbf"ref",')
    assert next(csv.reader([data.decode("utf-8-sig")])) == list(HEADER)
