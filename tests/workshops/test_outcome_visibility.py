"""Every surface shows an outcome to exactly those who may read it, and its words to nobody else."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from storyhub.archive.queries.alike import similar, similar_to_text
from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.completing import complete
from storyhub.archive.queries.searching import find, search, totals_for
from storyhub.archive.queries.suggesting import meant_and_nearest, suggestion_for
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Use
from storyhub.workshops.models import OUTCOMES, Outcome, OutcomeState, Workshop
from storyhub.workshops.policy import may_see_outcome
from storyhub.workshops.queries.outcomes import outcomes_by_id
from storyhub.workshops.services import outcomes as records
from storyhub.workshops.services.outcome_stories import note_found
from tests.stories.cast import add_elsewhere, browser_of, viewer_named
from tests.support.stories import Told
from tests.workshops.giving import gave, hide, outcomes, publish

TABLE = """
                        published  hidden  kept_in  rehearsal  discarded  left_out
anonymous               x          -       -        -          -          -
receipt holder          x          -       -        -          -          -
moderator               x          x       x        -          -          -
facilitator             x          x       x        -          -          -
learning lead           x          x       x        -          -          -
city admin              x          x       x        -          -          -
moderator of poti       x          -       -        -          -          -
network host            x          -       -        -          -          -
host of another network x          -       -        -          -          -
site admin              x          -       -        -          -          -
both towns' facilitator x          x       x        -          -          -
worker                  x          x       x        -          -          -
"""
HEAD, *ROWS = TABLE.strip("\n").splitlines()
CASES = HEAD.split()
SEES = {row[:24].strip(): dict(zip(CASES, (mark == "x" for mark in row[24:].split()), strict=True)) for row in ROWS}
BROWSERS = ("anonymous", "moderator", "facilitator", "city admin", "moderator of poti", "network host", "site admin")
LETTERS = "bdfgjk"


def canary(case: str) -> str:
    """A word that stands in this outcome's title and nowhere else, and is no two letters away from another one."""
    return f"qu{LETTERS[CASES.index(case)] * 4}ssss"


@dataclass
class World:
    app: Flask
    told: Told
    found: dict[str, Outcome]

    def codes(self, name: str) -> set[str]:
        return {self.found[case].code for case in CASES if SEES[name][case]}

    def shown(self, text: str) -> set[str]:
        """The cases of which something stands there."""
        return {case for case, one in self.found.items() if canary(case) in text or one.code in text}

    def expected(self, name: str) -> set[str]:
        return {case for case in CASES if SEES[name][case]}


@pytest.fixture
def world(app: Flask, facilitator: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]) -> World:
    """An outcome of each kind, each with the one story behind it."""
    told = tell(state="published", uses=frozenset({Use.WORKSHOPS}))
    found: dict[str, Outcome] = {}
    for case in CASES:
        room = gave(app, facilitator, [f"Mend the {canary(case)} pump"], told.id)
        (found[case],) = outcomes(room).values()
        publish(room)
        if case == "hidden":
            hide(room)
        with room.inside():
            if case == "kept_in":
                records.keep_in(facilitator, found[case].id)
            elif case in ("rehearsal", "discarded", "left_out"):
                _set_aside(case, found[case])
    with app.app_context():
        add_elsewhere()
        run_jobs()
    return World(app, told, found)


def _set_aside(case: str, outcome: Outcome) -> None:
    """By hand: no service makes a record of a rehearsal, nor throws away a workshop that gave one."""
    values: dict[str, dict[str, Any]] = {
        "rehearsal": {"is_rehearsal": True},
        "discarded": {"discarded_at": clock.now()},
    }
    with transaction() as session:
        if case == "left_out":
            session.execute(update(Outcome).where(Outcome.id == outcome.id).values(state=OutcomeState.LEFT_OUT))
        else:
            session.execute(update(Workshop).where(Workshop.id == outcome.workshop_id).values(values[case]))
        note_found([outcome])


def test_the_rule_says_the_same_in_python_and_as_sql(world: World) -> None:
    with world.app.app_context():
        ids = [one.id for one in world.found.values()]
        for name in SEES:
            viewer = viewer_named(name, frozenset({world.told.id}))
            assert {one.code for one in outcomes_by_id(viewer, ids)} == world.codes(name), name
            rows = [db.session.get_one(Outcome, one) for one in ids]
            said = {
                one.code for one in rows if may_see_outcome(viewer, one, db.session.get_one(Workshop, one.workshop_id))
            }
            assert said == world.codes(name), name


def test_nobody_is_told_of_an_outcome_that_they_may_not_read(world: World) -> None:
    index = world.app.extensions["storyhub.index"]
    with world.app.app_context():
        for name in SEES:
            # The worker has no page and asks for none: it finds no more than anyone.
            reader = "anonymous" if name == "worker" else name
            viewer = viewer_named(name, frozenset({world.told.id}))
            listed = find(index, viewer, OUTCOMES, question_for("mend"), with_facets=True, limit=50)
            assert listed is not None
            assert listed.total == len(world.expected(reader)), name
            assert listed.facets.get("lang:en", 0) == listed.total, name
            assert totals_for(index, viewer, question_for("mend"))[OUTCOMES] == listed.total
            for case, outcome in world.found.items():
                said = json.dumps(_said_to(index, viewer, case, outcome), default=str)
                shown = {case} & world.expected(reader)
                assert world.shown(said) & {case} == shown, (name, case)


def _said_to(index: Any, viewer: Viewer, case: str, outcome: Outcome) -> list[Any]:
    """Everything that can be got out of the archive about one word and one outcome."""
    word, said = canary(case), []
    for typed in (word, f"{word[:4]}*", f"{word[:3]}z{word[4:]}"):
        found = search(index, viewer, typed, limit=50)
        question = question_for(typed)
        said += [found.hits, found.suggestion, meant_and_nearest(index, viewer, OUTCOMES, question, limit=20)[1]]
        said += [suggestion_for(index, viewer, OUTCOMES, question), complete(index, viewer, typed, limit=20)]
    said += [similar(index, viewer, OUTCOMES, outcome.id, 20)]
    said += [similar_to_text(index, viewer, f"Mend the {word} pump", "en", limit=20)]
    return [[asdict(hit) for hit in one] if isinstance(one, list | tuple) else one for one in said]


def test_every_page_shows_an_outcome_to_exactly_those_who_may_read_it(world: World) -> None:
    wrong = []
    for name in BROWSERS:
        browser, expected = browser_of(world.app, name), world.expected(name)
        for case, outcome in world.found.items():
            answer = browser.get(f"/en/rustavi/outcomes/{outcome.code}")
            if answer.status_code != (200 if case in expected else 404) or (
                canary(case) in answer.text and case not in expected
            ):
                wrong.append((name, case, "page", answer.status_code))
            if browser.get(f"/en/poti/outcomes/{outcome.code}").status_code != 404:
                wrong.append((name, case, "page of another town"))
        wrong += [(name, what, shown) for what, shown in _lists(world, browser).items() if shown != expected]
        wrong += [(name, path) for path in ELSEWHERE if world.shown(browser.get(path, headers=FRAGMENT).text)]
    assert wrong == []


ELSEWHERE = (
    "/en/rustavi/stories.atom",
    "/en/stories.atom",
    "/en/rustavi/stories.json",
    "/sitemap-rustavi.xml",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/en/rustavi/stories",
    "/en/rustavi/stories?q=mend",
    *(f"/en/rustavi/stories/suggest?q={canary(case)[:-2]}" for case in CASES),
)
"""Where stories alone stand, whoever asks."""
FRAGMENT = {"HX-Request": "true"}


def _lists(world: World, browser: FlaskClient) -> dict[str, set[str]]:
    """What is shown on each page that lists several."""
    paths = {
        "found": "/en/rustavi/stories?q=mend&in=outcome",
        "found anywhere": "/en/stories?q=mend&in=outcome",
        "thread of the story": f"/en/rustavi/stories/{world.told.code}",
    }
    return {what: world.shown(browser.get(path).text) for what, path in paths.items()}
