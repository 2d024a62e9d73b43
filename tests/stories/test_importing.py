"""`storyhub import-stories`: each story on its own, told once, a bad line named and harming no other."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storyhub.cities.queries import current_wording
from storyhub.cities.services import pause_publishing
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.exchange.cli import import_stories
from storyhub.stories.models import ConsentGrant, Photo, ReviewEvent, State, Story, StoryVersion
from storyhub.stories.services.photos import file_name
from tests.stories.pages import all_codes

GOOD = {
    "ref": "r-1",
    "language": "ka",
    "title": "წყალი",
    "body": "ეზოში წყალი კვირაში ორჯერ მოდის, ვედროებით ავგვაქვს.",
    "themes": ["water", "housing"],
    "place": "near the old bridge",
    "told_on": "2026-05-03",
    "kind": "lived",
    "audience": "public",
}


@dataclass
class Importer:
    """A folder with a file of lines, and the command that reads it."""

    app: Flask
    folder: Path

    def __call__(self, *lines: dict | str | bytes, options: tuple[str, ...] = (), city: str = "rustavi") -> Result:
        file = self.folder / "stories.jsonl"
        file.write_bytes(b"\n".join(_bytes(line) for line in lines) + b"\n")
        with self.app.app_context():
            return CliRunner().invoke(import_stories, [str(file), "--city", city, *options])

    def story(self, ref: str = "r-1") -> Story:
        return db.session.scalars(select(Story).where(Story.imported_ref == ref)).one()


def _bytes(line: dict | str | bytes) -> bytes:
    if isinstance(line, dict):
        line = json.dumps(line)
    return line.encode() if isinstance(line, str) else line


def good(**more: Any) -> dict[str, Any]:
    return GOOD | more


def stories_kept(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Story)) or 0


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Importer:
    folder = tmp_path / "import"
    folder.mkdir()
    return Importer(app, folder)


def test_a_line_becomes_a_published_story_with_all_that_it_says(
    app: Flask, bring: Importer, client: FlaskClient
) -> None:
    result = bring(good())
    assert result.exit_code == 0, result.output
    assert "1 added, 0 known already, 0 not taken." in result.stdout
    with app.app_context():
        story = bring.story()
        assert (story.state, story.audience, story.language, story.title) == ("published", "public", "ka", "წყალი")
        assert (story.place, story.told_month, story.told_at.isoformat()) == (
            "near the old bridge", "2026-05", "2026-05-03T08:00:00+00:00",
        )  # fmt: skip
        assert not story.may_be_indexed
        code = story.code
        trail = db.session.scalars(select(ReviewEvent.act).where(ReviewEvent.story_id == story.id)).all()
        assert trail == ["imported"]
        assert db.session.scalar(select(func.count()).select_from(StoryVersion)) == 1
    page = client.get(f"/en/rustavi/stories/{code}").text
    assert "ვედროებით" in page
    assert "theme=water" in page


def test_what_was_brought_in_is_found_when_the_command_returns(bring: Importer, client: FlaskClient) -> None:
    bring(good(), good(ref="r-2", body="The bridge over the river is closed again, and we walk.", language="en"))
    assert len(all_codes(client, "/en/rustavi/stories?q=river")) == 1
    assert len(all_codes(client, "/en/rustavi/stories?lang=ka&theme=water&from=2026-05-01&to=2026-05-31")) == 1


def test_the_same_file_again_changes_nothing(app: Flask, bring: Importer) -> None:
    bring(good())
    again = bring(good(body="Other words entirely, and more than twenty of them."), good(ref="r-2"), good(ref="r-2"))
    assert "1 added, 2 known already, 0 not taken." in again.stdout
    with app.app_context():
        assert "ვედროებით" in bring.story().body
    assert stories_kept(app) == 2


def test_the_same_reference_is_another_story_in_another_town(app: Flask, bring: Importer) -> None:
    bring(good())
    bring(good(), city="poti")
    assert stories_kept(app) == 2


BAD = {
    "nothing at all": "nonsense",
    "a list": "[1, 2]",
    "half a line": json.dumps(GOOD)[:40],
    "deep": "[" * 100_000,
    "not UTF-8": b'{"ref": "x", "language": "en", "body": "\xff\xfe and some more words after it"}',
    "no ref": good(ref=""),
    "ref is a list": good(ref=["x"]),
    "no body": good(body=""),
    "short body": good(body="short"),
    "body is a list": good(body=["a"] * 40),
    "body is a number": good(body=10**40),
    "long body": good(body="a" * 20_001),
    "long title": good(title="a" * 121),
    "title is an object": good(title={"en": "x"}),
    "unknown language": good(language="fr"),
    "no language": good(language=None),
    "unknown theme": good(themes=["water", "dragons"]),
    "themes is text": good(themes="water"),
    "a theme is a list": good(themes=[["water"]]),
    "six themes": good(themes=["water", "housing", "energy", "waste", "health", "care"]),
    "unknown kind": good(kind="dreamt"),
    "kind is a list": good(kind=["lived"]),
    "unknown audience": good(audience="everyone"),
    "audience is an object": good(audience={}),
    "unknown state": good(state="hidden"),
    "state is a list": good(state=[]),
    "year out of range": good(kind="imagined", year=1950),
    "year is text": good(kind="imagined", year="soon"),
    "no such day": good(told_on="2026-02-30"),
    "day is a list": good(told_on=[2026]),
    "day before all days": good(told_on="0001-01-01"),
    "photos is a number": good(photos=5),
    "photos is text": good(photos="a.jpg"),
    "seven photos": good(photos=["a.jpg"] * 7),
    "photo is a number": good(photos=[5]),
    "photo without a name": good(photos=[{"alt": "x"}]),
    "missing photo": good(photos=["missing.jpg"]),
    "photo outside": good(photos=["../outside.webp"]),
    "photo by full path": good(photos=["/etc/hostname"]),
    "photo with a zero byte": good(photos=["a\x00b.jpg"]),
    "photo with a very long name": good(photos=["a" * 5000]),
    "photo with half a character": '{"ref": "r", "language": "en", "body": "%s", "photos": ["\\ud800.jpg"]}'
    % ("word " * 9),
    "folder for a photo": good(photos=["."]),
    "text for a photo": good(photos=["stories.jsonl"]),
    "very large photo": good(photos=["large.jpg"]),
}


@pytest.mark.parametrize("dry", [False, True], ids=["for good", "dry run"])
def test_a_bad_line_is_named_and_the_others_go_on(
    app: Flask, bring: Importer, subtests: pytest.Subtests, dry: bool
) -> None:
    (bring.folder / "large.jpg").write_bytes(b"\xff\xd8\xff" + bytes(13 * 1024 * 1024))
    (bring.folder.parent / "outside.webp").write_bytes(b"RIFF")
    for number, (name, bad) in enumerate(BAD.items(), start=1):
        others = good(ref=f"before {number}"), good(ref=f"after {number}")
        kept = stories_kept(app)
        with subtests.test(name):
            result = bring(others[0], "", bad, others[1], options=("--dry-run",) if dry else ())
            assert result.exit_code == 1
            assert isinstance(result.exception, SystemExit), result.exception
            assert "line 3: " in result.stderr
            assert f"2 {'would be added' if dry else 'added'}, 0 known already, 1 not taken." in result.stdout
            assert stories_kept(app) == kept + (0 if dry else 2)


ODD = {
    "zero byte in the ref": good(ref="a\x00b"),
    "half a character in the ref": '{"ref": "r\\ud800", "language": "en", "body": "%s"}' % ("word " * 9),
    "controls in the words": good(body="words\x00with\x08controls\x1b and more of them \u202e here"),
    "a year on a lived story": good(year="soon"),
    "a number as ref": good(ref=17),
    "no optional field": {"ref": "x", "language": "en", "body": "It rained, and the bus did not come."},
    "empty optional fields": good(title=None, themes=None, place=None, told_on="", photos=None),
    "more than is known": good(rating=5, comments=[{}]),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(GOOD).encode(),
    "a line end of another system": json.dumps(GOOD) + "\r",
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_line_is_taken_as_it_was_meant(app: Flask, bring: Importer, name: str) -> None:
    result = bring(ODD[name])
    assert result.exit_code == 0, result.output
    again = bring(ODD[name])
    assert "0 added, 1 known already, 0 not taken." in again.stdout
    assert stories_kept(app) == 1


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(app: Flask, bring: Importer) -> None:
    (bring.folder / "p.webp").write_bytes(picture())
    result = bring(good(photos=["p.webp"]), good(ref="r-2"), options=("--dry-run",))
    assert result.exit_code == 0
    assert "2 would be added" in result.stdout
    assert stories_kept(app) == 0
    with app.app_context():
        assert list(app.extensions["storyhub.storage"].names()) == []


def test_photographs_are_cleaned_and_stored_with_their_descriptions(
    app: Flask, bring: Importer, client: FlaskClient
) -> None:
    (bring.folder / "pictures").mkdir()
    for name in ("a.webp", "b.webp"):
        (bring.folder / "pictures" / name).write_bytes(picture())
    result = bring(good(photos=["pictures/a.webp", {"file": "pictures/b.webp", "alt": "A kitten"}]))
    assert result.exit_code == 0, result.output
    with app.app_context():
        story = bring.story()
        rows = db.session.scalars(select(Photo).where(Photo.story_id == story.id).order_by(Photo.position)).all()
        assert [row.alt for row in rows] == ["", "A kitten"]
        store = app.extensions["storyhub.storage"]
        assert all(store.get(file_name(row.key, size)) for row in rows for size in (320, 960, 1600))
        code = story.code
    assert client.get(f"/photos/{code}/2-320.webp").status_code == 200


def test_a_link_out_of_the_folder_is_not_followed(app: Flask, bring: Importer) -> None:
    outside = bring.folder.parent / "outside.webp"
    outside.write_bytes(picture())
    (bring.folder / "link.webp").symlink_to(outside)
    result = bring(good(photos=["link.webp"]))
    assert "line 1: " in result.stderr
    assert stories_kept(app) == 0


def test_stories_that_shall_wait_stand_at_the_desk_from_today(
    app: Flask, bring: Importer, client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    bring(good(state="waiting"))
    with app.app_context():
        story = bring.story()
        assert story.state == State.WAITING
        assert story.published_at is None
        assert story.state_since > story.told_at
        code = story.code
    assert client.get(f"/en/rustavi/stories/{code}").status_code == 404
    queue = as_role("moderator").get("/en/rustavi/desk/").text
    assert code in queue
    assert "clock late" not in queue


def test_a_published_story_is_published_on_the_day_of_the_import(app: Flask, bring: Importer) -> None:
    bring(good())
    with app.app_context():
        story = bring.story()
        assert story.published_at is not None
        assert story.published_at.isoformat() > "2026-06"


def test_where_publishing_is_paused_the_stories_wait(app: Flask, bring: Importer, moderator: Viewer) -> None:
    with app.app_context():
        pause_publishing(moderator, next(iter(moderator.roles)), paused=True)
    bring(good())
    with app.app_context():
        assert bring.story().state == State.WAITING


def test_consents_are_kept_as_imported_with_the_careful_answers(app: Flask, bring: Importer) -> None:
    bring(good(audience="city"))
    with app.app_context():
        grants = db.session.scalars(select(ConsentGrant)).all()
        version = current_wording().version
    assert {grant.use: grant.is_given for grant in grants} == {
        "archive": True, "photos": True, "workshops": False, "quotation": False, "translation": False,
        "search_engines": False, "contact": False,
    }  # fmt: skip
    assert {grant.how for grant in grants} == {"import"}
    assert {grant.wording_version for grant in grants} == {version}
    assert [grant.audience for grant in grants if grant.use == "archive"] == ["city"]


def test_a_place_that_is_a_district_in_any_language_is_that_district(app: Flask, bring: Importer) -> None:
    bring(good(place="ძველი რუსთავი"), good(ref="r-2", place="old-rustavi"), good(ref="r-3", place="Стара вежа"))
    with app.app_context():
        first, second, third = (bring.story(f"r-{n}") for n in (1, 2, 3))
        assert first.district_id == second.district_id
        assert first.district_id is not None
        assert (first.place, third.place, third.district_id) == ("", "Стара вежа", None)


def test_json_is_one_document(bring: Importer) -> None:
    result = bring(good(), "nonsense", good(), options=("--json",))
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["added"], said["known"], said["dry_run"]) == (1, 1, False)
    assert [problem["line"] for problem in said["problems"]] == [2]


def test_problems_come_in_the_order_of_their_lines(bring: Importer) -> None:
    result = bring(
        good(photos=["nowhere.jpg"]), "nonsense", good(ref="r-3", photos=["nowhere.jpg"]), options=("--json",)
    )
    assert [problem["line"] for problem in json.loads(result.stdout)["problems"]] == [1, 2, 3]


def test_an_unknown_town_is_said_in_a_sentence(bring: Importer) -> None:
    result = bring(good(), city="atlantis")
    assert result.exit_code == 1
    assert "There is no town 'atlantis' here." in result.stderr


def test_an_empty_file_is_no_mistake(app: Flask, bring: Importer) -> None:
    result = bring("")
    assert result.exit_code == 0
    assert "0 added" in result.stdout
    assert stories_kept(app) == 0


def test_a_thousand_lines_come_in_quickly(app: Flask, bring: Importer) -> None:
    lines = [good(ref=f"r-{n}", body=f"Line {n}: the bus did not come, and so we walked home.") for n in range(1000)]
    began = time.process_time()
    result = bring(*lines)
    spent = time.process_time() - began
    assert result.exit_code == 0
    assert stories_kept(app) == 1000
    assert spent < 15
    assert "0 added, 1000 known already" in bring(*lines).stdout


def picture() -> bytes:
    return (files("storyhub.demo") / "pictures" / "13-kitten-320.webp").read_bytes()
