"""A learning lead answers the author: accepted, or returned with thanks; never one's own, never an older page."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.learning.models import EntryState
from storyhub.learning.services import reviewing, writing
from storyhub.learning.services.reviewing import LookAgainFirst, OlderVersion
from storyhub.learning.services.trail import EntryMoved
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.entries import accept, acts_of, begun, cite, entry_of, in_state, return_, submit
from tests.support.staff import new_person
from tests.support.stories import Told

Answer = Callable[..., None]
ANSWERS = [(accept, EntryState.ACCEPTED, "accepted"), (return_, EntryState.RETURNED, "returned")]


@pytest.mark.parametrize(("answer", "state", "act"), ANSWERS)
def test_an_answer_moves_the_entry_and_keeps_the_leads_words(
    context: Flask, city: City, author: Viewer, lead: Viewer, answer: Answer, state: EntryState, act: str
) -> None:
    entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    answer(lead, entry_id)
    assert entry_of(entry_id).state == state
    assert acts_of(entry_id) == ["begun", "submitted", act]


@pytest.mark.parametrize("answer", [accept, return_])
def test_there_is_no_answer_without_a_word_of_thanks(
    context: Flask, city: City, author: Viewer, lead: Viewer, answer: Answer
) -> None:
    entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    for words, key in (("", "thanks_missing"), ("ა" * 5001, "too_long")):
        with pytest.raises(Invalid) as refusal:
            answer(lead, entry_id, words)
        assert refusal.value.fields == {"words": key}
    assert entry_of(entry_id).state == EntryState.SUBMITTED


@pytest.mark.parametrize("answer", [accept, return_])
def test_nobody_answers_their_own_entry(
    context: Flask, city: City, lead: Viewer, second_lead: Viewer, answer: Answer
) -> None:
    entry_id = in_state(lead, second_lead, city.id, EntryState.SUBMITTED)
    with pytest.raises(NotAllowed):
        answer(lead, entry_id)
    answer(second_lead, entry_id)


@pytest.mark.parametrize("answer", [accept, return_])
@pytest.mark.parametrize("role", [Role.MODERATOR, Role.FACILITATOR, Role.CITY_ADMIN, Role.NETWORK_HOST, "poti"])
def test_only_a_learning_lead_of_the_town_answers(
    app: Flask, city: City, author: Viewer, lead: Viewer, answer: Answer, role: Role | str
) -> None:
    actor = new_person(app, Role.LEARNING_LEAD, "poti") if role == "poti" else new_person(app, Role(role))
    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
        with pytest.raises((NotFound, NotAllowed)):
            answer(actor, entry_id)
        assert entry_of(entry_id).state == EntryState.SUBMITTED


@pytest.mark.parametrize("answer", [accept, return_])
def test_a_draft_that_was_never_submitted_does_not_exist_for_a_lead(
    context: Flask, city: City, author: Viewer, lead: Viewer, answer: Answer
) -> None:
    with pytest.raises(NotFound):
        answer(lead, begun(author, city.id))


def test_the_second_of_two_leads_is_told_and_changes_nothing(
    context: Flask, city: City, author: Viewer, lead: Viewer, second_lead: Viewer
) -> None:
    entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    return_(lead, entry_id)
    with pytest.raises(EntryMoved):
        accept(second_lead, entry_id)
    assert entry_of(entry_id).state == EntryState.RETURNED


def test_of_two_leads_in_the_same_moment_one_answers(
    app: Flask, city: City, author: Viewer, lead: Viewer, second_lead: Viewer
) -> None:
    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    together, outcomes = threading.Barrier(2), []

    def decide(answer: Answer, actor: Viewer) -> None:
        with app.app_context():
            together.wait()
            try:
                answer(actor, entry_id, "Thank you.", seen_version=1)
            except EntryMoved:
                outcomes.append("told")
            else:
                outcomes.append("answered")
            finally:
                db.session.remove()

    pairs = ((reviewing.accept_entry, lead), (reviewing.return_entry, second_lead))
    threads = [threading.Thread(target=decide, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["answered", "told"]
    with app.app_context():
        assert len(acts_of(entry_id)) == 3


def test_a_lead_who_read_an_earlier_version_reads_the_new_one_first(
    context: Flask, city: City, author: Viewer, lead: Viewer
) -> None:
    entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    writing.take_back_entry(author, entry_id)
    submit(author, entry_id)
    for answer in (reviewing.accept_entry, reviewing.return_entry):
        with pytest.raises(OlderVersion):
            answer(lead, entry_id, "Thank you.", seen_version=1)
    accept(lead, entry_id)
    assert entry_of(entry_id).version == 2


@pytest.mark.parametrize("is_tidied", [False, True])
def test_an_entry_whose_story_was_taken_back_meanwhile_is_not_accepted(
    app: Flask,
    city: City,
    author: Viewer,
    lead: Viewer,
    tell: Callable[..., Told],
    run_jobs: Callable[[], int],
    is_tidied: bool,
) -> None:
    story = tell(state="published")
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story)
        submit(author, entry_id)
        withdraw_story(story.id)
    if is_tidied:
        run_jobs()
    with app.app_context():
        with pytest.raises(LookAgainFirst):
            accept(lead, entry_id)
        return_(lead, entry_id)
    run_jobs()
    with app.app_context():
        submit(author, entry_id)
        accept(lead, entry_id)
        assert entry_of(entry_id).state == EntryState.ACCEPTED
