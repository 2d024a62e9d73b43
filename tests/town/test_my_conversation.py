"""On the page that a receipt opens: the team's question first, the teller's answer, objections to what is withheld."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storyhub.core.db import db
from storyhub.core.permissions import Role
from storyhub.stories.models import Mask, Message, Story, Withheld
from storyhub.stories.services.conversing import ask_teller
from storyhub.stories.services.masking import keep_mask, mask_passage
from storyhub.stories.services.reviewing import mark_sensitive
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Tell = Callable[..., Told]

BODY = "Our neighbour Vakhtang carried the water up four floors, twice a week."


def post(client: FlaskClient, told: Told, action: str = "show", **said: str) -> TestResponse:
    return client.post("/en/my", data={"receipt": told.receipt, "action": action, **said})


def ask(app: Flask, told: Told, words: str = "Which street was it?") -> None:
    moderator = new_person(app, Role.MODERATOR)
    with app.app_context():
        ask_teller(moderator, told.id, words)


def messages(app: Flask) -> list[tuple[bool, str]]:
    with app.app_context():
        return [(one.is_tellers, one.text) for one in db.session.scalars(db.select(Message).order_by(Message.at))]


def test_what_the_team_asks_comes_before_everything_else(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(body=BODY)
    ask(app, told)
    said = words_on(post(client, told).text)
    assert said.index("The team asks you") < said.index("Which street was it?") < said.index("What happened with it")


def test_an_answer_is_kept_and_the_question_moves_into_the_conversation(
    app: Flask, client: FlaskClient, tell: Tell
) -> None:
    told = tell(body=BODY)
    ask(app, told)
    form = form_on(post(client, told).text, "answering")
    form["answer"], form["action"] = "Gorgasali 4", "answer"
    answered = client.post("/en/my", data=form)
    assert answered.status_code == 200
    assert "The team asks you" not in words_on(answered.text)
    assert "Gorgasali 4" in words_on(answered.text)
    post(client, told, "answer", answer="Gorgasali 4")
    assert messages(app) == [(False, "Which street was it?"), (True, "Gorgasali 4")]
    with app.app_context():
        assert db.session.get_one(Story, told.id).asked_at is None


@pytest.mark.parametrize("asked", [True, False])
def test_an_answer_that_cannot_be_taken_stands_in_its_field_again(
    app: Flask, client: FlaskClient, tell: Tell, asked: bool
) -> None:
    told = tell(body=BODY)
    if asked:
        ask(app, told)
    too_long = "a" * 2001
    refused = post(client, told, "answer", answer=too_long)
    assert refused.status_code == 422
    assert form_on(refused.text, "answering")["answer"] == too_long
    assert 'href="#answer"' in refused.text
    assert post(client, told, "answer", answer=" ").status_code == 422
    assert messages(app) == [(False, "Which street was it?")] * asked


def test_what_is_typed_is_shown_as_it_was_typed(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(body=BODY)
    shown = post(client, told, "answer", answer="<script>alert(1)</script>\n\n& more")
    assert "<script>alert(1)" not in shown.text
    assert "<script>alert(1)</script> & more" in words_on(shown.text)


def test_the_teller_sees_what_is_withheld_and_what_stands_there_instead(
    app: Flask, client: FlaskClient, tell: Tell
) -> None:
    told, moderator = tell(state="published", body=BODY), new_person(app, Role.MODERATOR)
    with app.app_context():
        mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    said = words_on(post(client, told).text)
    assert "What readers do not get" in said
    assert "[name withheld]" in said
    assert BODY in said


def test_an_objection_is_kept_and_its_answer_is_read_here(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told, moderator = tell(state="published", body=BODY), new_person(app, Role.MODERATOR)
    with app.app_context():
        mask = str(mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)[0].id)
    form = post(client, told, "object", mask=mask)
    assert "Why should readers have this?" in words_on(form.text)
    assert post(client, told, "keep_objection", mask=mask, objection=" ").status_code == 422
    kept = post(client, told, "keep_objection", mask=mask, objection="He wants his name here.")
    assert "He wants his name here." in words_on(kept.text)
    with app.app_context():
        row = db.session.scalars(db.select(Mask)).one()
        keep_mask(moderator, told.id, row.id, "His family asked us not to.")
    assert "His family asked us not to." in words_on(post(client, told).text)


def test_a_mask_of_somebody_else_cannot_be_read_or_objected_to(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told, other = tell(state="published", body=BODY), tell(state="published", body="I live here and I am not Vakhtang.")
    moderator = new_person(app, Role.MODERATOR)
    with app.app_context():
        mask = str(mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)[0].id)
    assert "Why should readers" not in post(client, other, "object", mask=mask).text
    assert post(client, other, "keep_objection", mask=mask, objection="Let me see").status_code == 404
    for wrong in ("", "x", "\0", "0" * 36):
        assert post(client, told, "keep_objection", mask=wrong, objection="Let me see").status_code == 404


def test_what_is_the_desks_own_is_not_in_the_trail(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told, moderator = tell(state="published", body=BODY), new_person(app, Role.MODERATOR)
    with app.app_context():
        mark_sensitive(moderator, told.id, sensitive=True)
    said = words_on(post(client, told).text)
    assert moderator.name not in said
    assert "Published" in said


def test_no_step_works_on_a_story_that_was_taken_back(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(body=BODY)
    ask(app, told)
    post(client, told, "withdraw_for_good")
    steps = ("answer", "words", "keep_words", "consents", "contact", "keep_contact", "letters", "judge", "download")
    for action in steps:
        page = post(client, told, action, answer="x", body="y" * 30, contact="a@example.org", letters="yes")
        assert page.status_code == 200
        assert "You have taken your story back" in words_on(page.text)
    assert messages(app) == [(False, "Which street was it?")]
