"""A list as a file: what stands in it, who may fetch it, and what leaves it at once when a teller says so."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import bagit
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import District
from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.languages import Translated
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.exchange.cli import export_stories, import_stories
from storyhub.exchange.models import Export
from storyhub.exchange.tasks import sweep
from storyhub.stories.models import NameShown, State, Use
from storyhub.stories.services import consenting, photos, reviewing, withdrawing
from storyhub.stories.services.consenting import Asked
from tests.exchange.conftest import Fetched, ask, fetch
from tests.support.pages import words_on
from tests.support.stories import Told

FORM = "/en/rustavi/stories/export"


def files_of(app: Flask) -> list[str]:
    return [path.name for path in (app.config["STORYHUB"].data / "exchange" / "exports").glob("*")]


def test_a_file_holds_what_readers_get_and_what_tellers_allow(
    tell: Callable[..., Told], export: Callable[..., Fetched], client: FlaskClient
) -> None:
    named = tell(state="published", photos=1, title="=1+1", name_shown=NameShown.NAME, name="Nino", language="ka",
                 uses=frozenset({Use.PHOTOS, Use.QUOTATION}))  # fmt: skip
    tell(state="published", photos=1, uses=frozenset(), contact="nino@example.org")
    tell(state="published", audience="network")
    tell(state="waiting")
    made = export(path="/ka/rustavi/stories/export")
    assert len(made.records) == 2
    first = next(record for record in made.records if record["code"] == named.code)
    assert (first["title"], first["name"], first["consents"]["quotation"], first["consents"]["workshops"]) == (
        "=1+1", "Nino", True, False,
    )  # fmt: skip
    assert [photo["file"] for photo in first["photos"]] == [f"photos/{named.code}-1.webp"]
    other = next(record for record in made.records if record["code"] != named.code)
    assert (other["name"], other["photos"]) == ("", [])
    assert made.names == {"README-en.txt", "README-ka.txt", "stories.jsonl", f"photos/{named.code}-1.webp"}
    assert made.read(f"{named.code}-1.webp").startswith(b"RIFF")
    assert "contact" not in made.read("stories.jsonl").decode()
    assert all(
        column in made.read("README-en.txt").decode() for column in ("\nbody\n", "consent_quotation", "district")
    )
    page = words_on(client.get(made.page).text)
    assert "2" in page


def test_every_kind_of_file_is_made_and_a_bag_is_valid(
    tell: Callable[..., Told], export: Callable[..., Fetched], tmp_path: Path
) -> None:
    told = tell(state="published", photos=1, title="=cmd|' /C calc'!A0")
    tables = export(format="csv")
    [row] = csv.DictReader(io.StringIO(tables.read("stories.csv").decode("utf-8-sig")))
    assert (row["code"], row["title"], row["consent_photos"]) == (told.code, "'=cmd|' /C calc'!A0", "yes")
    assert zipfile.is_zipfile(io.BytesIO(export(format="xlsx", photos="").read("stories.xlsx")))
    export(format="bagit").package.extractall(tmp_path)
    [folder] = tmp_path.iterdir()
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert (bag.version_info, bag.algorithms) == ((1, 0), ["sha256"])
    assert f"data/photos/{told.code}-1.webp" in bag.payload_entries()


def test_a_file_holds_the_list_as_it_was_narrowed(tell: Callable[..., Told], export: Callable[..., Fetched]) -> None:
    tell(state="published", language="ka")
    romanian = tell(state="published", language="ro", body="Apa din curtea noastră vine de două ori pe săptămână.")
    made = export(path=f"{FORM}?lang=ro&q=apa")
    assert made.codes == {romanian.code}
    assert export(path="/en/stories/export").codes > {romanian.code}


def test_staff_take_along_what_they_may_read_and_nobody_else_fetches_it(
    app: Flask,
    tell: Callable[..., Told],
    export: Callable[..., Fetched],
    as_role: Callable[..., FlaskClient],
    client: FlaskClient,
) -> None:
    circle = {audience: tell(state="published", audience=audience).code for audience in Audience}
    facilitator = as_role(Role.FACILITATOR)
    made = export(facilitator)
    assert made.codes == {circle["public"], circle["network"], circle["city"]}
    for stranger in (client, as_role(Role.MODERATOR), as_role(Role.NETWORK_HOST)):
        assert stranger.get(made.page).status_code == 404
        assert stranger.get(f"{made.page}.zip").status_code == 404
        assert stranger.post(made.page).status_code == 404
    assert export(as_role(Role.MODERATOR, "poti")).codes == {circle["public"], circle["network"]}


def test_a_story_taken_back_leaves_every_file_at_once(
    app: Flask,
    tell: Callable[..., Told],
    export: Callable[..., Fetched],
    client: FlaskClient,
    run_jobs: Callable[[], int],
) -> None:
    leaving, staying = tell(state="published", photos=1), tell(state="published")
    made = export()
    assert made.codes == {leaving.code, staying.code}
    with app.app_context():
        withdrawing.withdraw_story(leaving.id)
    assert client.get(f"{made.page}.zip").status_code == 303, "before any job has run"
    run_jobs()
    again = fetch(client, made.page)
    assert again.codes == {staying.code}
    assert leaving.code in words_on(client.get(made.page).text)
    assert len(files_of(app)) == 1
    assert not any(leaving.code in name for name in again.names)


def test_what_is_narrowed_or_changed_is_not_given_out_as_it_was(
    app: Flask, tell: Callable[..., Told], export: Callable[..., Fetched], client: FlaskClient, run_jobs: Callable[[], int],
    moderator: Viewer,
) -> None:  # fmt: skip
    narrowed, pictured = tell(state="published"), tell(state="published", photos=2)
    made = export()
    with app.app_context():
        consenting.change_consents(narrowed.id, Audience.CITY, frozenset(), Asked(1, "en"))
        photos.leave_out_photo(moderator, pictured.id, 1, left_out=True)
    assert client.get(f"{made.page}.zip").status_code == 303
    run_jobs()
    again = fetch(client, made.page)
    assert again.codes == {pictured.code}
    assert [photo["file"] for photo in again.records[0]["photos"]] == [f"photos/{pictured.code}-2.webp"]
    page = words_on(client.get(made.page).text)
    assert "Taken back or narrowed since" in page
    assert "Changed since" in page


def test_a_story_taken_back_while_the_file_is_made_is_not_in_it(
    app: Flask, tell: Callable[..., Told], client: FlaskClient, run_jobs: Callable[[], int], moderator: Viewer
) -> None:
    told = tell(state="published")
    page = ask(client, FORM)
    with app.app_context():
        reviewing.hide_story(moderator, told.id, "other", seen_state=State.PUBLISHED)
    run_jobs()
    assert client.get(f"{page}.zip").status_code == 303
    assert "No story of this list" in client.get(page).text
    assert files_of(app) == []


def test_whoever_loses_a_role_loses_what_it_showed(
    app: Flask, tell: Callable[..., Told], export: Callable[..., Fetched], as_role: Callable[..., FlaskClient]
) -> None:
    tell(state="published", audience="city")
    browser = as_role(Role.FACILITATOR)
    made = export(browser)
    with app.app_context(), clock.at(clock.now()):
        db.session.execute(db.text("SELECT 1"))
        with db.engine.begin() as connection:
            connection.execute(db.text("DELETE FROM membership WHERE role = 'facilitator'"))
    assert browser.get(f"{made.page}.zip").status_code in (303, 404)


def test_after_seven_days_the_file_is_gone(
    app: Flask, tell: Callable[..., Told], export: Callable[..., Fetched], client: FlaskClient
) -> None:
    tell(state="published")
    made = export()
    later = clock.now() + timedelta(days=7, minutes=1)
    with clock.at(later):
        assert client.get(f"{made.page}.zip").status_code == 404
        with app.app_context():
            sweep()
            assert db.session.query(Export).count() == 0
    assert files_of(app) == []


def test_what_cannot_be_made_is_said_and_nothing_is_lost(
    tell: Callable[..., Told], client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    assert client.post(FORM, data={"format": "csv"}).status_code == 422, "no story yet"
    tell(state="published")
    answer = client.post(f"{FORM}?kind=lived", data={"format": "../../etc"})
    assert answer.status_code == 422
    assert "Choose a kind of file" in answer.text
    assert "kind=lived" in answer.text
    codes = [client.post(FORM, data={"format": "csv"}).status_code for _ in range(9)]
    assert codes[0] == 303
    assert codes[-1] == 429
    assert as_role().post(FORM, data={"format": "csv"}).status_code == 303


@pytest.mark.parametrize("path", ["/en/rustavi/exports/nothing0", "/en/exports/nothing0", "/en/exports/nothing0.zip"])
def test_a_file_that_never_was_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_command_writes_a_town_and_another_reads_it(
    app: Flask, tell: Callable[..., Told], tmp_path: Path, client: FlaskClient
) -> None:
    tell(state="published", photos=1, title="@home")
    tell(state="published", audience="network")
    for kind in ("csv", "bagit"):
        file = tmp_path / f"{kind}.zip"
        with app.app_context():
            written = CliRunner().invoke(export_stories, [str(file), "--city", "rustavi", "--format", kind])
            assert written.exit_code == 0, written.output
            assert "1 stories written" in written.stdout
            read = CliRunner().invoke(import_stories, [str(file), "--city", "poti"])
        assert read.exit_code == 0, read.output
        assert ("1 added" if kind == "csv" else "1 known already") in read.stdout
    assert "@home" in client.get("/en/poti/stories").text


def test_a_file_that_goes_in_the_very_moment_it_is_fetched_is_not_there_yet(
    app: Flask, tell: Callable[..., Told], export: Callable[..., Fetched], client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tell(state="published")
    made = export()
    [name] = files_of(app)
    exists = Path.exists

    def looked_at_and_gone(path: Path, **options: bool) -> bool:
        was_there = exists(path, **options)
        if path.name == name:
            path.unlink()
        return was_there

    monkeypatch.setattr(Path, "exists", looked_at_and_gone)
    answer = client.get(f"{made.page}.zip")
    assert (answer.status_code, answer.headers["Location"]) == (303, made.page)


def test_a_list_without_a_story_offers_no_file(client: FlaskClient) -> None:
    page = client.get(f"{FORM}?q=nobody-has-told-this")
    assert page.status_code == 200
    assert "Nothing to take along" in words_on(page.text)
    assert "Make the file" not in page.text
    refused = client.post(f"{FORM}?q=nobody-has-told-this", data={"format": "csv"})
    assert refused.status_code == 422
    assert 'href="#format"' not in refused.text


def test_a_district_is_named_in_english_or_in_the_towns_own_language(
    app: Flask, tell: Callable[..., Told], export: Callable[..., Fetched]
) -> None:
    with app.app_context():
        old, new = districts_of(city_by_slug("rustavi").id)[:2]
        ids, english = (old.id, new.id), old.name["en"]
        with transaction() as session:
            session.get_one(District, new.id).name = Translated(ru="Новый", ka="ახალი")
    named = [tell(state="published", district_id=one).code for one in ids]
    told = {record["code"]: record["district_name"] for record in export(path="/ka/rustavi/stories/export").records}
    assert [told[code] for code in named] == [english, "ახალი"]
