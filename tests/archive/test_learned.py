"""Accepted entries and sent answers are found by those who may read them, from the moment they are and no longer."""

import shutil
from collections.abc import Callable

import pytest
from flask import Flask

from storyhub.archive.queries.searching import Search
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import ANSWERS, ENTRIES
from storyhub.learning.services.writing import take_back_entry
from tests.learning.answering import accepted_entry, sent
from tests.support.staff import new_person
from tests.support.stories import Told

Ask = Callable[..., Search]


@pytest.mark.parametrize("audience", [Audience.CITY, Audience.NETWORK, Audience.PUBLIC])
def test_an_accepted_entry_is_found_by_its_audience_until_its_author_takes_it_back(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Ask, audience: Audience
) -> None:
    told = tell(state="published")
    run_jobs()
    entry = accepted_entry(app, [told], theme="water", audience=audience)
    neighbour = new_person(app, Role.FACILITATOR, "poti")
    readers: dict[str, Viewer] = {"town": entry.lead, "network": neighbour, "anyone": ANONYMOUS}
    reached = {Audience.CITY: {"town"}, Audience.NETWORK: {"town", "network"}, Audience.PUBLIC: set(readers)}[audience]

    def finding() -> set[str]:
        found = {name: ask("hours theme:water", viewer, only=(ENTRIES,)) for name, viewer in readers.items()}
        assert all(one.total == len(one.hits) for one in found.values())
        return {name for name, one in found.items() if [hit.code for hit in one.hits] == [entry.code]}

    assert finding() == set()
    run_jobs()
    assert finding() == reached
    assert "We ask." in ask("hours", entry.lead, only=(ENTRIES,)).hits[0].text
    with app.app_context():
        take_back_entry(entry.author, entry.entry_id)
    assert finding() == set()
    run_jobs()
    assert finding() == set()


def test_an_answer_is_found_by_anyone_once_it_is_sent_and_stories_count_as_heard(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Ask
) -> None:
    told = tell(state="published")
    code = sent(app, accepted_entry(app, [told], theme="water"))
    run_jobs()
    found = ask("utility printed hours", only=(ANSWERS,), with_facets=True, with_totals=True)
    assert [(hit.code, hit.title) for hit in found.hits] == [(code, "Water in the yards")]
    assert found.facets["theme:water"] == found.totals[ANSWERS] == 1
    assert {hit.source for hit in ask("water").hits} == {ANSWERS, "story"}


def test_a_found_answer_is_drawn_in_the_readers_language_or_else_in_the_one_most_share(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Ask
) -> None:
    told = tell(state="published")
    sent(app, accepted_entry(app, [told], theme="water"), ("en", "ka"))
    run_jobs()
    languages = {
        read: ask("water", only=(ANSWERS,), language=read).hits[0].language for read in ("en", "ka", "hy", None)
    }
    assert languages == {"en": "en", "ka": "ka", "hy": "en", None: "en"}


def test_without_an_index_entries_and_answers_are_narrowed_as_well(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], ask: Ask
) -> None:
    entry = accepted_entry(app, [tell(state="published")], theme="water", audience=Audience.PUBLIC)
    sent(app, entry)
    run_jobs()
    shutil.rmtree(app.extensions["storyhub.index"].generations.root)
    counts = {"lang:en": 1, "lang:ka": 0, "theme:water": 1, "theme:housing": 0, "city:poti": 0, "from:2001": 1}
    counts |= {"to:2001": 0, "kind:lived": 0, '"no such words"': 0, "elephant*": 0}
    for source in (ENTRIES, ANSWERS):
        for typed, count in counts.items():
            found = ask(typed, only=(source,))
            assert (found.is_whole, found.total) == (False, count), (source, typed)
