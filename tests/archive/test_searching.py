"""Searching as somebody: what they may see, no more, at every moment."""

from collections.abc import Callable

import pytest
from flask import Flask

from storyhub.adapters.index import Document, Index, Words
from storyhub.archive.queries.searching import Search
from storyhub.archive.snippets import plain, snippet
from storyhub.cities.models import City
from storyhub.cities.queries import districts_of
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Mask, State, Story
from storyhub.stories.models.desk import Withheld
from storyhub.stories.services import reviewing
from storyhub.stories.services.showing import show_version
from storyhub.stories.services.withdrawing import withdraw_story
from tests.stories.cast import AUDIENCES, STATES, VIEWERS, add_elsewhere, lists, viewer_named
from tests.support.staff import new_person
from tests.support.stories import Told

Codes = Callable[..., list[str]]


def test_a_published_story_is_found_after_its_job_and_not_before(
    tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes
) -> None:
    first = tell(state="published", body="The tram stopped for good in the spring of that year.")
    run_jobs()
    second = tell(state="published", body="A tram is what our street has missed for twenty years.")
    assert codes("tram") == [first.code]
    run_jobs()
    assert set(codes("tram")) == {first.code, second.code}


def test_what_is_withdrawn_or_hidden_is_gone_at_once(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes, moderator: Viewer, index: Index
) -> None:
    goes, hides, stays = (tell(state="published") for _ in range(3))
    run_jobs()
    assert len(codes("water")) == 3
    with app.app_context():
        withdraw_story(goes.id)
        reviewing.hide_story(moderator, hides.id, "other", seen_state=State.PUBLISHED)
    assert codes("water") == [stays.code]
    run_jobs()
    assert codes("water") == [stays.code]
    assert index.count() == 1


def test_a_name_that_was_masked_finds_nothing_from_the_moment_it_is_masked(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes, moderator: Viewer
) -> None:
    told = tell(state="published", body="Our neighbour Ketevan carries the water for all of us.")
    run_jobs()
    assert codes("Ketevan") == [told.code]
    with app.app_context(), transaction() as session:
        session.add(
            Mask(
                story_id=told.id,
                version=1,
                part="body",
                start=14,
                end=21,
                exact="Ketevan",
                what=Withheld.NAME,
                actor_id=moderator.person_id,
                at=clock.now(),
            )
        )
        show_version(session, session.get_one(Story, told.id), 1)
    assert codes("Ketevan") == []
    run_jobs()
    assert codes("Ketevan") == []
    assert codes("carries") == [told.code]


def test_who_finds_what_is_what_the_visibility_table_says(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes
) -> None:
    told = {
        (state, audience): tell(state=state if state != "withdrawn" else "published", audience=audience)
        for state in STATES
        for audience in AUDIENCES
    }
    with app.app_context():
        for audience in AUDIENCES:
            withdraw_story(told["withdrawn", audience].id)
        add_elsewhere()
        viewers = {name: viewer_named(name, frozenset(one.id for one in told.values())) for name in VIEWERS}
    run_jobs()
    for name, viewer in viewers.items():
        # A receipt opens a story's page, and the worker has no page: neither finds more than anyone.
        reader = "anonymous" if name in ("receipt holder", "worker") else name
        expected = {one.code for (state, audience), one in told.items() if lists(reader, state, audience)}
        assert set(codes("water", viewer, limit=100)) == expected, name


def test_an_index_that_says_too_much_is_not_believed(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes, index: Index
) -> None:
    secret, public = tell(), tell(state="published")
    run_jobs()
    with index.writing() as writer:
        for id_ in (secret.id, new_id()):
            writer.put(Document("story", id_, {"title": Words(["water"])}, frozenset({"for:anyone"})))
    assert codes("water") == [public.code]


def test_a_narrower_audience_counts_at_once(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes
) -> None:
    told = tell(state="published", audience="network")
    run_jobs()
    host = new_person(app, Role.NETWORK_HOST)
    assert (codes("water"), codes("water", host)) == ([], [told.code])


def test_one_town_or_all(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes, city: City
) -> None:
    here, there = tell(state="published"), tell("poti", state="published")
    run_jobs()
    assert set(codes("water")) == {here.code, there.code}
    assert codes("water", city_id=city.id) == [here.code]


def test_a_story_is_found_by_its_place_in_any_language_of_the_town(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes, city: City
) -> None:
    with app.app_context():
        district = districts_of(city.id)[1]
        name = district.name["ka"]
    told = tell(state="published", district_id=district.id)
    named = tell(state="published", place="Behind the old Tram Depot")
    run_jobs()
    assert codes(f'"{name}"') == [told.code]
    assert codes("depot") == [named.code]


@pytest.mark.parametrize(
    ("language", "body", "questions"),
    [
        ("ka", "ჩვენს ეზოში წყალი კვირაში ორჯერ მოდის, მერე აღარ.", ["წყალი", "ᲬᲧᲐᲚᲘ", "ეზოში მოდ"]),
        ("az", "İçməli su həftədə iki dəfə gəlir, işıq da belə.", ["içməli", "İÇMƏLİ SU", "İŞIQ", "işıq"]),
        ("uk", "У дворі росте м’ята, а води немає вже третій день.", ["м'ята", "мʼята", "М’ЯТА"]),
        ("hy", "Ջուրը գալիս է շաբաթը երկու անգամ, և մենք սպասում ենք։", ["ջուրը", "ՋՈՒՐԸ", "և սպասում"]),
        ("ro", "Apa vine de două ori pe săptămână, într-un furtun subțire.", ["două", "într-un", "SUBȚIRE"]),
        ("ru", "Вода идёт два раза в неделю, и её носят вёдрами.", ["вода", "ВЁДРАМИ", "идёт вёд"]),
    ],
)
def test_a_story_is_found_however_its_language_is_typed(
    tell: Callable[..., Told],
    run_jobs: Callable[[], int],
    codes: Codes,
    language: str,
    body: str,
    questions: list[str],
) -> None:
    told = tell(state="published", language=language, body=body)
    run_jobs()
    for question in questions:
        assert codes(question) == [told.code], question


def test_pages_follow_each_other_without_a_gap(
    tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    told = {tell(state="published", title=f"Water {n}").code for n in range(7)}
    run_jobs()
    pages = [ask("water", limit=3, offset=at) for at in (0, 3, 6, 9)]
    assert [page.total for page in pages] == [7] * 4
    assert [len(page.hits) for page in pages] == [3, 3, 1, 0]
    assert {hit.code for page in pages for hit in page.hits} == told


def test_a_snippet_is_made_of_what_the_reader_gets(
    tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    tell(state="published", body="It was dry. " * 50 + "Then the water came back.")
    run_jobs()
    found = ask("water")
    assert "the water came" in plain(snippet(found.question, found.hits[0].text, found.hits[0].language))


@pytest.mark.parametrize("typed", ["", " ", "!!!", "🙂", "-", '""', "%", "\x00", "a" * 5000, "(" * 1000, "-water"])
def test_nothing_that_is_typed_is_an_error(
    tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search], typed: str
) -> None:
    tell(state="published")
    run_jobs()
    assert ask(typed).total == 0


def test_the_order_is_by_how_well_it_fits(tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes) -> None:
    weak = tell(state="published", title="Our street", body="We have walls and roofs and one day a tram. " * 3)
    strong = tell(state="published", title="The tram", body="The tram stopped, and no tram came again for years.")
    run_jobs()
    assert codes("tram") == [strong.code, weak.code]
