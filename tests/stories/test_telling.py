"""Telling a story through its real form: little is asked, nothing typed is lost, preview and then send."""

from collections.abc import Callable

import pytest
from flask import Flask, g
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role
from storyhub.core.sealing import Keys
from storyhub.core.visibility import Audience
from storyhub.stories.models import ConsentGrant, Contact, State, Story, StoryTheme, StoryVersion, Use
from storyhub.stories.services.reviewing import publish_story
from storyhub.web.errors import sentence
from tests.stories.conftest import WORDS, Teller
from tests.support.staff import new_person

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Stories = Callable[[], list[Story]]

EVERYTHING = {
    "body": "Անձրևից հետո բակը լճանում է։\r\n\r\nԵրեխաները տախտակներով են անցնում ✨ <b>&amp;</b>",
    "audience": "city",
    "title": "Լճակ «բակում»",
    "language": "hy",
    "place": 'by the "old" bridge',
    "when": "date",
    "when_date": "3.5.2026",
    "themes": ["water", "housing"],
    "workshops": "yes",
    "quotation": "no",
    "translation": "yes",
    "search_engines": "yes",
    "name_shown": "nickname",
    "name": "Անուշ",
    "contact": "anush@example.org",
    "behalf_who": "My mother",
    "behalf_how": "I read it to her",
    "show_photos": "no",
}


def test_words_alone_become_a_story_that_waits_and_that_the_fewest_see(teller: Teller, stories: Stories) -> None:
    answer = teller.send(body=WORDS)
    assert (answer.status_code, answer.location) == (303, "/en/rustavi/tell/received")
    (story,) = stories()
    assert (story.body, story.state, story.audience, story.queue_mark) == (WORDS, State.WAITING, Audience.TEAM, "")
    assert not story.may_be_indexed


def test_the_audience_is_the_one_that_was_chosen(new_teller: Callable[..., Teller], stories: Stories) -> None:
    for audience in Audience:
        new_teller().send(body=WORDS, audience=audience.value)
    assert [story.audience for story in stories()] == list(Audience)


def test_everything_that_was_said_is_kept(app: Flask, teller: Teller, stories: Stories) -> None:
    teller.press("preview", **EVERYTHING)
    teller.send()
    (story,) = stories()
    assert story.body == "Անձրևից հետո բակը լճանում է։\n\nԵրեխաները տախտակներով են անցնում ✨ <b>&amp;</b>"
    assert (story.title, story.language, story.name, story.place) == (
        "Լճակ «բակում»",
        "hy",
        "Անուշ",
        'by the "old" bridge',
    )
    assert (str(story.when_from), str(story.when_to)) == ("2026-05-03", "2026-05-03")
    assert (story.behalf_who, story.behalf_how) == ("My mother", "I read it to her")
    assert story.may_be_indexed
    assert not story.may_show_photos
    with app.app_context():
        assert db.session.scalar(select(StoryVersion.body)) == story.body
        assert len(db.session.scalars(select(StoryTheme)).all()) == 2
        given = {one.use: one.is_given for one in db.session.scalars(select(ConsentGrant))}
        how = set(db.session.scalars(select(ConsentGrant.how)))
    assert how == {"on_behalf"}
    assert given == {
        "archive": True,
        Use.WORKSHOPS: True,
        Use.QUOTATION: False,
        Use.TRANSLATION: True,
        Use.SEARCH_ENGINES: True,
        Use.PHOTOS: False,
        Use.CONTACT: True,
    }


def test_the_preview_shows_the_words_as_readers_will_see_them_and_sends_nothing(
    teller: Teller, stories: Stories
) -> None:
    assert teller.press("preview", **EVERYTHING).status_code == 200
    assert "Երեխաները տախտակներով են անցնում ✨ <b>&amp;</b>" in teller.words
    assert "My mother: I read it to her" in teller.words
    assert stories() == []


def test_going_back_from_the_preview_keeps_everything_that_was_typed(teller: Teller) -> None:
    teller.press("preview", **EVERYTHING)
    teller.press("edit")
    for name, value in EVERYTHING.items():
        wanted = value if isinstance(value, list) else [value.replace("\r\n", "\n")]
        assert sorted(one.replace("\r\n", "\n") for one in teller.fields.getlist(name)) == sorted(wanted), name
    assert teller.parts_open >= 5


WRONG = [
    ("body", {"body": ""}, "body_missing"),
    ("body", {"body": "Too short"}, "body_too_short"),
    ("body", {"body": "ա" * 20_001}, "body_too_long"),
    ("title", {"title": "t" * 121}, "too_long"),
    ("when_date", {"when": "date", "when_date": "the other day"}, "date_unreadable"),
    ("when_date", {"when": "date", "when_date": ""}, "date_missing"),
    ("imagined_year", {"kind": "imagined", "imagined_year": "soon"}, "year_missing"),
    ("themes", {"themes": ["water", "housing", "health", "care", "schools", "work"]}, "too_many_themes"),
    ("name", {"name_shown": "name", "name": ""}, "name_missing"),
    ("contact", {"contact": "ask at the bakery"}, "contact_unreadable"),
    ("behalf_who", {"behalf_who": "m" * 201, "behalf_how": "She read it"}, "too_long"),
    ("behalf_how", {"behalf_who": "My mother"}, "behalf_how_missing"),
    ("language", {"language": "xx"}, "choose_language"),
]


@pytest.mark.parametrize("action", ["preview", "send"])
def test_each_error_stands_at_its_field_and_in_the_summary_and_everything_typed_is_still_there(
    app: Flask, new_teller: Callable[..., Teller], stories: Stories, action: str
) -> None:
    for field, typed, key in WRONG:
        teller = new_teller()
        sent = EVERYTHING | {"behalf_who": "", "behalf_how": ""} | typed
        assert teller.press(action, **sent).status_code == 422, field
        with app.test_request_context("/en/"):
            said = sentence(key)
        assert f'href="#{field}"' in teller.page, field
        assert teller.page.count(f'id="{field}-error"') == 1, field
        assert teller.words.count(said) == 2, field
        for name in ("body", "title", "place", "when_date", "name", "contact", "audience", "workshops"):
            assert teller.fields[name].replace("\r\n", "\n") == sent[name].replace("\r\n", "\n"), (field, name)
    assert stories() == []


def test_the_part_with_the_error_stands_open_and_the_others_do_not(teller: Teller) -> None:
    assert teller.parts_open == 0
    teller.press("preview", body=WORDS, title="t" * 121)
    assert teller.parts_open == 1


def test_an_error_speaks_the_readers_language(app: Flask, new_teller: Callable[..., Teller]) -> None:
    for language in LANGUAGES:
        teller = new_teller("areni", language)
        teller.press("preview", body="…")
        with app.test_request_context(f"/{language}/"):
            g.lang = language
            assert sentence("body_too_short") in teller.words
        assert f'<html lang="{language}"' in teller.page


def test_the_way_to_reach_somebody_is_sealed_and_opens_with_the_key(app: Flask, keys: Keys, teller: Teller) -> None:
    teller.send(body=WORDS, contact="+995 599 12 34 56")
    with app.app_context():
        sealed = db.session.scalars(select(Contact.sealed)).one()
    assert b"599" not in sealed
    assert keys.open(sealed) == "+995 599 12 34 56"


def test_the_young_are_shown_without_a_name_and_two_moderators_read_them(
    app: Flask, teller: Teller, stories: Stories
) -> None:
    teller.press("preview", body=WORDS, young="yes", name_shown="name", name="Giorgi Canary")
    assert "Giorgi Canary" not in teller.words
    teller.send()
    (story,) = stories()
    assert story.is_young
    assert story.name == ""
    for state in (State.WAITING, State.PUBLISHED):
        moderator = new_person(app, Role.MODERATOR)
        with app.app_context():
            publish_story(moderator, story.id, seen_state=State.WAITING)
        assert stories()[0].state == state


def test_a_form_left_open_for_a_day_is_taken(teller: Teller, stories: Stories) -> None:
    teller.send(body=WORDS, began=str(int(teller.fields["began"]) - 86_400))
    assert [story.queue_mark for story in stories()] == [""]


def test_an_answer_to_a_story_stands_beside_it(
    tell: Callable, new_teller: Callable[..., Teller], stories: Stories
) -> None:
    first = tell(state="published")
    teller = new_teller()
    teller.open(answers=first.code)
    teller.send(body=WORDS)
    assert {story.answers_id for story in stories()} == {None, first.id}


def test_a_story_that_is_not_for_everybody_cannot_be_answered_or_seen_through_the_form(
    tell: Callable, teller: Teller, stories: Stories
) -> None:
    hidden = tell(title="Nobody sees this")
    page = teller.open(answers=hidden.code).text
    assert "Nobody sees this" not in page
    teller.send(body=WORDS, answers=hidden.code)
    assert {story.answers_id for story in stories()} == {None}
