"""Files of a workshop: asked for by its facilitators, made by the worker, withheld from the moment something in them changes."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.jobs import Job
from storyhub.core.permissions import Role
from storyhub.core.visibility import Audience
from storyhub.stories.models import Use
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.models import FileState, WorkshopFile
from storyhub.workshops.queries.papers import name_of
from storyhub.workshops.services import evidence
from storyhub.workshops.services.papers import GIVEN_UP_AFTER, KEPT_FOR, MAKE, ask_for_papers, finish_paper, note_step
from storyhub.workshops.tasks.papers import make_paper, sweep_papers
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, TALK, Looking, board_method
from tests.workshops.room import Room

BOTH = frozenset({Use.WORKSHOPS, Use.QUOTATION})
Played = tuple[Room, Told]


@pytest.fixture
def played(workshop_of: Callable[..., Room], tell: Callable[..., Told]) -> Played:
    """A closed workshop with a card and a story behind it."""
    story = tell(state="published", body="Buckets on the stairs. Every second day we carry water.", uses=BOTH)
    room = workshop_of(board_method(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    look.act(evidence.back_card, room.facilitator, look.write(ana, "Wells run dry"), story.id)
    room.advance()
    room.close()
    return room, story


@pytest.fixture
def staff(app: Flask, played: Played) -> FlaskClient:
    person = played[0].facilitator.person_id
    assert person is not None
    return sign_in(app, person)


def address(room: Room) -> str:
    return f"/en/rustavi/workshops/{room.code}/files"


def file_in(room: Room, wanted: str = "csv") -> WorkshopFile:
    with room.inside():
        rows = db.session.query(WorkshopFile).filter_by(workshop_id=room.id, format=wanted)
        found = rows.order_by(WorkshopFile.asked_at.desc()).first()
        assert found is not None
        db.session.expunge(found)
        return found


def is_kept(app: Flask, paper: WorkshopFile) -> bool:
    return app.extensions["storyhub.papers"].get(name_of(paper)) is not None


def made(room: Room, run_jobs: Callable[[], int], *, with_owners: bool = False) -> WorkshopFile:
    with room.inside():
        ask_for_papers(room.facilitator, room.id, ["csv"], with_owners=with_owners)
    run_jobs()
    return file_in(room)


def test_files_are_asked_for_awaited_and_fetched(
    played: Played, staff: FlaskClient, run_jobs: Callable[[], int], app: Flask
) -> None:
    room, _ = played
    page = staff.get(address(room))
    assert page.headers["Cache-Control"] == "no-store"
    assert staff.post(address(room), data={}).status_code == 422
    asked = {"formats": ["csv", "xlsx"]}
    assert staff.post(address(room), data=asked).status_code == 303
    assert staff.post(address(room), data=asked).status_code == 303, "asked twice, made once"
    waiting = staff.get(address(room), headers={"HX-Request": "true", "HX-Target": "papers"}).text
    assert "Step 1 of 3" not in waiting, "nothing is being made yet"
    assert waiting.count("Waits for its turn") == 2
    assert "every 1s" in waiting
    assert "<html" not in waiting
    run_jobs()
    ready = staff.get(address(room)).text
    assert "every 1s" not in ready
    for wanted, mimetype in (("csv", "application/zip"), ("xlsx", "application/vnd.openxmlformats")):
        paper = file_in(room, wanted)
        assert f"{address(room)}/{paper.id}" in ready
        answer = staff.get(f"{address(room)}/{paper.id}")
        assert answer.mimetype.startswith(mimetype)
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="rustavi-{room.code}.')
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer.headers["Cache-Control"]
        assert len(answer.data) == paper.size
    with app.app_context():
        assert db.session.query(WorkshopFile).count() == 2


def test_files_are_made_one_after_the_other_and_each_can_be_fetched_as_soon_as_it_is_there(
    played: Played, staff: FlaskClient, app: Flask
) -> None:
    room, _ = played
    staff.post(address(room), data={"formats": ["pdf", "pptx", "xlsx", "csv"]})
    with app.app_context():
        queued = [one.payload["paper_id"] for one in db.session.query(Job).filter_by(kind=MAKE).order_by(Job.run_at)]
        assert queued == [str(file_in(room, wanted).id) for wanted in ("csv", "xlsx", "pptx", "pdf")], "quickest first"
        make_paper(queued[0])
        note_step(UUID(queued[1]), 2)
    page = staff.get(address(room)).text
    listed = page.partition('id="papers"')[2].partition("</ul>")[0].split("<li")[1:]
    rows = [" ".join(re.sub(r"<[^>]*>|^[^>]*>", " ", one).split()) for one in listed]
    assert rows[1:] == [
        "Workbook of everything Step 2 of 3 · The file is written",
        "Slides Waits for its turn, after: Workbook of everything",
        "Report to read and print Waits for its turn, after: Slides",
    ]
    assert page.count("<progress") == 1, "one is being made"
    assert 'hx-trigger="every 1s"' in page
    assert "/vendor/htmx-" in page, "else nothing moves until somebody looks again"
    assert f"{address(room)}/{queued[0]}" in page
    assert staff.get(f"{address(room)}/{queued[0]}").status_code == 200
    assert staff.get(f"{address(room)}/{queued[3]}").status_code == 404


def test_a_file_that_still_says_the_same_is_not_made_again(
    played: Played, staff: FlaskClient, run_jobs: Callable[[], int], app: Flask
) -> None:
    room, story = played
    paper = made(room, run_jobs)
    again = staff.post(address(room), data={"formats": ["csv"]}, follow_redirects=True)
    assert "are being made" not in again.text
    assert f"{address(room)}/{paper.id}" in again.text
    assert (made(room, run_jobs).id, made(room, run_jobs, with_owners=True).id == paper.id) == (paper.id, False)
    with app.app_context():
        change_consents(story.id, Audience.PUBLIC, frozenset({Use.WORKSHOPS}), Asked(1, "en"))
    other = made(room, run_jobs)
    assert (other.id == paper.id, other.state) == (False, FileState.MADE)
    with app.app_context(), clock.at(clock.now() + KEPT_FOR + timedelta(hours=1)):
        (late,) = ask_for_papers(room.facilitator, room.id, ["csv"])
    assert late != other.id, "its time is over"


def test_nobody_else_asks_or_fetches(
    app: Flask, played: Played, client: FlaskClient, run_jobs: Callable[[], int], workshop_of: Callable[..., Room]
) -> None:
    room, _ = played
    paper = made(room, run_jobs)
    path = f"{address(room)}/{paper.id}"
    moderator, elsewhere = new_person(app, Role.MODERATOR), new_person(app, Role.FACILITATOR, "poti")
    assert moderator.person_id
    assert elsewhere.person_id
    for browser in (client, sign_in(app, moderator.person_id), sign_in(app, elsewhere.person_id)):
        assert browser.get(path).status_code in (302, 303, 403, 404)
        assert browser.post(address(room), data={"formats": "csv"}).status_code in (302, 303, 403, 404)
    with app.app_context(), pytest.raises(NotFound):
        ask_for_papers(elsewhere, UUID(int=1), ["csv"])
    other = workshop_of(board_method(COLLECT, TALK))
    assert room.facilitator.person_id
    ours = sign_in(app, room.facilitator.person_id)
    assert ours.get(f"{address(other)}/{paper.id}").status_code == 404, "a file of another workshop"
    with app.app_context():
        assert db.session.query(WorkshopFile).count() == 1


def test_a_draft_has_nothing_to_take_home(app: Flask, draft_of: Callable[..., Room]) -> None:
    room = draft_of("street")
    with app.app_context(), pytest.raises(Conflict):
        ask_for_papers(room.facilitator, room.id, ["csv"])


def test_a_file_with_a_withdrawn_story_is_dropped(
    app: Flask, played: Played, staff: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    room, story = played
    paper = made(room, run_jobs)
    path = f"{address(room)}/{paper.id}"
    assert staff.get(path).status_code == 200
    with app.app_context():
        withdraw_story(story.id)
    assert staff.get(path).status_code == 410, "at once, before the worker comes by"
    run_jobs()
    assert file_in(room).state == FileState.GONE
    assert not is_kept(app, paper)
    assert "not handed out any more" in staff.get(address(room)).text
    assert is_kept(app, made(room, run_jobs))


def test_a_file_made_while_consent_narrows_is_given_to_nobody(
    app: Flask, played: Played, run_jobs: Callable[[], int]
) -> None:
    room, story = played
    with app.app_context():
        (paper_id,) = ask_for_papers(room.facilitator, room.id, ["csv"])
        change_consents(story.id, Audience.PUBLIC, frozenset({Use.WORKSHOPS}), Asked(1, "en"))
        assert not finish_paper(app.extensions["storyhub.papers"], paper_id, "read before", b"old words")
    paper = file_in(room)
    assert paper.state == FileState.WAITING
    assert not is_kept(app, paper)
    run_jobs()
    assert file_in(room).state == FileState.MADE


def test_the_janitor_lets_go_of_what_is_over_lost_or_stuck(
    app: Flask, played: Played, run_jobs: Callable[[], int], staff: FlaskClient
) -> None:
    room, _ = played
    paper = made(room, run_jobs)
    store = app.extensions["storyhub.papers"]
    store.put("stray.pdf", b"nobody names it")
    with app.app_context():
        sweep_papers()
        assert [name for name, _at in store.names()] == [name_of(paper)]
        with clock.at(clock.now() + KEPT_FOR + timedelta(hours=1)):
            sweep_papers()
    assert file_in(room).state == FileState.GONE
    assert not is_kept(app, paper)
    with app.app_context():
        ask_for_papers(room.facilitator, room.id, ["xlsx"])
        with clock.at(clock.now() + GIVEN_UP_AFTER + timedelta(minutes=1)):
            sweep_papers()
    assert file_in(room, "xlsx").state == FileState.FAILED
    assert "could not be made" in staff.get(address(room)).text


def test_making_twice_makes_one_and_web_workers_load_no_writer(
    app: Flask, played: Played, run_jobs: Callable[[], int]
) -> None:
    room, _ = played
    paper = made(room, run_jobs)
    with app.app_context():
        make_paper(str(paper.id))
    assert file_in(room).made_at == paper.made_at
    writers = "{'openpyxl', 'pptx', 'weasyprint'}"
    loaded = f"import sys, storyhub.features, storyhub.workshops.tasks.papers; print({writers} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
