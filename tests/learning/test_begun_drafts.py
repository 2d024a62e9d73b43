"""Drafts that are begun for somebody: at the closing of a workshop, and from what was promised in one."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from storyhub.accounts import queries as accounts
from storyhub.accounts.models import Person
from storyhub.cities.queries import current_wording
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.begun import came_of_it
from storyhub.learning.begun.behind import NAME, WORDINGS, says_where_it_stood, stood_behind
from storyhub.learning.draft import SECTIONS, Citation, Draft
from storyhub.learning.models import Entry, EntryState, EntryVersion, Stance
from storyhub.learning.queries import entries
from storyhub.learning.queries.from_workshops import readable_behind, set_before
from storyhub.learning.services import citing, writing
from storyhub.learning.services.beginning import begin_from_outcome
from storyhub.learning.tasks.outcomes import begin_draft
from storyhub.stories.models import Use
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.themes.queries import themes
from storyhub.workshops.models import Card, Outcome, Workshop
from storyhub.workshops.queries.outcomes import outcomes_by_id
from storyhub.workshops.services import running
from storyhub.workshops.services.cards import refuse_card
from tests.learning.closing import OWNER, Sitting, outcomes_of, publish, sitting, tried
from tests.learning.entries import acts_of, entry_of, evidence_of, submit
from tests.learning.losing import BODY, UNMISTAKABLE
from tests.support.staff import new_person
from tests.support.stories import Told
from tests.workshops.room import a_key

Jobs = Callable[[], int]
Tell = Callable[..., Told]
ON_TABLE = frozenset({Use.WORKSHOPS, Use.QUOTATION})


def draft_of(found: Sitting) -> Entry:
    entry = found.entry()
    assert entry is not None
    return entry


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def test_a_closed_workshop_leaves_a_true_draft_without_names_for_whoever_held_the_desk(
    app: Flask, author: Viewer, tell: Tell, run_jobs: Jobs
) -> None:
    told = tell(state="published", title="Up the stairs", body=BODY, uses=ON_TABLE)
    closer = tell(state="published", title="For the desk", audience="team", uses=ON_TABLE)
    with app.app_context():
        mobility = next(one.id for one in themes() if one.slug == "mobility")
    tell(state="published", title="Told and not heard", theme_ids=(mobility,), uses=ON_TABLE)
    found = sitting(app, author)
    found.write("scenario", "The river town")
    found.write("option", "One fixed hour", closer.id)
    found.write(
        "experiment", "Water at six", told.id, success="Nine of ten buckets stay dry", owner=OWNER, due="2027-03-12"
    )
    found.write("commitment", "Call the utility", owner=OWNER, due="2027-01-15")
    found.look_back(stays="Nobody blamed anybody.", absent="Those who rent.")
    found.room.close()
    run_jobs()
    entry = draft_of(found)
    assert (entry.author_id, entry.state, entry.language) == (author.person_id, EntryState.DRAFT, "en")
    assert (entry.audience, entry.confidence) == (Audience.CITY, None)
    assert entry.title == "What we learned: Water in our yard"
    for words in (
        "1 person sat there with a phone.",
        "The question was: How will we live well here in 2040?",
        "– Trying",
        "– The river town",
        "– One fixed hour",
    ):
        assert words in entry.what_happened
    assert entry.so_what == "At the end people looked back:\n\n“What stays with you?”\n– Nobody blamed anybody."
    assert "– Water at six (by March 12, 2027). It worked if: Nine of ten buckets stay dry" in entry.now_what
    assert "– Call the utility (by January 15, 2027)" in entry.now_what
    assert entry.missing_voice.startswith("“Whom did we not hear?”\n– Those who rent.")
    assert "2 cards have no resident’s story behind them." in entry.missing_voice
    assert "none of them was in the room: Mobility." in entry.missing_voice
    with app.app_context():
        assert OWNER not in str([getattr(entry, name) for name in SECTIONS])
        assert UNMISTAKABLE not in str([getattr(entry, name) for name in SECTIONS])
        cited = {one.outcome_id for one in outcomes_of(entry.id)}
        titles = {one.title for one in outcomes_by_id(author, cited)}
        assert titles == {"The river town", "One fixed hour", "Water at six", "Call the utility"}
        [behind] = evidence_of(entry.id)
        assert (behind.story_id, behind.why, behind.quote) == (told.id, "Stood behind: Water at six", "")
        assert acts_of(entry.id) == ["begun"]
        assert [one.code for one in entries.drafts_of(author, entry.city_id)] == [entry.code]


def test_it_speaks_the_language_of_the_workshop(app: Flask, author: Viewer, run_jobs: Jobs) -> None:
    found = sitting(app, author)
    with found.room.inside(), transaction() as session:
        session.get_one(Workshop, found.room.id).language = "ka"
    found.write("experiment", "წყალი ექვს საათზე", due="2027-03-12")
    found.room.close()
    run_jobs()
    entry = draft_of(found)
    assert entry.language == "ka"
    assert "12 მარტი, 2027" in entry.now_what


def test_closing_twice_makes_one_draft_that_follows_until_its_author_is_in_it(
    app: Flask, author: Viewer, run_jobs: Jobs
) -> None:
    found = sitting(app, author)
    first = found.write("experiment", "Water at six")
    found.room.close()
    run_jobs()
    before = draft_of(found)
    assert "Water at six" in before.now_what
    found.reopen()
    with found.room.inside():
        refuse_card(author, first)
        begin_draft(str(found.room.id))
    assert draft_of(found).revision == before.revision, "an open workshop says nothing yet"
    found.write("commitment", "Call the utility")
    found.room.close()
    run_jobs()
    again = draft_of(found)
    assert again.id == before.id
    assert "Water at six" not in again.now_what
    assert "Call the utility" in again.now_what
    with app.app_context():
        assert [one.title for one in outcomes_by_id(author, [one.outcome_id for one in outcomes_of(again.id)])] == [
            "Call the utility"
        ]
        mine = Draft("en", "Mine now", "I was there.", "It matters.")
        with pytest.raises(writing.OlderPage):
            writing.save_draft(
                author, again.id, mine, seen_revision=before.revision, page="open since the first closing"
            )
        writing.save_draft(author, again.id, mine, seen_revision=again.revision)
    found.reopen()
    found.room.close()
    run_jobs()
    with app.app_context():
        begin_draft(str(found.room.id))
        assert entry_of(again.id).title == "Mine now"
        assert how_many() == 1


@pytest.mark.parametrize("act", ["cite", "drop", "discard"])
def test_what_its_author_did_is_never_undone_by_another_closing(
    app: Flask, author: Viewer, tell: Tell, run_jobs: Jobs, act: str
) -> None:
    told, other = tell(state="published", uses=ON_TABLE), tell(state="published")
    found = tried(app, author, story_id=told.id)
    run_jobs()
    entry = draft_of(found)
    with app.app_context():
        if act == "cite":
            citing.cite_story(author, entry.id, other.id, Citation(Stance.NUANCES, "It says more."))
        elif act == "drop":
            citing.drop_evidence(author, entry.id, told.id)
        else:
            writing.discard_draft(author, entry.id)
        kept = [one.story_id for one in evidence_of(entry.id)]
    found.reopen()
    found.room.close()
    run_jobs()
    with app.app_context():
        assert [one.story_id for one in evidence_of(entry.id)] == kept
        assert (entry_of(entry.id).discarded_at is not None) == (act == "discard")
        assert how_many() == 1


def test_a_rehearsal_teaches_the_town_nothing(app: Flask, author: Viewer, run_jobs: Jobs) -> None:
    found = sitting(app, author)
    with found.room.inside(), transaction() as session:
        session.get_one(Workshop, found.room.id).is_rehearsal = True
    found.write("experiment", "Invented")
    found.room.close()
    run_jobs()
    with app.app_context():
        begin_draft(str(found.room.id))
    assert found.entry() is None


def test_a_story_taken_back_between_the_closing_and_the_draft_is_not_in_it(
    app: Flask, author: Viewer, tell: Tell, run_jobs: Jobs
) -> None:
    early, late = (tell(state="published", title=title, uses=ON_TABLE) for title in ("Early", "Late"))
    found = sitting(app, author)
    found.write("option", "One", early.id)
    found.write("experiment", "Two", late.id)
    found.room.close()
    with app.app_context():
        withdraw_story(early.id)
    run_jobs()
    entry = draft_of(found)
    with app.app_context():
        assert [one.story_id for one in evidence_of(entry.id)] == [late.id]
        withdraw_story(late.id)
    run_jobs()
    with app.app_context():
        [lost] = evidence_of(entry.id)
        assert (lost.why, lost.lost_at is not None) == ("", True)
        assert entry_of(entry.id).flagged_at is not None


def test_words_sent_from_home_stay_with_their_story_and_are_not_copied_into_the_draft(
    app: Flask, author: Viewer, tell: Tell, run_jobs: Jobs
) -> None:
    told = tell(state="published", body=BODY, uses=ON_TABLE)
    found = sitting(app, author)
    card = found.write("option", UNMISTAKABLE, told.id)
    with found.room.inside(), transaction() as session:
        session.get_one(Card, card).story_id = told.id
    found.write("option", "A tank on every roof")
    found.room.close()
    run_jobs()
    entry = draft_of(found)
    assert "– A tank on every roof" in entry.what_happened
    with app.app_context():
        [behind] = evidence_of(entry.id)
        assert (behind.story_id, behind.why) == (told.id, "Stood behind: Option")
        assert UNMISTAKABLE not in str([getattr(entry, name) for name in SECTIONS])
        assert len(outcomes_of(entry.id)) == 2


def _two_that_stood_behind(app: Flask, author: Viewer, tell: Tell) -> tuple[Told, Told, Sitting]:
    """Two stories, an option that stands on the one and an experiment on the other."""
    told, other = (tell(state="published", uses=ON_TABLE) for _ in range(2))
    found = sitting(app, author)
    found.write("option", "One fixed hour", told.id)
    found.write("experiment", "Water at six", other.id)
    return told, other, found


def _refuse_workshops(*stories: Told) -> None:
    for story in stories:
        asked = Asked(current_wording().version, "en")
        change_consents(story.id, Audience.PUBLIC, frozenset({Use.QUOTATION}), asked)


def test_where_a_story_stood_is_said_only_while_its_teller_allows_workshops(
    app: Flask, author: Viewer, tell: Tell, run_jobs: Jobs
) -> None:
    told, other, found = _two_that_stood_behind(app, author, tell)
    found.room.close()
    run_jobs()
    entry = draft_of(found)
    with app.app_context():
        assert {one.why for one in evidence_of(entry.id)} == {
            "Stood behind: One fixed hour",
            "Stood behind: Water at six",
        }
        citing.cite_story(author, entry.id, other.id, Citation(Stance.NUANCES, "She says when, and for whom."))
        _refuse_workshops(told, other)
    run_jobs()
    with app.app_context():
        whys = {one.story_id: (one.why, one.lost_at) for one in evidence_of(entry.id)}
    assert whys == {told.id: ("", None), other.id: ("She says when, and for whom.", None)}


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_story_stood_is_known_again_also_when_it_is_put_otherwise_one_day(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert stood_behind(NAME) in WORDINGS, "add the new wording, and leave the old one where it is"
        assert says_where_it_stood(stood_behind("Water at six"))
    assert not says_where_it_stood("She says when, and for whom.")


def test_where_a_story_stood_is_not_said_in_a_draft_that_was_turned_into_another_language_either(
    app: Flask, author: Viewer, tell: Tell, run_jobs: Jobs
) -> None:
    told, other, found = _two_that_stood_behind(app, author, tell)
    found.look_back(stays="Nobody blamed anybody.")
    found.room.close()
    publish(found)
    run_jobs()
    entry_id = draft_of(found).id

    def said() -> str:
        versions = select(EntryVersion).where(EntryVersion.entry_id == entry_id)
        kept = db.session.scalars(versions.execution_options(populate_existing=True))
        return str([[one.why for one in evidence_of(entry_id)], [one.content["evidence"] for one in kept]])

    with app.app_context():
        citing.cite_story(author, entry_id, other.id, Citation(Stance.NUANCES, "She says when, and for whom."))
        submit(author, entry_id)
        writing.take_back_entry(author, entry_id)
        entry = entry_of(entry_id)
        words = {name: getattr(entry, name) for name in SECTIONS}
        writing.save_draft(author, entry_id, Draft("ka", **words), seen_revision=entry.revision)
        assert said().count("Stood behind: One fixed hour") == 2
        _refuse_workshops(told, other)
    run_jobs()
    with app.app_context():
        assert "Stood behind" not in said()
        assert said().count("She says when, and for whom.") == 2


def test_it_goes_to_the_desk_to_the_maker_or_to_a_learning_lead_and_to_nobody_elsewhere(
    app: Flask, author: Viewer, lead: Viewer, run_jobs: Jobs
) -> None:
    second = new_person(app, Role.FACILITATOR)
    found = sitting(app, author)
    with found.room.inside():
        running.take_desk(second, found.room.id, key=a_key())
    found.room.facilitator = second
    found.room.close()
    run_jobs()
    assert draft_of(found).author_id == second.person_id
    left = sitting(app, author)
    with app.app_context(), transaction() as session:
        session.get_one(Person, author.person_id).disabled_at = clock.now()
    left.room.close()
    run_jobs()
    named = draft_of(left)
    with app.app_context():
        assert named.author_id in {one.id for one in accounts.holders_of(Role.LEARNING_LEAD, named.city_id)}


def test_what_came_of_an_experiment_begins_with_the_line_drawn_beforehand(
    app: Flask, author: Viewer, tell: Tell
) -> None:
    told = tell(state="published", uses=ON_TABLE)
    found = tried(app, author, story_id=told.id)
    outcome = found.outcome("One fixed hour of water")
    with app.app_context():
        code = begin(author, outcome.id)
        entry = db.session.scalars(select(Entry).where(Entry.code == code)).one()
        assert entry.title == "What came of it: One fixed hour of water"
        assert entry.what_happened == (
            "We set out to try: One fixed hour of water\n\n"
            "What was written down beforehand:\n"
            "– It worked if … Nine of ten buckets stay dry\n"
            "– The day for it: March 12, 2027"
        )
        assert OWNER not in entry.what_happened
        assert [one.outcome_id for one in outcomes_of(entry.id)] == [outcome.id]
        assert [one.story_id for one in evidence_of(entry.id)] == [told.id]
        assert begin(author, outcome.id) == code, "pressed twice it is one draft"
        writing.save_draft(author, entry.id, Draft("en", "Six weeks on"), seen_revision=1)
        assert begin(author, outcome.id) != code, "a second look is a second entry"
        poti = new_person(app, Role.FACILITATOR, "poti")
        with pytest.raises(NotFound):
            begin(poti, outcome.id)
        publish(found)
        with pytest.raises(NotAllowed):
            begin(poti, outcome.id)


def begin(actor: Viewer, outcome_id: UUID) -> str:
    found = db.session.get_one(Outcome, outcome_id)
    behind = readable_behind(actor, [found]).get(found.id, [])
    return begin_from_outcome(actor, found.id, came_of_it.beginning_of(found, set_before(found), behind))
