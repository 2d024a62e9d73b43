"""Splitting a theme: what goes over, what a teller chose, what the archive is told, and the way back."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.admin.views.themes import splitting
from storyhub.archive.models import Unindexed
from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.stories.models import ReviewEvent, StoryTheme
from storyhub.stories.queries.facets import facets_for
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.queries.reading import stories_for
from storyhub.stories.services.splitting import MOST_MOVED, split_theme, undo_theme_change
from storyhub.stories.services.tagging import set_staff_themes
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.themes.queries import theme_for
from storyhub.themes.services import LaterChange, Wording, place_theme, rename_theme
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told
from tests.themes.test_changing import last_change

PART = Wording({"en": "Tap water", "ka": "ონკანის წყალი"}, {"en": "What comes out of the tap"})
SPLIT = "/en/rustavi/settings/themes/water/split"


@pytest.fixture
def admin(app: Flask, city: City) -> Viewer:
    return new_person(app, Role.CITY_ADMIN, city.slug)


def tags() -> set[tuple[object, object, str]]:
    return set(db.session.execute(select(StoryTheme.story_id, StoryTheme.theme_id, StoryTheme.origin)).tuples())


def test_a_split_moves_the_teams_tags_keeps_the_tellers_and_is_undone(
    app: Flask,
    city: City,
    admin: Viewer,
    moderator: Viewer,
    tell: Callable[..., Told],
    run_jobs: Callable[[], None],
) -> None:
    with app.app_context():
        water = theme_for("water").id
    chosen, other = (tell(state="published", theme_ids=(water,)) for _ in range(2))
    added, gone = tell(state="published"), tell(state="published", theme_ids=(water,))
    waiting, elsewhere = tell(theme_ids=(water,)), tell("poti", state="published", theme_ids=(water,))
    with app.app_context():
        set_staff_themes(moderator, added.id, [water])
        run_jobs()
        before = tags()
        ids = [one.id for one in (chosen, added, gone, waiting, elsewhere)]
        assert split_theme(admin, water, city.id, "tap-water", PART, ids) == 3
        part = theme_for("rustavi-tap-water")
        assert part.parent_id == water
        after = tags()
        assert before - after == {(added.id, water, "staff")}
        assert after - before == {(one.id, part.id, "staff") for one in (chosen, added, gone)}
        assert facets_for(ANONYMOUS, Filters(city.id)).theme == {water: 4, part.id: 3}
        assert stories_for(ANONYMOUS, Filters(city.id, theme=part.id), 1).total == 3
        assert {chosen.id, added.id} <= set(db.session.scalars(select(Unindexed.object_id)))
        acts = select(ReviewEvent.act).where(ReviewEvent.story_id == chosen.id).order_by(ReviewEvent.at, ReviewEvent.id)
        assert db.session.scalars(acts).all()[-1] == "staff_themes"

        withdraw_story(gone.id)
        change = last_change().id
        undo_theme_change(admin, change)
        assert {row for row in tags() if row[0] != gone.id} == {row for row in before if row[0] != gone.id}
        assert theme_for("rustavi-tap-water").merged_into_id == water
        assert facets_for(ANONYMOUS, Filters(city.id)).theme == {water: 3}
        with pytest.raises(LaterChange):
            undo_theme_change(admin, change)
        assert other.code in {one.code for one in stories_for(ANONYMOUS, Filters(city.id, theme=water), 1).items}


def test_what_cannot_be_split_is_refused_and_nothing_is_left_behind(
    app: Flask, city: City, admin: Viewer, moderator: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        water, energy = theme_for("water").id, theme_for("energy").id
    story, waiting = tell(state="published", theme_ids=(water,)), tell(theme_ids=(water,))
    with app.app_context():
        for theme, ids, error in (
            (water, [], Invalid),
            (water, [waiting.id], Invalid),
            (energy, [story.id], Invalid),
            (story.id, [story.id], NotFound),
        ):
            with pytest.raises(error):
                split_theme(admin, theme, city.id, "tap-water", PART, ids)
        for actor, town in ((moderator, city.id), (admin, None), (ANONYMOUS, city.id)):
            with pytest.raises(NotAllowed):
                split_theme(actor, water, town, "tap-water", PART, [story.id])
        assert theme_for("rustavi-tap-water") is None
        assert {origin for _, _, origin in tags()} == {"teller"}


def test_a_split_whose_part_was_changed_since_is_not_undone(
    app: Flask, city: City, admin: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        water = theme_for("water").id
    story = tell(state="published", theme_ids=(water,))
    with app.app_context():
        split_theme(admin, water, city.id, "tap-water", PART, [story.id])
        change, part = last_change().id, theme_for("rustavi-tap-water")
        rename_theme(admin, part.id, Wording({"en": "Taps"}, {}), seen=part.label)
        with pytest.raises(LaterChange):
            undo_theme_change(admin, change)
        undo_theme_change(admin, last_change().id)
        undo_theme_change(admin, change)
        assert theme_for("rustavi-tap-water").merged_into_id == water


def test_a_theme_stands_under_another_and_never_below_itself(
    app: Flask, city: City, client: FlaskClient, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        host = Viewer(person_id=city.id, hosted=frozenset({city.network_id}))
        water, energy, waste, event = (theme_for(slug).id for slug in ("water", "energy", "waste", "event"))
    told = tell(state="published", theme_ids=(waste,))
    with app.app_context():
        assert place_theme(host, energy, water)
        assert place_theme(host, waste, energy)
        assert not place_theme(host, waste, energy)
        for theme, parent in ((water, waste), (water, water), (waste, event)):
            with pytest.raises(Invalid):
                place_theme(host, theme, parent)
    assert told.code in client.get("/en/rustavi/stories?theme=water").text
    assert words_on(client.get("/en/rustavi/themes/waste").text).startswith("Themes Water Energy Waste")
    with app.app_context():
        undo_theme_change(host, last_change().id)
    assert told.code not in client.get("/en/rustavi/stories?theme=water").text


def test_the_page_loses_nothing_shows_what_moves_and_then_moves_it(
    app: Flask,
    as_role: Callable[..., FlaskClient],
    client: FlaskClient,
    tell: Callable[..., Told],
    run_jobs: Callable[[], None],
) -> None:
    with app.app_context():
        water = theme_for("water").id
    pump = tell(state="published", title="The pump", body="The pump in our yard is broken again.", theme_ids=(water,))
    river = tell(state="published", title="The river", body="We swim in the river each summer.", theme_ids=(water,))
    run_jobs()
    browser = as_role("city_admin")
    typed = form_on(browser.get(SPLIT).text, "").to_dict() | {"label-en": "Tap water", "slug": "tap-water"}

    nothing = browser.post(SPLIT, data=typed | {"action": "preview"})
    assert nothing.status_code == 422
    assert "at least one" in words_on(nothing.text)
    found = browser.post(SPLIT, data=typed | {"action": "find", "words": "summer", "story": pump.code})
    assert "The river" in found.text
    assert "The pump" not in words_on(found.text)
    kept = form_on(found.text, "")
    assert kept.getlist("story") == [pump.code]
    assert kept["label-en"] == "Tap water"
    preview = browser.post(SPLIT, data=kept | {"action": "preview"})
    words = words_on(preview.text)
    assert "1 story goes over. Nothing has happened yet." in words
    assert "1 teller chose “Water” and keeps it" in words
    assert "The river" not in words
    sent = form_on(preview.text, "split") | {"action": "split"}
    assert browser.post(SPLIT, data=sent).status_code == 303
    done = browser.get("/en/rustavi/settings/themes").text
    notice = words_on(done).partition("It can be undone below.")[2].partition("What stories are about")[0]
    assert "Undo: “Tap water” was split off “Water”" in notice
    assert pump.code in client.get("/en/rustavi/stories?theme=rustavi-tap-water").text
    assert river.code not in client.get("/en/rustavi/stories?theme=rustavi-tap-water").text
    taken = browser.post(SPLIT, data=sent)
    assert taken.status_code == 422
    assert "has a theme with this address already" in words_on(taken.text)
    page = browser.get("/en/rustavi/settings/themes").text
    assert "“Tap water” was split off “Water”" in words_on(page)
    assert browser.post(re.search(r'action="([^"]*changes[^"]*)"', page)[1]).status_code == 303
    assert pump.code in client.get("/en/rustavi/stories?theme=rustavi-tap-water").text, "it is read as the whole"
    after = browser.get("/en/rustavi/settings/themes").text
    assert "Everything is as it was before" in words_on(after)
    assert "merged into “Water”" not in words_on(after)
    assert as_role("moderator").get(SPLIT).status_code == 404


def test_an_undone_part_that_a_teller_chose_meanwhile_says_what_became_of_it(
    app: Flask, city: City, admin: Viewer, as_role: Callable[..., FlaskClient], tell: Callable[..., Told]
) -> None:
    with app.app_context():
        water = theme_for("water").id
    story = tell(state="published", theme_ids=(water,))
    with app.app_context():
        split_theme(admin, water, city.id, "tap-water", PART, [story.id])
        change, part = last_change().id, theme_for("rustavi-tap-water").id
    tell(state="published", theme_ids=(part,))
    with app.app_context():
        undo_theme_change(admin, change)
    assert "merged into “Water”" in words_on(as_role("city_admin").get("/en/rustavi/settings/themes").text)


def test_the_words_of_a_split_are_looked_for_as_in_the_archive(
    app: Flask, as_role: Callable[..., FlaskClient], tell: Callable[..., Told], run_jobs: Callable[[], None]
) -> None:
    with app.app_context():
        water, energy = theme_for("water").id, theme_for("energy").id
    weak = tell(state="published", title="Our house", body="Of six lifts not one runs today. " * 4, theme_ids=(water,))
    strong = tell(state="published", title="Lifts", body="The lift stands; we carry her down.", theme_ids=(water,))
    other = tell(state="published", title="The lift again", body="It stands without power.", theme_ids=(energy,))
    run_jobs()
    browser = as_role("city_admin")
    typed = form_on(browser.get(SPLIT).text, "").to_dict()
    found = browser.post(SPLIT, data=typed | {"action": "find", "words": "lift"}).text
    offered = re.findall(r'type="checkbox" name="story" value="(\w+)"', found)
    assert offered == [strong.code, weak.code]
    assert other.code not in offered


def test_what_was_chosen_goes_over_though_the_page_no_longer_shows_it(
    as_role: Callable[..., FlaskClient], tell: Callable[..., Told], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        water = theme_for("water").id
    old, new = (tell(state="published", title=title, theme_ids=(water,)) for title in ("The well", "The tap"))
    monkeypatch.setattr(splitting, "MOST_SHOWN", 1)
    browser = as_role("city_admin")
    page = browser.get(SPLIT).text
    assert (old.code in page, new.code in page) == (False, True)
    typed = form_on(page, "").to_dict() | {"label-en": "Tap water", "slug": "tap-water", "story": old.code}
    words = words_on(browser.post(SPLIT, data=typed | {"action": "preview"}).text)
    assert ("The well" in words, "The tap" in words) == (True, False)
    too_many = {**typed, "story": [f"code{n:04}" for n in range(MOST_MOVED + 1)], "action": "preview"}
    assert "at most 1,000" in words_on(browser.post(SPLIT, data=too_many).text)
