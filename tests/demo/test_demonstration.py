"""What the demonstration holds: towns, stories in every language, state and audience, people for every role, pictures."""

import json
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from storyhub.accounts.models import Membership, Person
from storyhub.adapters.storage import open_store
from storyhub.app import create_app
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role
from storyhub.core.visibility import Audience
from storyhub.demo.people import PEOPLE
from storyhub.demo.services import fill
from storyhub.demo.stamp import is_demo
from storyhub.learning.models import Delivery, Entry, EntryState, Evidence, Feedback, OutcomeEvidence
from storyhub.stories.models import (
    Mask,
    Message,
    Photo,
    PhotoOrigin,
    Report,
    ReviewEvent,
    State,
    Story,
    StoryUse,
    Translation,
)
from storyhub.stories.services.checking import check_stored
from storyhub.workshops.models import OUTCOMES, Outcome, OutcomeState, Workshop, WorkshopState
from storyhub.workshops.queries.outcomes import overdue_in
from storyhub.workshops.queries.tray import backing_of
from tests.support.application import new_client
from tests.support.serving import demonstration
from tests.support.settings import settings_for

PICTURES = files("storyhub.demo") / "pictures"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A copy of the demonstration, for reading."""
    data = tmp_path_factory.mktemp("demonstration") / "data"
    shutil.copytree(demonstration(), data)
    app = create_app(settings_for(data, ""), TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


def rows_of_every_table() -> dict[str, int]:
    tables = db.metadata.tables.values()
    names = set(inspect(db.engine).get_table_names())
    return {
        one.name: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables if one.name in names
    }


def test_at_least_fifteen_stories_stand_in_each_language(filled: Flask) -> None:
    with filled.app_context():
        spoken = Counter(db.session.scalars(select(Story.language)))
        assert set(spoken) == set(LANGUAGES)
        assert min(spoken.values()) >= 15
        assert sum(spoken.values()) >= 150


def test_every_town_state_audience_and_kind_is_there(filled: Flask) -> None:
    with filled.app_context():
        assert len(set(db.session.scalars(select(Story.city_id)))) == 10
        assert set(db.session.scalars(select(Story.state))) == set(State)
        assert set(db.session.scalars(select(Story.audience))) == set(Audience)
        assert set(db.session.scalars(select(Story.kind))) == {"lived", "imagined"}
        published = {
            audience
            for state, audience in db.session.execute(select(Story.state, Story.audience))
            if state == "published"
        }
        assert published >= {"public", "network", "city"}


def test_decisions_were_made_after_the_telling(filled: Flask) -> None:
    with filled.app_context():
        for story in db.session.scalars(select(Story)):
            trail = db.session.scalars(
                select(ReviewEvent).where(ReviewEvent.story_id == story.id).order_by(ReviewEvent.id)
            ).all()
            assert [event.at for event in trail] == sorted(event.at for event in trail)
            assert trail[0].act == "told"


def test_what_was_taken_back_left_a_marker_and_no_words(filled: Flask) -> None:
    with filled.app_context():
        taken = db.session.scalars(select(Story).where(Story.state == State.WITHDRAWN)).all()
        assert taken
        assert all((story.title, story.body) == ("", "") and story.erased_at for story in taken)


def test_there_is_a_person_for_every_role_in_every_town(filled: Flask) -> None:
    with filled.app_context():
        held = dict.fromkeys(Role, 0)
        for key in PEOPLE:
            person = db.session.scalars(select(Person).where(Person.email == f"{key}@demo.example")).one()
            roles = db.session.scalars(select(Membership.role).where(Membership.person_id == person.id)).all()
            assert len(set(roles)) == 1, key
            assert len(roles) == (1 if roles[0] == Role.NETWORK_HOST else 10), key
            held[roles[0]] += 1
        assert min(held.values()) >= 1


def test_every_picture_has_its_files_a_description_and_says_what_it_is(filled: Flask) -> None:
    with filled.app_context():
        found = check_stored(filled.extensions["storyhub.storage"])
        assert found == {"missing_files": [], "orphan_files": []}
        shown = db.session.scalars(select(Photo)).all()
        assert len(shown) >= 15
        assert all(photo.alt and photo.credit for photo in shown)
        assert {photo.origin for photo in shown} == {PhotoOrigin.STOCK, PhotoOrigin.ILLUSTRATION}
        assert not [photo.credit for photo in shown if "illustration" in photo.credit.lower()]


def test_the_label_of_a_picture_stands_in_the_readers_language_wherever_it_is_shown(filled: Flask) -> None:
    with filled.app_context():
        drawn = (
            select(City.slug, Story.code)
            .join(Photo, Photo.story_id == Story.id)
            .join(City, City.id == Story.city_id)
            .where(Photo.origin == PhotoOrigin.ILLUSTRATION, Photo.position == 1, Story.state == State.PUBLISHED)
            .where(Story.audience == Audience.PUBLIC)
        )
        town, code = db.session.execute(drawn.limit(1)).one()
    client = new_client(filled)
    assert "Illustration: " in client.get(f"/en/{town}/stories/{code}").text
    assert "Illustration: " in client.get(f"/en/{town}/stories/{code}/print").text
    assert "Illustration</figcaption>" in client.get(f"/en/{town}/stories").text


def test_the_pictures_are_credited_and_at_least_eight_are_photographs() -> None:
    pictures = tomllib.loads((PICTURES / "pictures.toml").read_text(encoding="utf-8"))["picture"]
    credited = (PICTURES / "CREDITS.md").read_text(encoding="utf-8")
    kinds = Counter(picture["kind"] for picture in pictures)
    assert set(kinds) == {"photograph", "illustration"}
    assert kinds["photograph"] >= 8
    for picture in pictures:
        assert picture["credit"]
        assert picture["licence"]
        assert set(picture["alt"]) == set(LANGUAGES), picture["slug"]
        assert picture["slug"] in credited
        for size in (320, 960, 1600):
            data = (PICTURES / f"{picture['slug']}-{size}.webp").read_bytes()
            assert data[:4] == b"RIFF"
            assert not any(chunk in data for chunk in (b"EXIF", b"XMP ", b"ICCP"))


def test_the_first_page_lists_the_people_one_can_be(filled: Flask) -> None:
    page = new_client(filled).get("/en/").text
    for key, (name, _, _) in PEOPLE.items():
        assert f'href="/demo/as/{key}"' in page
        assert name in page


def test_one_workshop_was_held_and_one_is_open_to_join_there_and_in_another_town(filled: Flask) -> None:
    with filled.app_context():
        held = db.session.scalars(select(Workshop).where(Workshop.state == WorkshopState.CLOSED)).one()
        opened = db.session.scalars(select(Workshop).where(Workshop.state == WorkshopState.OPEN)).all()
        joinable = {one.language: one for one in opened}
        assert held.city_id == joinable["ka"].city_id
        assert held.published_at is not None
        resting = backing_of(held.id)
        assert 0 < resting.backed < resting.cards
    client = new_client(filled)
    results = client.get(f"/ka/rustavi/workshops/{held.code}/results").text
    assert "Su saatlarını" in results
    assert "median 4.5" in client.get(f"/en/rustavi/workshops/{held.code}/results").text
    for language, town in (("ro", "cahul"), ("ka", "rustavi")):
        one = joinable[language]
        assert one.title in client.get(f"/{language}/{town}/").text
        assert one.title in client.get(f"/{language}/j/{one.join_code}").text


def test_what_the_held_workshop_gave_stands_in_the_towns_records_with_its_stories(filled: Flask) -> None:
    with filled.app_context():
        given = db.session.scalars(select(Outcome)).all()
        kinds = Counter(one.kind for one in given)
        assert kinds["scenario"] == kinds["option"] == 4
        assert {one.figures["verdict"] for one in given if one.kind == "option"} == {"no_regret", "opt_out", "opt_in"}
        (tried,) = (one for one in given if one.kind == "experiment")
        assert tried.owner
        assert tried.due_on > clock.now().date()
        promised = [one for one in given if one.kind == "commitment"]
        assert {one.state for one in promised if one.result} == {OutcomeState.DONE}
        assert len(overdue_in(tried.city_id, clock.now().date())) == 1
        used = select(StoryUse.object_id).where(StoryUse.kind == OUTCOMES, StoryUse.ended_at.is_(None))
        resting = set(db.session.scalars(used))
        assert {one.id for one in given if one.kind in ("scenario", "option", "experiment")} <= resting
        cited = db.session.scalars(select(OutcomeEvidence.outcome_id)).all()
        assert tried.id in cited
    client = new_client(filled)
    assert client.get(f"/ka/rustavi/outcomes/{tried.code}").status_code == 200
    assert tried.code in client.get("/ka/rustavi/stories?q=ლიფტები&in=outcome").text


def test_filling_it_again_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(demonstration(), data)
    app = create_app(settings_for(data, ""), TESTING=True)
    with app.app_context():
        before, codes = rows_of_every_table(), set(db.session.scalars(select(Story.code)))
        files_before = sorted(name for name, _ in app.extensions["storyhub.storage"].names())
        fill(app.extensions["storyhub.storage"], app.extensions["storyhub.keys"], with_stories=True)
        assert rows_of_every_table() == before
        assert set(db.session.scalars(select(Story.code))) == codes
        assert sorted(name for name, _ in app.extensions["storyhub.storage"].names()) == files_before
        db.engine.dispose()


def test_an_empty_demonstration_has_towns_themes_and_people_without_stories(app: Flask, tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "photos"))
    with app.app_context():
        fill(store, app.extensions["storyhub.keys"], with_stories=False)
        assert is_demo()
        assert db.session.scalar(select(func.count()).select_from(Story)) == 0
        assert db.session.scalar(select(func.count()).select_from(Membership)) > 50


def test_it_fills_a_database_of_either_kind(app: Flask) -> None:
    with app.app_context():
        fill(app.extensions["storyhub.storage"], app.extensions["storyhub.keys"], with_stories=True)
        before = rows_of_every_table()
        fill(app.extensions["storyhub.storage"], app.extensions["storyhub.keys"], with_stories=True)
        assert rows_of_every_table() == before
        assert before["story"] >= 150
        assert before["entry"] >= 5
        assert before["feedback"] == 3


def test_the_stories_are_told_once_each_and_name_what_they_need() -> None:
    rows = [
        json.loads(line)
        for file in (files("storyhub.demo") / "stories").iterdir()
        if file.name.endswith(".jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    refs = [row["ref"] for row in rows]
    assert len(refs) == len(set(refs))
    pictures = {picture["slug"] for picture in tomllib.loads((PICTURES / "pictures.toml").read_text())["picture"]}
    for row in rows:
        assert {photo["file"] for photo in row["photos"]} <= pictures
        assert not row.get("answers") or row["answers"] in refs
    lengths = [len(row["body"]) for row in rows]
    assert 20 <= min(lengths) < 80
    assert max(lengths) > 1000


def test_the_desk_has_something_of_everything(filled: Flask) -> None:
    with filled.app_context():
        for part in (Mask, Translation, Message, Report):
            assert db.session.scalar(select(func.count()).select_from(part)), part
        waiting = db.session.scalars(select(Story).where(Story.state == State.WAITING)).all()
        assert len(waiting) >= 15
        assert any(story.asked_at for story in waiting)
        assert any(story.is_young for story in waiting)
        assert db.session.scalar(select(func.count()).where(Story.content_note != ""))
        masked = db.session.scalars(select(Mask)).all()
        for mask in masked:
            story = db.session.get_one(Story, mask.story_id)
            assert mask.exact not in story.body


def test_entries_stand_in_every_state_and_three_answers_were_given(filled: Flask) -> None:
    with filled.app_context():
        assert set(db.session.scalars(select(Entry.state))) == set(EntryState)
        answers = db.session.scalars(select(Feedback).where(Feedback.sent_at.is_not(None))).all()
        assert len(answers) == 3
        taken_back = (
            select(Story.code)
            .join(Delivery, Delivery.story_id == Story.id)
            .where(Story.state == State.WITHDRAWN, Delivery.feedback_id.in_([one.id for one in answers]))
        )
        assert len(db.session.scalars(taken_back).all()) == 1
        lost = db.session.scalars(select(Evidence).where(Evidence.lost_at.is_not(None))).all()
        assert len(lost) == 1
        assert lost[0].quote == ""


@pytest.mark.parametrize("person", PEOPLE)
def test_each_of_its_people_arrives_where_something_waits(filled: Flask, person: str) -> None:
    browser = new_client(filled)
    arrived = browser.get(f"/demo/as/{person}", follow_redirects=True)
    assert arrived.status_code == 200
    assert "/sign-in" not in arrived.request.path
