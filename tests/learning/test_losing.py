"""What is left of a story in entries once its teller takes it back or narrows it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import EntryState, EntryVersion
from storyhub.learning.queries import entries
from storyhub.learning.services import citing, writing
from storyhub.stories.letters import PAUSE
from storyhub.stories.models import State, Story, StoryUse, Use, Withheld
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.reviewing import hide_story
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.entries import (
    QUOTABLE,
    acts_of,
    begun,
    cite,
    entry_of,
    evidence_of,
    return_,
    submit,
)
from tests.learning.losing import BODY, UNMISTAKABLE, address_of, everything_kept, letters, narrow
from tests.support.staff import sign_in
from tests.support.stories import Told


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
