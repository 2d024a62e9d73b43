"""Drafts: private, saved as often as one likes, never overwritten by an older page; submitted whole, and taken back."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.draft import LONGEST
from storyhub.learning.models import Confidence, Entry, EntryState, EntryTheme, EntryVersion
from storyhub.learning.services import writing
from storyhub.learning.services.trail import EntryMoved
from storyhub.learning.services.writing import OlderPage
from storyhub.stories.models import StoryUse
from storyhub.themes.models import Theme
from tests.learning.entries import (
    QUOTABLE,
    QUOTED,
    WORDS,
    accept,
    acts_of,
    begun,
    cite,
    entry_of,
    in_state,
    return_,
    submit,
)
from tests.support.staff import new_person
from tests.support.stories import Told


def used(entry_id: object) -> set[object]:
    rows = select(StoryUse.story_id).where(StoryUse.object_id == entry_id, StoryUse.ended_at.is_(None))
    return set(db.session.scalars(rows))


def test_any_staff_of_the_town_begins_an_entry_and_nobody_else(app: Flask, city: City) -> None:
    for role in (Role.MODERATOR, Role.FACILITATOR, Role.LEARNING_LEAD, Role.CITY_ADMIN):
        someone = new_person(app, role)
        with app.app_context():
            assert writing.begin_entry(someone, city.id, "en")
    strangers = [Viewer(), new_person(app, Role.NETWORK_HOST), new_person(app, Role.LEARNING_LEAD, "poti")]
    for someone in strangers:
        with app.app_context(), pytest.raises(NotAllowed):
            writing.begin_entry(someone, city.id, "en")


def test_beginning_twice_without_a_word_between_leaves_one_draft(context: Flask, city: City, author: Viewer) -> None:
    first = writing.begin_entry(author, city.id, "en")
    assert writing.begin_entry(author, city.id, "ka") == first
    entry_id = db.session.scalars(select(Entry.id).where(Entry.code == first)).one()
    writing.save_draft(author, entry_id, WORDS, seen_revision=0)
    assert writing.begin_entry(author, city.id, "en") != first


def test_what_is_saved_is_there(context: Flask, city: City, author: Viewer) -> None:
    themes = frozenset(db.session.scalars(select(Theme.id).limit(3)))
    entry_id = begun(author, city.id, theme_ids=themes, confidence=Confidence.LOW, language="ka")
    entry = entry_of(entry_id)
    assert (entry.title, entry.missing_voice, entry.language) == (WORDS.title, WORDS.missing_voice, "ka")
    assert entry.confidence == Confidence.LOW
    assert (entry.state, entry.revision, entry.version) == (EntryState.DRAFT, 1, 0)
    assert set(db.session.scalars(select(EntryTheme.theme_id).where(EntryTheme.entry_id == entry_id))) == themes
    assert acts_of(entry_id) == ["begun"]


def test_an_older_page_overwrites_nothing(context: Flask, city: City, author: Viewer) -> None:
    entry_id = begun(author, city.id)
    writing.save_draft(author, entry_id, replace(WORDS, title="Newer"), seen_revision=1, page="a")
    with pytest.raises(OlderPage):
        writing.save_draft(author, entry_id, replace(WORDS, title="Older"), seen_revision=1, page="b")
    assert entry_of(entry_id).title == "Newer"
    with pytest.raises(OlderPage):
        writing.submit_entry(author, entry_id, seen_revision=1)


def test_a_page_whose_answer_was_lost_on_the_way_saves_again(context: Flask, city: City, author: Viewer) -> None:
    entry_id = begun(author, city.id)
    for title in ("One", "Two", "Three"):
        writing.save_draft(author, entry_id, replace(WORDS, title=title), seen_revision=1, page="the same page")
    assert entry_of(entry_id).title == "Three"
    assert entry_of(entry_id).revision == 4


def test_of_two_pages_saving_in_the_same_moment_one_is_told(app: Flask, city: City, author: Viewer) -> None:
    with app.app_context():
        entry_id = begun(author, city.id)
    together, outcomes = threading.Barrier(2), []

    def save(page: str) -> None:
        with app.app_context():
            together.wait()
            try:
                writing.save_draft(author, entry_id, replace(WORDS, title=page), seen_revision=1, page=page)
                outcomes.append("saved")
            except OlderPage:
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=save, args=(page,)) for page in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "told"]


def test_nobody_else_writes_in_a_draft(app: Flask, city: City, author: Viewer, lead: Viewer) -> None:
    with app.app_context():
        entry_id = begun(author, city.id)
        for someone in (lead, Viewer(), Viewer(roles=lead.roles, is_site_admin=True)):
            with pytest.raises(NotFound):
                writing.save_draft(someone, entry_id, WORDS, seen_revision=1)
        submit(author, entry_id)
        with pytest.raises(NotAllowed):
            writing.take_back_entry(lead, entry_id)


def test_a_draft_says_which_part_is_too_long(context: Flask, city: City, author: Viewer) -> None:
    entry_id = begun(author, city.id)
    for name, most in LONGEST.items():
        with pytest.raises(Invalid) as refusal:
            writing.save_draft(author, entry_id, replace(WORDS, **{name: "ა" * (most + 1)}), seen_revision=1)
        assert refusal.value.fields == {name: "too_long"}
    six = frozenset(db.session.scalars(select(Theme.id).limit(6)))
    with pytest.raises(Invalid) as refusal:
        writing.save_draft(author, entry_id, replace(WORDS, theme_ids=six, language="xx"), seen_revision=1)
    assert refusal.value.fields == {"themes": "too_many_themes", "language": "entry_language"}
    with pytest.raises(Invalid):
        writing.save_draft(author, entry_id, replace(WORDS, audience=Audience.TEAM), seen_revision=1)


def test_submitting_needs_a_title_what_happened_and_so_what(context: Flask, city: City, author: Viewer) -> None:
    entry_id = begun(author, city.id, title="", what_happened="", so_what="")
    with pytest.raises(Invalid) as refusal:
        submit(author, entry_id)
    assert set(refusal.value.fields) == {"title", "what_happened", "so_what"}
    assert entry_of(entry_id).state == EntryState.DRAFT


def test_what_is_submitted_is_kept_whole_but_for_the_quoted_words(
    context: Flask, city: City, author: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(**QUOTABLE)
    entry_id = begun(author, city.id)
    cite(author, entry_id, story, QUOTED)
    submit(author, entry_id)
    entry = entry_of(entry_id)
    version = db.session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry_id)).one()
    assert (entry.state, entry.version, version.number) == (EntryState.SUBMITTED, 1, 1)
    assert version.content["so_what"] == WORDS.so_what
    [kept] = version.content["evidence"]
    assert kept["story"] == str(story.id)
    assert kept["quoted"][1] - kept["quoted"][0] == len(QUOTED)
    assert QUOTED not in str(version.content)
    assert acts_of(entry_id) == ["begun", "submitted"]


def test_a_story_is_on_the_thread_while_the_entry_is_submitted_or_accepted(
    context: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(state="published")
    entry_id = begun(author, city.id)
    cite(author, entry_id, story)
    assert used(entry_id) == set()
    submit(author, entry_id)
    assert used(entry_id) == {story.id}
    return_(lead, entry_id)
    assert used(entry_id) == set()
    submit(author, entry_id)
    accept(lead, entry_id)
    assert used(entry_id) == {story.id}
    writing.take_back_entry(author, entry_id)
    assert used(entry_id) == set()
    assert acts_of(entry_id) == ["begun", "submitted", "returned", "submitted", "accepted", "taken_back"]
    assert db.session.scalar(select(func.count()).select_from(EntryVersion)) == 2


def test_an_entry_is_not_submitted_to_more_readers_than_its_stories_have(
    context: Flask, city: City, author: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(state="published", audience="city")
    entry_id = begun(author, city.id)
    cite(author, entry_id, story)
    writing.save_draft(author, entry_id, replace(WORDS, audience=Audience.PUBLIC), seen_revision=1)
    with pytest.raises(Invalid) as refusal:
        submit(author, entry_id)
    assert refusal.value.fields == {"audience": "evidence_not_open"}


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.ACCEPTED])
def test_what_was_submitted_is_not_written_in_before_it_is_taken_back(
    context: Flask, city: City, author: Viewer, lead: Viewer, state: EntryState
) -> None:
    entry_id = in_state(author, lead, city.id, state)
    with pytest.raises(EntryMoved):
        writing.save_draft(author, entry_id, WORDS, seen_revision=1)
    with pytest.raises(EntryMoved):
        submit(author, entry_id)
    writing.take_back_entry(author, entry_id)
    with pytest.raises(EntryMoved):
        writing.take_back_entry(author, entry_id)
    writing.save_draft(author, entry_id, WORDS, seen_revision=1)
