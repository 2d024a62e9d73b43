"""How a record came about, from an experiment back to the story behind the first signal; and who reads how much of it."""

from collections.abc import Callable, Collection
from uuid import UUID

from flask.testing import FlaskClient

from storyhub.core.visibility import Audience as Circle
from storyhub.stories.models import Use
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.queries.trail import led_here
from storyhub.workshops.services import clustering, merging, opening, outcomes
from tests.support.pages import words_on
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, HEAP, NEXT_RING, RING, TALK, Looking, board_method
from tests.workshops.recorded import records
from tests.workshops.room import Room
from tests.workshops.rustavi import begin, walk_through

Opened = Callable[..., Room]
BOTH = frozenset({Use.WORKSHOPS, Use.QUOTATION})
WORDS = "The well ran dry in June, and nobody came."


def led(room: Room, card_id: UUID) -> list[str]:
    with room.inside():
        return [card.fields.get("text", card.fields.get("name", "")) for card in led_here([card_id])[card_id]]


def test_the_rustavi_path_leaves_records_that_know_how_they_came_about(
    workshop_of: Opened, tell: Callable[..., Told], client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    told = tell(state="published", body=WORDS, audience=Circle.PUBLIC, uses=BOTH)
    walk = begin(workshop_of("rustavi"))
    walk_through(walk, told.id)
    room = walk.room
    room.close()
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    by_title = {one.title: one for one in records(room)}
    assert [(one.kind.value, one.title) for one in records(room)] == [
        ("signal", "Wells run dry"),
        ("signal", "Buses stop early"),
        ("driver", "Nobody drives at night"),
        ("driver", "Water runs short"),
        ("scenario", "Night town"),
        ("idea", "Open the market after dark"),
        ("option", "A night market"),
        ("experiment", "Open the market at night"),
        ("commitment", "Ask for the key"),
    ], "what was carried on stands once, as the last exercise gave it"

    option, driver = by_title["A night market"], by_title["Water runs short"]
    assert option.figures["verdict"] == "no_regret"
    (cell,) = option.figures["ratings"]
    assert (cell["median"], cell["n"], cell["column"]) == (2, 4, str(walk.card("Night town", 5)))
    impact = next(one for one in driver.figures["ratings"] if one["dim"] == "impact")
    assert (impact["median"], impact["is_disputed"]) == (3.5, True)
    scenario = by_title["Night town"]
    assert set(scenario.fields) == {"story", "winners", "early_sign"}

    trail = led(room, by_title["Open the market at night"].card_id)
    assert trail[0] == "A night market"
    places = [
        trail.index(text) for text in ("A night market", "Night town", "Water", "Water runs short", "Wells run dry")
    ]
    assert places == sorted(places), "option, world, axis, driver, signal: from the nearest to the first"
    assert led(room, by_title["Wells run dry"].card_id) == []

    def page(title: str, browser: FlaskClient = client) -> str:
        return browser.get(f"/en/rustavi/outcomes/{by_title[title].code}").text

    said = words_on(page("Open the market at night"))
    places = [
        said.index(text) for text in (WORDS, "Water runs short", "Shops open at dusk", "Night town", "A night market")
    ]
    assert places == sorted(places), "read from the first story on"
    assert said.count(WORDS) == 1, "a story stands where it came in"
    assert "1 story behind it" in said
    assert f"/en/rustavi/stories/{told.code}" in page("Night town")
    assert f"/en/rustavi/outcomes/{driver.code}" in page("Night town")
    assert "Lali wakes at noon." in words_on(page("Night town"))
    assert "people differ" in words_on(page("Water runs short"))
    assert "Holds in every world: begin" in words_on(page("A night market"))
    assert f"/en/rustavi/outcomes/{scenario.code}" in page("A night market"), "each world leads to its record"
    in_georgian = client.get(f"/ka/rustavi/outcomes/{driver.code}").text
    assert 'lang="ka">' in in_georgian
    assert "What is pushing" not in in_georgian

    results = f"/en/rustavi/workshops/{room.code}/results"
    read, team = client.get(results).text, as_role("learning_lead").get(results).text
    assert "How it does in each world" in words_on(read)
    for kept_in_the_room in ("The silence", "People come anyway", "Nino Beridze"):
        assert (kept_in_the_room in read, kept_in_the_room in team) == (False, True)

    with room.inside():
        outcomes.keep_in(room.facilitator, scenario.id)
    for open_page in (page("A night market"), page("Open the market at night"), client.get(results).text):
        assert "Night town" not in open_page, "neither as a record nor as a column of the wind tunnel"
        assert "A night market" in open_page
    assert "Night town" in page("A night market", as_role("facilitator"))

    with room.inside():
        withdraw_story(told.id)
    assert WORDS not in page("Open the market at night")
    assert WORDS not in page("Wells run dry")


def test_heaps_twins_rings_and_hidden_cards(workshop_of: Opened) -> None:
    secret = COLLECT | {"id": "secret", "reveal": "never"}
    room = workshop_of(board_method(COLLECT, secret, HEAP, TALK, RING, NEXT_RING))
    look, (ana, *_) = Looking(room), room.seats(3)
    room.advance()
    one, two, twin = (look.write(ana, text) for text in ("One", "Two", "Two again"))
    room.advance()
    hidden = look.write(ana, "For nobody")
    room.advance()
    heap = look.act(clustering.stack_cards, ana, one, two)
    option = look.act(clustering.name_cluster, ana, heap, "Both")
    room.advance()
    look.act(merging.merge_cards, room.facilitator, two, [twin])
    assert _set(room, option) == {"One", "Two", "Two again"}
    assert led(room, two) == ["Two again"]
    assert led(room, hidden) == []
    room.advance()
    first = look.write(ana, "The bus stops", "ring1")
    room.advance()
    then = look.write(ana, "Nobody comes", "ring2", parent_id=first)
    assert led(room, then) == ["The bus stops"]
    with room.inside():
        assert led_here([]) == {}


def _set(room: Room, card_id: UUID) -> Collection[str]:
    return set(led(room, card_id))
