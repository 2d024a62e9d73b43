"""The index is derived: kept true by jobs, made anew when it is broken, and never an error on a page."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storyhub.adapters.index import Document, Index, open_index
from storyhub.archive import tasks
from storyhub.archive.models import Unindexed
from storyhub.archive.queries.searching import Search
from storyhub.archive.services import INDEX_CHANGES, indexing, note_change
from storyhub.archive.services.checking import check_index
from storyhub.archive.services.indexing import REBUILD, index_changes, rebuild_index
from storyhub.cities.events import DistrictsRenamed
from storyhub.cities.models import City, District
from storyhub.cities.queries import districts_of
from storyhub.config import Settings
from storyhub.core import clock, events
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.jobs import Job
from storyhub.core.languages import Translated
from storyhub.stories import sources
from storyhub.stories.models import SOURCE, Story
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.themes.events import ThemeChanged
from storyhub.themes.models import Theme
from tests.support.stories import Told

SEARCH = "/en/rustavi/stories?q=water"
NOTICE = "Our search is being put in order"


def jobs_of(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(Job.kind == kind)) or 0


def waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(Unindexed)) or 0


def test_many_changes_make_one_job(context: Flask, city: City) -> None:
    for _ in range(5):
        note_change(city.id, SOURCE, new_id())
    assert (jobs_of(INDEX_CHANGES), waiting()) == (1, 5)


def test_a_change_while_a_job_runs_makes_another(context: Flask, city: City) -> None:
    note_change(city.id, SOURCE, new_id())
    with transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == INDEX_CHANGES)).one()
        job.leased_until = clock.now()
    note_change(city.id, SOURCE, new_id())
    assert jobs_of(INDEX_CHANGES) == 2


def test_a_change_that_comes_while_it_is_indexed_waits_on(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], index: Index
) -> None:
    """The words change again between the reading of the story and the end of its indexing."""
    told = tell(state="published")
    run_jobs()

    class ChangedMeanwhile:
        def __getattr__(self, name: str) -> object:
            return getattr(index, name)

        def writing(self) -> object:
            return _Interrupted(index, told)

    with app.app_context():
        with transaction() as session:
            note_change(session.get_one(Story, told.id).city_id, SOURCE, told.id)
        before = db.session.scalars(select(Unindexed.at)).one()
        tasks.indexing._index_some(ChangedMeanwhile())  # type: ignore[arg-type]
        assert waiting() == 1
        assert db.session.scalars(select(Unindexed.at)).one() > before
    run_jobs()
    with app.app_context():
        assert waiting() == 0


class _Interrupted:
    """The index's own writer, and somebody who changes the story just before it is done."""

    def __init__(self, index: Index, told: Told) -> None:
        self.inner, self.told = index.writing(), told

    def __enter__(self) -> object:
        return self.inner.__enter__()

    def __exit__(self, *error: object) -> object:
        ended = self.inner.__exit__(*error)  # type: ignore[arg-type]
        with transaction() as session:
            note_change(session.get_one(Story, self.told.id).city_id, SOURCE, self.told.id)
        return ended


def test_two_changes_at_one_moment_are_told_apart(context: Flask, city: City) -> None:
    story_id, seen = new_id(), set()
    with clock.at(clock.now()):
        for _ in range(3):
            note_change(city.id, SOURCE, story_id)
            seen.add(db.session.scalars(select(Unindexed.at)).one())
    assert len(seen) == 3


def test_indexing_again_changes_nothing(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], index: Index
) -> None:
    told = tell(state="published")
    run_jobs()
    with app.app_context():
        for _ in range(3):
            note_change(db.session.get_one(Story, told.id).city_id, SOURCE, told.id)
            assert index_changes(index) == 1
    assert index.count() == 1


def test_a_rebuild_holds_what_readers_find_and_nothing_else(
    app: Flask, tell: Callable[..., Told], index: Index
) -> None:
    for state in ("waiting", "published", "kept", "hidden", "spam"):
        for audience in ("public", "network", "city", "team"):
            tell(state=state, audience=audience)
    withdrawn = tell(state="published")
    seen: list[int] = []
    with app.app_context():
        withdraw_story(withdrawn.id)
        assert rebuild_index(index, seen.append) == 3
        assert waiting() == 0
    assert (index.count(), seen) == (3, [3])


def _files(settings: Settings) -> list[Path]:
    return [path for path in (settings.data / "index").rglob("*") if path.is_file() and path.name != "write.lock"]


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes() or b"x")
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "deleted": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
    "flipped": _flip,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("is_open", [True, False])
def test_a_damaged_index_answers_from_the_database_and_is_made_anew(
    app: Flask,
    client: FlaskClient,
    tell: Callable[..., Told],
    run_jobs: Callable[[], int],
    index: Index,
    settings: Settings,
    damage: str,
    is_open: bool,
) -> None:
    told, hidden = tell(state="published"), tell(state="hidden")
    run_jobs()
    if is_open:
        assert NOTICE not in client.get(SEARCH).text
    for path in _files(settings):
        DAMAGE[damage](path)
    if not is_open:
        index.close()
    answer = client.get(SEARCH)
    assert answer.status_code == 200
    assert NOTICE in answer.text
    assert told.code in answer.text
    assert hidden.code not in answer.text
    with app.app_context():
        tasks.look_after_index()
        tasks.look_after_index()
        assert jobs_of(REBUILD) == 1
    run_jobs()
    again = client.get(SEARCH).text
    assert NOTICE not in again
    assert told.code in again
    assert hidden.code not in again


def test_reading_with_a_broken_index_writes_nothing_to_the_database(
    app: Flask, client: FlaskClient, tell: Callable[..., Told]
) -> None:
    tell(state="published")
    with app.app_context():
        before = jobs_of(REBUILD)
    assert NOTICE in client.get(SEARCH).text
    with app.app_context():
        assert jobs_of(REBUILD) == before


def test_an_index_whose_words_were_folded_otherwise_is_made_anew(
    app: Flask, client: FlaskClient, tell: Callable[..., Told], run_jobs: Callable[[], int], settings: Settings
) -> None:
    told = tell(state="published")
    with open_index("tantivy", settings.data / "index", "words 0").rebuilding():
        pass
    assert NOTICE in client.get(SEARCH).text
    run_jobs()
    page = client.get(SEARCH).text
    assert NOTICE not in page
    assert told.code in page


def test_what_a_failed_job_left_lying_is_taken_in(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    run_jobs()
    told = tell(state="published")
    with app.app_context(), transaction() as session:
        for job in session.scalars(select(Job).where(Job.kind == INDEX_CHANGES)):
            session.delete(job)
        for row in session.scalars(select(Unindexed)):
            row.at = row.at.replace(year=row.at.year - 1)
    with app.app_context():
        rebuild_index(app.extensions["storyhub.index"])
        note_change(db.session.get_one(Story, told.id).city_id, SOURCE, told.id)
        with clock.at(clock.now().replace(year=clock.now().year + 1)):
            tasks.look_after_index()
        assert waiting() == 0
    assert [hit.code for hit in ask("water").hits] == [told.code]


def test_a_check_says_what_is_wrong_and_repairs_it(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], index: Index, settings: Settings
) -> None:
    told = tell(state="published")
    with app.app_context():
        assert check_index(index)["index_fault"]
    run_jobs()
    with app.app_context():
        good = {"indexed": 1, "to_index": 1, "waiting_for_index": 0, "index_fault": ""}
        assert check_index(index) == good
        with index.writing() as writer:
            writer.put(Document(SOURCE, new_id(), {}, frozenset()))
        assert check_index(index)["index_fault"] == "it holds other things than the database"
        assert check_index(index, repair=True) == good | {"index_mended": 1}
        with index.writing() as writer:
            writer.put(Document(SOURCE, new_id(), {}, frozenset()))
            writer.forget(SOURCE, told.id)
        assert check_index(index)["indexed"] == 1
        assert check_index(index, repair=True) == good | {"index_mended": 2}
        for path in _files(settings):
            path.write_bytes(b"")
        assert check_index(index)["index_fault"]
        assert check_index(index, repair=True) == good | {"index_rebuilt": True}
        json.dumps(check_index(index))


def test_a_theme_that_is_merged_is_found_under_the_other_and_nothing_is_missing_meanwhile(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    with app.app_context():
        themes = {theme.slug: theme.id for theme in db.session.scalars(select(Theme))}
    told = tell(state="published", theme_ids=(themes["water"],))
    run_jobs()
    assert ask("theme:housing").total == 0
    with app.app_context(), transaction() as session:
        session.get_one(Theme, themes["water"]).merged_into_id = themes["housing"]
        events.record(ThemeChanged(themes["water"]))
    assert ask("water").total == 1
    run_jobs()
    found = ask("theme:housing", with_facets=True)
    assert ([hit.code for hit in found.hits], found.facets["theme:housing"]) == ([told.code], 1)
    assert ask("theme:water").question.narrowed == {"theme": {"theme:housing"}}


def test_a_district_that_is_renamed_is_found_by_its_new_name(
    app: Flask, city: City, tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    with app.app_context():
        district = districts_of(city.id)[0].id
    told = tell(state="published", district_id=district)
    run_jobs()
    with app.app_context(), transaction() as session:
        session.get_one(District, district).name = Translated(en="Velvet Quarter")
        events.record(DistrictsRenamed(city.id))
    run_jobs()
    assert [hit.code for hit in ask("velvet").hits] == [told.code]


def test_a_rebuild_that_was_killed_is_gone_on_with(
    app: Flask, tell: Callable[..., Told], index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [tell(state="published", title=f"Story {n}") for n in range(3)]
    monkeypatch.setattr(indexing, "STAGE", 1)
    monkeypatch.setattr(sources, "TOGETHER", 1)

    class Killed(BaseException):
        pass

    def dies(count: int) -> None:
        if count == 2:
            raise Killed

    with app.app_context():
        with pytest.raises(Killed):
            rebuild_index(index, dies)
        withdraw_story(told[0].id)
        again = rebuild_index(index)
    assert again < 3
    assert index.count() == 2
