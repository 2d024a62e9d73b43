"""Taking a story back: gone for everyone at once, erased to the last byte soon after, an empty marker left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from storyhub.adapters.images import SIZES
from storyhub.cities.models import City
from storyhub.cities.queries import current_wording
from storyhub.core import clock, jobs
from storyhub.core.audit import Tombstone
from storyhub.core.db import db, transaction
from storyhub.core.errors import Unavailable
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Photo, Remark, ReviewEvent, State, Story, Translation, Withheld
from storyhub.stories.services.conversing import answer_team, ask_teller
from storyhub.stories.services.imported_lines import fields_of
from storyhub.stories.services.importing import Import, import_rows
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.objecting import object_to_mask
from storyhub.stories.services.photos import delete_files
from storyhub.stories.services.versions import add_version
from storyhub.stories.services.withdrawing import PARTS, erase_story, overdue_erasures, withdraw_story
from tests.support.stories import Told

CANARY = "Zeisig4711"
BEFORE = f"{CANARY} sang above our yard until the tree was cut down."

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)


@pytest.fixture
def told(tell: Callable[..., Told]) -> Told:
    """A published story that says the canary's name wherever words are kept."""
    return tell(
        state="published",
        title=f"The {CANARY}",
        body=BEFORE,
        place=CANARY,
        name_shown="nickname",
        name=CANARY,
        contact=f"{CANARY}@example.org",
        behalf_who=CANARY,
        behalf_how=CANARY,
        photos=2,
    )


def withdraw(client: FlaskClient, told: Told) -> None:
    answer = client.post("/en/my", data={"receipt": told.receipt, "action": "withdraw_for_good"})
    assert answer.status_code == 200


def stored_bytes(app: Flask, folder: Path) -> bytes:
    """All files (database, its log, photographs), and all rows as text where the database is elsewhere."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    with app.app_context():
        rows = [
            repr(tuple(row)).encode()
            for table in inspect(db.engine).get_table_names()
            for row in db.session.execute(text(f'SELECT * FROM "{table}"'))
        ]
    return b"".join(files + rows)


def photo_files(app: Flask) -> int:
    return len(list(app.extensions["storyhub.storage"].names()))


def test_the_moment_it_is_taken_back_nobody_sees_it_any_more(
    told: Told, client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    page, photo = f"/en/rustavi/stories/{told.code}", f"/photos/{told.code}/1-960.webp"
    lists = [
        "/en/rustavi/stories",
        "/en/stories",
        "/en/rustavi/",
        "/en/",
        "/en/rustavi/stories.atom",
        "/en/stories.atom",
    ]
    assert client.get(page).status_code == client.get(photo).status_code == 200
    assert CANARY in client.get(lists[0]).text
    withdraw(client, told)
    for reader in (client, as_role("moderator"), as_role("network_host")):
        assert reader.get(page).status_code == 410
        assert reader.get(f"{page}/print").status_code == 410
        assert reader.get(photo).status_code == 410
        for address in lists:
            assert CANARY not in reader.get(address).text, address
    assert CANARY not in client.get(page).text
    assert CANARY not in as_role("moderator").get("/en/rustavi/desk/").text


def test_the_page_of_a_story_that_was_taken_back_is_kind_and_names_nothing(told: Told, client: FlaskClient) -> None:
    withdraw(client, told)
    page = client.get(f"/en/rustavi/stories/{told.code}").text
    assert "Its teller took it back, which everyone may do." in page


def test_the_worker_erases_every_byte_and_leaves_an_empty_marker(
    app: Flask, tmp_path: Path, told: Told, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    assert CANARY.encode() in stored_bytes(app, tmp_path)
    assert photo_files(app) == 6
    withdraw(client, told)
    run_jobs()
    assert CANARY.encode() not in stored_bytes(app, tmp_path)
    assert photo_files(app) == 0
    with app.app_context():
        story = db.session.get_one(Story, told.id)
        assert (story.code, story.state, story.body, story.submission_digest) == (told.code, State.WITHDRAWN, "", "")
        assert story.erased_at is not None
        assert db.session.scalars(select(Tombstone.code)).all() == [told.code]
        acts = db.session.scalars(
            select(ReviewEvent.act).where(ReviewEvent.story_id == told.id).order_by(ReviewEvent.id)
        )
        assert acts.all() == ["told", "published", "withdrawn"]
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 410
    assert client.get(f"/photos/{told.code}/1-960.webp").status_code in (404, 410)


def test_taking_it_back_twice_and_erasing_it_twice_changes_nothing(
    app: Flask, told: Told, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    withdraw(client, told)
    run_jobs()
    withdraw(client, told)
    assert run_jobs() == 0
    with app.app_context():
        erase_story(app.extensions["storyhub.storage"], told.id)
        assert len(db.session.scalars(select(Tombstone)).all()) == 1
    assert run_jobs() == 0


def test_a_story_that_stands_is_never_erased(app: Flask, told: Told) -> None:
    with app.app_context():
        erase_story(app.extensions["storyhub.storage"], told.id)
        assert db.session.get_one(Story, told.id).body == BEFORE
    assert photo_files(app) == 6


def test_a_worker_killed_between_files_and_rows_is_followed_by_one_that_finishes(
    app: Flask, tmp_path: Path, told: Told, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    withdraw(client, told)
    with app.app_context():
        claimed = iter(lambda: jobs.claim("the worker that is killed"), None)
        assert "stories.tasks.erase_withdrawn" in {job.kind for job in claimed}
        delete_files(app.extensions["storyhub.storage"], db.session.scalars(select(Photo.key)).all())
    assert run_jobs() == 0
    assert CANARY.encode() in stored_bytes(app, tmp_path)
    with clock.at(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        assert run_jobs() > 0
    assert CANARY.encode() not in stored_bytes(app, tmp_path)


def test_the_janitor_finds_what_a_lost_job_left(app: Flask, told: Told, client: FlaskClient) -> None:
    withdraw(client, told)
    with app.app_context():
        assert overdue_erasures() == [told.id]


@pytest.mark.only_on("sqlite")
def test_while_a_reader_holds_the_log_the_erasure_is_not_yet_done_and_comes_round_again(
    impatient: None, app: Flask, tmp_path: Path, told: Told, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        withdraw_story(told.id)
        with somebody_reading(), pytest.raises(Unavailable):
            erase_story(app.extensions["storyhub.storage"], told.id)
    run_jobs()
    assert CANARY.encode() not in stored_bytes(app, tmp_path)


@contextmanager
def somebody_reading() -> Iterator[None]:
    """A reader who began and does not end."""
    with db.engine.connect().execution_options(sqlite_read_only=True) as reader:
        reader.execute(text("SELECT body FROM story")).fetchall()
        yield


def test_stories_from_another_collection_have_no_receipt_and_stay(
    app: Flask, city: City, tmp_path: Path, told: Told, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    line = '{"ref": "a-1", "language": "ka", "body": "A story that came from another collection."}'
    with app.app_context():
        store = app.extensions["storyhub.storage"]
        list(import_rows(Import(city, str.encode, store, current_wording().version), [(1, fields_of(line))]))
    withdraw(client, told)
    run_jobs()
    with app.app_context():
        states = dict(db.session.execute(select(Story.imported_ref, Story.state)).all())
    assert states == {None: State.WITHDRAWN, "a-1": State.PUBLISHED}


def test_other_stories_keep_their_photographs(
    app: Flask, tell: Callable[..., Told], told: Told, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    other = tell(state="published", photos=1)
    withdraw(client, told)
    run_jobs()
    assert photo_files(app) == len(SIZES)
    assert client.get(f"/photos/{other.code}/1-320.webp").status_code == 200


STAYS = {
    "receipt", "review_event", "story_use", "tombstone", "evidence", "delivery", "harvest_record", "collection_part",
    "booklet_story", "theme_move", "card_story", "workshop_story", "workshop_post", "card",
}  # fmt: skip
"""What tells that a story was here and by whom it was used, without a word of it. What else hangs on these rows is emptied
by whoever they belong to: evidence by learning, a collection's part and its booklet by collections, a card sent from home
by workshops."""


def test_whatever_hangs_on_a_story_is_erased_with_it(app: Flask) -> None:
    hanging = {
        table.name
        for table in db.metadata.sorted_tables
        if any(key.column.table.name == "story" for key in table.foreign_keys) and table.name != "story"
    }
    assert hanging - STAYS == {part.__tablename__ for part in PARTS}


def test_what_was_said_withheld_and_translated_is_erased_to_the_last_byte(
    app: Flask, tmp_path: Path, told: Told, moderator: Viewer, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        ask_teller(moderator, told.id, f"Who is {CANARY}?")
        answer_team(told.id, f"{CANARY} is a bird.")
        mask = mask_passage(moderator, told.id, CANARY, Withheld.NAME, seen_version=1)[0].id
        object_to_mask(told.id, mask, f"{CANARY} does not mind.")
        add_version(told.id, f"{CANARY} again", BEFORE + " We miss it.", seen=1)
        with transaction() as session:
            now, who = clock.now(), moderator.person_id
            session.add(Remark(story_id=told.id, actor_id=who, text=CANARY, at=now))
            words = {"title": CANARY, "body": CANARY, "language": "ka", "version": 1}
            session.add(Translation(story_id=told.id, actor_id=who, at=now, **words))
    run_jobs()
    withdraw(client, told)
    run_jobs()
    assert CANARY.encode() not in stored_bytes(app, tmp_path)
    with app.app_context():
        assert db.session.get_one(Story, told.id).erased_at is not None
