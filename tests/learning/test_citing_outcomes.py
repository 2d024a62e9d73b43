"""Outcomes as evidence: cited where all readers may read them, marked while they may not, seen from both ends."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.draft import Citation, Draft
from storyhub.learning.models import EntryState, EntryVersion, Stance
from storyhub.learning.queries.cited_outcomes import outcomes_cited
from storyhub.learning.services import citing_outcomes, reviewing, writing
from storyhub.learning.services.citing_outcomes import OutcomeForFewer, cite_outcome, drop_outcome, lift_outcome
from storyhub.learning.services.reviewing import LookAgainFirst
from storyhub.learning.services.trail import EntryMoved
from storyhub.learning.tasks.outcomes import look_again
from storyhub.workshops.models import OutcomeState, OutcomeUse
from storyhub.workshops.services.cards import refuse_card
from storyhub.workshops.services.outcomes import keep_in, let_out
from tests.learning.closing import Sitting, hide, outcomes_of, publish, sitting, tried
from tests.learning.entries import accept, acts_of, begun, entry_of
from tests.learning.losing import address_of, letters
from tests.support.staff import new_person

Jobs = Callable[[], int]
WHY = Citation(Stance.SUPPORTS, "We tried it because of this.")


@pytest.fixture
def over(app: Flask, author: Viewer) -> Sitting:
    """A workshop that gave an experiment; nothing of it is published."""
    return tried(app, author)


@pytest.fixture
def outcome_id(over: Sitting) -> UUID:
    return over.outcome("One fixed hour of water").id


def submitted_on(author: Viewer, city: City, outcome_id: UUID, audience: Audience = Audience.CITY) -> UUID:
    """An entry that rests on an outcome alone."""
    entry_id = begun(author, city.id, audience=audience)
    cite_outcome(author, entry_id, outcome_id, WHY)
    writing.submit_entry(author, entry_id, seen_revision=entry_of(entry_id).revision)
    return entry_id


def uses(entry_id: UUID) -> dict[UUID, bool]:
    rows = db.session.query(OutcomeUse).filter_by(kind="entry", object_id=entry_id).populate_existing()
    return {row.outcome_id: row.ended_at is None for row in rows}


def test_an_entry_may_rest_on_outcomes_alone_and_its_versions_keep_them(
    context: Flask, city: City, author: Viewer, lead: Viewer, outcome_id: UUID
) -> None:
    entry_id = submitted_on(author, city, outcome_id)
    accept(lead, entry_id)
    assert entry_of(entry_id).state == EntryState.ACCEPTED
    kept = db.session.query(EntryVersion).filter_by(entry_id=entry_id).one().content
    assert kept["outcomes"] == [{"outcome": str(outcome_id), "stance": "supports", "why": WHY.why}]
    assert uses(entry_id) == {outcome_id: True}
    writing.take_back_entry(author, entry_id)
    assert uses(entry_id) == {outcome_id: False}


def test_stance_and_reason_are_asked_and_an_outcome_stands_once_in_its_place(
    app: Flask, city: City, author: Viewer
) -> None:
    found = sitting(app, author)
    for title in ("Wells", "Pumps"):
        found.write("option", title)
    found.room.close()
    wells, pumps = (found.outcome(title).id for title in ("Wells", "Pumps"))
    with app.app_context():
        entry_id = begun(author, city.id)
        with pytest.raises(Invalid) as refusal:
            cite_outcome(author, entry_id, wells, Citation(None, ""))
        assert refusal.value.fields == {"stance": "stance_missing", "why": "why_missing"}
        for one in (wells, pumps, wells):
            cite_outcome(author, entry_id, one, WHY)
        cite_outcome(author, entry_id, wells, Citation(Stance.CONTRADICTS, "On a second look it does not."))
        assert [(one.outcome_id, one.stance) for one in outcomes_of(entry_id)] == [
            (wells, Stance.CONTRADICTS),
            (pumps, Stance.SUPPORTS),
        ]
        lift_outcome(author, entry_id, pumps)
        lift_outcome(author, entry_id, pumps)
        assert [one.outcome_id for one in outcomes_of(entry_id)] == [pumps, wells]
        drop_outcome(author, entry_id, pumps)
        drop_outcome(author, entry_id, pumps)
        assert [one.outcome_id for one in outcomes_of(entry_id)] == [wells]


def test_an_entry_cites_so_many_outcomes_and_no_more(
    app: Flask, city: City, author: Viewer, outcome_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citing_outcomes, "MOST", 0)
    with app.app_context(), pytest.raises(Conflict):
        cite_outcome(author, begun(author, city.id), outcome_id, WHY)


def test_only_its_author_cites_and_only_in_a_draft(
    context: Flask, city: City, author: Viewer, lead: Viewer, outcome_id: UUID
) -> None:
    entry_id = begun(author, city.id)
    with pytest.raises(NotFound):
        cite_outcome(lead, entry_id, outcome_id, WHY)
    cite_outcome(author, entry_id, outcome_id, WHY)
    writing.submit_entry(author, entry_id, seen_revision=1)
    with pytest.raises(NotAllowed):
        cite_outcome(lead, entry_id, outcome_id, WHY)
    for act in (drop_outcome, lift_outcome):
        with pytest.raises(EntryMoved):
            act(author, entry_id, outcome_id)


def test_an_unpublished_outcome_is_for_the_towns_team_and_its_entries_alone(
    app: Flask, city: City, author: Viewer, over: Sitting, outcome_id: UUID
) -> None:
    poti = new_person(app, Role.FACILITATOR, "poti")
    with app.app_context():
        for audience in (Audience.NETWORK, Audience.PUBLIC):
            with pytest.raises(OutcomeForFewer):
                cite_outcome(author, begun(author, city.id, audience=audience), outcome_id, WHY)
        entry_id = begun(author, city.id)
        cite_outcome(author, entry_id, outcome_id, WHY)
        elsewhere = begun(poti, next(iter(poti.roles)))
        with pytest.raises(NotFound):
            cite_outcome(poti, elsewhere, outcome_id, WHY)
        widened = begun(author, city.id)
        cite_outcome(author, widened, outcome_id, WHY)
        writing.save_draft(author, widened, _public(widened), seen_revision=1)
        with pytest.raises(Invalid) as refusal:
            writing.submit_entry(author, widened, seen_revision=2)
        assert refusal.value.fields == {"audience": "outcome_not_open"}
        publish(over)
        writing.submit_entry(author, widened, seen_revision=2)
        cite_outcome(poti, elsewhere, outcome_id, WHY)
        assert [one.outcome_id for one in outcomes_of(elsewhere)] == [outcome_id]


def _public(entry_id: UUID) -> Draft:
    entry = entry_of(entry_id)
    return Draft("en", entry.title, entry.what_happened, entry.so_what, audience=Audience.PUBLIC)


def test_a_public_entry_loses_an_outcome_that_is_kept_in_and_has_it_again_when_it_is_let_out(
    app: Flask, city: City, author: Viewer, lead: Viewer, over: Sitting, outcome_id: UUID, run_jobs: Jobs
) -> None:
    publish(over)
    run_jobs()
    with app.app_context():
        entry_id = submitted_on(author, city, outcome_id, Audience.PUBLIC)
        accept(lead, entry_id)
        assert [one.outcome.id for one in outcomes_cited(ANONYMOUS, entry_of(entry_id)) if one.outcome] == [outcome_id]
        keep_in(author, outcome_id)
        [seen] = outcomes_cited(author, entry_of(entry_id))
        assert (seen.outcome, seen.is_lost) == (None, True), "before any job has tidied"
    run_jobs()
    with app.app_context():
        look_again([str(outcome_id)])
        assert outcomes_of(entry_id)[0].lost_at is not None
        assert acts_of(entry_id).count("flagged outcome_closed") == 1
        assert uses(entry_id) == {outcome_id: False}
    assert address_of(app, author) in [to for to, _ in letters(app)]
    with app.app_context():
        let_out(author, outcome_id)
    run_jobs()
    with app.app_context():
        assert outcomes_of(entry_id)[0].lost_at is None
        assert uses(entry_id) == {outcome_id: True}
        assert entry_of(entry_id).flagged_at is not None, "its author says that it holds"
        assert len([one for one in letters(app) if "again" in one[1]]) == 1


def test_hidden_results_leave_entries_for_others_and_stay_in_those_for_the_team(
    app: Flask, city: City, author: Viewer, lead: Viewer, over: Sitting, outcome_id: UUID, run_jobs: Jobs
) -> None:
    publish(over)
    with app.app_context():
        public, team = (
            submitted_on(author, city, outcome_id, audience) for audience in (Audience.PUBLIC, Audience.CITY)
        )
        hide(over)
        with pytest.raises(LookAgainFirst):
            accept(lead, public)
        run_jobs()
        assert outcomes_of(public)[0].lost_at is not None
        assert outcomes_of(team)[0].lost_at is None
        with pytest.raises(LookAgainFirst):
            accept(lead, public)
        writing.confirm_entry(author, public)
        with pytest.raises(reviewing.NoEvidence):
            accept(lead, public)
        accept(lead, team)


def test_a_draft_that_is_being_widened_loses_nothing_before_it_is_decided(
    app: Flask, city: City, author: Viewer, over: Sitting, outcome_id: UUID, run_jobs: Jobs
) -> None:
    with app.app_context():
        entry_id = begun(author, city.id)
        cite_outcome(author, entry_id, outcome_id, WHY)
        writing.save_draft(author, entry_id, _public(entry_id), seen_revision=1)
        publish(over)
        hide(over)
        run_jobs()
        assert outcomes_of(entry_id)[0].lost_at is None
        assert entry_of(entry_id).flagged_at is None


def test_an_outcome_that_the_workshop_gives_no_more_is_lost_to_every_entry(
    app: Flask, city: City, author: Viewer, run_jobs: Jobs
) -> None:
    found = sitting(app, author)
    card = found.write("option", "Wells")
    found.room.close()
    wells = found.outcome("Wells").id
    run_jobs()
    with app.app_context():
        entry_id = submitted_on(author, city, wells)
    found.reopen()
    with found.room.inside():
        refuse_card(author, card)
    found.room.close()
    run_jobs()
    with app.app_context():
        assert found.outcome("Wells").state == OutcomeState.LEFT_OUT
        assert outcomes_of(entry_id)[0].lost_at is not None
        assert entry_of(entry_id).flagged_at is not None
