"""What an entry must rest on before somebody else reads it, and a draft that its author deletes."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from storyhub.cities.models import City
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Viewer
from storyhub.learning.models import Entry, EntryState, Evidence
from storyhub.learning.queries.entries import Shelf, entries_for, shelf_counts
from storyhub.learning.services import reviewing, writing
from storyhub.learning.services.trail import EntryMoved
from tests.learning.entries import QUOTABLE, WORDS, accept, acts_of, begun, cite, entry_of, in_state, return_
from tests.support.pages import form_on, words_on
from tests.support.staff import sign_in
from tests.support.stories import Told

LOGS = "/en/rustavi/learning/logs"


@pytest.fixture
def browser(app: Flask, author: Viewer) -> FlaskClient:
    assert author.person_id is not None
    return sign_in(app, author.person_id)


def test_an_entry_that_cites_nothing_is_not_submitted_and_stays_a_draft(
    app: Flask, city: City, author: Viewer, browser: FlaskClient, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        entry_id = begun(author, city.id)
        code = entry_of(entry_id).code
    page = browser.get(f"{LOGS}/{code}/edit").text
    form = form_on(page, "entry").to_dict() | {"title": "Other words", "act": "submit"}
    refused = browser.post(f"{LOGS}/{code}/edit", data=form)
    assert refused.status_code == 422
    assert 'href="#evidence"' in refused.text
    assert words_on(refused.text).count("Cite at least one story") == 2
    with app.app_context():
        assert (entry_of(entry_id).state, entry_of(entry_id).title) == (EntryState.DRAFT, "Other words")
        cite(author, entry_id, tell(**QUOTABLE))
        writing.submit_entry(author, entry_id, seen_revision=entry_of(entry_id).revision)
        assert entry_of(entry_id).state == EntryState.SUBMITTED


def test_one_that_was_submitted_before_that_was_asked_is_returned_and_not_accepted(
    context: Flask, city: City, author: Viewer, lead: Viewer
) -> None:
    entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    with transaction() as session:
        for one in session.scalars(select(Evidence).where(Evidence.entry_id == entry_id)):
            session.delete(one)
    with pytest.raises(reviewing.NoEvidence):
        accept(lead, entry_id)
    return_(lead, entry_id)
    assert entry_of(entry_id).state == EntryState.RETURNED


def test_what_was_taken_back_is_nothing_to_rest_on(
    context: Flask, city: City, author: Viewer, tell: Callable[..., Told]
) -> None:
    entry_id = begun(author, city.id)
    cite(author, entry_id, tell(**QUOTABLE))
    with transaction() as session:
        session.execute(update(Evidence).values(lost_at=entry_of(entry_id).began_at))
    with pytest.raises(Invalid) as refused:
        writing.submit_entry(author, entry_id, seen_revision=entry_of(entry_id).revision)
    assert refused.value.fields == {"evidence": "evidence_missing"}


def test_a_draft_is_deleted_by_its_author_after_one_more_question(
    app: Flask, city: City, author: Viewer, browser: FlaskClient, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        entry_id = begun(author, city.id, title="Zeisig", so_what="Zeisig said so.")
        code = entry_of(entry_id).code
        cite(author, entry_id, tell(**QUOTABLE), why="Zeisig again")
    assert "Delete this draft?" in browser.get(f"{LOGS}/{code}/delete").text
    done = browser.post(f"{LOGS}/{code}/delete", follow_redirects=True)
    assert "The draft is deleted." in words_on(done.text)
    assert "Zeisig" not in done.text
    for address in (f"{LOGS}/{code}", f"{LOGS}/{code}/edit", f"{LOGS}/{code}/delete"):
        assert browser.get(address).status_code == 404
    with app.app_context():
        assert acts_of(entry_id) == ["begun", "discarded"]
        entry = entry_of(entry_id)
        assert "Zeisig" not in "".join((entry.title, entry.what_happened, entry.so_what))
        assert db.session.scalars(select(Evidence)).all() == []
        assert shelf_counts(author, city.id)[Shelf.DRAFT] == 0
        assert entries_for(author, city.id, Shelf.DRAFT, 1).items == []
        with pytest.raises(NotFound):
            writing.save_draft(author, entry_id, WORDS, seen_revision=entry.revision)
        assert writing.begin_entry(author, city.id, "en") != code


def test_nobody_else_deletes_it_and_what_a_lead_has_read_is_not_deleted(
    app: Flask, city: City, author: Viewer, lead: Viewer, as_role: Callable[..., FlaskClient], browser: FlaskClient
) -> None:
    with app.app_context():
        draft = begun(author, city.id)
        taken_back = in_state(author, lead, city.id, EntryState.SUBMITTED)
        writing.take_back_entry(author, taken_back)
        codes: dict[UUID, str] = {one.id: one.code for one in db.session.scalars(select(Entry))}
        with pytest.raises((NotFound, NotAllowed)):
            writing.discard_draft(lead, draft)
        with pytest.raises(EntryMoved):
            writing.discard_draft(author, taken_back)
    other = as_role("facilitator")
    assert other.get(f"{LOGS}/{codes[draft]}/delete").status_code == 404
    assert other.post(f"{LOGS}/{codes[draft]}/delete").status_code == 404
    assert browser.get(f"{LOGS}/{codes[taken_back]}/delete").status_code == 404
    assert "Delete this draft" not in browser.get(f"{LOGS}/{codes[taken_back]}/edit").text
    assert "Delete this draft" in browser.get(f"{LOGS}/{codes[draft]}/edit").text
