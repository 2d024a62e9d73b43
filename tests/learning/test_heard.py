"""*What we heard*: every answer of a town, in one language each, with the stories this reader may see and no others."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from storyhub.cities.models import City
from storyhub.core.permissions import ANONYMOUS
from storyhub.core.registry import Knot
from storyhub.core.visibility import Audience
from storyhub.learning.draft import Draft
from storyhub.learning.queries import feedback as queries
from storyhub.learning.queries.feedback import heard_in, themes_heard
from storyhub.learning.services.writing import save_draft, take_back_entry
from storyhub.learning.views.heard import knots_of_feedback
from storyhub.stories.models import Use
from storyhub.stories.queries.uses import knots_of_uses
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.themes.queries import themes
from tests.learning.answering import WORDS, Accepted, accepted_entry, answer_of, entry_of, sent, written
from tests.support.application import new_client
from tests.support.pages import words_on
from tests.support.stories import Told

Tell = Callable[..., Told]
ADDRESS = "/en/rustavi/heard"


def heard(client: FlaskClient, address: str = ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_town_that_has_answered_nobody_says_what_will_stand_here(client: FlaskClient) -> None:
    assert "No answer yet" in words_on(heard(client))


def test_an_answer_says_what_was_heard_done_and_not_done(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(state="published", title="Buckets")
    code = sent(app, accepted_entry(app, [told]))
    for page in (heard(client), heard(client, f"{ADDRESS}/{code}")):
        words = words_on(page)
        assert all(text in words for text in WORDS.values())
        assert f'href="/en/rustavi/stories/{told.code}"' in page
        assert "It rests on 1 story." in words


def test_a_draft_is_on_no_page(app: Flask, client: FlaskClient, tell: Tell) -> None:
    draft = written(app, accepted_entry(app, [tell(state="published")]))
    assert WORDS["title"] not in heard(client)
    assert client.get(f"{ADDRESS}/{draft.code}").status_code == 404
    assert client.get(f"{ADDRESS}/nothere1").status_code == 404
    assert client.get(f"/en/poti/heard/{draft.code}").status_code == 404


def test_a_reader_gets_one_language_and_the_page_says_which(app: Flask, client: FlaskClient, tell: Tell) -> None:
    sent(app, accepted_entry(app, [tell(state="published")]), languages=("en", "ka"))
    georgian, armenian = heard(client, "/ka/rustavi/heard"), heard(client, "/hy/rustavi/heard")
    assert f'lang="ka" dir="auto"><p>ka: {WORDS["heard"]}' in georgian
    assert f'lang="en" dir="auto"><p>{WORDS["heard"]}' in armenian
    assert f"ka: {WORDS['did']}" not in armenian


def test_what_a_writer_types_is_words_and_never_markup(app: Flask, client: FlaskClient, tell: Tell) -> None:
    entry = accepted_entry(app, [tell(state="published")])
    code = sent(app, entry, title="<b>Water</b>", heard="<script>alert(1)</script>")
    for page in (heard(client), heard(client, f"{ADDRESS}/{code}")):
        assert "<script>alert" not in page
        assert "<b>Water" not in page


def test_a_story_taken_back_after_the_answer_leaves_a_number_and_no_word(
    app: Flask, client: FlaskClient, tell: Tell, run_jobs: Callable[[], int]
) -> None:
    stays, goes = tell(state="published", title="Buckets"), tell(state="published", title="Zeisig")
    code = sent(app, accepted_entry(app, [stays, goes]))
    assert "Zeisig" in heard(client)
    with app.app_context():
        withdraw_story(goes.id)
    for _ in ("at once", "after the jobs"):
        for page in (heard(new_client(app)), heard(new_client(app), f"{ADDRESS}/{code}")):
            assert "Zeisig" not in page
            assert goes.code not in page
            assert "It rests on 2 stories. 1 was taken back since." in words_on(page)
        run_jobs()


def test_a_story_narrowed_after_the_answer_is_counted_and_not_named(
    app: Flask, client: FlaskClient, tell: Tell, as_role: Callable[..., FlaskClient], run_jobs: Callable[[], int]
) -> None:
    told = tell(state="published", title="Zeisig")
    sent(app, accepted_entry(app, [told, tell(state="published")]))
    with app.app_context():
        change_consents(told.id, Audience.CITY, frozenset(), Asked(1, "en"))
    assert "Zeisig" not in heard(client)
    assert "1 of them is for a smaller circle." in words_on(heard(client))
    assert "Zeisig" in heard(as_role("facilitator"))
    with app.app_context():
        change_consents(told.id, Audience.TEAM, frozenset(), Asked(1, "en"))
    run_jobs()
    assert "Zeisig" not in heard(as_role("facilitator"))
    assert "Zeisig" not in heard(as_role("moderator"))


def test_each_theme_leads_to_as_many_answers_as_it_says(
    app: Flask, city: City, client: FlaskClient, tell: Tell
) -> None:
    told = [tell(state="published")]
    for theme in ("water", "water", "housing", ""):
        sent(app, accepted_entry(app, told, theme=theme))
    with app.app_context():
        counts = {theme.slug: count for theme, count in themes_heard(city.id)}
    assert counts == {"water": 2, "housing": 1}
    for theme, count in counts.items():
        assert heard(client, f"{ADDRESS}?theme={theme}").count("data-code=") == count
    assert heard(client, f"{ADDRESS}?theme=unknown").count("data-code=") == 4


def test_answers_are_paged_the_latest_first(
    app: Flask, city: City, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    entry = accepted_entry(app, [tell(state="published")])
    codes = [sent(app, entry) for _ in range(3)]
    with app.app_context():
        pages = [heard_in(ANONYMOUS, city.id, number) for number in (1, 2, 99)]
    assert [[one.feedback.code for one in page.items] for page in pages] == [codes[:0:-1], codes[:1], codes[:1]]
    assert {page.total for page in pages} == {3}


def test_a_list_asks_as_many_questions_for_twenty_answers_as_for_one(
    app: Flask, client: FlaskClient, tell: Tell
) -> None:
    entry = accepted_entry(app, [tell(state="published") for _ in range(3)], theme="water")
    sent(app, entry)
    heard(client)
    with questions() as once:
        heard(client)
    for _ in range(9):
        sent(app, entry)
    with questions() as often:
        heard(client)
    assert len(once) == len(often) < 13


@contextmanager
def questions() -> Iterator[list[str]]:
    """Every statement that is executed, on whichever engine."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_the_answer_is_a_knot_on_its_stories_threads(app: Flask, city: City, client: FlaskClient, tell: Tell) -> None:
    told = tell(state="published")
    code = sent(app, accepted_entry(app, [told]))
    page = client.get(f"/en/rustavi/stories/{told.code}").text
    assert f'href="/en/rustavi/heard/{code}"' in page
    with app.test_request_context("/en/my"):
        app.preprocess_request()
        knots: Mapping[object, Knot] = knots_of_feedback(ANONYMOUS, [answer_of(code).id])
        (knot,) = knots.values()
        assert (knot.label, knot.lang, knot.href) == (WORDS["title"], "en", f"/en/rustavi/heard/{code}")
        assert [one.href for one in knots_of_uses(ANONYMOUS, told.id)][-1] == knot.href


def test_the_town_page_shows_what_was_answered_last(app: Flask, client: FlaskClient, tell: Tell) -> None:
    assert ADDRESS in client.get("/en/rustavi/").text
    code = sent(app, accepted_entry(app, [tell(state="published")]))
    page = new_client(app).get("/en/rustavi/").text
    assert f"{ADDRESS}/{code}" in page
    assert WORDS["title"] in page


def test_only_the_town_staff_reads_how_many_found_it_useful(
    app: Flask, client: FlaskClient, tell: Tell, as_role: Callable[..., FlaskClient]
) -> None:
    code = sent(app, accepted_entry(app, [tell(state="published")]))
    assert "useful" not in heard(client, f"{ADDRESS}/{code}")
    assert "useful" not in heard(as_role("moderator", "poti"), f"{ADDRESS}/{code}")
    assert "found it useful" in heard(as_role("moderator"), f"{ADDRESS}/{code}")


def test_an_answer_names_its_entry_to_those_alone_who_may_read_it(
    app: Flask, client: FlaskClient, tell: Tell, as_role: Callable[..., FlaskClient]
) -> None:
    told = tell(state="published")
    inner, open_ = accepted_entry(app, [told]), accepted_entry(app, [told], audience=Audience.PUBLIC)
    pages = {entry.code: f"{ADDRESS}/{sent(app, entry)}" for entry in (inner, open_)}
    assert inner.code not in heard(client, pages[inner.code])
    assert inner.code in heard(as_role("facilitator"), pages[inner.code])
    assert open_.code in heard(client, pages[open_.code])


def taken_back(app: Flask, entry: Accepted, **changes: object) -> None:
    """Its author writes on it, for themselves alone."""
    with app.app_context():
        take_back_entry(entry.author, entry.entry_id)
        draft = replace(Draft("en", "Private", "Private", "Private", audience=Audience.PUBLIC), **changes)
        save_draft(entry.author, entry.entry_id, draft, seen_revision=entry_of(entry.entry_id).revision)


def test_what_an_author_writes_on_in_private_changes_no_theme_of_a_sent_answer(
    app: Flask, city: City, client: FlaskClient, tell: Tell
) -> None:
    entry = accepted_entry(app, [tell(state="published")], theme="water", audience=Audience.PUBLIC)
    code = sent(app, entry)
    addresses = [ADDRESS, f"{ADDRESS}/{code}", f"{ADDRESS}?theme=water", f"{ADDRESS}?theme=housing"]
    before = [words_on(heard(client, one)) for one in addresses]
    with app.app_context():
        housing = frozenset(one.id for one in themes() if one.slug == "housing")
    taken_back(app, entry, theme_ids=housing)
    with app.app_context():
        assert {theme.slug: count for theme, count in themes_heard(city.id)} == {"water": 1}
    after = [words_on(heard(new_client(app), one)) for one in addresses]
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    assert "theme=housing" not in heard(client, addresses[1])
    assert "theme=water" in heard(client, addresses[1])


def test_the_audience_of_a_private_draft_is_not_read_from_its_sent_answer(
    app: Flask, tell: Tell, as_role: Callable[..., FlaskClient]
) -> None:
    entry = accepted_entry(app, [tell(state="published", title="Zeisig", audience=Audience.CITY)])
    code = sent(app, entry)
    taken_back(app, entry, audience=Audience.PUBLIC)
    for page in (ADDRESS, f"{ADDRESS}/{code}"):
        assert "Zeisig" in heard(as_role("facilitator"), page)


def test_a_story_without_a_title_is_not_named_by_words_that_are_not_for_quoting(
    app: Flask, client: FlaskClient, tell: Tell
) -> None:
    opening = "Turquoise water comes twice a week."
    closed = tell(state="published", title="", body=opening, uses=frozenset())
    code = sent(app, accepted_entry(app, [closed]))
    for page in (ADDRESS, f"{ADDRESS}/{code}"):
        assert "Turquoise" not in heard(client, page)
        assert closed.code in heard(client, page)
    quotable = tell(state="published", title="", body=opening, uses=frozenset({Use.QUOTATION}))
    code = sent(app, accepted_entry(app, [quotable]))
    for page in (ADDRESS, f"{ADDRESS}/{code}"):
        assert "Turquoise" in heard(client, page)
