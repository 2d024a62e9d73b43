"""One letter when it is one's turn; and what is left of a story in entries once its teller takes it back or narrows it."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from storyhub.accounts.models import Person
from storyhub.cities.models import City
from storyhub.cities.queries import current_wording
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import EntryNotice, EntryState, EntryVersion
from storyhub.learning.queries import entries
from storyhub.learning.services import citing, writing
from storyhub.learning.tasks import turns
from storyhub.stories.letters import PAUSE
from storyhub.stories.models import ReviewEvent, State, Story, StoryUse, Use, Withheld
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.reviewing import hide_story
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.undoing import undo_last_act
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.entries import (
    QUOTABLE,
    accept,
    acts_of,
    begun,
    cite,
    entry_of,
    evidence_of,
    in_state,
    return_,
    submit,
)
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told

UNMISTAKABLE = "buckets of turquoise Tuesday water"
BODY = f"Every week we carry {UNMISTAKABLE} up to the fourth floor, my sister and I."


def letters(app: Flask) -> list[tuple[str, str]]:
    """(to, subject) of every letter to the people of a test, oldest first; the demonstration's people get theirs too."""
    found = [(one["To"], one["Subject"]) for one in app.extensions["storyhub.mailer"].letters()]
    return [one for one in reversed(found) if one[0].endswith("@staff.example")]


def address_of(app: Flask, viewer: Viewer) -> str:
    with app.app_context():
        return db.session.get_one(Person, viewer.person_id).email


def narrow(story_id: UUID, audience: Audience = Audience.PUBLIC, *uses: Use) -> None:
    change_consents(story_id, audience, set(uses), Asked(current_wording().version, "en"))


@pytest.fixture
def cited(app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]) -> tuple[UUID, Told]:
    """An accepted entry for the town's team that quotes a public story."""
    story = tell(title="Up the stairs", body=BODY, **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, UNMISTAKABLE)
        submit(author, entry_id)
        accept(lead, entry_id)
    return entry_id, story


def test_each_lead_of_the_town_gets_one_letter_and_the_author_none(
    app: Flask, city: City, lead: Viewer, second_lead: Viewer, run_jobs: Callable[[], int]
) -> None:
    new_person(app, Role.LEARNING_LEAD, "poti")
    with app.app_context():
        in_state(lead, second_lead, city.id, EntryState.SUBMITTED)
    run_jobs()
    [(to, subject)] = letters(app)
    assert to == address_of(app, second_lead)
    assert "Water comes at night" in subject


def test_a_letter_is_in_its_readers_language(
    app: Flask, city: City, author: Viewer, lead: Viewer, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        with transaction() as session:
            session.get_one(Person, lead.person_id).language = "ka"
        in_state(author, lead, city.id, EntryState.SUBMITTED)
    run_jobs()
    [letter] = [one for one in app.extensions["storyhub.mailer"].letters() if one["To"] == address_of(app, lead)]
    assert letter["Content-Language"] == "ka"
    assert "/ka/rustavi/learning/logs/" in letter.get_content()


def test_a_job_that_runs_again_writes_to_nobody_twice(
    app: Flask, city: City, author: Viewer, lead: Viewer, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    run_jobs()
    with app.app_context():
        turns.tell_leads(str(entry_id), 1)
        turns.tell_lead(str(entry_id), 1, str(lead.person_id))
    run_jobs()
    assert len(letters(app)) == 1


def test_each_turn_has_its_own_letter(
    app: Flask, city: City, author: Viewer, lead: Viewer, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.RETURNED)
    run_jobs()
    with app.app_context():
        submit(author, entry_id)
    run_jobs()
    with app.app_context():
        accept(lead, entry_id)
    run_jobs()
    leads, authors = address_of(app, lead), address_of(app, author)
    # The lead had answered before the worker came: there was nothing left to ask of them the first time.
    assert [to for to, _ in letters(app)] == [authors, leads, authors]


def test_nobody_is_written_to_about_what_is_no_longer_so(
    app: Flask, city: City, author: Viewer, lead: Viewer, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
        writing.take_back_entry(author, entry_id)
    run_jobs()
    assert letters(app) == []


def test_a_letter_that_could_not_be_handed_over_is_tried_again(
    app: Flask, city: City, author: Viewer, lead: Viewer
) -> None:
    outbox = app.extensions["storyhub.mailer"]

    class Broken:
        def send(self, _letter: object) -> None:
            raise ConnectionError

    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
        app.extensions["storyhub.mailer"] = Broken()
        with pytest.raises(ConnectionError):
            turns.tell_lead(str(entry_id), 1, str(lead.person_id))
        assert db.session.scalars(select(EntryNotice)).all() == []
        app.extensions["storyhub.mailer"] = outbox
        turns.tell_lead(str(entry_id), 1, str(lead.person_id))
    assert len(letters(app)) == 1


def test_a_withdrawn_story_leaves_a_marker_and_not_a_word(
    app: Flask, author: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        withdraw_story(story.id)
    run_jobs()
    with app.app_context():
        [one] = evidence_of(entry_id)
        assert one.lost_at is not None
        assert (one.quote, one.quote_prefix, one.quote_suffix, one.quote_start) == ("", "", "", None)
        assert entry_of(entry_id).flagged_at is not None
        assert entry_of(entry_id).state == EntryState.ACCEPTED
        assert acts_of(entry_id)[-1] == "flagged story_withdrawn"
        ended = select(StoryUse.ended_at).where(StoryUse.object_id == entry_id)
        assert db.session.scalars(ended).one() is not None
        assert UNMISTAKABLE not in everything_kept(app)


def everything_kept(app: Flask) -> str:
    """Every row of every table, and on SQLite every byte of the database's files."""
    rows = [
        str(tuple(row))
        for table in db.metadata.sorted_tables
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"'))
    ]
    db.session.rollback()
    folder: Path = app.config["STORYHUB"].data
    files = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*.db*") if path.is_file()]
    return "\n".join([*rows, *files])


def test_the_scan_would_find_the_words(app: Flask, cited: tuple[UUID, Told]) -> None:
    with app.app_context():
        assert UNMISTAKABLE in everything_kept(app)


def test_the_author_is_written_to_once_however_many_stories_are_lost(
    app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    stories = [tell(state="published") for _ in range(3)]
    with app.app_context():
        entry_id = begun(author, city.id)
        for story in stories:
            cite(author, entry_id, story)
        for story in stories[:2]:
            withdraw_story(story.id)
    run_jobs()
    assert [to for to, _ in letters(app)] == [address_of(app, author)]
    with app.app_context():
        writing.confirm_entry(author, entry_id)
        withdraw_story(stories[2].id)
    run_jobs()
    assert len(letters(app)) == 2
    with app.app_context():
        assert acts_of(entry_id).count("flagged story_withdrawn") == 3


def test_where_quoting_ends_the_idea_stays_without_words(
    app: Flask, author: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        narrow(story.id)
    run_jobs()
    with app.app_context():
        [one] = evidence_of(entry_id)
        assert (one.quote, one.lost_at) == ("", None)
        assert one.why
        assert acts_of(entry_id)[-1] == "flagged quotation_ended"


def test_what_the_teller_allows_again_does_not_come_back_by_itself(
    app: Flask, author: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        narrow(story.id)
    run_jobs()
    with app.app_context():
        narrow(story.id, Audience.PUBLIC, Use.QUOTATION)
    run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].quote == ""


def test_a_story_closed_to_the_entrys_readers_is_lost_to_it(
    app: Flask, author: Viewer, moderator: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        hide_story(moderator, story.id, "other", seen_state=State.PUBLISHED)
    run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].quote == UNMISTAKABLE, "a slip may still be undone"
    with clock.at(clock.now() + PAUSE):
        run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].lost_at is not None
        assert UNMISTAKABLE not in evidence_of(entry_id)[0].quote
        assert acts_of(entry_id)[-1] == "flagged story_closed"


def test_a_story_narrowed_to_a_circle_that_still_holds_every_reader_stays(
    app: Flask, author: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        narrow(story.id, Audience.CITY, Use.QUOTATION)
    run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].quote == UNMISTAKABLE
        assert entry_of(entry_id).flagged_at is None


def test_a_masked_passage_leaves_the_quotation(
    app: Flask, moderator: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        mask_passage(moderator, story.id, "turquoise Tuesday", Withheld.PASSAGE, seen_version=1)
    run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].quote == ""
        assert acts_of(entry_id)[-1] == "flagged quotation_reworded"


@pytest.mark.parametrize("loss", ["withdrawn", "hidden", "narrowed", "unquotable", "masked"])
def test_drawing_does_not_wait_for_the_worker(
    app: Flask, author: Viewer, moderator: Viewer, cited: tuple[UUID, Told], loss: str
) -> None:
    entry_id, story = cited
    with app.app_context():
        entry = entry_of(entry_id)
        [before] = entries.evidence_of(author, entry)
        assert before.quote == UNMISTAKABLE
        address = f"/en/rustavi/learning/logs/{entry.code}"
    browser: FlaskClient = sign_in(app, author.person_id)  # type: ignore[arg-type]
    assert UNMISTAKABLE in browser.get(address).text
    with app.app_context():
        match loss:
            case "withdrawn":
                withdraw_story(story.id)
            case "hidden":
                hide_story(moderator, story.id, "other", seen_state=State.PUBLISHED)
            case "narrowed":
                narrow(story.id, Audience.TEAM, Use.QUOTATION)
            case "unquotable":
                narrow(story.id)
            case "masked":
                mask_passage(moderator, story.id, "turquoise Tuesday", Withheld.PASSAGE, seen_version=1)
    page = browser.get(address).text
    assert UNMISTAKABLE not in page
    assert "turquoise" not in page
    with app.app_context():
        assert evidence_of(entry_id)[0].quote == UNMISTAKABLE, "no job has run"


def test_an_entry_that_is_still_returned_is_flagged_too(
    app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    story = tell(body=BODY, **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, UNMISTAKABLE)
        submit(author, entry_id)
        return_(lead, entry_id)
        withdraw_story(story.id)
    run_jobs()
    with app.app_context():
        assert entry_of(entry_id).flagged_at is not None
        submit(author, entry_id)
        assert entry_of(entry_id).flagged_at is None
        assert db.session.get_one(Story, story.id).state == State.WITHDRAWN


def test_a_story_that_came_back_can_be_cited_anew(
    app: Flask, city: City, author: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    story = tell(body=BODY, **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, UNMISTAKABLE)
        narrow(story.id, Audience.TEAM, Use.QUOTATION)
    run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].lost_at is not None
        with transaction() as session:
            one = session.get_one(Story, story.id)
            one.audience, one.state = Audience.CITY, State.PUBLISHED
            session.info["edition"] = True
        cite(author, entry_id, story, UNMISTAKABLE)
        assert (evidence_of(entry_id)[0].lost_at, evidence_of(entry_id)[0].quote) == (None, UNMISTAKABLE)


def test_a_name_masked_beside_a_quotation_leaves_what_is_kept_around_it(
    app: Flask, city: City, author: Viewer, moderator: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    story = tell(body=f"Our neighbour Zeisig says {UNMISTAKABLE} is heavy, and {UNMISTAKABLE} is cold.", **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, UNMISTAKABLE)
        assert "Zeisig" in evidence_of(entry_id)[0].quote_prefix
        mask_passage(moderator, story.id, "Zeisig", Withheld.NAME, seen_version=1)
    run_jobs()
    with app.app_context():
        [one] = evidence_of(entry_id)
        body = db.session.get_one(Story, story.id).body
        assert one.quote == UNMISTAKABLE
        assert one.quote_start == body.index(UNMISTAKABLE)
        assert body[one.quote_start : one.quote_end] == UNMISTAKABLE
        assert body.startswith(one.quote_prefix + one.quote, body.index(UNMISTAKABLE) - len(one.quote_prefix))
        assert "Zeisig" not in one.quote_prefix + one.quote_suffix
        assert (one.lost_at, entry_of(entry_id).flagged_at) == (None, None)


def test_a_quotation_is_found_again_at_the_place_it_was_taken_from(
    app: Flask, city: City, author: Viewer, moderator: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    story = tell(body="Water comes. Our neighbour Zeisig waits for it all night. Water comes. She sleeps.", **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, "Water comes. She")
        with transaction() as session:
            one = evidence_of(entry_id)[0]
            citing.pin_quotation(one, session.get_one(Story, story.id).body, one.quote_start, one.quote_end - 5)
        mask_passage(moderator, story.id, "Zeisig", Withheld.NAME, seen_version=1)
    run_jobs()
    with app.app_context():
        body = db.session.get_one(Story, story.id).body
        assert evidence_of(entry_id)[0].quote_start == body.rindex("Water comes.")


@pytest.mark.parametrize("worker", ["runs meanwhile", "runs only later"])
def test_undoing_a_hide_leaves_what_relied_on_the_story_as_it_was(
    app: Flask, author: Viewer, moderator: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int], worker: str
) -> None:
    entry_id, story = cited
    run_jobs()
    with app.app_context():
        hide_story(moderator, story.id, "other", seen_state=State.PUBLISHED)
        [drawn] = entries.evidence_of(author, entry_of(entry_id))
        assert (drawn.quote, drawn.story) == ("", None), "reading does not wait"
    if worker == "runs meanwhile":
        run_jobs()
    with app.app_context():
        hidden = select(ReviewEvent.id).where(ReviewEvent.story_id == story.id).order_by(ReviewEvent.id.desc())
        undo_last_act(moderator, story.id, db.session.scalars(hidden.limit(1)).one())
    with clock.at(clock.now() + PAUSE):
        run_jobs()
    with app.app_context():
        [one] = evidence_of(entry_id)
        assert (one.quote, one.lost_at) == (UNMISTAKABLE, None)
        assert entry_of(entry_id).flagged_at is None
        ended = select(StoryUse.ended_at).where(StoryUse.object_id == entry_id)
        assert db.session.scalars(ended).one() is None


def test_what_is_taken_back_while_it_is_hidden_does_not_wait(
    app: Flask, moderator: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        hide_story(moderator, story.id, "other", seen_state=State.PUBLISHED)
        withdraw_story(story.id)
    run_jobs()
    with app.app_context():
        assert acts_of(entry_id)[-1] == "flagged story_withdrawn"
        assert UNMISTAKABLE not in everything_kept(app)


@pytest.mark.parametrize("before", ["cited", "lost already", "cited no more"])
def test_what_was_said_of_a_story_goes_when_its_teller_takes_it_back(
    app: Flask, city: City, author: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int], before: str
) -> None:
    said = "Her turquoise bucket on a Tuesday is all we need to know."
    gone, stays = tell(body=BODY, **QUOTABLE), tell(**QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, gone, UNMISTAKABLE, why=said)
        cite(author, entry_id, stays)
        submit(author, entry_id)
        assert everything_kept(app).count(said) >= 2, "in the row and in the version"
        if before == "lost already":
            narrow(gone.id, Audience.TEAM)
        if before == "cited no more":
            writing.take_back_entry(author, entry_id)
            citing.drop_evidence(author, entry_id, gone.id)
    run_jobs()
    with app.app_context():
        assert said in everything_kept(app)
        withdraw_story(gone.id)
    run_jobs()
    with app.app_context():
        assert said not in everything_kept(app)
        kept = db.session.scalars(select(EntryVersion.content).where(EntryVersion.entry_id == entry_id)).one()
        assert [(one["story"], one["why"]) for one in kept["evidence"]] == [
            (str(gone.id), ""),
            (str(stays.id), "It shows the stairs."),
        ]
