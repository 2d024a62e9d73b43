"""What a facilitator takes back at the desk: a story behind a card, joined cards, a pick; and being one of those who run it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import State, Use
from storyhub.stories.services.reviewing import publish_story
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.models import CardState, CardStory, Pick
from storyhub.workshops.queries.workshops import facilitators_of
from storyhub.workshops.seen import Side
from storyhub.workshops.services import evidence, merging
from storyhub.workshops.services.cards import release_card
from tests.support.pages import words_on
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, HEAP, TALK, Looking, board_method
from tests.workshops.desks import address, at_desk, forms_on, press
from tests.workshops.room import Room, a_key
from tests.workshops.test_from_home import BODY, GONE, POSTAL, sent, the_card

Opened = Callable[..., Room]
Telling = Callable[..., Told]
Jobs = Callable[[], int]
JOINED = re.compile(r"“<span[^>]*>(.*?)</span>” stands in “<span[^>]*>(.*?)</span>”")
PICK = {"id": "pick", "do": "pick", "who": "facilitator", "card": "idea", "pick": ["axis_x"], "board": "table"}

AXES = [
    {"id": "x", "label": "Across", "low": "Little", "high": "Much"},
    {"id": "y", "label": "Up", "low": "Little", "high": "Much"},
]


def joined_on(page: str) -> list[tuple[str, ...]]:
    """Which card stands in which, as the desk says it."""
    return [tuple(map(unescape, both)) for both in JOINED.findall(page)]


def test_a_story_is_taken_off_a_card_and_stays_behind_the_others(
    workshop_of: Opened, desk: FlaskClient, tell: Telling
) -> None:
    quoted = tell(state="published", title="Water at six", uses=frozenset({Use.WORKSHOPS, Use.QUOTATION}))
    unquoted = tell(state="published", title="Not to be quoted", uses=frozenset({Use.WORKSHOPS}))
    room = workshop_of(board_method(COLLECT, HEAP))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    card, other = look.write(ana, "Wells run dry"), look.write(ana, "Buckets")
    for story in (quoted, unquoted):
        with room.inside():
            evidence.put_story_on_table(room.facilitator, room.id, story.id, key=a_key())
        look.act(evidence.back_card, ana, card, story.id)
    look.act(evidence.back_card, ana, other, quoted.id)

    page = desk.get(address(room)).text
    assert "Water at six" in words_on(page)
    assert "Not to be quoted" not in page, "its title is words too"
    at = next(
        at
        for at, form in enumerate(forms_on(page, "unback"))
        if (form["card"], form["story"]) == (str(card), str(quoted.id))
    )
    for _twice in range(2):
        assert press(desk, room, page, "unback", at).status_code == 303
    with room.inside():
        behind = {(one.card_id, one.story_id) for one in db.session.scalars(select(CardStory))}
    assert behind == {(card, unquoted.id), (other, quoted.id)}
    assert len(forms_on(desk.get(address(room)).text, "unback")) == 2
    elsewhere = {"act": "unback", "card": str(card), "story": "nothing", "key": a_key()}
    assert desk.post(address(room), data=elsewhere).status_code == 404


def test_the_story_of_a_card_from_home_is_what_it_says_and_is_not_taken_off(
    workshop_of: Opened, desk: FlaskClient, tell: Telling, run_jobs: Jobs, moderator_of_town: Viewer
) -> None:
    told = tell(state="published", title="Water at six", uses=frozenset({Use.WORKSHOPS, Use.QUOTATION}))
    room = workshop_of(board_method(POSTAL, TALK))
    room.do(evidence.put_story_on_table, told.id)
    room.advance()
    story = sent(room, run_jobs)
    look = Looking(room)
    card = the_card(room, story).id
    look.act(release_card, room.facilitator, card)
    look.act(evidence.back_card, room.facilitator, card, told.id)
    with room.inside():
        publish_story(moderator_of_town, story, seen_state=State.WAITING)
    run_jobs()
    assert look.card(Side.STAGE, card).voices == 2
    page = desk.get(address(room)).text
    assert [form["story"] for form in forms_on(page, "unback")] == [str(told.id)]
    assert press(desk, room, page, "unback", story=story).status_code == 404
    with pytest.raises(NotFound):
        look.act(evidence.unback_card, room.facilitator, card, story)
    assert look.card(Side.STAGE, card).voices == 2
    assert press(desk, room, page, "unback").status_code == 303
    assert look.card(Side.STAGE, card).voices == 1


def test_cards_that_were_joined_by_mistake_are_parted(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    one, twin, third = (look.write(ana, words) for words in ("A bench", "A bank", "A tree"))
    assert not forms_on(desk.get(address(room)).text, "part_cards")
    look.act(merging.merge_cards, room.facilitator, one, [twin])
    look.act(merging.merge_cards, room.facilitator, third, [one])
    page = desk.get(address(room)).text
    assert ("A bench", "A tree") in joined_on(page)
    assert ("A bank", "A tree") in joined_on(page)
    at = [form["card"] for form in forms_on(page, "part_cards")].index(str(one))
    assert press(desk, room, page, "part_cards", at).status_code == 303
    assert (look.row(one).state, look.row(twin).state) == (CardState.SHOWN, CardState.MERGED)
    page = desk.get(address(room)).text
    assert ("A bank", "A bench") in joined_on(page)
    assert press(desk, room, page, "part_cards").status_code == 303
    assert sorted(card.text for card in look.cards(Side.STAGE)) == ["A bank", "A bench", "A tree"]


def test_words_from_home_that_were_joined_to_a_card_leave_the_desk_with_their_story(
    workshop_of: Opened, desk: FlaskClient, run_jobs: Jobs
) -> None:
    room = workshop_of(board_method(POSTAL, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    story, other = sent(room, run_jobs), sent(room, run_jobs, body="A tram to the river.")
    mine = look.write(ana, "A bench")
    twins = [the_card(room, one).id for one in (story, other)]
    for twin in twins:
        look.act(release_card, room.facilitator, twin)
    look.act(merging.merge_cards, room.facilitator, mine, twins)
    assert BODY[:30] in words_on(desk.get(address(room)).text)
    with room.inside():
        withdraw_story(story)
    for _before_the_worker_has_woken_anybody_and_after in range(2):
        page = desk.get(address(room)).text
        assert BODY[:30] not in page
        assert {(GONE, "A bench"), ("A tram to the river.", "A bench")} <= set(joined_on(page))
        run_jobs()


def test_a_joined_card_that_lies_face_down_for_the_desk_is_read_there_when_its_step_has_ended(
    workshop_of: Opened, desk: FlaskClient
) -> None:
    silent = COLLECT | {"id": "quiet", "reveal": "on_advance"}
    room = workshop_of(board_method(COLLECT, silent, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    open_card = look.write(ana, "A bench")
    room.advance()
    twin = look.write(ana, "A bank")
    look.act(merging.merge_cards, room.facilitator, open_card, [twin])
    page = desk.get(address(room)).text
    assert "A bank" not in page
    assert not forms_on(page, "part_cards")
    room.advance()
    page = desk.get(address(room)).text
    assert ("A bank", "A bench") in joined_on(page)
    assert press(desk, room, page, "part_cards").status_code == 303
    assert look.row(twin).state == CardState.SHOWN


def test_a_pick_is_left_open_again(workshop_of: Opened, desk: FlaskClient) -> None:
    axis = {"id": "across", "label": "Across", "low": "Little", "high": "Much", "from_pick": "axis_x"}
    room = workshop_of(board_method(COLLECT, PICK, axis=[axis, *AXES]))
    (ana,) = room.seats(1)
    room.advance()
    card = Looking(room).write(ana, "Water")
    room.play_to("pick")
    page = desk.get(address(room)).text
    assert not forms_on(page, "unpick"), "nothing is picked yet"
    press(desk, room, page, "pick", card=card)
    page = desk.get(address(room)).text
    assert press(desk, room, page, "unpick").status_code == 303
    with room.inside():
        assert db.session.scalars(select(Pick)).all() == []


def test_a_facilitator_joins_those_who_run_it_and_leaves_them(
    app: Flask, workshop_of: Opened, desk: FlaskClient, second_facilitator: Viewer
) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    other = at_desk(app, second_facilitator)

    def team() -> set[str]:
        with room.inside():
            return {one.name for one in facilitators_of(room.workshop)}

    page = other.get(address(room)).text
    assert not forms_on(page, "leave_team")
    assert press(other, room, page, "join_team").status_code == 303
    assert team() == {room.facilitator.name, second_facilitator.name}
    page = desk.get(address(room)).text
    assert forms_on(page, "pass"), "the desk can be handed to whoever came"
    for _twice in range(2):
        assert press(desk, room, page, "leave_team").status_code == 303
    assert team() == {second_facilitator.name}
    assert room.workshop.lead_id is None
    assert "Whoever presses the first button holds the desk." in other.get(address(room)).text
    assert press(other, room, other.get(address(room)).text, "next").status_code == 303
    assert room.workshop.lead_id == second_facilitator.person_id
    room.facilitator = second_facilitator
    room.close()
    assert not forms_on(other.get(address(room)).text, "leave_team"), "who ran it is kept"


@pytest.mark.parametrize("act", ["join_team", "leave_team", "unpick", "part_cards", "unback"])
def test_nobody_else_does_so(app: Flask, workshop_of: Opened, moderator_of_town: Viewer, act: str) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    assert at_desk(app, moderator_of_town).post(address(room), data={"act": act}).status_code == 404
