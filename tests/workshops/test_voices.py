"""Whose words leave the room: the published page asks the archive's rule, phones ask the teller, nothing is remembered."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.errors import NotFound
from storyhub.core.permissions import ANONYMOUS, Role
from storyhub.core.visibility import Audience as Circle
from storyhub.stories.models import Use
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.queries.at_hand import stories_at_hand
from storyhub.workshops.queries.voices import voices_of
from storyhub.workshops.seen import Side
from storyhub.workshops.services import clustering, evidence, opening, tables
from storyhub.workshops.views import polling
from storyhub.workshops.views.polling import EXTENSION
from tests.support.staff import new_person
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, HEAP, TALK, Looking, board_method
from tests.workshops.phones import sit_down
from tests.workshops.room import Room

Opened = Callable[..., Room]
Telling = Callable[..., Told]
BOTH = frozenset({Use.WORKSHOPS, Use.QUOTATION})
CLOSER = (Circle.NETWORK, Circle.CITY, Circle.TEAM)


@pytest.mark.parametrize("circle", CLOSER)
def test_words_of_a_story_for_fewer_people_stand_on_results_for_those_alone(
    circle: Circle,
    workshop_of: Opened,
    tell: Telling,
    client: FlaskClient,
    as_role: Callable[..., FlaskClient],
) -> None:
    closer = tell(
        state="published",
        body="Words among us, for nobody else to read.",
        audience=circle,
        uses=BOTH,
        place="Quiet lane",
    )
    public = tell(state="published", body="Words for everyone who cares to read them.", uses=BOTH, place="Market")
    room = workshop_of(board_method(COLLECT))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "Wells run dry")
    for story in (closer, public):
        look.act(evidence.back_card, room.facilitator, card, story.id)
    room.play_through()
    room.close()
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    address = f"/en/rustavi/workshops/{room.code}/results"
    page = client.get(address).text
    assert "Words for everyone who cares to read them." in page
    assert re.search(r"<span>Market</span><span>[A-Z][a-z]+ \d{4}</span>", page)
    assert "2 stories behind this card" in page
    for secret in ("Words among us", "Quiet lane", closer.code):
        assert secret not in page
    assert "Words among us, for nobody else to read." in as_role("moderator").get(address).text
    elsewhere = as_role("moderator", "poti").get(address).text
    assert ("Words among us, for nobody else to read." in elsewhere) == (circle == Circle.NETWORK)


def test_the_room_hears_what_readers_of_a_page_do_not(app: Flask, workshop_of: Opened, tell: Telling) -> None:
    told = tell(
        state="published",
        body="Words among us, for nobody else to read.",
        audience=Circle.CITY,
        uses=BOTH,
        place="Quiet lane",
    )
    room = workshop_of(board_method(COLLECT))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "Wells run dry")
    look.act(evidence.back_card, room.facilitator, card, told.id)
    stage = look.audience(Side.STAGE)
    colleague = new_person(app, Role.FACILITATOR)
    with room.inside():
        (heard,) = voices_of([card], stage)[card]
        (unread,) = voices_of([card], stage, reader=ANONYMOUS)[card]
        (read,) = voices_of([card], stage, reader=colleague)[card]
    assert (
        (heard.quote, heard.place)
        == ("Words among us, for nobody else to read.", "Quiet lane")
        == (read.quote, read.place)
    )
    said = (unread.story_code, unread.href, unread.quote, unread.place, unread.month, unread.is_withdrawn)
    assert said == ("", "", "", "", "", False)


def test_a_seat_chooses_by_words_only_where_they_may_be_quoted(workshop_of: Opened, tell: Telling) -> None:
    quotable = tell(
        state="published", title="The well", body="It ran dry in June, and nobody came.", uses=BOTH, place="Market"
    )
    silent = tell(
        state="published",
        title="The lift",
        body="Bread on a rope goes up to the ninth floor.",
        uses={Use.WORKSHOPS},
        place="Quiet lane",
    )
    room = workshop_of(board_method(COLLECT | {"tray": True}, TALK | {"tray": True}))
    for story in (quotable, silent):
        room.do(evidence.put_story_on_table, story.id)
    with room.inside():
        first, second = stories_at_hand(room.id, "en")
    assert (first.title, first.excerpt, first.place) == ("The well", "It ran dry in June, and nobody came.", "Market")
    assert (second.id, second.title, second.excerpt, second.place) == (silent.id, "", "", "Quiet lane")
    assert re.fullmatch(r"[A-Z][a-z]+ \d{4}", second.month)
    phone = sit_down(room)
    for _step in ("the choice", "the table"):
        room.advance()
        page = phone.look()
        assert "The well" in page
        assert "Quiet lane" in page
        assert second.month in page
        assert "The lift" not in page
        assert "Bread on a rope" not in page
        assert 'class="voice-name" lang="en" dir="auto"></p>' not in page
    for story in (first, second):
        assert f'<p class="meta">{story.place}, {story.month}</p>' in page


def test_no_poll_serves_words_of_a_story_that_was_withdrawn(
    workshop_of: Opened, tell: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FRESH_SECONDS", 0)
    told = tell(state="published", title="The well", body="It ran dry in June, and nobody came.", uses=BOTH)
    room = workshop_of(board_method(TALK | {"tray": True}, TALK | {"id": "after"}))
    room.do(evidence.put_story_on_table, told.id)
    one, other = sit_down(room), sit_down(room)
    room.do(tables.deal_groups, count=1, afresh=True)
    seen = one.seen
    room.advance()
    polls = room.app.extensions[EXTENSION]
    assert "It ran dry" in one.poll(seen).text
    assert polls.shared == {}, "the same from every table, and still read for each phone"
    assert "It ran dry" not in repr(polls.bodies)
    with room.inside():
        withdraw_story(told.id)
    answer = other.poll(seen)
    assert answer.status_code == 200
    assert "It ran dry" not in answer.text, "before the worker has woken anybody"
    seen = one.seen
    room.advance()
    polls.bodies.clear()
    one.poll(seen)
    assert len(polls.bodies) == 1, "what holds no voices is drawn once"


def test_a_seat_backs_its_own_cards_and_what_its_table_makes(workshop_of: Opened, tell: Telling) -> None:
    told = tell(state="published", uses=BOTH)
    room = workshop_of(board_method(COLLECT, HEAP, TALK))
    room.do(evidence.put_story_on_table, told.id)
    ana, *others = room.seats(8)
    look = Looking(room)
    room.advance()
    own = room.seat(ana).group_id
    mate = next(seat for seat in others if room.seat(seat).group_id == own)
    stranger = next(seat for seat in others if room.seat(seat).group_id != own)
    mine = look.write(ana, "Wells run dry")
    look.act(evidence.back_card, ana, mine, told.id)
    for other in (mate, stranger):
        for act in (evidence.back_card, evidence.unback_card):
            with pytest.raises(NotFound):
                look.act(act, other, mine, told.id)
    assert look.card(Side.STAGE, mine).voices == 1
    room.advance()
    option = look.act(clustering.name_alone, ana, mine, "Water runs out")
    look.act(evidence.back_card, mate, option, told.id)
    look.act(evidence.unback_card, mate, option, told.id)
    room.advance()
    assert look.card(stranger, option).text == "Water runs out", "it lies before everyone now"
    for act in (evidence.back_card, evidence.unback_card):
        with pytest.raises(NotFound):
            look.act(act, stranger, option, told.id)
    for act in (evidence.back_card, evidence.unback_card):
        look.act(act, room.facilitator, mine, told.id)
    assert look.card(Side.STAGE, mine).voices == 0


def test_what_a_hall_writes_is_backed_by_its_writer_and_the_desk(workshop_of: Opened, tell: Telling) -> None:
    told = tell(state="published", uses=BOTH)
    room = workshop_of(board_method(COLLECT | {"who": "plenary"}))
    room.do(evidence.put_story_on_table, told.id)
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "Wells run dry")
    with pytest.raises(NotFound):
        look.act(evidence.back_card, ben, card, told.id)
    look.act(evidence.back_card, ana, card, told.id)
    with pytest.raises(NotFound):
        look.act(evidence.unback_card, ben, card, told.id)
    look.act(evidence.unback_card, room.facilitator, card, told.id)
