"""What is said of a postcard: to its teller who may see it, to the facilitator and the moderator that it waits."""

from collections.abc import Callable

from flask import Flask

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Story
from tests.stories.conftest import Teller
from tests.support.application import new_client
from tests.support.pages import words_on
from tests.support.staff import sign_in
from tests.workshops.boards import TALK, board_method
from tests.workshops.room import Room
from tests.workshops.test_from_home import BODY, POSTAL, in_english, sent

IN_THE_ROOM = "The people in the room of “Water, our yards” may see it."
NOBODY = "Nobody else sees it yet."

Drafted = Callable[..., Room]
Jobs = Callable[[], int]


def test_the_teller_of_a_postcard_reads_that_the_room_may_see_it(draft_of: Drafted, app: Flask, run_jobs: Jobs) -> None:
    room = draft_of(board_method(POSTAL))
    in_english(room)
    pages = {}
    for said in ("yes", "no"):
        teller = Teller(new_client(app))
        teller.open(**{"for": f"workshop:{room.code}"})
        teller.press("preview", body=BODY, audience="team", workshops=said)
        preview = teller.words
        received = words_on(teller.client.get(teller.send().location).text)
        run_jobs()
        (receipt,) = teller.receipts()
        mine = words_on(teller.client.post("/en/my", data={"receipt": receipt}, follow_redirects=True).text)
        pages[said] = (preview, received, mine)
    assert [IN_THE_ROOM in page for page in pages["yes"]] == [True] * 3
    assert [IN_THE_ROOM in page for page in pages["no"]] == [False] * 3
    assert NOBODY not in pages["yes"][2]
    assert NOBODY in pages["no"][2]
    assert "Sent to this workshop from home: Water, our yards ·" in pages["yes"][1]
    assert "Sent to this workshop" not in pages["no"][1]


def test_facilitator_and_moderator_learn_of_a_postcard_that_waits_for_a_moderator(
    workshop_of: Drafted, app: Flask, run_jobs: Jobs, facilitator: Viewer, moderator_of_town: Viewer
) -> None:
    room = workshop_of(board_method(POSTAL, TALK))
    assert facilitator.person_id is not None
    assert moderator_of_town.person_id is not None
    desk, moderator = sign_in(app, facilitator.person_id), sign_in(app, moderator_of_town.person_id)
    at = f"/en/rustavi/workshops/{room.code}/desk"
    sent(room, run_jobs)
    sent(room, run_jobs, uses=frozenset(), is_young=True)
    assert "for a moderator" not in desk.get(at).text
    young = sent(room, run_jobs, is_young=True)
    for moment in ("before", "while"):
        assert "1 card from home waits for a moderator." in words_on(desk.get(at).text), moment
        room.advance()
    with room.inside():
        told = db.session.get_one(Story, young)
        code, audience = told.code, told.audience
    assert audience == Audience.PUBLIC
    page = words_on(moderator.get(f"/en/rustavi/desk/{code}").text)
    assert "Sent to this workshop from home" in page
    assert room.workshop.title in page
