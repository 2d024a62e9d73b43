"""What people do with their phones, without scripts: every verb, nothing twice, nothing lost, nobody else's secrets."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.workshops.models import NAMELESS, Card, CardState, Link
from storyhub.workshops.services import tables
from storyhub.workshops.views import pace
from tests.workshops.boards import COLLECT, NEXT_RING, RING, TALK, board_method
from tests.workshops.phones import Phone, sit_down
from tests.workshops.room import Room, a_method

HOSTILE = '<script>alert("x")</script>"><img src=x onerror=alert(1)>{{ 7*7 }}'
SCAN = "How the water comes twice a week only"


@pytest.fixture
def room(workshop_of: Callable[..., Room]) -> Room:
    return workshop_of("rustavi")


@pytest.fixture
def together(workshop_of: Callable[..., Room]) -> Room:
    """Two horizons on bands, in every way of laying things out that a table has."""
    card = {
        "kind": "sign",
        "label": "Sign",
        "colour": "leaf",
        "fields": [{"id": "text", "type": "short", "label": "What is it?", "required": True}],
    }
    sheet = {
        "kind": "world",
        "label": "World",
        "colour": "plum",
        "fields": [
            {"id": "name", "type": "short", "label": "Its name", "required": True},
            {"id": "day", "type": "long", "label": "A day"},
        ],
    }
    zones = [
        {"id": one, "board": "signs", "label": one.title(), "column": place, "accepts": ["sign"]}
        for place, one in enumerate(("near", "far"))
    ]
    steps = [
        {
            "id": "write",
            "do": "collect",
            "who": "individual",
            "board": "signs",
            "zones": ["near", "far"],
            "card": "sign",
        },
        {"id": "place", "do": "place", "who": "group", "board": "signs", "zones": ["near", "far"], "card": "sign"},
        {"id": "tie", "do": "link", "who": "group", "board": "signs", "links": ["helps"]},
        {
            "id": "judge",
            "do": "rate",
            "who": "individual",
            "board": "signs",
            "rating": "weight",
            "reveal": "on_advance",
        },
        {"id": "sheet", "do": "compose", "who": "group", "board": "paper", "zones": ["paper"], "card": "world"},
        {"id": "end", "do": "rest"},
    ]
    method = a_method(
        "together",
        *steps,
        board=[
            {"id": "signs", "geometry": "columns", "label": "Signs", "columns": ["Near", "Far"]},
            {"id": "paper", "geometry": "form", "label": "Paper"},
        ],
        zone=[*zones, {"id": "paper", "board": "paper", "label": "Paper", "accepts": ["world"]}],
        card=[card, sheet],
        link=[{"kind": "helps", "label": "helps", "from": ["sign"], "to": ["sign"]}],
        rating=[
            {
                "id": "weight",
                "on": "sign",
                "objection": True,
                "dims": [{"id": "heavy", "label": "How heavy?", "min": 1, "max": 5}],
            }
        ],
    )
    return workshop_of(method)


def at_one_table(room: Room, *languages: str) -> list[Phone]:
    phones = [sit_down(room, one) for one in languages]
    room.do(tables.deal_groups, count=1)
    return phones


def card_id(page: str, text: str) -> str:
    """Of the card whose words stand beside an input that names it."""
    found = re.search(rf'value="([0-9a-f-]{{36}})"[^>]*>\s*<span[^>]*>(?:<span[^>]*>)?{re.escape(text)}', page)
    assert found is not None, page
    return found[1]


def card_called(room: Room, text: str) -> Card:
    with room.inside():
        cards = db.session.query(Card).filter_by(workshop_id=room.id).all()
        found = next(one for one in cards if text in one.fields.values())
        db.session.expunge(found)
        return found


def test_a_card_is_written_changed_taken_back_and_put_back(room: Room) -> None:
    (phone,) = at_one_table(room, "ka")
    room.play_to("notice")
    page = phone.look()
    assert 'name="zone"' in page
    assert "4" in page
    phone.do("add-card", **{"field-text": SCAN, "zone": "nature"})
    assert SCAN in phone.page
    assert card_called(room, SCAN).language == "ka"

    code = card_called(room, SCAN).code
    phone.look(change=code)
    assert SCAN in unescape(phone.page.split('id="change-card"')[1])
    phone.send("change-card", phone.form("change-card") | {"field-text": "Water comes daily", "zone": "economy"})
    changed = card_called(room, "Water comes daily")
    assert (changed.zone, changed.revision) == ("economy", 1)

    phone.do("take-back")
    assert card_called(room, "Water comes daily").state == CardState.TAKEN_BACK
    phone.do("put-back")
    assert card_called(room, "Water comes daily").state == CardState.SHOWN


def test_the_same_key_is_one_card_and_no_key_is_no_fault(room: Room) -> None:
    (phone,) = at_one_table(room, "en")
    room.play_to("notice")
    phone.look()
    said = phone.form("add-card") | {"field-text": SCAN, "zone": "nature"}
    for _time in range(3):
        assert phone.send("add-card", said, fragment=True).status_code == 200
    assert phone.look().count(f">{SCAN}<") == 1
    said.pop("key")
    assert phone.send("add-card", said | {"field-text": "Another"}).status_code == 303


def test_what_cannot_be_taken_is_said_beside_its_field_and_stays_typed(room: Room) -> None:
    (phone,) = at_one_table(room, "en")
    room.play_to("notice")
    answer = phone.do("add-card", **{"field-text": SCAN * 10, "zone": "nowhere"})
    assert answer.status_code == 422
    assert SCAN * 10 in answer.text
    assert 'id="field-text-error"' in answer.text or 'id="zone-error"' in answer.text
    assert phone.send("add-card", {"field-text": "x"}).status_code == 409
    assert phone.send("no-such-act", {}).status_code == 404
    for nonsense in ("\x00", "x" * 200):
        assert phone.send("take-back", {"card": nonsense, "key": nonsense}).status_code == 409


def test_hostile_words_are_words(together: Room) -> None:
    one, other = at_one_table(together, "en", "ka")
    together.advance()
    one.do("add-card", **{"field-text": HOSTILE, "zone": "near"})
    for page in (one.look(), other.look(), other.poll(0).text):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "{{ 7*7 }}" in page


def test_what_comes_after_its_step_waits_for_the_facilitator(room: Room) -> None:
    (phone,) = at_one_table(room, "en")
    room.play_to("notice")
    phone.look()
    said, ready = phone.form("add-card") | {"field-text": SCAN, "zone": "nature"}, phone.form("ready")
    room.advance()
    late = phone.send("add-card", said, fragment=True)
    assert "the facilitator has it now" in late.text
    assert card_called(room, SCAN).state == CardState.HELD
    moved = phone.send("ready", ready, fragment=True)
    assert moved.status_code == 409
    assert "The room has moved on" in moved.text


def test_nobody_reads_a_card_before_its_step_has_ended(room: Room) -> None:
    writer, other = at_one_table(room, "en", "ka")
    room.play_to("notice")
    writer.do("add-card", **{"field-text": SCAN, "zone": "nature"})
    seen = [other.look(), other.poll(0).text, other.client.get(f"{other.address}?change=x").text]
    assert not any(SCAN in one for one in seen)
    assert SCAN not in writer.poll(0).text, "what a table shares holds nothing of one seat"
    room.advance()
    assert SCAN in other.look()


def test_points_and_judgements_reach_nobody_else(room: Room) -> None:
    one, other = at_one_table(room, "en", "en")
    room.play_to("notice")
    for number in range(2):
        one.do("add-card", **{"field-text": f"Sign {number}", "zone": "nature"})
    room.play_to("gather")
    page = one.look()
    ticked = [card_id(page, f"Sign {number}") for number in range(2)]
    one.do("stack", card=ticked, name="People leave")
    assert "Put together" in one.page

    room.play_to("choose")
    driver = card_called(room, "People leave").id
    with clock.at(clock.now()):  # A page says how many seconds are left.
        before = (other.look(), other.poll(0).data)
        for _time in range(2):
            one.do("vote", give=str(driver))
        assert "You gave 1 point" in one.look(), "no more than one on each"
        assert "2 points left of 3" in one.page
        assert strip(other.look()) == strip(before[0])
        assert other.poll(0).data == before[1]
    one.do("vote", take=str(driver))
    assert "3 points left of 3" in one.look()
    one.do("vote", give=str(driver))

    room.play_to("close")
    one.do("reflect", **{"answer-thin": "Politics, for nobody dared"})
    assert "Politics, for nobody dared" in one.look()
    assert "nobody dared" not in other.look() + other.poll(0).text


def test_where_no_card_lies_to_hang_on_a_phone_says_so_instead_of_asking(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(RING, NEXT_RING, TALK))
    one = sit_down(room)
    room.do(tables.deal_groups, count=1, afresh=True)
    room.play_to("next")
    page = one.look()
    assert "There are no cards here yet." in page
    assert "Put it on the table" not in page


def test_a_card_that_may_hang_on_another_is_asked_for_it_and_need_not_say(workshop_of: Callable[..., Room]) -> None:
    mend = COLLECT | {"id": "mend", "zones": ["options"], "card": "option", "link": "adds"}
    room = workshop_of(board_method(COLLECT, mend, TALK))
    one = sit_down(room)
    room.advance()
    one.do("add-card", **{"field-text": "Wells run dry", "zone": "ideas"})
    assert 'name="parent"' not in one.look()
    room.advance()
    asked = re.search(r'name="parent">(.*?)</select>', one.look(), re.S)
    assert asked is not None
    assert "Wells run dry" in asked[1]
    well = re.findall(r'<option value="([^"]+)"', asked[1])[-1]
    one.do("add-card", **{"field-text": "Dig a deeper one", "parent": well})
    one.do("add-card", **{"field-text": "Share what there is", "parent": ""})
    with room.inside():
        hung = {card.fields["text"]: card.parent_id for card in db.session.scalars(select(Card))}
        assert str(hung["Dig a deeper one"]) == well
        assert hung["Share what there is"] is None
        assert db.session.scalars(select(Link.kind)).all() == ["adds"]


def test_a_step_without_a_board_has_no_heading_over_nothing(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, {"id": "tell", "do": "report", "who": "plenary"}))
    one = sit_down(room)
    room.advance()
    one.do("add-card", **{"field-text": "Wells run dry", "zone": "ideas"})
    room.play_to("tell")
    assert 'id="table-title"' not in one.look()


def strip(page: str) -> str:
    """Without the keys, which are new each time."""
    return re.sub(r'name="key" value="[^"]*"', "", page)


def test_a_table_places_ties_and_judges_without_dragging(together: Room) -> None:
    one, other = at_one_table(together, "en", "en")
    together.advance()
    for text in ("A bus", "A tram"):
        one.do("add-card", **{"field-text": text, "zone": "near"})
    together.advance()
    bus = card_id(one.look(), "A bus")
    one.do("move", card=bus, zone="far")
    assert card_called(together, "A bus").zone == "far"
    other.do("undo-move", card=bus) if "undo-move" in other.page else None
    assert card_called(together, "A bus").zone == "far", "another's move is not mine to undo"
    one.send("undo-move", one.form("undo-move"))
    assert card_called(together, "A bus").zone == "near"

    together.advance()
    tram = str(card_called(together, "A tram").id)
    assert one.do("link", **{"from": bus, "to": ""}).status_code == 409
    one.do("link", **{"from": bus, "to": tram})
    assert "Take it away" in other.look()
    other.do("unlink")
    assert "Take it away" not in one.look()

    together.advance()
    assert "1 of 2" in one.look()
    assert one.do("rate").status_code == 409
    one.do("rate", **{"dim-heavy": "4"})
    assert "2 of 2" in one.page
    one.do("object", reason="Old people could not board")
    assert "You have said so" in one.page
    assert "Old people" not in other.look() + other.poll(0).text
    assert re.search(r'value="4" checked', one.look(at="0"))


def test_a_sheet_shows_both_when_somebody_was_quicker(together: Room) -> None:
    one, other = at_one_table(together, "en", "en")
    together.play_to("sheet")
    one.look()
    other.look()
    quick, slow = one.form("sheet"), other.form("sheet")
    one.send("sheet", quick | {"field-name": "Full trains"})
    answer = other.send("sheet", slow | {"field-name": "The quiet valley", "field-day": "Nobody hurries."})
    assert answer.status_code == 409
    for words in ("Full trains", "The quiet valley", "Nobody hurries."):
        assert words in answer.text
    other.page = answer.text
    other.send("sheet", other.form("sheet") | {"field-name": "Full trains, quiet valley"})
    assert "Full trains, quiet valley" in one.look()


def test_a_host_writes_for_somebody_without_a_phone(together: Room) -> None:
    host, other = at_one_table(together, "en", "en")
    together.advance()
    assert "For somebody without a phone" not in host.look()
    seat_id = next(one.seat_id for one in together.happened if one.kind == "joined")
    together.do(tables.make_host, seat_id)
    assert "For somebody without a phone" in host.look()
    host.do("add-card", **{"field-text": "My bench is gone", "zone": "near", "said_for": "Lali", "for_other": "yes"})
    assert card_called(together, "My bench is gone").said_for == "Lali"
    host.do("add-card", **{"field-text": "No light", "zone": "near", "said_for": "", "for_other": "yes"})
    assert card_called(together, "No light").said_for == NAMELESS
    other.do("add-card", **{"field-text": "Mine too", "zone": "near", "said_for": "Lali", "for_other": "yes"})
    assert card_called(together, "Mine too").said_for == ""


def test_ready_is_counted_at_the_table_and_taken_back(room: Room) -> None:
    one, other = at_one_table(room, "en", "en")
    room.play_to("notice")
    assert "0 of 2 ready" in one.look()
    one.do("ready")
    assert "You said that you are ready" in one.page
    assert "1 of 2 ready" in other.look()
    one.do("not-ready")
    assert "0 of 2 ready" in other.look()


@pytest.mark.parametrize("path", ["rustavi", "street"])
def test_every_step_of_a_path_can_be_looked_at(workshop_of: Callable[..., Room], path: str) -> None:
    room = workshop_of(path)
    (phone,) = at_one_table(room, "hy")
    assert "Water in our yard" in phone.look()
    for _step in range(80):
        room.advance()
        page = phone.look()
        assert page.count('id="room"') == page.count('id="task"') == page.count('id="table"') == 1
        assert len(page.encode()) < 60_000
        assert phone.client.get(phone.address).headers["Cache-Control"] == "no-store"
        if room.standing.is_over:
            return
    raise AssertionError("it never ended")


def test_a_phone_gone_mad_is_held_off_and_its_neighbour_is_not(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PER_SECOND", 0.1)
    mad, calm = at_one_table(room, "en", "en")
    room.play_to("notice")
    statuses = [mad.send("ready", {"key": f"k{number}"}).status_code for number in range(pace.BURST + 2)]
    assert statuses[-1] == 429
    assert calm.do("ready").status_code == 200
