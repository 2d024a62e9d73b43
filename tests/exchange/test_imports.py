"""Bringing a file in: read first, said line by line, taken in on a yes; what went out comes back as it was."""

import io
import json
import stat
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from storyhub.cities.queries import city_by_slug, current_wording
from storyhub.core import clock, jobs, text
from storyhub.core.db import db, transaction
from storyhub.core.permissions import ANONYMOUS, Role
from storyhub.exchange.columns import CONSENTS
from storyhub.exchange.models import Upload, UploadState
from storyhub.exchange.queries.records import outgoing
from storyhub.exchange.services import unpacking
from storyhub.exchange.services.unpacking import Unreadable, opened
from storyhub.exchange.tasks import sweep
from storyhub.stories.models import State, Story
from storyhub.stories.services import withdrawing
from storyhub.stories.services.importing import Import, import_rows
from tests.exchange.conftest import Fetched
from tests.support.pages import words_on
from tests.support.stories import Told

FORM = "/en/rustavi/desk/import"
PICTURE = (files("storyhub.demo") / "pictures" / "13-kitten-320.webp").read_bytes()


def line(ref: str = "r-1", **more: Any) -> dict[str, Any]:
    return {"ref": ref, "language": "ka", "body": "ეზოში წყალი კვირაში ორჯერ მოდის, ვედროებით ავგვაქვს."} | more


def lines(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def package(**content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in content.items():
            written.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return file.getvalue()


def bring(
    browser: FlaskClient, data: bytes, name: str = "stories.jsonl", form: str = FORM, **fields: str
) -> TestResponse:
    return browser.post(form, data={"file": (io.BytesIO(data), name), **fields})


@pytest.fixture
def moderator(as_role: Callable[..., FlaskClient]) -> FlaskClient:
    return as_role(Role.MODERATOR)


def stories(app: Flask) -> list[Story]:
    with app.app_context():
        found = list(db.session.scalars(select(Story).order_by(Story.imported_ref)))
        db.session.expunge_all()
        return found


def test_a_file_is_read_first_and_taken_in_on_a_yes(
    app: Flask, moderator: FlaskClient, run_jobs: Callable[[], int], client: FlaskClient
) -> None:
    data = package(
        stories_DOT_jsonl=lines(
            line(photos=["p/a.webp"], title="წყალი"), line("r-2", kind="dreamt"), line("r-3", body="")
        ),
        p__a_DOT_webp=PICTURE,
    )
    page = bring(moderator, data, "stories.zip", then="publish").headers["Location"]
    assert "Look again" in moderator.get(page).text
    run_jobs()
    said = words_on(moderator.get(page).text)
    assert stories(app) == [], "nothing is kept before a yes"
    assert "Take 1 story in" in said
    assert "2 kind This must be one of: lived, imagined." in said
    assert "3 body Tell your story" in said
    assert "წყალი" in said
    in_georgian = moderator.get(page.replace("/en/", "/ka/")).text
    assert "lived, imagined" in in_georgian
    assert moderator.post(page, data={"act": "take_in"}).status_code == 303
    assert moderator.post(page, data={"act": "take_in"}).status_code == 409, "said yes to already"
    run_jobs()
    [story] = stories(app)
    assert (story.state, story.title, story.imported_ref) == (State.PUBLISHED, "წყალი", "r-1")
    assert "1 story came in" in moderator.get(page).text
    assert client.get(f"/photos/{story.code}/1-320.webp").status_code == 200
    again = bring(moderator, data, "stories.zip").headers["Location"]
    run_jobs()
    assert "Known already, left as they are 1" in words_on(moderator.get(again).text)


def test_unless_somebody_says_otherwise_the_stories_wait_at_the_desk(
    app: Flask, moderator: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    page = bring(moderator, lines(line())).headers["Location"]
    run_jobs()
    moderator.post(page, data={"act": "take_in"})
    run_jobs()
    assert [story.state for story in stories(app)] == [State.WAITING]


def test_only_moderators_of_the_town_bring_stories_in(
    client: FlaskClient, moderator: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    page = bring(moderator, lines(line())).headers["Location"]
    for role, town in ((Role.CITY_ADMIN, "rustavi"), (Role.FACILITATOR, "rustavi"), (Role.MODERATOR, "poti")):
        browser = as_role(role, town)
        assert browser.get(FORM).status_code == 404
        assert bring(browser, lines(line())).status_code == 404
        assert browser.get(page).status_code == 404
        assert browser.post(page, data={"act": "take_in"}).status_code == 404
    poti = page.replace("rustavi", "poti")
    assert as_role(Role.MODERATOR, "poti").get(poti).status_code == 404
    assert client.get(FORM).status_code == 302 or client.get(FORM).status_code == 303


def test_a_file_can_be_given_up_and_does_not_wait_for_ever(
    app: Flask, moderator: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    folder = app.config["STORYHUB"].data / "exchange" / "uploads"
    page = bring(moderator, lines(line())).headers["Location"]
    assert moderator.post(page, data={"act": "give_up"}).status_code == 303
    assert moderator.get(page).status_code == 404
    assert run_jobs() == 1
    bring(moderator, lines(line()))
    run_jobs()
    with clock.at(clock.now() + timedelta(days=1, hours=1)), app.app_context():
        sweep()
        assert db.session.query(Upload).count() == 0
    assert list(folder.glob("*")) == []


def test_no_file_and_an_empty_one_are_said_at_the_field(moderator: FlaskClient) -> None:
    for answer in (moderator.post(FORM, data={"then": "publish"}), bring(moderator, b"")):
        assert answer.status_code == 422
        assert 'href="#file"' in answer.text
        assert 'id="file-error"' in answer.text


def locked_away() -> bytes:
    data = bytearray(package(stories_DOT_jsonl=lines(line())))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def link() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr("stories.jsonl", lines(line(photos=["p.webp"])))
        entry = zipfile.ZipInfo("p.webp")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        written.writestr(entry, "/etc/hostname")
    return file.getvalue()


HOSTILE = {
    "a bomb": (lambda: package(stories_DOT_jsonl=b" " * 60_000_000), "upload_bomb"),
    "a bomb in a workbook": (lambda: package(xl__workbook_DOT_xml=b" " * 60_000_000), "upload_bomb"),
    "a bomb in a workbook in a package": (
        lambda: package(stories_DOT_xlsx=package(xl__workbook_DOT_xml=b" " * 60_000_000)), "upload_bomb"),
    "a way out": (lambda: package(stories_DOT_jsonl=b"{}", **{"..__..__etc__x": b"x"}), "upload_leads_out"),
    "a full path": (lambda: package(stories_DOT_jsonl=b"{}", __etc__x=b"x"), "upload_leads_out"),
    "a link": (link, "upload_leads_out"),
    "a password": (locked_away, "upload_locked"),
    "very many files": (lambda: package(**{f"f{n}": b"" for n in range(10_001)}), "upload_too_many_files"),
    "no stories": (lambda: package(readme=b"x"), "upload_without_stories"),
    "a package in a package": (lambda: package(inner_DOT_zip=package(stories_DOT_jsonl=lines(line()))), "upload_without_stories"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_package_that_is_made_to_hurt_is_not_opened(tmp_path: Path, name: str) -> None:
    make, key = HOSTILE[name]
    path = tmp_path / "stories.zip"
    path.write_bytes(make())
    with pytest.raises(Unreadable) as refusal, opened(path) as file:
        list(file.rows)
    assert refusal.value.key == key


def test_a_photograph_that_unpacks_beyond_its_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "stories.zip"
    path.write_bytes(package(stories_DOT_jsonl=lines(line()), p_DOT_webp=b"\0" * (unpacking.LARGEST_PHOTO + 1)))
    with opened(path) as file, pytest.raises(unpacking.bad("", "").__class__):
        file.photo_bytes("p.webp")


def test_a_workbook_with_entities_is_refused_quietly(tmp_path: Path, app: Flask) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
    )
    path = tmp_path / "stories.xlsx"
    path.write_bytes(package(xl__workbook_DOT_xml=bomb + b"]><x>&i;</x>"))
    with opened(path) as file:
        [(_, problem)] = list(file.rows)
    assert not isinstance(problem, dict)


def test_a_damaged_package_is_said_to_be_damaged(moderator: FlaskClient, run_jobs: Callable[[], int]) -> None:
    data = package(stories_DOT_jsonl=lines(*[line(f"r-{n}") for n in range(50)]))
    page = bring(moderator, data[:90] + b"\0\0\0\0" + data[94:], "x.zip").headers["Location"]
    run_jobs()
    assert "damaged" in words_on(moderator.get(page).text)


def test_what_was_taken_back_does_not_come_in_again(
    app: Flask,
    moderator: FlaskClient,
    tell: Callable[..., Told],
    export: Callable[..., Fetched],
    run_jobs: Callable[[], int],
) -> None:
    told = tell(state="published")
    for ref in ("r-1", "r-2"):
        with app.app_context():
            store, wording = app.extensions["storyhub.storage"], current_wording().version
            this = Import(city_by_slug("rustavi"), lambda _: b"", store, wording)
            list(import_rows(this, [(1, line(ref))]))
    data = export().read("stories.jsonl")
    with app.app_context():
        for story_id in (told.id, next(story.id for story in stories(app) if story.imported_ref == "r-1")):
            withdrawing.withdraw_story(story_id)
    run_jobs()
    with app.app_context():
        this = Import(city_by_slug("rustavi"), lambda _: b"", store, wording)
        *_, result = import_rows(this, list(enumerate(map(json.loads, data.splitlines()), 1)))
    assert (result.added, result.known, result.problems) == (0, 3, [])
    assert sorted(story.state for story in stories(app)) == [State.PUBLISHED, State.WITHDRAWN, State.WITHDRAWN]


LINE = st.text(max_size=30).map(text.clean_line)
DAY = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(str)
STORY = st.fixed_dictionaries(
    {
        "language": st.sampled_from(["en", "hy", "ka", "ro", "uk", "az", "ru"]),
        "title": LINE,
        "body": st.text(min_size=20, max_size=200).map(lambda words: text.clean(f"{words}{'.' * 20}")),
        "themes": st.lists(st.sampled_from(["water", "housing", "energy", "waste"]), max_size=4, unique=True),
        "team_themes": st.lists(st.sampled_from(["water", "health"]), max_size=2, unique=True),
        "place": LINE,
        "district": st.sampled_from(["", "old-rustavi"]),
        "told_on": DAY,
        "when_from": st.just("") | DAY,
        "when_to": DAY,
        "when_precision": st.sampled_from(["", "month", "year", "date"]),
        "audience": st.just("public"),
        "content_note": LINE,
        "prompt": st.just(""),
        "answers": st.just(""),
        "consents": st.fixed_dictionaries({use: st.booleans() for use in CONSENTS}),
        "photos": st.just([]),
    }
).flatmap(
    lambda story: st.tuples(
        st.sampled_from([("lived", None), ("imagined", 2040)]),
        st.sampled_from([("none", ""), ("name", "Nino"), ("nickname", "=ნინო")]),
    ).map(
        lambda more: (
            story
            | {"kind": more[0][0], "year": more[0][1], "name_shown": more[1][0], "name": more[1][1]}
            | {"content_note_language": "en" if story["content_note"] else ""}
        )
    )
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STORY, min_size=1, max_size=6))
def test_what_comes_in_goes_out_as_it_was(context: Flask, told: list[dict[str, Any]]) -> None:
    city = city_by_slug("rustavi")
    batch = f"{id(told)}-{clock.now().timestamp()}"
    rows = [story | {"ref": f"{batch}-{n}"} for n, story in enumerate(told)]
    this = Import(city, lambda _: b"", context.extensions["storyhub.storage"], current_wording().version)
    *_, result = import_rows(this, list(enumerate(rows, 1)))
    assert result.problems == []
    found = {ref: id_ for ref, id_ in db.session.execute(select(Story.imported_ref, Story.id))}
    ids = [found[row["ref"]] for row in rows]
    records = [one.record for some in outgoing(ANONYMOUS, ids, "", with_photos=True) for one in some]
    for row, record in zip(rows, records, strict=True):
        said = {name: sorted(value) if isinstance(value, list) else value for name, value in row.items()}
        gone = {name: sorted(record[name]) if isinstance(value, list) else record[name] for name, value in said.items()}
        assert gone == said


def test_an_archive_goes_to_another_town_and_back_to_a_file_without_loss(
    app: Flask, tell: Callable[..., Told], export: Callable[..., Fetched], as_role: Callable[..., FlaskClient],
    run_jobs: Callable[[], int], client: FlaskClient,
) -> None:  # fmt: skip
    first = tell(
        state="published", photos=2, title="-5 degrees", place="by the bridge", uses=frozenset({"photos", "quotation"})
    )
    tell(state="published", answers_id=first.id, title="@home")
    poti = as_role(Role.MODERATOR, "poti")
    for kind in ("csv", "xlsx", "bagit"):
        made = export(format=kind)
        assert made.package.filename is None
        made.package.fp.seek(0)
        page = bring(poti, made.package.fp.read(), "x.zip", "/en/poti/desk/import", then="publish").headers["Location"]
        run_jobs()
        poti.post(page, data={"act": "take_in"})
        run_jobs()
    one_by_ref = {record["ref"]: record for record in export().records}
    other = export(path="/en/poti/stories/export")
    assert len(other.records) == 2, "three kinds of file, each story once"
    apart = {"code", "city", "url", "published_on"}
    for record in other.records:
        origin = one_by_ref[record["ref"]]
        photos = [
            {**photo, "file": photo["file"].replace(record["code"], origin["code"])} for photo in record["photos"]
        ]
        assert {**record, "photos": photos} | {name: origin[name] for name in apart} == origin
    answer = next(record for record in other.records if record["title"] == "@home")
    assert answer["answers"] == first.code


def workbook(cells: str, dimension: str) -> bytes:
    """A workbook whose first sheet has a header, one story and these rows more."""
    book = Workbook()
    book.active.append(["ref", "body", "language"])
    book.active.append(["r-1", "The water came late in the evening.", "en"])
    plain, file = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", f"{cells}</sheetData>".encode())
                data = data.replace(b'<dimension ref="A1:C2"', f'<dimension ref="{dimension}"'.encode())
            written.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:C2", "C2:C2"])
@pytest.mark.parametrize("far", ["A1048576", "XFD1048576", "AMJ40000"])
def test_a_cell_far_away_holds_nobody_up(tmp_path: Path, dimension: str, far: str) -> None:
    number = far.lstrip("ADFJMX")
    cell = f'<row r="{number}"><c r="{far}" t="inlineStr"><is><t>x</t></is></c></row>'
    (tmp_path / "a.xlsx").write_bytes(workbook(cell, dimension))
    began = time.process_time()
    with opened(tmp_path / "a.xlsx") as file:
        rows = list(file.rows)
    assert time.process_time() - began < 10
    assert rows[0][0] == 2
    assert rows[0][1]["ref"] == "r-1"
    assert [line for line, _ in rows[1:]] in ([], [int(number)]), "a row that says something is named, and no other"
    assert far != "A1048576" or len(rows) == 2


NOISY = {
    "a theme": {"themes": ["\ud800\x00"]},
    "a lens": {"lens": "\ud800\x00x"},
    "a photograph": {"photos": ["\ud800\x00.jpg"]},
    "a description": {"photos": [{"file": "\x00.jpg", "alt": "\ud800", "origin": "\ud800"}]},
    "a language": {"language": "e\x00\ud800n"},
    "a day": {"told_on": "\ud8002026-05-03\x00"},
    "a state": {"state": "\x00\ud800"},
    "a question": {"prompt": "\x00\ud800", "answers": "\ud800", "code": "\x00", "district": "\ud800"},
    "a reference": {"ref": "r" * 40_000},
}


@pytest.mark.parametrize("noisy", NOISY.values(), ids=NOISY)
def test_what_no_database_keeps_harms_no_other_line(
    app: Flask, moderator: FlaskClient, run_jobs: Callable[[], int], noisy: dict[str, Any]
) -> None:
    page = bring(moderator, lines(line("r-0") | noisy, line("r-2"))).headers["Location"]
    run_jobs()
    shown = moderator.get(page)
    assert shown.status_code == 200
    assert "story in" in words_on(shown.text) or "stories in" in words_on(shown.text)
    assert moderator.post(page, data={"act": "take_in"}).status_code == 303
    run_jobs()
    assert "came in" in words_on(moderator.get(page).text)
    assert "r-2" in {story.imported_ref for story in stories(app)}


def test_a_reference_may_not_be_a_story_of_its_own(moderator: FlaskClient, run_jobs: Callable[[], int]) -> None:
    page = bring(moderator, lines(line("r" * 201), line("r" * 200))).headers["Location"]
    run_jobs()
    said = words_on(moderator.get(page).text)
    assert "1 ref This is too long." in said
    assert "Take 1 story in" in said


def test_a_package_whose_names_are_no_text_is_damaged(moderator: FlaskClient, run_jobs: Callable[[], int]) -> None:
    data = package(stories_DOT_jsonl=lines(line()), é=b"x").replace("é".encode(), b"\xff\xfe")
    page = bring(moderator, data, "stories.zip").headers["Location"]
    run_jobs()
    assert "The file is damaged" in words_on(moderator.get(page).text)


@pytest.mark.parametrize("name", ["a.x\x00y", "a.\x00", "a.jsonl\x00", "..zip/../../../x", "a.é", "." * 300])
def test_the_name_of_a_file_leads_nowhere(
    app: Flask, moderator: FlaskClient, run_jobs: Callable[[], int], name: str
) -> None:
    page = bring(moderator, lines(line()), name).headers["Location"]
    [kept] = (app.config["STORYHUB"].data / "exchange" / "uploads").iterdir()
    assert kept.suffix in ("", ".jsonl")
    run_jobs()
    assert "Take 1 story in" in words_on(moderator.get(page).text)


def test_whatever_stops_the_reading_is_said_and_the_file_can_be_given_up(
    app: Flask, moderator: FlaskClient, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = json.loads

    def broken(read: Any, **options: Any) -> Any:
        if b"never seen before" in (read if isinstance(read, bytes) else b""):
            raise AssertionError
        return loads(read, **options)

    monkeypatch.setattr(json, "loads", broken)
    page = bring(moderator, lines(line(body="never seen before"))).headers["Location"]
    run_jobs()
    monkeypatch.undo()
    said = words_on(moderator.get(page).text)
    assert "could not be read to its end" in said
    assert "Give this file up" in said
    assert moderator.post(page, data={"act": "give_up"}).status_code == 303
    assert moderator.get(page).status_code == 404
    assert list((app.config["STORYHUB"].data / "exchange" / "uploads").iterdir()) == []


@pytest.mark.parametrize("state", [UploadState.READING, UploadState.IMPORTING])
def test_a_file_whose_job_gave_up_does_not_stand_there_as_if_it_were_read(
    app: Flask, moderator: FlaskClient, state: UploadState
) -> None:
    page = bring(moderator, lines(line())).headers["Location"]
    with app.app_context():
        with transaction() as session:
            session.scalars(select(Upload)).one().state = state
        if state == UploadState.IMPORTING:
            assert moderator.post(page, data={"act": "give_up"}).status_code == 409, "a job is still at it"
        sweep()
        assert db.session.scalars(select(Upload)).one().state == state, "a job is still at it"
        with transaction() as session:
            session.execute(update(jobs.Job).where(jobs.Job.kind.contains("upload")).values(failed_at=clock.now()))
        sweep()
    assert "could not be read to its end" in words_on(moderator.get(page).text)
    assert moderator.post(page, data={"act": "give_up"}).status_code == 303


def test_a_file_that_nobody_takes_in_any_more_can_be_given_up(app: Flask, moderator: FlaskClient) -> None:
    page = bring(moderator, lines(line())).headers["Location"]
    with app.app_context(), transaction() as session:
        session.scalars(select(Upload)).one().state = UploadState.IMPORTING
        session.scalars(select(jobs.Job).where(jobs.Job.kind.contains("upload"))).one().failed_at = clock.now()
    assert moderator.post(page, data={"act": "give_up"}).status_code == 303
    assert moderator.get(page).status_code == 404


NOTHING_WE_READ = {
    "bytes called a package": (b"these are no files at all", "bad.zip", "no package (ZIP)"),
    "a package cut short": (package(stories_DOT_jsonl=lines(line()))[:60], "stories", "no package (ZIP)"),
    "a workbook that is none": (b"ref,language,body", "stories.xlsx", "no package (ZIP)"),
    "a picture called lines": (PICTURE, "stories.jsonl", "no lines in this file"),
    "a picture": (PICTURE, "kitten.webp", "no lines in this file"),
    "a letter called lines": (b"Dear all,\nhere are our stories.\n", "stories.jsonl", "no lines in this file"),
    "a table in another encoding": ("ref,language,body\nr-1,ru,вода\n".encode("cp1251"), "a.csv", "CSV in UTF-8"),
}


@pytest.mark.parametrize("name", NOTHING_WE_READ)
def test_a_file_that_is_nothing_we_read_is_refused_at_the_field(
    app: Flask, moderator: FlaskClient, run_jobs: Callable[[], int], name: str
) -> None:
    data, called, said = NOTHING_WE_READ[name]
    answer = bring(moderator, data, called)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert said in words_on(answer.text)
    assert run_jobs() == 0
    assert list((app.config["STORYHUB"].data / "exchange" / "uploads").iterdir()) == []


def test_all_that_is_wrong_with_a_row_is_said_at_once(moderator: FlaskClient, run_jobs: Callable[[], int]) -> None:
    table = "ref,language,kind,themes,year,body\nr-1,xx,dreamt,no-such-theme,,short\nr-2,en,imagined,,soon,\n"
    page = bring(moderator, table.encode(), "a.csv").headers["Location"]
    run_jobs()
    said = words_on(moderator.get(page).text)
    for problem in (
        "2 language This must be one of: en,",
        "2 kind",
        "2 themes Not known here: no-such-theme.",
        "2 body",
        "3 year",
        "3 body",
    ):
        assert problem in said
    assert "imagined_year" not in said
    assert "Lines that cannot be taken 2" in said


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_without_a_column_of_ours_says_so_once(
    moderator: FlaskClient, run_jobs: Callable[[], int], kind: str
) -> None:
    rows = [["name", "story"], *([f"Nino {n}", "The water came late."] for n in range(5))]
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    data = file.getvalue() if kind == "xlsx" else "\n".join(map(",".join, rows)).encode()
    page = bring(moderator, data, f"a.{kind}").headers["Location"]
    run_jobs()
    said = words_on(moderator.get(page).text)
    assert said.count("The columns of this table are none of ours: name, story.") == 1
    assert "Lines that cannot be taken 1" in said


@pytest.mark.parametrize("sent", [lines(line(body="")), b"ref,language,body\n"])
def test_where_there_is_nothing_to_take_nothing_waits_for_a_yes(
    moderator: FlaskClient, run_jobs: Callable[[], int], sent: bytes
) -> None:
    page = bring(moderator, sent, "stories").headers["Location"]
    run_jobs()
    said = words_on(moderator.get(page).text)
    assert "Nothing new to take in" in said
    assert "will wait at the desk" not in said
    listed = words_on(moderator.get(FORM).text)
    assert "Nothing new to take in" in listed
    assert "Waits for your yes" not in listed
