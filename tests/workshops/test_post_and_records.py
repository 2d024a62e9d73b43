"""Records of what came from home: there while anyone may read the story outside the room, whatever staff made of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.searching import find, search
from storyhub.cities.queries import current_wording
from storyhub.core.db import db, transaction
from storyhub.core.errors import NotFound
from storyhub.core.permissions import ANONYMOUS, Viewer
from storyhub.core.visibility import Audience as Circle
from storyhub.learning.draft import Citation
from storyhub.learning.models import Entry, EntryState, Stance
from storyhub.learning.queries.cited_outcomes import latest_outcomes
from storyhub.learning.services.citing_outcomes import cite_outcome
from storyhub.learning.services.writing import begin_entry
from storyhub.stories.models import State, Use, Withheld
from storyhub.stories.services import masking, reviewing, telling
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.workshops.models import OUTCOMES, Cluster, Outcome, OutcomeState
from storyhub.workshops.queries.outcomes import outcomes_by_id, outcomes_of
from storyhub.workshops.seen import Side
from storyhub.workshops.services import opening
from storyhub.workshops.services import outcomes as services
from storyhub.workshops.services.cards import release_card
from storyhub.workshops.services.clustering import let_stand_alone, name_alone
from storyhub.workshops.services.outcomes import OutcomeRevised, Words
from tests.support.application import new_client
from tests.support.staff import sign_in
from tests.workshops.boards import HEAP, TALK, Looking, board_method
from tests.workshops.giving import OUT, publish
from tests.workshops.recorded import records
from tests.workshops.room import Room, a_key
from tests.workshops.test_from_home import ANYWHERE, BODY, GONE, POSTAL, ROOM, Drafted, Jobs, cards_of, sent, the_card

WORDS = "My daughter drives the bus"
OPTIONS = {"id": "opts", "label": "Options", "type": "card:option", "where": {"kind": ["option"]}, "outcome": "option"}


def let_in(room: Room, story: UUID, moderator: Viewer, run_jobs: Jobs) -> None:
    """Released in the room, and published in the archive."""
    Looking(room).act(release_card, room.facilitator, the_card(room, story).id)
    with room.inside():
        reviewing.publish_story(moderator, story, seen_state=State.WAITING)
    run_jobs()


def recorded(workshop_of: Drafted, run_jobs: Jobs, moderator: Viewer, **said: Any) -> tuple[Room, UUID, Outcome]:
    """A workshop whose results are published, with one record: a card that came from home."""
    room = workshop_of(board_method(POSTAL, TALK, output=[OUT]))
    room.seats(1)
    room.advance()
    story = sent(room, run_jobs, uses=ANYWHERE, **said)
    let_in(room, story, moderator, run_jobs)
    room.close()
    publish(room)
    run_jobs()
    (record,) = records(room)
    return room, story, record


def allow(room: Room, story: UUID, circle: Circle, uses: frozenset[Use]) -> None:
    with room.inside():
        change_consents(story, circle, uses, telling.Asked(current_wording().version, "en"))


def address(record: Outcome) -> str:
    return f"/en/rustavi/outcomes/{record.code}"


def test_a_record_follows_its_story_out_of_sight_whatever_staff_did_to_it(
    workshop_of: Drafted, run_jobs: Jobs, moderator_of_town: Viewer, app: Flask, anyone_may: Callable[..., bool]
) -> None:
    room, story, record = recorded(workshop_of, run_jobs, moderator_of_town)
    assert anyone_may(record)
    with room.inside():
        mended = Words(title=record.title.replace("every yard", "each yard"), owner="Nino")
        services.change_outcome(room.facilitator, record.id, mended, seen=0)
        services.settle_outcome(room.facilitator, record.id, OutcomeState.DONE, f"“{WORDS}”: so it is.", seen=1)
        code = begin_entry(room.facilitator, record.city_id, "en")
        entry_id = db.session.scalars(select(Entry.id).where(Entry.code == code)).one()
        cite_outcome(room.facilitator, entry_id, record.id, Citation(Stance.SUPPORTS, "because"))
        with transaction() as session:
            entry = session.get_one(Entry, entry_id)
            entry.state, entry.audience, entry.title, entry.what_happened = (
                EntryState.ACCEPTED,
                Circle.PUBLIC,
                "It",
                "x",
            )
    run_jobs()
    log = f"/en/rustavi/learning/logs/{code}"
    assert WORDS in new_client(app).get(log).text
    for circle, uses in (
        (Circle.CITY, ANYWHERE),
        (Circle.PUBLIC, frozenset({Use.QUOTATION})),
        (Circle.PUBLIC, ROOM),
    ):
        allow(room, story, circle, uses)
        assert not anyone_may(record), "before the worker has looked"
        assert WORDS not in new_client(app).get(log).text
        with room.inside():
            assert latest_outcomes(ANONYMOUS, None, 9) == outcomes_of(ANONYMOUS, room.id) == []
            assert outcomes_by_id(ANONYMOUS, [record.id]) == []
        run_jobs()
        run_jobs()
        assert not anyone_may(record)
        (emptied,) = records(room)
        assert (emptied.state, emptied.title, emptied.fields) == (OutcomeState.LEFT_OUT, "", {})
        assert (emptied.result, emptied.owner) == ("", "")
        results = new_client(app).get(f"/en/rustavi/workshops/{room.code}/results").text
        assert WORDS not in results
        assert (GONE in results) == (Use.WORKSHOPS not in uses), "nobody took back what may be heard in the room"
        allow(room, story, Circle.PUBLIC, ANYWHERE)
        if circle != Circle.PUBLIC:
            with room.inside():
                reviewing.publish_story(moderator_of_town, story, seen_state=State.WAITING)
        run_jobs()
        run_jobs()
        (back,) = records(room)
        assert (back.id, back.state, back.title) == (record.id, OutcomeState.OPEN, BODY), "written anew, from the card"
        assert anyone_may(record)
    with room.inside():
        withdraw_story(story)
    assert not anyone_may(record)
    run_jobs()
    assert not anyone_may(record)
    assert [one.title for one in records(room)] == [""]


@pytest.fixture
def anyone_may(app: Flask) -> Callable[..., bool]:
    """Whether the record is read by anyone, on its page and among what is found by its words."""

    def asked(record: Outcome) -> bool:
        answer = new_client(app).get(address(record))
        is_read = answer.status_code == 200
        assert is_read == (WORDS in answer.text)
        with app.app_context():
            hits = search(app.extensions["storyhub.index"], ANONYMOUS, "daughter").hits
        assert is_read or not [hit for hit in hits if hit.source == OUTCOMES]
        return is_read

    return asked


def test_search_is_no_oracle_for_words_that_were_narrowed(
    workshop_of: Drafted, run_jobs: Jobs, moderator_of_town: Viewer, app: Flask
) -> None:
    room, story, record = recorded(workshop_of, run_jobs, moderator_of_town)
    with room.inside():
        services.settle_outcome(room.facilitator, record.id, OutcomeState.DONE, "We did it", seen=0)
    run_jobs()
    totals = []
    for narrowed in (False, True):
        if narrowed:
            allow(room, story, Circle.TEAM, ANYWHERE)
            run_jobs()
            run_jobs()
        with app.app_context():
            index = app.extensions["storyhub.index"]
            found = find(index, ANONYMOUS, OUTCOMES, question_for("daughter"), with_facets=True, limit=5)
            assert found is not None
            totals.append(found.total)
    assert totals == [1, 0]


def test_a_stale_page_brings_no_words_back(
    workshop_of: Drafted, run_jobs: Jobs, moderator_of_town: Viewer, app: Flask
) -> None:
    room, story, record = recorded(workshop_of, run_jobs, moderator_of_town, body=f"Anush says: {WORDS}.")
    stale = Words(title=record.title, owner="Nino")
    assert room.facilitator.person_id is not None
    desk = sign_in(app, room.facilitator.person_id)
    allow(room, story, Circle.PUBLIC, ROOM)
    for _ in ("before the worker has looked", "after"):
        with room.inside():
            for act in (services.keep_in, services.let_out):
                with pytest.raises(NotFound):
                    act(room.facilitator, record.id)
            with pytest.raises(NotFound):
                services.change_outcome(room.facilitator, record.id, stale, seen=record.revision)
        assert desk.get(address(record)).status_code == 404
        run_jobs()
    allow(room, story, Circle.PUBLIC, ANYWHERE)
    run_jobs()
    with room.inside():
        masking.mask_passage(moderator_of_town, story, "Anush", Withheld.NAME, seen_version=1)
    run_jobs()
    run_jobs()
    (back,) = records(room)
    assert back.title == f"[name withheld] says: {WORDS}."
    with room.inside(), pytest.raises(OutcomeRevised):
        services.change_outcome(room.facilitator, record.id, stale, seen=record.revision)


def test_a_heap_that_is_called_by_words_from_home_loses_them_with_the_story(
    workshop_of: Drafted, run_jobs: Jobs, moderator_of_town: Viewer, app: Flask
) -> None:
    room = workshop_of(board_method(POSTAL, HEAP, TALK, output=[OPTIONS]))
    room.seats(2)
    room.advance()
    stories = [sent(room, run_jobs, uses=uses) for uses in (ANYWHERE, ROOM)]
    stories.append(sent(room, run_jobs, body="A bus comes to every yard.", uses=ANYWHERE))
    for story in stories:
        let_in(room, story, moderator_of_town, run_jobs)
    look, (public, quiet, named) = Looking(room), stories
    room.play_to("heap")
    look.act(name_alone, room.facilitator, the_card(room, named).id, "Buses for all")
    assert look.act(let_stand_alone, room.facilitator, room.id) == 2
    made = [next(one for one in cards_of(room, story) if one.kind == "option") for story in (public, quiet)]
    assert len(cards_of(room, named)) == 1, "what somebody called it is the room's"
    room.advance()
    with room.inside():
        withdraw_story(quiet)
    assert sum(WORDS in text for text in look.texts(Side.STAGE, "options")) == 1, "before the worker has looked"
    run_jobs()
    assert look.row(made[1].id).fields == {"text": GONE}
    room.close()
    publish(room)
    assert sorted(one.title for one in records(room)) == ["Buses for all", made[0].fields["text"]]
    record = next(one for one in records(room) if WORDS in one.title)
    pages = (address(record), f"/en/rustavi/workshops/{room.code}/results")
    assert all(WORDS in new_client(app).get(page).text for page in pages)
    with room.inside():
        withdraw_story(public)
    run_jobs()
    assert not any(WORDS in new_client(app).get(page).text for page in pages)
    assert WORDS not in repr([one.title for one in records(room)])
    with room.inside():
        names = [*db.session.scalars(select(Cluster.name))]
    assert sorted(names) == sorted([GONE, GONE, "Buses for all"])


def test_what_is_published_after_the_room_closed_becomes_a_record_then(
    workshop_of: Drafted, run_jobs: Jobs, moderator_of_town: Viewer, app: Flask
) -> None:
    room = workshop_of(board_method(POSTAL, TALK, output=[OUT | {"outcome": "experiment"}]))
    room.advance()
    story = sent(room, run_jobs, uses=ANYWHERE)
    Looking(room).act(release_card, room.facilitator, the_card(room, story).id)
    room.close()
    assert records(room) == [], "nobody has read it for the archive yet"
    with room.inside():
        reviewing.publish_story(moderator_of_town, story, seen_state=State.WAITING)
    run_jobs()
    (record,) = records(room)
    assert record.title == BODY
    assert room.facilitator.person_id is not None
    desk, learning = sign_in(app, room.facilitator.person_id), f"/en/rustavi/learning/outcomes/{record.code}"
    assert "Write what came of it" not in desk.get(learning).text, "no draft begins with words from home"
    assert desk.post(learning, data={"act": "came"}).location.endswith(f"/outcomes/{record.code}"), "to be cited"
    with room.inside():
        assert WORDS not in repr([one.what_happened for one in db.session.scalars(select(Entry))])
        opening.reopen_workshop(room.facilitator, room.id, key=a_key())
        withdraw_story(story)
    run_jobs()
    assert [(one.state, one.title) for one in records(room)] == [(OutcomeState.LEFT_OUT, "")]
    room.close()
    assert [(one.state, one.title) for one in records(room)] == [(OutcomeState.LEFT_OUT, "")]
