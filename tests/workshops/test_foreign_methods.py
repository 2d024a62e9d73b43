"""Methods that nobody here wrote: what such a file may say, and the pages once did not expect."""

from collections.abc import Callable

import msgspec
from flask.testing import FlaskClient

from storyhub.workshops.methods.schema import Method
from storyhub.workshops.rehearsal.pages import read_page
from storyhub.workshops.seen import Side
from storyhub.workshops.services import picking
from storyhub.workshops.services.cards import add_card_at_desk
from tests.workshops.boards import COLLECT, COMPOSE, HEAP, PLACE, RATE, RING, TALK, Looking, board_method, shipped
from tests.workshops.desks import address, forms_on, press
from tests.workshops.phones import sit_down
from tests.workshops.room import Room

Opened = Callable[..., Room]
NO_CARD = {"makes": "", "link": ""}
WHOLE = {"id": "whole", "board": "map", "label": "The map", "accepts": ["idea"]}
IDEAS = {"id": "ideas", "board": "table", "label": "Ideas", "accepts": ["idea"]}


def test_what_no_exercise_brought_into_the_middle_is_laid_there_at_the_desk(
    workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(shipped("futures-wheel"))
    room.seats(3)
    room.advance()
    page = desk.get(address(room)).text
    at = next(number for number, form in enumerate(forms_on(page, "add_card")) if form.get("what") == "change:")
    press(desk, room, page, "add_card", at, **{"f-text": "The bus has stopped"})
    board = next(one for one in Looking(room).boards(Side.STAGE) if one.rings)
    assert board.centre == "The bus has stopped"


def test_a_plane_without_quadrants_takes_a_card_anywhere(workshop_of: Opened) -> None:
    method = board_method(COLLECT | {"zones": ["ideas"]}, PLACE | {"zones": ["whole"]}, zone=[IDEAS, WHOLE])
    room = workshop_of(method)
    phone = sit_down(room)
    room.advance()
    phone.do("add-card", **{"field-text": "A well"})
    room.advance()
    form = read_page(phone.look().encode()).form("move")
    assert form is not None
    card = next(one.values[0] for one in form.inputs if one.name == "card")
    answer = phone.do("move", card=card, x="25", y="100")
    assert answer.status_code == 200, answer.text
    (lying,) = Looking(room).zone(Side.DESK, "whole").cards
    assert (lying.x, lying.y) == (0.25, 1)


def test_what_is_rated_lies_on_a_plane_without_quadrants(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT | {"zones": ["ideas"]}, RATE, TALK, zone=[IDEAS, WHOLE]))
    phone = sit_down(room)
    room.advance()
    phone.do("add-card", **{"field-text": "A well"})
    room.advance()
    phone.do("rate", **{"dim-impact": "5", "dim-effort": "1"})
    room.advance()
    assert Looking(room).texts(Side.STAGE, "whole") == ["A well"]


def test_a_phone_reads_the_ends_of_an_axis_off_the_card_that_was_picked_for_it(workshop_of: Opened) -> None:
    pick = {"id": "pick", "do": "pick", "who": "facilitator", "card": "idea", "pick": ["across"]}
    across = {"id": "x", "label": "Across", "from_pick": "across", "low_field": "text", "high_field": "text"}
    up = {"id": "y", "label": "Up", "low": "Little", "high": "Much"}
    room = workshop_of(board_method(COLLECT, pick, PLACE, axis=[across, up]))
    look, (ana,) = Looking(room), room.seats(1)
    room.advance()
    well = look.write(ana, "A well")
    room.advance()
    look.act(picking.pick_card, room.facilitator, "across", well)
    room.advance()
    assert [(axis.label, axis.low) for axis in look.task(ana).axes] == [("A well", "A well"), ("Up", "Little")]
    phone = sit_down(room)
    assert "<legend>A well</legend>" in phone.look()


def test_a_table_is_offered_its_own_zones_alone_to_place_cards_in(workshop_of: Opened) -> None:
    zones = [IDEAS | {"id": f"own{number}", "label": f"Own {number}", "owner_group": number} for number in (1, 2)]
    names = [zone["id"] for zone in zones]
    place = PLACE | {"board": "table", "zones": [*names, "odd"]}
    odd = IDEAS | {"id": "odd", "label": "Odd ones"}
    room = workshop_of(board_method(COLLECT | {"zones": names}, place, zone=[*zones, odd]))
    room.seats(6)
    room.play_to("place")
    one, other = Looking(room).two_tables()
    look = Looking(room)
    assert [zone.id for zone in look.task(one[0]).zones] == ["own1", "odd"]
    assert [zone.id for zone in look.task(other[0]).zones] == ["own2", "odd"]


def test_no_branch_of_a_tree_leads_to_what_lies_in_no_zone(workshop_of: Opened) -> None:
    leads = {"kind": "leads", "label": "leads to", "from": ["effect"], "to": ["change", "effect"], "tree": True}
    tie = {"id": "tie", "do": "link", "who": "plenary", "links": ["leads"], "board": "wheel"}
    room = workshop_of(board_method(RING | {"who": "plenary"}, tie, link=[leads]))
    phone = sit_down(room)
    room.advance()
    phone.do("add-card", zone="ring1", **{"field-text": "Fewer come"})
    with room.inside():
        add_card_at_desk(room.facilitator, room.id, "change", "", {"text": "No bus"}, key="a-change-in-the-middle")
    room.advance()
    form = read_page(phone.look().encode()).form("link")
    assert form is not None
    start, end = (next(one.values for one in form.inputs if one.name == name) for name in ("from", "to"))
    middle = next(value for value in end if value not in start)
    answer = phone.do("link", **{"from": start[-1], "to": middle, "kind": "leads"})
    assert answer.status_code == 422


def test_a_card_of_the_desk_in_the_zone_of_a_sheet_is_not_the_sheet(workshop_of: Opened) -> None:
    """The page showed the one and saved to the other, so that nobody could save twice."""
    room = workshop_of(board_method(COMPOSE))
    phone = sit_down(room)
    room.advance()
    with room.inside():
        add_card_at_desk(room.facilitator, room.id, "plan", "sheet", {"text": "Said aloud"}, key="said-aloud")
    for words in ("A stop on request", "A stop at the school"):
        answer = phone.do("sheet", **{"field-text": words})
        assert answer.status_code == 200
        assert f">{words}</textarea>" in answer.text.replace("\n", "")
    assert sorted(Looking(room).texts(Side.DESK, "sheet")) == ["A stop at the school", "Said aloud"]


def test_each_step_that_composes_has_sheets_of_its_own(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COMPOSE | {"id": "first"}, COMPOSE | {"id": "second"}))
    phone = sit_down(room)
    room.advance()
    phone.do("sheet", **{"field-text": "The first draft"})
    room.advance()
    assert "The first draft" not in phone.look().partition('id="table"')[0]
    for words in ("The second draft", "The second, mended"):
        assert phone.do("sheet", **{"field-text": words}).status_code == 200


def test_verdicts_are_computed_from_the_one_rating_there_is(workshop_of: Opened) -> None:
    tables = msgspec.to_builtins(shipped("wind-tunnel"))
    for given in tables["input"]:
        given["required"] = False
    for step in tables["step"]:
        step["rating"] = "" if step["do"] == "compute" else step["rating"]
    room = workshop_of(msgspec.convert(tables, Method))
    phone = sit_down(room)
    room.play_to("recall")
    with room.inside():
        for kind, zone in (("option", "options"), ("scenario", "worlds")):
            add_card_at_desk(
                room.facilitator, room.id, kind, zone, {"text": "A well", "name": "Dry"}, key=f"laid-{kind}"
            )
    room.play_to("judge")
    (dim,) = (one for one in shipped("wind-tunnel").rating[0].dims)
    phone.do("rate", **{f"dim-{dim.id}": str(dim.max)})
    room.play_to("verdict")
    (option,) = Looking(room).zone(Side.STAGE, "options").cards
    assert option.verdict == "no_regret"


def test_a_name_for_a_heap_may_be_as_long_as_the_card_that_it_becomes(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, HEAP | {"makes": "plan", "link": ""}, HEAP | {"id": "loose"} | NO_CARD))
    phone = sit_down(room)
    room.advance()
    for words in ("A well", "A tap"):
        phone.do("add-card", zone="ideas", **{"field-text": words})
    for step, most in (("heap", 100), ("loose", 80)):
        room.play_to(step)
        form = read_page(phone.look().encode()).form("stack")
        assert form is not None
        assert next(one.most for one in form.inputs if one.name == "name") == most


def test_where_some_cards_hang_and_others_do_not_people_can_begin(workshop_of: Opened) -> None:
    both = {"id": "both", "do": "collect", "board": "wheel", "zones": ["ring1", "ring2"], "card": "effect"}
    near = {"kind": "near", "label": "is near", "from": ["effect"], "to": ["effect"]}
    room = workshop_of(board_method(both, link=[near]))
    phone = sit_down(room)
    room.advance()
    assert phone.do("add-card", **{"field-text": "Fewer come"}).status_code == 200
    (first,) = Looking(room).zone(Side.DESK, "ring1").cards
    phone.do("add-card", zone="ring2", parent=str(first.id), **{"field-text": "The shop closes"})
    assert Looking(room).texts(Side.DESK, "ring2") == ["The shop closes"]
    phone.do("add-card", zone="ring1", **{"field-text": "More walk"})
    assert Looking(room).texts(Side.DESK, "ring1") == ["Fewer come", "More walk"]
