"""Every cell of who × state × audience, against a table written by hand; the rule and its SQL twin alike."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import Entry, EntryState
from storyhub.learning.policy import may_answer, may_review, may_see, may_see_history, stands, visible_to
from storyhub.stories.models import State, Story
from tests.learning.entries import in_state
from tests.stories.cast import VIEWERS, add_elsewhere, viewer_named
from tests.support.staff import new_person

AUDIENCES = (Audience.CITY, Audience.NETWORK, Audience.PUBLIC)

TABLE = """
                        draft  submitted  returned  accepted
author                  x x x  x x x      x x x     x x x
second lead             - - -  x x x      - - -     x x x
lead who answered       - - -  x x x      - - -     x x x
lead of poti            - - -  - - -      - - -     - x x
anonymous               - - -  - - -      - - -     - - x
receipt holder          - - -  - - -      - - -     - - x
moderator               - - -  - - -      - - -     x x x
facilitator             - - -  - - -      - - -     x x x
learning lead           - - -  x x x      - - -     x x x
city admin              - - -  - - -      - - -     x x x
moderator of poti       - - -  - - -      - - -     - x x
admin of poti           - - -  - - -      - - -     - x x
moderator of elsewhere  - - -  - - -      - - -     - - x
lead of elsewhere       - - -  - - -      - - -     - - x
network host            - - -  - - -      - - -     - x x
host of another network - - -  - - -      - - -     - - x
site admin              - - -  - - -      - - -     - - x
both towns' facilitator - - -  - - -      - - -     x x x
worker                  x x x  x x x      x x x     x x x
"""
"""Columns: the audiences city, network, public, in each state."""


def _read(table: str) -> dict[tuple[str, EntryState, Audience], bool]:
    order = (EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED)
    pairs = [(state, audience) for state in order for audience in AUDIENCES]
    cells = {}
    for line in table.strip("\n").splitlines()[1:]:
        name, marks = line[:24].strip(), line[24:].split()
        cells |= {(name, *pair): mark == "x" for pair, mark in zip(pairs, marks, strict=True)}
    return cells


SEES = _read(TABLE)
PEOPLE = tuple(dict.fromkeys(name for name, _, _ in SEES))


@pytest.fixture
def people(app: Flask, author: Viewer, lead: Viewer, second_lead: Viewer) -> dict[str, Viewer]:
    with app.app_context():
        add_elsewhere()
        cast = {name: viewer_named(name, frozenset()) for name in VIEWERS}
    poti = new_person(app, Role.LEARNING_LEAD, "poti")
    return {**cast, "author": author, "lead who answered": lead, "second lead": second_lead, "lead of poti": poti}


@pytest.fixture
def entries(app: Flask, city: City, author: Viewer, lead: Viewer) -> dict[UUID, tuple[EntryState, Audience]]:
    """An entry in every state for every audience."""
    with app.app_context():
        return {
            in_state(author, lead, city.id, state, audience): (state, audience)
            for state in EntryState
            for audience in AUDIENCES
        }


def test_the_table_names_everybody(people: dict[str, Viewer]) -> None:
    assert set(PEOPLE) == set(people)


def test_every_viewer_sees_what_the_table_says_and_lists_agree(app: Flask, entries: dict, people: dict) -> None:
    with app.app_context():
        rows = db.session.scalars(select(Entry).where(Entry.id.in_(list(entries)))).all()
        assert len(rows) == len(EntryState) * len(AUDIENCES)
        for name in PEOPLE:
            by_rule = {entries[one.id] for one in rows if may_see(people[name], one)}
            by_sql = {entries[one] for one in db.session.scalars(select(Entry.id).where(visible_to(people[name])))}
            assert by_rule == {(s, a) for s in EntryState for a in AUDIENCES if SEES[name, s, a]}, name
            assert by_sql == by_rule, name


def test_history_and_answers_are_for_author_and_leads_of_the_town(app: Flask, entries: dict, people: dict) -> None:
    with app.app_context():
        rows = db.session.scalars(select(Entry).where(Entry.id.in_(list(entries)))).all()
        for name in PEOPLE:
            closer = name in ("author", "second lead", "lead who answered", "learning lead")
            expected = {entries[one.id] for one in rows if closer and may_see(people[name], one)}
            assert {entries[one.id] for one in rows if may_see_history(people[name], one)} == expected, name
            assert {entries[one.id] for one in rows if may_answer(people[name], one)} == expected, name


def test_only_a_lead_of_the_town_who_did_not_write_it_reviews(app: Flask, entries: dict, people: dict) -> None:
    with app.app_context():
        one = db.session.scalars(select(Entry).where(Entry.id.in_(list(entries)))).first()
        assert one is not None
        reviewers = {name for name in PEOPLE if may_review(people[name], one)}
        assert reviewers == {"second lead", "lead who answered", "learning lead"}
        lead = people["second lead"]
        assert not may_review(lead, Entry(author_id=lead.person_id, city_id=one.city_id))


@pytest.mark.parametrize(
    ("story", "readers"),
    [
        (Audience.PUBLIC, {Audience.CITY, Audience.NETWORK, Audience.PUBLIC}),
        (Audience.NETWORK, {Audience.CITY, Audience.NETWORK}),
        (Audience.CITY, {Audience.CITY}),
        (Audience.TEAM, set()),
    ],
)
def test_a_story_stands_where_every_reader_of_the_entry_may_read_it(
    city: City, story: Audience, readers: set[Audience]
) -> None:
    cited = Story(city_id=city.id, network_id=city.network_id, state=State.PUBLISHED, audience=story)
    found = {
        one for one in AUDIENCES if stands(Entry(city_id=city.id, network_id=city.network_id, audience=one), cited)
    }
    assert found == readers
    for state in set(State) - {State.PUBLISHED}:
        cited.state = state
        assert not stands(Entry(city_id=city.id, network_id=city.network_id, audience=Audience.CITY), cited)


def test_a_story_of_another_town_stands_only_as_far_as_it_is_shared(city: City) -> None:
    other = UUID(int=1)
    for audience, expected in ((Audience.CITY, False), (Audience.NETWORK, True), (Audience.PUBLIC, True)):
        cited = Story(city_id=other, network_id=city.network_id, state=State.PUBLISHED, audience=audience)
        entry = Entry(city_id=city.id, network_id=city.network_id, audience=Audience.CITY)
        assert stands(entry, cited) is expected
        cited.network_id = other
        assert stands(entry, cited) is (audience == Audience.PUBLIC)
