"""Nothing of a story that somebody may not see comes out of any part of the search: whoever asks, whatever they ask.

Every function that answers from the index is asked by those in the visibility table who differ for it. Each story has one
word of its own in title, text and place.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.adapters.index import Index
from storyhub.archive.queries.alike import similar, similar_to_text, themes_like
from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.completing import complete
from storyhub.archive.queries.searching import find, search, totals_for
from storyhub.archive.queries.suggesting import meant_and_nearest, suggestion_for
from storyhub.archive.snippets import plain, snippet
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import ANONYMOUS, Viewer
from storyhub.stories.models import SOURCE, Mask, Story
from storyhub.stories.models.desk import Withheld
from storyhub.stories.services.showing import show_version
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.themes.models import Theme
from tests.stories.cast import AUDIENCES, STATES, add_elsewhere, lists, viewer_named
from tests.support.stories import Told

CASES = [*(("published", one) for one in AUDIENCES), *((one, "public") for one in STATES if one != "published")]
READERS = ("anonymous", "receipt holder", "moderator", "moderator of poti", "host of another network", "worker")
ASKING_ON = {"receipt holder", "moderator", "moderator of poti"}
"""Those who hold something more than others: they are followed through everything that can be asked."""
LETTERS = "bcdfghjklmnprstvwxyz"
Case = tuple[str, str]


def own_word(at: int) -> str:
    """A word that no other story has nor a word two letters away."""
    return f"qu{LETTERS[at] * 4}ssss"


@pytest.fixture
def world(app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int]) -> dict[Case, tuple[Told, str]]:
    """A published story for each audience and one in each other state, on a theme of its own as far as there are themes."""
    with app.app_context():
        themes = db.session.scalars(select(Theme.id).where(Theme.kind == "theme").order_by(Theme.position)).all()
    told: dict[Case, tuple[Told, str]] = {}
    for at, case in enumerate(CASES):
        state, word = case[0] if case[0] != "withdrawn" else "published", own_word(at)
        story = tell(
            state=state,
            audience=case[1],
            title=f"The {word} house",
            body=f"Everybody here carries water past the {word} every single evening.",
            place=f"{word} lane",
            theme_ids=(themes[at % len(themes)],),
        )
        told[case] = (story, word)
    with app.app_context():
        add_elsewhere()
        run_jobs()
        withdraw_story(told["withdrawn", "public"][0].id)
    return told


def said_to(index: Index, viewer: Viewer, word: str, story: Told) -> Iterator[tuple[str, Any]]:
    """Everything that can be got out of the archive about one word and one story, as it would be drawn."""
    for typed in (word, f"{word[:4]}*", f"water {word} tram", f"{word[:3]}z{word[4:]}"):
        found = search(index, viewer, typed, only=(SOURCE,), limit=100, with_facets=True, with_totals=True)
        yield typed, [asdict(hit) for hit in found.hits]
        yield f"suggestion for {typed}", found.suggestion
        yield f"snippets of {typed}", [plain(snippet(found.question, hit.text, hit.language)) for hit in found.hits]
        question = question_for(typed)
        yield (
            f"nearest to {typed}",
            [asdict(hit) for hit in meant_and_nearest(index, viewer, SOURCE, question, limit=50)[1]],
        )
        yield f"meant by {typed}", suggestion_for(index, viewer, SOURCE, question)
        meant, near = meant_and_nearest(index, viewer, SOURCE, question, limit=50)
        yield f"instead of {typed}", [meant, *(asdict(hit) for hit in near)]
        yield f"completing {typed}", [asdict(hit) for hit in complete(index, viewer, typed, limit=50)]
    yield "similar", [asdict(hit) for hit in similar(index, viewer, SOURCE, story.id, 50)]
    text = f"The {word} house, the {word} lane, and water every evening."
    yield "like a text", [asdict(hit) for hit in similar_to_text(index, viewer, text, "en", limit=50)]
    yield (
        "themes like it",
        [(slug, [asdict(one) for one in hits]) for slug, hits in themes_like(index, viewer, text, "en")],
    )


def counted(index: Index, viewer: Viewer, word: str) -> list[int]:
    """Every number about a word: hits, ids, tabs, facets."""
    found = search(index, viewer, word, only=(SOURCE,), with_facets=True, with_totals=True)
    listed = find(index, viewer, SOURCE, question_for(word), with_facets=True)
    assert listed is not None
    tabs = totals_for(index, viewer, question_for(word))
    return [found.total, listed.total, *found.totals.values(), tabs[SOURCE], *(set(found.facets.values()) or {0})]


def test_nobody_is_told_of_a_story_that_they_may_not_see(
    app: Flask, index: Index, world: dict[Case, tuple[Told, str]]
) -> None:
    with app.app_context():
        for name in READERS:
            # A receipt opens a story's page, and the worker has no page: neither finds more than anyone.
            reader = "anonymous" if name in ("receipt holder", "worker") else name
            viewer = viewer_named(name, frozenset(story.id for story, _ in world.values()))
            seen = [case for case in world if lists(reader, *case)]
            everything = find(index, viewer, SOURCE, question_for("water"), limit=100, with_facets=True)
            assert everything is not None
            assert everything.total == len(seen)
            assert sum(count for term, count in everything.facets.items() if term.startswith("lang:")) == len(seen)
            for case, (story, word) in world.items():
                assert set(counted(index, viewer, f'"{word}"')) == {int(case in seen)}, (name, case)
                if case not in seen and name in ASKING_ON:
                    _assert_nothing_is_said(index, viewer, story, word)


def _assert_nothing_is_said(index: Index, viewer: Viewer, story: Told, word: str) -> None:
    for what, said in said_to(index, viewer, word, story):
        drawn = json.dumps(said, default=str)
        assert word not in drawn, (viewer, what)
        assert story.code not in drawn, (viewer, what)


def test_what_is_seen_is_said(app: Flask, index: Index, world: dict[Case, tuple[Told, str]]) -> None:
    """The test above would pass over an archive that says nothing."""
    story, word = world["published", "public"]
    with app.app_context():
        said = dict(said_to(index, ANONYMOUS, word, story))
        assert word in said[f"meant by {word[:3]}z{word[4:]}"]
        assert story.code in json.dumps(said[f"completing {word}"], default=str)
        assert story.code in json.dumps(said["like a text"], default=str)
        assert story.code in json.dumps(said[f"nearest to {word[:3]}z{word[4:]}"], default=str)
        hidden, hidden_word = world["published", "city"]
        facilitator = viewer_named("facilitator", frozenset())
        assert hidden.code in json.dumps(dict(said_to(index, facilitator, hidden_word, hidden)), default=str)


def test_a_masked_name_comes_out_nowhere(
    app: Flask, index: Index, tell: Callable[..., Told], run_jobs: Callable[[], int], moderator: Viewer
) -> None:
    told = tell(state="published", body="Our neighbour Ketevanuka carries the water for all of us.")
    run_jobs()
    with app.app_context():
        with transaction() as session:
            where = {"part": "body", "start": 14, "end": 24, "exact": "Ketevanuka", "what": Withheld.NAME}
            session.add(Mask(story_id=told.id, version=1, actor_id=moderator.person_id, at=clock.now(), **where))
            show_version(session, session.get_one(Story, told.id), 1)
        for viewer in (ANONYMOUS, moderator):
            _assert_no_mask_is_lifted(index, viewer, told)
        run_jobs()
        _assert_no_mask_is_lifted(index, ANONYMOUS, told)


def _assert_no_mask_is_lifted(index: Index, viewer: Viewer, told: Told) -> None:
    assert set(counted(index, viewer, '"Ketevanuka"')) == {0}
    said = [said for _what, said in said_to(index, viewer, "ketevanuka", told)]
    assert "ketevanuka" not in json.dumps(said, default=str).casefold()
