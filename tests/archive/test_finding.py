"""What a list is made of: facets, orders, most of the words, what was meant, what is near, what is alike."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.adapters.index import Between, Index, Order
from storyhub.archive.queries.alike import similar, similar_to_text, themes_like
from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.completing import complete
from storyhub.archive.queries.searching import Found, Search, find, totals_for
from storyhub.archive.queries.suggesting import meant_and_nearest
from storyhub.archive.snippets import Piece, marked
from storyhub.cities.models import City
from storyhub.cities.queries import districts_of
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.models import SOURCE
from storyhub.stories.services.uses import set_uses
from storyhub.themes.models import Theme
from tests.support.stories import Told

Codes = Callable[..., list[str]]


@pytest.fixture
def themes(app: Flask) -> dict[str, UUID]:
    with app.app_context():
        return {theme.slug: theme.id for theme in db.session.scalars(select(Theme))}


@pytest.fixture
def listed(app: Flask, index: Index) -> Callable[..., Found]:
    def found(words: str = "", **how: Any) -> Found:
        with app.app_context():
            answer = find(index, ANONYMOUS, SOURCE, question_for(words, "en"), with_facets=True, **how)
        assert answer is not None
        return answer

    return found


def test_each_facet_leads_to_what_it_counts_and_is_counted_without_its_own_filter(
    app: Flask,
    tell: Callable[..., Told],
    run_jobs: Callable[[], int],
    listed: Callable[..., Found],
    themes: dict[str, UUID],
    city: City,
) -> None:
    with app.app_context():
        district = districts_of(city.id)[0]
        place, slug = district.id, district.slug
    tell(state="published", theme_ids=(themes["water"],), district_id=place, photos=1)
    tell(state="published", theme_ids=(themes["water"], themes["housing"]))
    tell("poti", state="published", theme_ids=(themes["housing"],), language="ka", body="ჩვენს ეზოში წყალი აღარ მოდის.")
    run_jobs()
    everything = listed()
    assert everything.total == 3
    counts = {"theme:water": 2, "theme:housing": 2, f"district:{slug}": 1, "photos:yes": 1, "photos:no": 2}
    counts |= {"lang:en": 2, "lang:ka": 1, "kind:lived": 3}
    assert {term: everything.facets[term] for term in counts} == counts
    for term, count in everything.facets.items():
        assert listed(narrowed={term.partition(":")[0]: frozenset({term})}).total == count, term
    watered = listed("theme:water lang:en")
    assert (watered.total, watered.facets["theme:housing"], watered.facets["lang:en"]) == (2, 1, 2)
    assert watered.facets.get("photos:yes") == 1
    assert listed(narrowed={"theme": frozenset({"theme:water"})}).facets["theme:housing"] == 2


def test_a_parent_counts_what_stands_below_it(
    app: Flask,
    tell: Callable[..., Told],
    run_jobs: Callable[[], int],
    listed: Callable[..., Found],
    themes: dict[str, UUID],
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Theme, themes["water"]).parent_id = themes["environment"]
    tell(state="published", theme_ids=(themes["water"],))
    tell(state="published", theme_ids=(themes["water"], themes["environment"]))
    run_jobs()
    assert listed().facets["theme:environment"] == listed("theme:environment").total == 2


def test_days_narrow_and_months_are_counted_as_if_they_did_not(
    tell: Callable[..., Told], run_jobs: Callable[[], int], listed: Callable[..., Found]
) -> None:
    with clock.at(clock.now() - timedelta(days=70)):
        old = tell(state="published")
    new = tell(state="published")
    run_jobs()
    since = (clock.now() - timedelta(days=7)).date()
    recent = listed(span=Between(since.toordinal(), None))
    assert recent.ids == listed(f"from:{since}").ids == [new.id]
    assert sum(count for term, count in recent.facets.items() if term.startswith("month:")) == 2
    assert listed(f"to:{since}").ids == [old.id]


def test_a_list_has_its_orders(
    app: Flask,
    tell: Callable[..., Told],
    run_jobs: Callable[[], int],
    listed: Callable[..., Found],
    city: City,
    themes: dict[str, UUID],
) -> None:
    told = []
    for days in (30, 20, 10):
        with clock.at(clock.now() - timedelta(days=days)):
            told.append(tell(state="published").id)
    first, second, third = told
    run_jobs()
    with app.app_context():
        set_uses("entry", themes["water"], city.id, [second, third])
        set_uses("entry", themes["housing"], city.id, [third])
    run_jobs()
    assert listed("water", order=Order.NEWEST).ids == [third, second, first]
    assert listed("water", order=Order.OLDEST).ids == [first, second, third]
    assert listed("water", order=Order.LEAST_HEARD).ids == [first, second, third]
    assert listed().ids == [third, second, first]
    assert listed(limit=1, offset=1).ids == [second]


def test_with_no_story_that_has_all_the_words_those_come_that_have_most(
    tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    most = tell(state="published", body="The tram stopped near the harbour and the bakery was closed on Monday.")
    some = tell(state="published", body="The tram was late, nobody knew why, and we walked home in the rain.")
    run_jobs()
    assert ask('"tram stopped"').is_all
    found = ask("tram harbour bakery elephant")
    assert ([hit.code for hit in found.hits][:1], found.is_all) == ([most.code], False)
    assert {hit.code for hit in ask("tram elephant").hits} == {most.code, some.code}
    assert ask("elephant zebra").total == 0


def test_what_holds_one_of_two_words_comes_after_the_few_that_hold_both(
    tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    both = tell(state="published", body="The tram stopped near the harbour and we walked the rest of the way.")
    one = tell(state="published", title="The tram", body="The tram was late, nobody knew why, and the tram was full.")
    tell(state="published", body="The bakery was closed on Monday, and nobody had told us that it would be.")
    run_jobs()
    found = ask("tram harbour")
    assert ([hit.code for hit in found.hits], found.total, found.is_all) == ([both.code, one.code], 2, False)
    assert [hit.code for hit in ask("tram harbour -late").hits] == [both.code]
    for _ in range(2):
        tell(state="published", body="From the tram one sees the harbour, and the ships that wait for their turn.")
    run_jobs()
    found = ask("tram harbour")
    assert (found.total, found.is_all) == (3, True)


def test_little_found_is_asked_about_in_words_that_are_there(
    tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Callable[..., Search]
) -> None:
    tell(state="published", title="The harbour", body="Every evening we walk along the harbour and count the ships.")
    tell(state="published", language="ka", title="სახლი", body="ჩვენი სახლი ზღვასთან დგას და ქარი არ ჩერდება.")
    run_jobs()
    assert ask("harbuor ships").suggestion == "harbour ships"
    assert ask("cf[kb").suggestion in ("სახლი", None)
    assert ask("harbour").suggestion is None
    assert ask("zzzzzzzz").suggestion is None


def test_when_nothing_is_found_what_is_nearest_is_shown(
    app: Flask, index: Index, tell: Callable[..., Told], run_jobs: Callable[[], int], themes: dict[str, UUID]
) -> None:
    written = tell(state="published", title="Sanatorium nights", body="We lived there for thirty years, all of us.")
    tell(state="published", title="Bread", body="Somebody bakes it every morning before six, and it smells.")
    watered = tell(state="published", title="Buckets", body="Four of them, every day.", theme_ids=(themes["water"],))
    run_jobs()
    with app.app_context():
        near = meant_and_nearest(index, ANONYMOUS, SOURCE, question_for("sanatoriumovo"))[1]
        of_theme = meant_and_nearest(index, ANONYMOUS, SOURCE, question_for("water"))[1]
    assert [hit.code for hit in near] == [written.code]
    assert [hit.code for hit in of_theme] == [watered.code]


def test_stories_like_this_and_themes_they_carry(
    app: Flask, index: Index, tell: Callable[..., Told], run_jobs: Callable[[], int], themes: dict[str, UUID]
) -> None:
    water, housing = (themes["water"],), (themes["housing"],)
    one = tell(state="published", body="The lift broke in May and the ramp has nine steps.", theme_ids=housing)
    two = tell(state="published", body="Our lift breaks every month; the ramp is a joke.", theme_ids=housing)
    far = tell(state="published", body="Apricots ripen and nobody buys them from us.", theme_ids=water)
    other = tell(state="published", language="ka", body="ლიფტი ისევ არ მუშაობს ჩვენს სახლში.", theme_ids=housing)
    run_jobs()
    with app.app_context():
        alike = [hit.code for hit in similar(index, ANONYMOUS, SOURCE, one.id)]
        text = [hit.code for hit in similar_to_text(index, ANONYMOUS, "A lift and a ramp", "en")]
        meant = themes_like(index, ANONYMOUS, "The lift and the ramp of our house", "en")
    assert (alike[0], set(alike)) == (two.code, {two.code, other.code})
    assert set(text) == {one.code, two.code}
    assert [(slug, {hit.code for hit in hits}) for slug, hits in meant] == [("housing", {one.code, two.code})]
    assert far.code not in alike


def test_titles_are_offered_while_one_types(
    app: Flask, index: Index, tell: Callable[..., Told], run_jobs: Callable[[], int], city: City
) -> None:
    tell(state="published", title="The tramway", body="It stopped long ago, and now there is a garden in the middle.")
    tell(state="published", title="A garden", body="The tramway went through it, as my mother used to tell us.")
    tell(state="published", language="ka", title="წყალი და სახლი", body="ჩვენს სახლში წყალი კვირაში ორჯერ მოდის.")
    run_jobs()
    with app.app_context():

        def offered(typed: str) -> list[str]:
            return [hit.title for hit in complete(index, ANONYMOUS, typed, city.id)]

        assert offered("tr") == offered("The TRAM") == ["The tramway"]
        assert offered("saxl") == offered("სახ") == ["წყალი და სახლი"]
        assert offered("t") == offered("") == offered("(((") == []


def test_tabs_count_each_source(
    app: Flask, index: Index, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    tell(state="published")
    run_jobs()
    with app.app_context():
        found = totals_for(index, ANONYMOUS, question_for("water"))
        assert found == {"story": 1, "entry": 0, "answer": 0, "outcome": 0}


def test_a_tab_counts_what_its_list_holds_however_many_words_were_left_out(
    app: Flask, index: Index, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    for body in ("water tram lift", "water tram", "water and lift", "lift", "garden at the tram", "garden and water"):
        tell(state="published", title=body, body=f"{body}: this is how we live here, day after day.")
    run_jobs()
    with app.app_context():
        for typed in ("water", "water tram", "tram lift garden", "water -tram", "nobody lift", "lift*", "lang:ka lift"):
            found = find(index, ANONYMOUS, SOURCE, question_for(typed))
            assert found is not None
            assert totals_for(index, ANONYMOUS, question_for(typed), only=(SOURCE,)) == {SOURCE: found.total}, typed


def test_a_word_is_marked_in_any_of_its_forms() -> None:
    question = question_for("лифт")
    assert Piece("лифта", is_marked=True) in marked(question, "Мы живём без лифта.", "ru")
    assert Piece("სახლში", is_marked=True) in marked(question_for("saxli"), "ჩვენს სახლში ცივა.", "ka")


def test_a_place_in_a_tellers_own_words_narrows(
    tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Codes
) -> None:
    told = tell(state="published", place="Behind the old Tram Depot")
    tell(state="published", body="The depot is far from our street, and the tram never came.")
    run_jobs()
    assert codes('place:"tram depot"') == [told.code]
    assert codes("place:nowhere") == []
