"""Stories behind cards: only while their tellers allow it, in the words readers get, and gone at once when they are not."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from storyhub.cities.queries import current_wording
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import WORKER, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Story, StoryUse, Use
from storyhub.stories.services import consenting, withdrawing
from storyhub.stories.services.telling import Asked
from storyhub.workshops.queries.tray import stories_on_table
from storyhub.workshops.queries.voices import beginning, voices_of
from storyhub.workshops.seen import Side, Voice
from storyhub.workshops.services import clustering, evidence
from storyhub.workshops.services.composing import save_sheet
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, COMPOSE, HEAP, TALK, Looking, board_method
from tests.workshops.room import Room, a_key

SAID = "The well in our yard ran dry in June. My mother carries water up four floors, and nobody comes to look at it."
BOTH = frozenset({Use.WORKSHOPS, Use.QUOTATION})


def test_the_beginning_is_whole_sentences_or_whole_words() -> None:
    assert beginning(SAID).endswith("look at it.")
    assert beginning("One. " + "Two is a long one " * 20) == "One."
    assert beginning("word " * 60).endswith("…")
    assert len(beginning("word " * 60)) <= 161


def test_a_story_stands_behind_a_card_and_behind_what_is_made_of_it(
    workshop_of: Callable[..., Room], tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    told = tell(state="published", body=SAID, uses=BOTH, place="Old town")
    unquoted = tell(state="published", body="Only for the room, not to be quoted anywhere.", uses={Use.WORKSHOPS})
    silent = tell(state="published", body="This one is for readers of the archive alone.", uses={Use.QUOTATION})
    waiting = tell(body=SAID, uses=BOTH)
    room = workshop_of(board_method(COLLECT, HEAP, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    for story in (silent, waiting):
        with room.inside(), pytest.raises(NotFound):
            evidence.put_story_on_table(room.facilitator, room.id, story.id, key=a_key())
    for story in (told, unquoted):
        with room.inside():
            evidence.put_story_on_table(room.facilitator, room.id, story.id, key=a_key())
    with room.inside():
        assert [story.id for story in stories_on_table(room.id)] == [told.id, unquoted.id]

    room.advance()
    card, other = look.write(ana, "Wells run dry"), look.write(ana, "Nobody looks")
    look.act(evidence.back_card, ana, card, told.id)
    look.act(evidence.back_card, ana, card, unquoted.id)
    for story, quote in ((told, "not in the story"), (unquoted, "Only for the room")):
        with pytest.raises(Invalid):
            look.act(evidence.back_card, ana, card, story.id, quote=quote)
    with pytest.raises(NotFound):
        look.act(evidence.back_card, ana, card, silent.id)
    assert look.card(Side.STAGE, card).voices == 2
    assert {voice.story_code: voice.quote for voice in _voices(look, card)} == {
        told.code: SAID,
        unquoted.code: "",
    }
    look.act(evidence.back_card, ana, card, told.id, quote="My mother carries water up four floors")
    assert {voice.quote for voice in _voices(look, card)} == {"My mother carries water up four floors", ""}

    room.advance()
    heap = look.act(clustering.stack_cards, ben, card, other)
    option = look.act(clustering.name_cluster, ben, heap, "Water runs out")
    assert look.card(ana, option).voices == 2
    look.act(clustering.unstack_card, ben, card)
    assert look.card(ana, option).voices == 0
    look.act(clustering.stack_cards, ben, card, other)

    seen = room.workshop.seat_sequence
    _change_consent(look, told.id, frozenset({Use.WORKSHOPS}))
    assert {voice.quote for voice in _voices(look, option)} == {""}
    run_jobs()
    assert room.workshop.seat_sequence > seen, "every phone asks again"
    _change_consent(look, unquoted.id, frozenset())
    assert {voice.story_code for voice in _voices(look, option)} == {told.code}
    assert _used(look) == {told.id, unquoted.id}
    run_jobs()
    assert _used(look) == {told.id}

    with room.inside():
        withdrawing.withdraw_story(told.id)
    assert [(voice.is_withdrawn, voice.quote, voice.place) for voice in _voices(look, option)] == [(True, "", "")]
    run_jobs()
    assert look.card(ana, option).text == "Water runs out", "the idea stays"
    assert look.card(ana, option).voices == 0
    with room.inside():
        assert db.session.get_one(Story, told.id).body == "", "erasing is not held up by the card"
    assert "mother" not in repr(look.boards(Side.STAGE)) + repr(_voices(look, option))


def test_a_sheet_inherits_from_what_lay_beside_it(workshop_of: Callable[..., Room], tell: Callable[..., Told]) -> None:
    from_town = tell(state="published", body=SAID, uses=BOTH)
    room = workshop_of(board_method(COLLECT, COMPOSE))
    (ana,) = room.seats(1)
    look = Looking(room)
    with room.inside():
        evidence.put_story_on_table(room.facilitator, room.id, from_town.id, key=a_key())
    room.advance()
    look.act(evidence.back_card, ana, look.write(ana, "Wells run dry"), from_town.id)
    exercise_id, step = room.advance()
    sheet, _ = look.act(save_sheet, ana, exercise_id, step, {"text": "Repair them"}, seen_revision=0)
    assert look.card(Side.STAGE, sheet).voices == 1


def test_only_a_facilitator_lays_stories_on_the_table(
    workshop_of: Callable[..., Room], tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell(state="published", body=SAID, uses=BOTH)
    room = workshop_of(board_method(TALK))
    with room.inside():
        with pytest.raises(NotFound):
            evidence.put_story_on_table(WORKER, told.id, told.id, key=a_key())
        evidence.put_story_on_table(room.facilitator, room.id, told.id, key=a_key())
        evidence.put_story_on_table(room.facilitator, room.id, told.id, key=a_key())
        evidence.take_story_off_table(room.facilitator, room.id, told.id, key=a_key())
        assert list(stories_on_table(room.id)) == []
        db.session.rollback()


def test_a_teller_finds_the_workshop_on_the_thread_of_the_story(
    workshop_of: Callable[..., Room], tell: Callable[..., Told], client: FlaskClient
) -> None:
    told = tell(state="published", body=SAID, uses=BOTH)
    room = workshop_of(board_method(TALK))
    with room.inside():
        evidence.put_story_on_table(room.facilitator, room.id, told.id, key=a_key())
    page = client.get(f"/en/rustavi/stories/{told.code}").text
    assert "Water in our yard" in page
    assert "Lies on the table of a workshop" in page
    room.close()
    with room.inside():
        evidence.story_changed(told.id)
    assert "Lay on the table of a workshop" in client.get(f"/en/rustavi/stories/{told.code}").text


def _voices(look: Looking, card_id: UUID) -> list[Voice]:
    with look.room.inside():
        db.session.expire_all()
        return voices_of([card_id], look.audience(Side.STAGE)).get(card_id, [])


def _used(look: Looking) -> set[UUID]:
    with look.room.inside():
        rows = db.session.query(StoryUse).filter_by(object_id=look.room.id, ended_at=None)
        return {row.story_id for row in rows}


def _change_consent(look: Looking, story_id: UUID, uses: frozenset[Use]) -> None:
    with look.room.inside():
        consenting.change_consents(story_id, Audience.PUBLIC, uses, Asked(current_wording().version, "en"))
