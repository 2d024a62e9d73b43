"""Postcards from home: invited, told in the ordinary form, held at the desk, and silent when their tellers say so."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.cities.queries import city_by_slug, current_wording
from storyhub.core.db import db
from storyhub.core.errors import Conflict
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience as Circle
from storyhub.stories.models import State, Story, StoryUse, Use, Withheld
from storyhub.stories.services import masking, reviewing, telling
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.from_home import STOOD_HERE, words_of
from storyhub.workshops.methods.schema import Field, FieldType
from storyhub.workshops.models import Card, CardState, CardStory, Outcome, Post
from storyhub.workshops.seen import Side
from storyhub.workshops.services import clustering, opening, tables, voting
from storyhub.workshops.services.cards import change_card, release_card
from storyhub.workshops.tasks.post import take_post
from storyhub.workshops.views import polling
from tests.stories.conftest import Teller
from tests.support.application import new_client
from tests.support.pages import words_on
from tests.support.staff import sign_in
from tests.support.stories import submission
from tests.workshops.boards import COLLECT, HEAP, TALK, VOTE, Looking, board_method
from tests.workshops.phones import sit_down
from tests.workshops.room import Room, a_key
from tests.workshops.test_announcement import TOLD, announce

BODY = "It is a morning in 2040. Water runs in every yard. My daughter drives the bus, and the lift works."
POSTAL = COLLECT | {"post": True}
GONE = STOOD_HERE["en"]
ROOM = frozenset({Use.WORKSHOPS})
ANYWHERE = frozenset({Use.WORKSHOPS, Use.QUOTATION})

Drafted = Callable[..., Room]
Jobs = Callable[[], int]


def in_english(room: Room) -> None:
    announce(room, replace(TOLD, language="en", question="How do we live well here?"))


def sent(room: Room, run_jobs: Jobs, *, uses: frozenset[str] = ROOM, told_for: str = "", **said: object) -> UUID:
    """A story told for the workshop through the service that the form uses."""
    with room.inside():
        received = telling.receive_story(
            room.keys,
            city_by_slug("rustavi"),
            f"form-key-of-{a_key()}",
            submission(**{"body": BODY, "kind": "imagined", "imagined_year": 2040, "uses": uses} | said),
            telling.Asked(current_wording().version, "en"),
            told_for=told_for or f"workshop:{room.code}",
        )
    run_jobs()
    return received.story_id


def cards_of(room: Room, story_id: UUID) -> list[Card]:
    with room.inside():
        found = list(db.session.scalars(select(Card).where(Card.story_id == story_id).order_by(Card.at, Card.id)))
        db.session.expunge_all()
        return found


def the_card(room: Room, story_id: UUID) -> Card:
    (card,) = cards_of(room, story_id)
    return card


def test_the_town_asks_for_postcards_and_the_ordinary_form_takes_them(
    draft_of: Drafted, app: Flask, client: FlaskClient, run_jobs: Jobs
) -> None:
    room = draft_of(board_method(POSTAL))
    asked = f"workshop:{room.code}"
    pages = (f"/en/rustavi/workshops/{room.code}", "/en/rustavi/", "/en/rustavi/tell")
    assert all("Write a postcard from home" not in client.get(page).text for page in pages), "nobody knows of a draft"
    in_english(room)
    for page in pages:
        assert f'href="/en/rustavi/tell?for={asked}"' in client.get(page).text, page
    teller = Teller(new_client(app))
    teller.open(**{"for": asked})
    assert "Write a postcard from home" in teller.words
    assert "How do we live well here?" in teller.words
    assert teller.fields["imagined_year"] == "2040"
    answer = teller.press("preview", body=BODY, audience="public")
    assert answer.status_code == 422, "nobody says yes to workshops without knowing"
    assert "Please say yes or no to workshops." in teller.words
    assert teller.fields["for"] == asked
    assert teller.fields["body"] == BODY
    teller.press("preview", workshops="no")
    assert "will not come to “Water, our yards”" in teller.words
    teller.press("edit")
    teller.press("preview", workshops="yes")
    assert "will not come" not in teller.words
    answer = teller.send()
    assert answer.location == f"/en/rustavi/tell/received?for={asked}"
    run_jobs()
    with app.app_context():
        story = db.session.scalars(select(Story)).one()
        assert (story.kind, story.imagined_year, story.state) == ("imagined", 2040, State.WAITING)
        assert db.session.scalars(select(Post)).one().story_id == story.id
        assert db.session.scalar(select(Card).where(Card.story_id == story.id)) is None, "its exercise has not begun"
    (receipt,) = teller.receipts()
    mine = teller.client.post("/en/my", data={"receipt": receipt}, follow_redirects=True)
    assert "Sent to this workshop from home" in words_on(mine.text)
    assert "Water, our yards" in words_on(mine.text)


def test_a_page_that_was_opened_for_a_workshop_that_is_over_says_so_and_keeps_the_words(
    draft_of: Drafted, app: Flask, run_jobs: Jobs
) -> None:
    room = draft_of(board_method(POSTAL))
    in_english(room)
    teller = Teller(new_client(app))
    teller.open(**{"for": f"workshop:{room.code}"})
    with room.inside():
        opening.withdraw_announcement(room.facilitator, room.id, key=a_key())
    teller.press("preview", body=BODY, audience="public", workshops="yes")
    assert "takes nothing more" in teller.words
    teller.send()
    run_jobs()
    with app.app_context():
        assert db.session.scalars(select(Story)).one().kind == "imagined"
        assert db.session.scalars(select(Post)).all() == []
    for junk in ("workshop:", "workshop:zzzz", "'; drop", "entry:1"):
        answer = Teller(new_client(app)).open(**{"for": junk})
        assert answer.status_code == 200
        assert "Tell us a story from" in answer.text


def test_only_a_workshop_that_is_told_of_and_has_such_a_step_ahead_asks(
    draft_of: Drafted, client: FlaskClient, app: Flask, run_jobs: Jobs, facilitator: Viewer
) -> None:
    plain = draft_of(board_method(COLLECT))
    in_english(plain)
    assert "postcard" not in client.get("/en/rustavi/tell").text
    sent(plain, run_jobs)
    room = draft_of(board_method(POSTAL, TALK))
    in_english(room)
    invitation = f"tell?for=workshop:{room.code}"
    assert invitation in client.get("/en/rustavi/tell").text
    assert facilitator.person_id is not None
    staff = sign_in(app, facilitator.person_id)
    form = staff.get(f"/en/rustavi/workshops/{room.code}/edit").text
    assert 'name="takes_post"' in form
    room.open()
    room.advance()
    assert invitation in client.get("/en/rustavi/tell").text
    room.advance()
    assert invitation not in client.get("/en/rustavi/tell").text, "its step is over"
    late = the_card(room, sent(room, run_jobs))
    assert late.state == CardState.HELD, "what was begun is kept, as late cards are"
    with app.app_context():
        assert {one.workshop_id for one in db.session.scalars(select(Post))} == {room.id}
    room.close()
    assert cards_of(room, sent(room, run_jobs)) == []


def test_what_came_before_lies_on_the_board_held_when_its_exercise_begins(
    draft_of: Drafted, app: Flask, run_jobs: Jobs, facilitator: Viewer
) -> None:
    room = draft_of(board_method(TALK), board_method(POSTAL, TALK))
    in_english(room)
    yes, no = sent(room, run_jobs), sent(room, run_jobs, uses=frozenset())
    young = sent(room, run_jobs, is_young=True)
    room.open()
    room.advance()
    assert cards_of(room, yes) == [], "the exercise before is no place for it"
    (ana,) = room.seats(1)
    room.play_to("write")
    card = the_card(room, yes)
    assert (card.state, card.kind, card.zone, card.step) == (CardState.HELD, "idea", "ideas", "write")
    assert card.fields["text"] == BODY
    assert cards_of(room, no) == cards_of(room, young) == []
    look = Looking(room)
    assert look.texts(Side.STAGE, "ideas") == look.texts(ana, "ideas") == []
    assert facilitator.person_id is not None
    desk = sign_in(app, facilitator.person_id)
    page = words_on(desk.get(f"/en/rustavi/workshops/{room.code}/desk").text)
    assert "1 card from home waits." in page
    assert BODY in page
    look.act(release_card, room.facilitator, card.id)
    assert look.texts(Side.STAGE, "ideas") == [BODY]
    view = look.card(Side.STAGE, card.id)
    assert view.is_from_home
    assert view.by == ""
    run_jobs()
    run_jobs()
    assert len(cards_of(room, yes)) == 1
    with room.inside():
        assert db.session.get(CardStory, (card.id, yes)) is not None


def test_a_job_that_runs_again_lays_no_second_card(workshop_of: Drafted, run_jobs: Jobs) -> None:
    room = workshop_of(board_method(POSTAL))
    room.advance()
    story = sent(room, run_jobs)
    with room.inside():
        take_post(str(story), f"workshop:{room.code}")
        take_post(str(story), f"workshop:{room.code}")
        take_post(str(story), "workshop:nothing")
    the_card(room, story)


def test_what_is_taken_back_before_anybody_saw_it_never_comes(workshop_of: Drafted, run_jobs: Jobs) -> None:
    room = workshop_of(board_method(POSTAL, TALK))
    room.advance()
    early = sent(room, lambda: 0)
    with room.inside():
        withdraw_story(early)
    run_jobs()
    assert cards_of(room, early) == [], "its teller was quicker than the worker"
    late = sent(room, run_jobs)
    card = the_card(room, late)
    with room.inside():
        withdraw_story(late)
    run_jobs()
    with pytest.raises(Conflict):
        Looking(room).act(release_card, room.facilitator, card.id)


def test_a_card_that_nobody_worked_on_goes_with_its_story(workshop_of: Drafted, run_jobs: Jobs) -> None:
    room = workshop_of(board_method(POSTAL, TALK))
    room.advance()
    story = sent(room, run_jobs)
    look = Looking(room)
    card = the_card(room, story)
    look.act(release_card, room.facilitator, card.id)
    with room.inside():
        withdraw_story(story)
    assert look.texts(Side.STAGE, "ideas") == [GONE], "before the worker has woken anybody"
    before = room.workshop.seat_sequence
    run_jobs()
    gone = the_card(room, story)
    assert (gone.state, gone.fields) == (CardState.TAKEN_BACK, {})
    assert look.texts(Side.STAGE, "ideas") == []
    assert room.workshop.seat_sequence > before
    with room.inside():
        assert db.session.scalars(select(StoryUse.ended_at).where(StoryUse.story_id == story)).all() != [None]


def test_what_others_made_with_it_stays_and_says_that_a_story_stood_there(workshop_of: Drafted, run_jobs: Jobs) -> None:
    room = workshop_of(board_method(POSTAL, HEAP, VOTE))
    ana, *_ = room.seats(3)
    room.advance()
    story, other = sent(room, run_jobs), sent(room, run_jobs)
    look = Looking(room)
    card, twin = the_card(room, story), the_card(room, other)
    for one in (card, twin):
        look.act(release_card, room.facilitator, one.id)
    room.advance()
    look.act(clustering.name_alone, room.facilitator, card.id, "Water for all")
    room.advance()
    look.act(voting.give_points, ana, twin.id, 1)
    with room.inside():
        withdraw_story(story)
        withdraw_story(other)
    run_jobs()
    for one in (card, twin):
        kept = look.row(one.id)
        assert (kept.state, kept.fields) == (CardState.SHOWN, {"text": GONE})
    assert "Water for all" in look.texts(Side.STAGE, "options")
    assert BODY[:30] not in repr([look.boards(who) for who in (Side.STAGE, Side.DESK, ana)])


def test_words_come_back_through_the_facilitator_and_a_mask_changes_them(
    app: Flask, workshop_of: Drafted, run_jobs: Jobs, moderator_of_town: Viewer
) -> None:
    room = workshop_of(board_method(POSTAL, TALK))
    room.advance()
    story = sent(room, run_jobs, body="Anush Petrosyan waters the yard every morning in 2040.")
    look = Looking(room)
    card = the_card(room, story)
    look.act(release_card, room.facilitator, card.id)
    look.act(change_card, room.facilitator, card.id, {"text": "Somebody waters the yard."}, seen_revision=card.revision)
    with room.inside():
        reviewing.publish_story(moderator_of_town, story, seen_state=State.WAITING)
    run_jobs()
    assert look.row(card.id).fields["text"] == "Somebody waters the yard.", "what the facilitator mended stays"
    with room.inside():
        masking.mask_passage(moderator_of_town, story, "Anush Petrosyan", Withheld.NAME, seen_version=1)
    run_jobs()
    assert look.row(card.id).fields["text"] == "[name withheld] waters the yard every morning in 2040."
    asked = telling.Asked(current_wording_version(app), "en")
    with room.inside():
        change_consents(story, Circle.PUBLIC, frozenset(), asked)
    run_jobs()
    assert look.row(card.id).state == CardState.TAKEN_BACK
    with room.inside():
        change_consents(story, Circle.PUBLIC, ROOM, asked)
    run_jobs()
    back = look.row(card.id)
    assert (back.state, back.fields["text"]) == (
        CardState.HELD,
        "[name withheld] waters the yard every morning in 2040.",
    )
    with room.inside():
        reviewing.hide_story(moderator_of_town, story, "other", seen_state=State.PUBLISHED)
    run_jobs()
    assert look.row(card.id).state == CardState.TAKEN_BACK


def current_wording_version(app: Flask) -> int:
    with app.app_context():
        return current_wording().version


def test_carried_cards_and_records_lose_the_words_with_it(
    workshop_of: Drafted, app: Flask, run_jobs: Jobs, moderator_of_town: Viewer, client: FlaskClient
) -> None:
    output = [{"id": "out", "label": "Out", "type": "card:idea", "where": {"kind": ["idea"]}, "outcome": "idea"}]
    room = workshop_of(board_method(POSTAL, TALK, output=output))
    room.advance()
    open_to_all, for_the_room = sent(room, run_jobs, uses=ANYWHERE), sent(room, run_jobs, body=f"Quietly: {BODY}")
    look = Looking(room)
    for story in (open_to_all, for_the_room):
        look.act(release_card, room.facilitator, the_card(room, story).id)
        with room.inside():
            reviewing.publish_story(moderator_of_town, story, seen_state=State.WAITING)
    run_jobs()
    room.play_through()
    room.close()
    with room.inside():
        opening.publish_results(room.facilitator, room.id)
        (record,) = db.session.scalars(select(Outcome).where(Outcome.state != "left_out")).all()
        assert record.title == BODY, "words for the room alone become no record"
    results = client.get(f"/en/rustavi/workshops/{room.code}/results").text
    assert BODY in results
    assert "Quietly" not in results
    with room.inside():
        withdraw_story(open_to_all)
    run_jobs()
    with room.inside():
        assert [(one.title, one.state) for one in db.session.scalars(select(Outcome))] == [("", "left_out")]
    assert BODY not in client.get(f"/en/rustavi/workshops/{room.code}/results").text
    assert look.row(the_card(room, open_to_all).id).fields == {"text": GONE}


def test_a_card_takes_whole_sentences_and_the_year() -> None:
    story = Story(body="One. Two is longer! " + "And three goes on and on. " * 20, imagined_year=2040, language="en")
    fields = [
        Field(id="to", type=FieldType.CHOICE, label="To"),
        Field(id="text", type=FieldType.SHORT, label="What?", max=30),
        Field(id="more", type=FieldType.LONG, label="More", required=True),
        Field(id="year", type=FieldType.YEAR, label="Year"),
    ]
    assert words_of(story, fields) == {"text": "One. Two is longer!", "year": "2040"}
    flat = Story(body="Line one\n\nline two", imagined_year=None, language="en")
    assert words_of(flat, fields[2:]) == {"more": "Line one\n\nline two"}


def test_a_phone_that_catches_up_is_not_shown_words_that_were_taken_back_a_moment_ago(
    workshop_of: Callable[..., Room], run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FRESH_SECONDS", 0)
    room = workshop_of(board_method(POSTAL, TALK))
    one, other = sit_down(room), sit_down(room)
    room.do(tables.deal_groups, count=1, afresh=True)
    room.advance()
    story = sent(room, run_jobs)
    Looking(room).act(release_card, room.facilitator, the_card(room, story).id)
    room.advance()
    assert BODY[:25] in one.poll(0).text
    with room.inside():
        withdraw_story(story)
    assert BODY[:25] not in other.poll(0).text
