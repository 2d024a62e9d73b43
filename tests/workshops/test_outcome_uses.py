"""Tellers see what their stories led to: before the town publishes anything as a number, then by its name."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import current_wording
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Story, StoryUse, Use
from storyhub.stories.services import consenting, withdrawing
from storyhub.stories.services.telling import Asked
from storyhub.workshops.models import OUTCOMES
from storyhub.workshops.services import cards, clustering, evidence, opening
from storyhub.workshops.services import outcomes as records
from tests.support.pages import words_on
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, HEAP, TALK, Looking, board_method
from tests.workshops.giving import OUT, gave, outcomes, publish
from tests.workshops.room import Room, a_key

BOTH = frozenset({Use.WORKSHOPS, Use.QUOTATION})
OPTIONS = OUT | {"type": "card:option", "where": {"kind": ["option"]}, "outcome": "option"}
Tell = Callable[..., Told]
Jobs = Callable[[], int]


def used_by(room: Room, title: str) -> set[UUID]:
    """The stories whose threads lead to the record."""
    object_id = outcomes(room)[title].id
    with room.inside():
        rows = db.session.query(StoryUse).filter_by(kind=OUTCOMES, object_id=object_id, ended_at=None)
        return {row.story_id for row in rows}


def allow(room: Room, told: Told, uses: frozenset[Use]) -> None:
    with room.inside():
        consenting.change_consents(told.id, Audience.PUBLIC, uses, Asked(current_wording().version, "en"))


@pytest.fixture
def my_story(client: FlaskClient) -> Callable[[Told], str]:
    """The words of a teller's own page."""

    def opened(told: Told) -> str:
        return client.post("/en/my", data={"receipt": told.receipt}, follow_redirects=True).text

    return opened


def test_the_stories_behind_a_record_are_those_behind_all_it_was_made_of_while_their_tellers_allow_it(
    workshop_of: Callable[..., Room], tell: Tell, run_jobs: Jobs
) -> None:
    tap, bucket, beside = (tell(state="published", uses=BOTH) for _ in range(3))
    room = workshop_of(board_method(COLLECT, HEAP, TALK, output=[OPTIONS]))
    (ana,) = room.seats(1)
    look = Looking(room)
    with room.inside():
        for told in (tap, bucket, beside):
            evidence.put_story_on_table(room.facilitator, room.id, told.id, key=a_key())
    room.advance()
    first, second, third = (look.write(ana, text) for text in ("Taps drip", "Buckets leak", "Dogs bark"))
    for card, told in ((first, tap), (second, bucket), (third, beside)):
        look.act(evidence.back_card, ana, card, told.id)
    room.advance()
    look.act(clustering.name_cluster, ana, look.act(clustering.stack_cards, ana, first, second), "Mend them")
    room.close()
    assert used_by(room, "Mend them") == {tap.id, bucket.id}

    allow(room, bucket, frozenset({Use.QUOTATION}))
    run_jobs()
    assert used_by(room, "Mend them") == {tap.id}
    allow(room, bucket, BOTH)
    run_jobs()
    assert used_by(room, "Mend them") == {tap.id, bucket.id}
    with room.inside():
        withdrawing.withdraw_story(tap.id)
    run_jobs()
    assert used_by(room, "Mend them") == {bucket.id}
    with room.inside():
        assert db.session.get_one(Story, tap.id).body == ""


def test_a_teller_sees_what_the_story_led_to_as_soon_as_it_is_published_and_never_what_is_kept_in(
    app: Flask, facilitator: Viewer, tell: Tell, my_story: Callable[[Told], str], client: FlaskClient
) -> None:
    told, other = tell(state="published", uses=BOTH), tell(state="published", uses=BOTH)
    room = gave(app, facilitator, ["Mend the pump", "Sell the pump"], told.id)
    with room.inside():
        evidence.put_story_on_table(facilitator, room.id, other.id, key=a_key())
        records.keep_in(facilitator, outcomes(room)["Sell the pump"].id)
    before = words_on(my_story(told))
    assert "Lay on the table of a workshop · Stands behind 2 cards" in before
    assert "pump" not in before
    lay_there = words_on(my_story(other))
    assert "Lay on the table of a workshop" in lay_there
    assert "Stands behind" not in lay_there
    address = f"/en/rustavi/stories/{told.code}"
    assert "Stands behind" not in client.get(address).text, "that is for its teller"

    publish(room)
    code = outcomes(room)["Mend the pump"].code
    for page in (my_story(told), client.get(address).text):
        assert "Mend the pump" in words_on(page)
        assert "Helped to make this · Idea" in words_on(page)
        assert f'href="/en/rustavi/outcomes/{code}"' in page
        assert "Sell the pump" not in page
    assert "Helped to make this" not in my_story(other)


def test_what_is_given_no_more_leaves_the_thread_and_comes_back_with_the_card(
    app: Flask, facilitator: Viewer, tell: Tell
) -> None:
    told = tell(state="published", uses=BOTH)
    room = gave(app, facilitator, ["Mend the pump", "Sell the pump"], told.id)
    sold = outcomes(room)["Sell the pump"].card_id
    for act, stories in ((cards.refuse_card, set()), (cards.release_card, {told.id})):
        with room.inside():
            opening.reopen_workshop(facilitator, room.id, key=a_key())
            act(facilitator, sold, key=a_key())
        room.close()
        assert used_by(room, "Sell the pump") == stories
        assert used_by(room, "Mend the pump") == {told.id}
