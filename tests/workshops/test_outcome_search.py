"""What workshops gave is found by those who may read it, by its own words, for as long as they may."""

import json
import shutil
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from storyhub.archive.cli import search_command
from storyhub.archive.queries.searching import Search, search
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.stories.models import State
from storyhub.stories.services import reviewing
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.models import OUTCOMES, OutcomeState
from storyhub.workshops.services import cards, opening
from storyhub.workshops.services import outcomes as records
from storyhub.workshops.services.cards import NewCard, add_card
from tests.support.pages import words_on
from tests.support.staff import new_person
from tests.support.stories import Told
from tests.workshops.boards import TALK, Looking, board_method, shipped
from tests.workshops.giving import OUT, gave, hide, outcomes, publish
from tests.workshops.room import Room, a_key, drafted
from tests.workshops.test_from_home import ANYWHERE, POSTAL, sent, the_card

Ask = Callable[..., Search]
Jobs = Callable[[], int]


@pytest.fixture
def ask(app: Flask) -> Ask:
    """`ask("pump", facilitator)`: among outcomes alone."""

    def asked(words: str, viewer: Viewer = ANONYMOUS, **how: object) -> Search:
        with app.app_context():
            return search(app.extensions["storyhub.index"], viewer, words, **{"only": (OUTCOMES,)} | how)

    return asked


def promised(app: Flask, facilitator: Viewer, text: str, who: str, due: str) -> Room:
    """A workshop in which somebody promised something."""
    room = drafted(app, facilitator, shipped("closing-reflection"))
    room.open()
    (seat,) = room.seats(1)
    exercise_id, step = room.play_to("promise")
    said = {"text": text, "who": who, "due": due}
    with room.inside():
        add_card(seat, NewCard(exercise_id, step, "promises", said), key=a_key())
    room.close()
    return room


def test_the_team_finds_them_when_the_workshop_is_over_and_anyone_while_its_results_are_published(
    app: Flask, facilitator: Viewer, ask: Ask, run_jobs: Jobs
) -> None:
    room = gave(app, facilitator, ["Mend the pump in the yard", "Paint the pump house"])
    code = outcomes(room)["Mend the pump in the yard"].code
    readers = {"team": facilitator, "neighbour": new_person(app, Role.FACILITATOR, "poti"), "anyone": ANONYMOUS}

    def finding(typed: str = "mended pumps") -> set[str]:
        found = {name: ask(typed, viewer) for name, viewer in readers.items()}
        assert all(one.total == len(one.hits) for one in found.values())
        return {name for name, one in found.items() if code in [hit.code for hit in one.hits]}

    assert finding() == set(), "the index has not seen it"
    run_jobs()
    assert finding() == {"team"}
    publish(room)
    run_jobs()
    assert finding() == set(readers)
    facets = ask("pump", with_facets=True).facets
    assert (facets["lang:en"], len([term for term in facets if term.startswith("month:")])) == (2, 1)
    with room.inside():
        records.keep_in(facilitator, outcomes(room)["Mend the pump in the yard"].id)
    assert finding() == set(), "what has changed is left out until the index has seen it"
    run_jobs()
    assert finding() == {"team"}
    with room.inside():
        records.let_out(facilitator, outcomes(room)["Mend the pump in the yard"].id)
    run_jobs()
    assert finding() == set(readers)
    hide(room)
    assert "anyone" not in finding()
    run_jobs()
    assert finding() == {"team"}


def test_what_the_workshop_does_not_give_any_more_is_found_by_nobody(
    app: Flask, facilitator: Viewer, ask: Ask, run_jobs: Jobs
) -> None:
    room = gave(app, facilitator, ["Mend the pump", "Sell the pump"])
    publish(room)
    with room.inside():
        opening.reopen_workshop(facilitator, room.id, key=a_key())
        cards.refuse_card(facilitator, outcomes(room)["Sell the pump"].card_id, key=a_key())
    room.close()
    publish(room)
    run_jobs()
    for viewer in (ANONYMOUS, facilitator):
        assert [hit.title for hit in ask("pump", viewer).hits] == ["Mend the pump"]
    assert outcomes(room)["Sell the pump"].state == OutcomeState.LEFT_OUT


def test_its_own_words_find_it_and_never_a_name_nor_what_a_story_says(
    app: Flask, facilitator: Viewer, ask: Ask, run_jobs: Jobs, tell: Callable[..., Told]
) -> None:
    room = promised(app, facilitator, "I will ring the water office", "Nana Kobalia", "2031-12-01")
    told = tell(state="published", body="The kettle stood empty for three days.", uses={"workshops", "quotation"})
    told_of = gave(app, facilitator, ["Carry on"], told.id)
    publish(room)
    publish(told_of)
    (kept,) = outcomes(room).values()
    assert kept.owner == "Nana Kobalia"
    with room.inside():
        records.name_owner(facilitator, kept.id, True, seen=kept.revision)
        records.settle_outcome(
            facilitator, kept.id, OutcomeState.DONE, "They promised a timetable.", seen=kept.revision + 1
        )
    run_jobs()
    found = {
        typed: [hit.title for hit in ask(typed, facilitator).hits]
        for typed in ("water", "timetable", "Kobalia", "kettle", f"code:{kept.code}")
    }
    assert found["water"] == found["timetable"] == ["I will ring the water office"]
    assert found["Kobalia"] == found["kettle"] == []


def test_the_words_of_a_story_sent_from_home_are_found_no_more_from_the_moment_its_teller_takes_it_back(
    workshop_of: Callable[..., Room], ask: Ask, run_jobs: Jobs, moderator: Viewer, client: FlaskClient
) -> None:
    room = workshop_of(board_method(POSTAL, TALK, output=[OUT]))
    room.advance()
    story_id = sent(room, run_jobs, uses=ANYWHERE, body="A heron sleeps on the roof of our school in 2040.")
    Looking(room).act(cards.release_card, room.facilitator, the_card(room, story_id).id)
    with room.inside():
        reviewing.publish_story(moderator, story_id, seen_state=State.WAITING)
    room.close()
    publish(room)
    run_jobs()
    assert ask("heron").total == 1
    with room.inside():
        withdraw_story(story_id)
    for viewer in (ANONYMOUS, room.facilitator):
        assert (ask("heron", viewer).total, ask("heron", viewer).hits) == (0, [])
    assert "heron" not in client.get("/en/rustavi/stories?q=sleeps&in=outcome").text
    run_jobs()
    assert ask("heron", room.facilitator).total == 0
    assert "heron" not in repr([one.title for one in outcomes(room).values()])


def test_the_page_of_what_was_found_lists_them_beside_stories(
    app: Flask, facilitator: Viewer, client: FlaskClient, run_jobs: Jobs, tell: Callable[..., Told]
) -> None:
    tell(state="published")
    room = promised(app, facilitator, "I will ring the water office", "Nana Kobalia", "2031-12-01")
    run_jobs()
    assert "From workshops" not in client.get("/en/rustavi/stories?q=water").text
    publish(room)
    run_jobs()
    (kept,) = outcomes(room).values()
    tabs = client.get("/en/rustavi/stories?q=water").text
    assert "From workshops" in tabs
    assert "in=outcome" in tabs
    page = client.get("/en/rustavi/stories?q=water&in=outcome")
    words = words_on(page.text)
    for said in ("Commitment", "By December 1, 2031", "Water in our yard", "I will ring the", "1 found"):
        assert said in words, said
    assert f'href="/en/rustavi/outcomes/{kept.code}"' in page.text
    assert f'href="/en/rustavi/workshops/{room.code}"' in page.text
    assert "Kobalia" not in page.text
    assert "1 found" in words_on(client.get("/en/stories?q=water&in=outcome").text)


def test_the_command_line_names_the_source_of_what_it_finds(app: Flask, facilitator: Viewer, run_jobs: Jobs) -> None:
    room = gave(app, facilitator, ["Mend the pump in the yard"])
    ask = ["pump", "--source", "outcome", "--source", "story", "--json"]

    def found() -> list[dict[str, str]]:
        with app.app_context():
            return json.loads(CliRunner().invoke(search_command, ask).stdout)["hits"]

    run_jobs()
    assert found() == []
    publish(room)
    run_jobs()
    (hit,) = found()
    assert (hit["source"], hit["title"], hit["language"]) == (OUTCOMES, "Mend the pump in the yard", "en")
    assert hit["code"] == outcomes(room)["Mend the pump in the yard"].code


def test_without_an_index_they_are_narrowed_as_well_and_shown_to_the_same_people(
    app: Flask, facilitator: Viewer, ask: Ask, run_jobs: Jobs
) -> None:
    room = gave(app, facilitator, ["Mend the pump"])
    run_jobs()
    shutil.rmtree(app.extensions["storyhub.index"].generations.root)
    assert (ask("pump").total, ask("pump", facilitator).total) == (0, 1)
    publish(room)
    counts = {"lang:en": 1, "lang:ka": 0, "theme:water": 0, "city:rustavi": 1, "city:poti": 0, "from:2001": 1}
    counts |= {"to:2001": 0, "kind:lived": 0, '"no such words"': 0, "pump": 1, "text": 0}
    for typed, count in counts.items():
        found = ask(typed)
        assert (found.is_whole, found.total, len(found.hits)) == (False, count, count), typed
