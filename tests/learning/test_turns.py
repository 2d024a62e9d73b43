"""One letter when it is one's turn."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.accounts.models import Person
from storyhub.cities.models import City
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.learning.models import EntryNotice, EntryState
from storyhub.learning.services import writing
from storyhub.learning.tasks import turns
from tests.learning.entries import (
    accept,
    in_state,
    submit,
)
from tests.learning.losing import address_of, letters
from tests.support.staff import new_person


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
