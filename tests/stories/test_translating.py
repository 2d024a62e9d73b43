"""A translation by the team: beside the original and marked, only while the teller agrees, and never older than a mask."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import ReviewEvent, Story, StoryVersion, Translation, Use, Withheld
from storyhub.stories.queries.translations import translations_at_desk, translations_for_readers
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.masking import AnotherVersion, lift_mask, mask_passage
from storyhub.stories.services.showing import show_version
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.translating import (
    TranslationNotAllowed,
    add_translation,
    end_translation,
    mark_of_words,
)
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told

BODY = "Nino sweeps the stairs of our house."
TRANSLATED = "Нино подметает лестницу в нашем доме."


@pytest.fixture
def told(tell: Callable[..., Told]) -> Told:
    return tell(body=BODY, state="published", uses=frozenset({Use.TRANSLATION}))


def translate(actor: Viewer, told: Told, language: str = "ru", body: str = TRANSLATED, **more: Any) -> Translation:
    return add_translation(actor, told.id, language, "", body, **{"seen_version": 1, **more})


def read(told: Told) -> list[str]:
    """The bodies of the translations that readers get."""
    db.session.expire_all()
    return [one.body for one in translations_for_readers(db.session.get_one(Story, told.id))]


def page(client: FlaskClient, told: Told, language: str = "en") -> str:
    return client.get(f"/{language}/rustavi/stories/{told.code}").text


def test_it_stands_beside_the_original_with_its_language_and_whose_it_is(
    app: Flask, client: FlaskClient, told: Told, moderator: Viewer
) -> None:
    with app.app_context():
        translate(moderator, told)
    html = page(client, told)
    assert html.index(BODY) < html.index(TRANSLATED)
    assert f'<div class="words" lang="ru" dir="auto">\n<p>{TRANSLATED}' in html
    assert "Translation by the team: Русский" in words_on(html)
    assert TRANSLATED in client.get(f"/en/rustavi/stories/{told.code}/print").text
    assert BODY in page(client, told, "ru")


def test_readers_of_that_language_find_it_open(app: Flask, client: FlaskClient, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        translate(moderator, told)
    assert '<details class="more" open>' in page(client, told, "ru")
    assert '<details class="more" open>' not in page(client, told, "ka")


def test_without_the_tellers_yes_there_is_none(app: Flask, tell: Callable[..., Told], moderator: Viewer) -> None:
    told = tell(body=BODY, state="published", uses=frozenset())
    with app.app_context():
        with pytest.raises(TranslationNotAllowed):
            translate(moderator, told)
        assert db.session.scalars(select(Translation)).all() == []


def test_a_teller_who_says_no_takes_it_from_readers_at_once(
    app: Flask, client: FlaskClient, told: Told, moderator: Viewer, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        translate(moderator, told)
        change_consents(told.id, Audience.PUBLIC, frozenset(), Asked(1, "en"))
    assert TRANSLATED not in page(client, told)
    with app.app_context():
        assert db.session.scalars(select(Translation.ended_at)).all() == [None]
    run_jobs()
    run_jobs()
    with app.app_context():
        assert db.session.scalars(select(Translation.ended_at)).one() is not None
        change_consents(told.id, Audience.PUBLIC, frozenset({Use.TRANSLATION}), Asked(1, "en"))
        assert read(told) == []


def test_new_words_of_the_teller_hide_it_until_somebody_looks_again(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        translate(moderator, told)
        with transaction() as session:
            session.add(
                StoryVersion(story_id=told.id, number=2, title="", body="Others.", language="en", at=clock.now())
            )
            show_version(session, session.get_one(Story, told.id), 2)
        assert read(told) == []
        ((_, is_stale),) = translations_at_desk(moderator, db.session.get_one(Story, told.id))
        assert is_stale
        translate(moderator, told, body="Другие слова.", seen_version=2)
        assert read(told) == ["Другие слова."]


def test_a_name_withheld_later_takes_away_the_translation_that_names_it(
    app: Flask, client: FlaskClient, told: Told, moderator: Viewer
) -> None:
    with app.app_context():
        translate(moderator, told)
        made = mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)[0].id
    assert "Нино" not in page(client, told)
    with app.app_context():
        lift_mask(moderator, told.id, made)
        assert read(told) == [TRANSLATED]
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        translate(moderator, told, body="[имя не раскрывается] подметает лестницу.")
        assert read(told) == ["[имя не раскрывается] подметает лестницу."]


def test_a_translator_who_still_had_the_name_on_the_page_is_told(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        seen = mark_of_words(db.session.get_one(Story, told.id))
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        with pytest.raises(AnotherVersion):
            translate(moderator, told, seen_words=seen)


def test_the_next_one_in_a_language_takes_the_place_of_the_one_before(
    app: Flask, told: Told, moderator: Viewer
) -> None:
    with app.app_context():
        translate(moderator, told)
        translate(moderator, told, "hy", "Նինոն մաքրում է աստիճանները։")
        translate(moderator, told, body="Лучше.")
        assert read(told) == ["Նինոն մաքրում է աստիճանները։", "Лучше."]
        assert len(db.session.scalars(select(Translation)).all()) == 3


@pytest.mark.parametrize(
    ("language", "body", "field"),
    [("en", TRANSLATED, "language"), ("xx", TRANSLATED, "language"), ("ru", " ", "body"), ("ru", BODY, "body")],
)
def test_what_is_no_translation_is_refused(
    app: Flask, told: Told, moderator: Viewer, language: str, body: str, field: str
) -> None:
    with app.app_context(), pytest.raises(Invalid) as refused:
        translate(moderator, told, language, body)
    assert set(refused.value.fields) == {field}


def test_it_can_be_taken_away_once(app: Flask, told: Told, tell: Callable[..., Told], moderator: Viewer) -> None:
    with app.app_context():
        made = translate(moderator, told)
        with pytest.raises(NotFound):
            end_translation(moderator, tell().id, made.id)
        end_translation(moderator, told.id, made.id)
        assert read(told) == []
        with pytest.raises(NotFound):
            end_translation(moderator, told.id, made.id)
        acts = db.session.execute(
            select(ReviewEvent.act, ReviewEvent.details).where(ReviewEvent.act.startswith("transl"))
        )
        assert [tuple(one) for one in acts] == [
            ("translated", {"language": "ru"}),
            ("translation_ended", {"language": "ru"}),
        ]


@pytest.mark.parametrize(("role", "city"), [(Role.MODERATOR, "poti"), (Role.LEARNING_LEAD, "rustavi")])
def test_nobody_else_translates(app: Flask, told: Told, role: Role, city: str) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        translate(new_person(app, role, city), told)


class TestAtTheDesk:
    def test_beside_the_empty_form_stand_the_words_readers_have_and_never_the_unmasked_ones(
        self, app: Flask, as_role: Callable[..., FlaskClient], told: Told, moderator: Viewer
    ) -> None:
        with app.app_context():
            mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        address = f"/en/rustavi/desk/{told.code}/translate"
        html = as_role("moderator").get(address).text
        assert form_on(html, address)["body"] == ""
        assert "[name withheld] sweeps the stairs of our house." in words_on(html)
        assert "Nino" not in html

    def test_a_translation_is_sent_shown_and_opened_again(
        self, client: FlaskClient, as_role: Callable[..., FlaskClient], told: Told
    ) -> None:
        desk, address = as_role("moderator"), f"/en/rustavi/desk/{told.code}/translate"
        fields = form_on(desk.get(address).text, address).to_dict()
        sent = desk.post(address, data={**fields, "language": "uk", "body": "Ніно замітає сходи."})
        assert sent.status_code == 303
        assert "Ніно замітає сходи." in page(client, told)
        assert "Українська" in words_on(desk.get(f"/en/rustavi/desk/{told.code}").text)
        again = form_on(desk.get(f"{address}?to=uk").text, address)
        assert (again["language"], again["body"]) == ("uk", "Ніно замітає сходи.")

    def test_what_was_typed_stays_when_it_is_refused_and_when_the_page_is_old(
        self, app: Flask, as_role: Callable[..., FlaskClient], told: Told, moderator: Viewer
    ) -> None:
        desk, address = as_role("moderator"), f"/en/rustavi/desk/{told.code}/translate"
        fields = form_on(desk.get(address).text, address).to_dict()
        same = desk.post(address, data={**fields, "language": "uk", "body": BODY})
        assert same.status_code == 422
        assert "These are the story’s own words." in words_on(same.text)
        with app.app_context():
            mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        old = desk.post(address, data={**fields, "language": "uk", "body": "Ніно замітає сходи."})
        assert old.status_code == 409
        kept = form_on(old.text, address)
        assert (kept["body"], kept["seen_words"] != fields["seen_words"]) == ("Ніно замітає сходи.", True)

    def test_where_the_teller_said_no_the_desk_says_so(
        self, as_role: Callable[..., FlaskClient], tell: Callable[..., Told]
    ) -> None:
        told, desk = tell(uses=frozenset()), as_role("moderator")
        assert "does not want this story to be translated" in words_on(desk.get(f"/en/rustavi/desk/{told.code}").text)
        refused = desk.post(
            f"/en/rustavi/desk/{told.code}/translate", data={"language": "ru", "body": TRANSLATED, "seen": "1"}
        )
        assert refused.status_code == 409

    def test_a_translation_from_before_a_mask_is_not_put_into_the_form(
        self, app: Flask, as_role: Callable[..., FlaskClient], told: Told, moderator: Viewer
    ) -> None:
        with app.app_context():
            translate(moderator, told)
            mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        address = f"/en/rustavi/desk/{told.code}/translate"
        html = as_role("moderator").get(f"{address}?to=ru").text
        assert form_on(html, address)["body"] == ""
        assert "[name withheld] sweeps the stairs of our house." in words_on(html)
        assert "Нино" not in html


@pytest.mark.parametrize("body", ["Nino подметает лестницу.", "NINO подметает", "«nino»"])
def test_a_withheld_name_does_not_come_back_in_a_translation(
    app: Flask, told: Told, moderator: Viewer, body: str
) -> None:
    with app.app_context():
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        with pytest.raises(Invalid) as refused:
            translate(moderator, told, body=body)
        assert refused.value.fields == {"body": "words_withheld"}
        with pytest.raises(Invalid) as refused:
            add_translation(moderator, told.id, "ru", "О Nino", "Она подметает.", seen_version=1)
        assert refused.value.fields == {"title": "words_withheld"}
        assert read(told) == []


def test_words_withheld_in_one_place_alone_may_be_translated_in_the_others(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell(body=f"{BODY} Nino is her name.", state="published", uses=frozenset({Use.TRANSLATION}))
    with app.app_context():
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1, everywhere=False)
        translate(moderator, told, body="Она подметает лестницу, её зовут Nino.")
        assert len(read(told)) == 1
