"""The pages on which an answer is written: nothing typed is lost, nothing goes out twice, strangers find nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from storyhub.core.db import transaction
from storyhub.learning.models import Delivery
from storyhub.learning.services import feedback
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.answering import WORDS, Accepted, accepted_entry, answer_of, written
from tests.support.pages import Fields, form_on, words_on
from tests.support.staff import sign_in
from tests.support.stories import Told

Tell = Callable[..., Told]
ANSWERS = "/en/rustavi/learning/answers"


@pytest.fixture
def told(tell: Tell) -> list[Told]:
    return [tell(state="published", title=f"Bucket {n}") for n in range(3)]


@pytest.fixture
def entry(app: Flask, told: list[Told]) -> Accepted:
    return accepted_entry(app, told)


@pytest.fixture
def lead(app: Flask, entry: Accepted) -> FlaskClient:
    assert entry.lead.person_id is not None
    return sign_in(app, entry.lead.person_id)


def begin(lead: FlaskClient, entry: Accepted) -> str:
    """The address of the new draft."""
    return lead.post(f"/en/rustavi/learning/logs/{entry.code}/answer").location


def fields(page: str, form: str = "answer", **changes: str) -> Fields:
    found = form_on(page, form)
    for name, value in changes.items():
        found[name] = value
    return found


def test_an_answer_is_begun_written_looked_at_and_sent(app: Flask, lead: FlaskClient, entry: Accepted) -> None:
    assert "Hours of water" in words_on(lead.get(ANSWERS).text)
    address = begin(lead, entry)
    preview = lead.post(address, data=fields(lead.get(address).text, act="preview", **WORDS)).location
    page = lead.get(preview).text
    assert all(text in words_on(page) for text in WORDS.values())
    assert "It goes to 3 tellers" in words_on(page)
    sent = lead.post(f"{address}/send", data=form_on(page, "send"), follow_redirects=True)
    assert "It reached 3 tellers." in words_on(sent.text)
    index = words_on(lead.get(ANSWERS).text)
    assert "3 of 3 published stories answered" in index
    assert WORDS["title"] in index


def test_going_on_in_another_language_keeps_what_was_typed(app: Flask, lead: FlaskClient, entry: Accepted) -> None:
    address = begin(lead, entry)
    typed = fields(lead.get(address).text, next_language="ka", **WORDS)
    page = lead.get(lead.post(address, data=typed).location).text
    assert form_on(page, "answer")["language"] == "ka"
    assert form_on(page, "answer")["heard"] == ""
    assert WORDS["heard"] in words_on(page), "the other language stands beside it"
    assert form_on(lead.get(address).text, "answer")["heard"] == WORDS["heard"]


def test_what_is_too_long_stays_in_the_form(app: Flask, lead: FlaskClient, entry: Accepted) -> None:
    address = begin(lead, entry)
    long = WORDS | {"title": "x" * 151}
    answer = lead.post(address, data=fields(lead.get(address).text, **long))
    assert answer.status_code == 422
    assert form_on(answer.text, "answer")["title"] == long["title"]
    assert 'href="#title"' in answer.text


def test_a_stale_page_keeps_both_texts_and_may_be_sent_again(app: Flask, lead: FlaskClient, entry: Accepted) -> None:
    draft = written(app, entry)
    address = f"{ANSWERS}/{draft.code}"
    stale = fields(lead.get(address).text, did="Mine.")
    with app.app_context():
        feedback.save_feedback(entry.author, draft.id, "en", WORDS | {"did": "Theirs."}, seen_revision=draft.revision)
    answer = lead.post(address, data=stale)
    assert answer.status_code == 409
    assert "Theirs." in words_on(answer.text)
    again = form_on(answer.text, "answer")
    assert again["did"] == "Mine."
    assert lead.post(address, data=again).status_code == 303
    with app.app_context():
        assert answer_of(draft.code).did == {"en": "Mine."}


@pytest.mark.parametrize("revision", ["", "-1", "x", "²", "99999999999999999999", "0"])
def test_a_form_without_a_true_revision_sends_nothing(
    app: Flask, lead: FlaskClient, entry: Accepted, revision: str
) -> None:
    draft = written(app, entry)
    answer = lead.post(f"{ANSWERS}/{draft.code}/send", data={"revision": revision})
    assert answer.status_code == 409
    with app.app_context():
        assert answer_of(draft.code).sent_at is None


def test_an_answer_that_is_not_whole_has_no_button_and_is_refused(
    app: Flask, lead: FlaskClient, entry: Accepted
) -> None:
    draft = written(app, entry, heard="")
    page = lead.get(f"{ANSWERS}/{draft.code}/preview").text
    assert "Write what you heard." in words_on(page)
    assert "Send the answer" not in page
    assert lead.post(f"{ANSWERS}/{draft.code}/send", data=form_on(page, "send")).status_code == 422


def test_pressing_send_twice_says_that_it_went(app: Flask, lead: FlaskClient, entry: Accepted) -> None:
    draft = written(app, entry)
    form = form_on(lead.get(f"{ANSWERS}/{draft.code}/preview").text, "send")
    assert lead.post(f"{ANSWERS}/{draft.code}/send", data=form).status_code == 303
    again = lead.post(f"{ANSWERS}/{draft.code}/send", data=form)
    assert again.status_code == 409
    assert "cannot be changed" in words_on(again.text)
    assert lead.get(f"{ANSWERS}/{draft.code}").location.endswith("/preview")


def test_the_preview_says_who_took_the_story_back(
    app: Flask, lead: FlaskClient, entry: Accepted, told: list[Told]
) -> None:
    draft = written(app, entry)
    with app.app_context():
        withdraw_story(told[0].id)
    page = words_on(lead.get(f"{ANSWERS}/{draft.code}/preview").text)
    assert "It goes to 2 tellers" in page
    assert "1 teller has taken the story back" in page
    assert "Bucket 0" not in page


def test_a_draft_is_no_page_for_others(
    app: Flask, client: FlaskClient, entry: Accepted, as_role: Callable[..., FlaskClient]
) -> None:
    draft = written(app, entry)
    pages = (f"{ANSWERS}/{draft.code}", f"{ANSWERS}/{draft.code}/preview")
    for person in (as_role("moderator"), as_role("city_admin"), as_role("learning_lead", "poti")):
        assert [person.get(page).status_code for page in pages] == [404, 404]
        assert person.post(f"{ANSWERS}/{draft.code}/send", data={"revision": draft.revision}).status_code == 404
    assert client.get(pages[0]).status_code in (302, 303, 401)
    assert WORDS["title"] not in words_on(as_role("moderator").get(ANSWERS).text)


@pytest.mark.config(WTF_CSRF_ENABLED=True)
def test_another_site_cannot_send_it(app: Flask, lead: FlaskClient, entry: Accepted) -> None:
    draft = written(app, entry)
    address = f"{ANSWERS}/{draft.code}/send"
    assert lead.post(address, data={"revision": draft.revision}).status_code in (400, 403)
    with app.app_context():
        assert answer_of(draft.code).sent_at is None


@pytest.mark.parametrize("language", ["xx", "ru-ru", ""])
def test_a_stale_page_in_no_language_of_the_town_is_answered_too(
    lead: FlaskClient, entry: Accepted, language: str
) -> None:
    address = begin(lead, entry)
    older = fields(lead.get(address).text, **WORDS)
    assert lead.post(address, data=fields(lead.get(address).text, **WORDS)).status_code == 303
    older["language"] = language
    answer = lead.post(address, data=older)
    assert answer.status_code == 409
    assert form_on(answer.text, "answer")["language"] == "en"
    assert form_on(answer.text, "answer")["heard"] == WORDS["heard"]


def test_an_answer_that_reached_nobody_says_so_in_words(
    app: Flask, lead: FlaskClient, entry: Accepted, told: list[Told]
) -> None:
    address = begin(lead, entry)
    lead.post(address, data=fields(lead.get(address).text, act="preview", **WORDS))
    sent = lead.post(
        f"{address}/send", data=form_on(lead.get(f"{address}/preview").text, "send"), follow_redirects=True
    )
    assert "No letter went out" in words_on(sent.text)
    assert "Nobody has said yet whether it was useful." in words_on(sent.text)
    with app.app_context(), transaction() as session:
        session.execute(delete(Delivery))
    words = words_on(lead.get(f"{address}/preview").text)
    assert "It reached nobody" in words
    assert "0 " not in words.split("It reached nobody")[1][:200]
