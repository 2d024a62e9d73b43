"""Entries under every order of acts that author, leads, tellers and worker can bring about: no state outside the table,
no guard passed by an older page, no word of a story that is not to be read.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.cities.queries import current_wording
from storyhub.core.db import db
from storyhub.core.errors import DomainError
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import EntryState, EntryVersion
from storyhub.learning.queries import entries
from storyhub.learning.services import citing, reviewing, writing
from storyhub.learning.services.rechecking import recheck_story
from storyhub.stories.models import State, Story, StoryUse, Use
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.reviewing import publish_story
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.entries import QUOTABLE, QUOTED, WORDS, acts_of, begun, cite, entry_of, evidence_of
from tests.support.stories import Told

STEPS: dict[tuple[EntryState, str], EntryState] = {
    (EntryState.DRAFT, "submit"): EntryState.SUBMITTED,
    (EntryState.RETURNED, "submit"): EntryState.SUBMITTED,
    (EntryState.SUBMITTED, "take back"): EntryState.DRAFT,
    (EntryState.ACCEPTED, "take back"): EntryState.DRAFT,
    (EntryState.SUBMITTED, "accept"): EntryState.ACCEPTED,
    (EntryState.SUBMITTED, "return"): EntryState.RETURNED,
}
"""Every step there is. Anything else leaves the entry where it was."""

WRITABLE = (EntryState.DRAFT, EntryState.RETURNED)


class Entries(RuleBasedStateMachine):
    """One entry, its author, two leads (one of whom wrote it in half of the runs) and one story that it may cite."""

    app: Flask
    city: City
    people: tuple[Viewer, Viewer, Viewer]
    moderator: Viewer
    tell: Callable[..., Told]

    @initialize(author=st.integers(0, 2))
    def begin(self, author: int) -> None:
        self.author = self.people[author]
        self.others = [one for one in self.people if one is not self.author]
        self.story = self.tell(**QUOTABLE)
        self.titles = count(1)
        self.is_withdrawn = False
        with self.app.app_context():
            self.entry = begun(self.author, self.city.id)
        self.state, self.revision, self.version = EntryState.DRAFT, 1, 0

    @contextmanager
    def attempt(self) -> Iterator[list[bool]]:
        """Inside the application; a refusal of ours is an answer, anything else is a fault."""
        went_well: list[bool] = []
        with self.app.app_context():
            try:
                yield went_well
                went_well.append(True)
            except DomainError:
                pass

    def moved(self, act: str, went_well: list[bool]) -> None:
        expected = STEPS.get((self.state, act))
        if went_well:
            assert expected is not None, f"{act} from {self.state}"
            self.state = expected

    @rule(age=st.integers(0, 2))
    def save(self, age: int) -> None:
        """From a page that is `age` savings old."""
        draft = replace(WORDS, title=f"Title {next(self.titles)}")
        with self.attempt() as done:
            writing.save_draft(self.author, self.entry, draft, seen_revision=self.revision - age)
        assert bool(done) == (age == 0 and self.state in WRITABLE)
        self.revision += bool(done)

    @rule(who=st.integers(0, 1))
    def somebody_else_writes(self, who: int) -> None:
        acts: list[Callable[[], object]] = [
            lambda: writing.save_draft(self.others[who], self.entry, WORDS, seen_revision=self.revision),
            lambda: writing.submit_entry(self.others[who], self.entry, seen_revision=self.revision),
            lambda: writing.take_back_entry(self.others[who], self.entry),
            lambda: writing.confirm_entry(self.others[who], self.entry),
            lambda: cite(self.others[who], self.entry, self.story),
        ]
        for act in acts:
            with self.attempt() as done:
                act()
            assert not done

    @rule(quote=st.booleans())
    def cite_it(self, quote: bool) -> None:
        with self.attempt() as done:
            cite(self.author, self.entry, self.story, QUOTED if quote else "")
        assert not done or (self.state in WRITABLE and not self.is_withdrawn)

    @rule()
    def drop_it(self) -> None:
        with self.attempt() as done:
            citing.drop_evidence(self.author, self.entry, self.story.id)
        assert bool(done) == (self.state in WRITABLE)

    @rule(age=st.integers(0, 1))
    def submit(self, age: int) -> None:
        with self.attempt() as done:
            writing.submit_entry(self.author, self.entry, seen_revision=self.revision - age)
        assert not done or age == 0
        self.moved("submit", done)
        self.version += bool(done)

    @rule()
    def take_back(self) -> None:
        with self.attempt() as done:
            writing.take_back_entry(self.author, self.entry)
        assert bool(done) == ((self.state, "take back") in STEPS)
        self.moved("take back", done)

    @rule(
        who=st.integers(0, 2), age=st.integers(0, 1), accepts=st.booleans(), words=st.sampled_from(["", "Thank you."])
    )
    def answer(self, who: int, age: int, accepts: bool, words: str) -> None:
        service = reviewing.accept_entry if accepts else reviewing.return_entry
        with self.attempt() as done:
            service(self.people[who], self.entry, words, seen_version=self.version - age)
        if done:
            assert self.people[who] is not self.author, "nobody answers their own entry"
            assert (age, words) == (0, "Thank you.")
        self.moved("accept" if accepts else "return", done)

    @rule(audience=st.sampled_from(Audience), quotable=st.booleans())
    @precondition(lambda self: not self.is_withdrawn)
    def teller_changes_consents(self, audience: Audience, quotable: bool) -> None:
        uses = {Use.PHOTOS, Use.QUOTATION} if quotable else {Use.PHOTOS}
        with self.app.app_context():
            change_consents(self.story.id, audience, uses, Asked(current_wording().version, "en"))

    @rule()
    @precondition(lambda self: not self.is_withdrawn)
    def moderator_publishes(self) -> None:
        with self.attempt():
            publish_story(self.moderator, self.story.id, seen_state=State.WAITING)

    @rule()
    def teller_withdraws(self) -> None:
        self.is_withdrawn = True
        with self.app.app_context():
            withdraw_story(self.story.id)

    @rule()
    def worker_rechecks(self) -> None:
        with self.app.app_context():
            recheck_story(self.story.id)
            recheck_story(self.story.id)

    @rule()
    def author_confirms(self) -> None:
        with self.app.app_context():
            writing.confirm_entry(self.author, self.entry)
            assert entry_of(self.entry).flagged_at is None

    @invariant()
    def stands_where_the_table_says(self) -> None:
        if not hasattr(self, "state"):
            return
        with self.app.app_context():
            entry = entry_of(self.entry)
            assert (entry.state, entry.version, entry.revision) == (self.state, self.version, self.revision)
            numbers = db.session.scalars(select(EntryVersion.number).where(EntryVersion.entry_id == self.entry))
            assert sorted(numbers) == list(range(1, self.version + 1))
            steps = [one for one in acts_of(self.entry) if one in ("submitted", "accepted", "returned", "taken_back")]
            assert steps.count("submitted") == self.version

    @invariant()
    def shows_no_word_that_is_not_to_be_read(self) -> None:
        if not hasattr(self, "state"):
            return
        with self.app.app_context():
            entry, story = entry_of(self.entry), db.session.get_one(Story, self.story.id)
            for reader in (*self.people, Viewer()):
                for one in entries.evidence_of(reader, entry):
                    open_ = story.state == State.PUBLISHED and story.audience != Audience.TEAM
                    assert one.story is None or open_
                    assert not one.quote or (open_ and one.evidence.lost_at is None and one.is_quotable)
            for one in evidence_of(self.entry):
                assert not (one.lost_at and one.quote), "what is lost has no words"
            in_use = select(StoryUse).where(StoryUse.object_id == self.entry, StoryUse.ended_at.is_(None))
            if db.session.scalars(in_use).first() is not None:
                assert self.state in (EntryState.SUBMITTED, EntryState.ACCEPTED)


@pytest.mark.slow
def test_no_order_of_acts_passes_a_guard(
    app: Flask,
    city: City,
    author: Viewer,
    lead: Viewer,
    second_lead: Viewer,
    moderator: Viewer,
    tell: Callable[..., Told],
) -> None:
    people = (author, lead, second_lead)
    given = {"app": app, "city": city, "people": people, "moderator": moderator, "tell": staticmethod(tell)}
    machine = type("EntriesHere", (Entries,), given)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_table_of_steps_leaves_no_state_without_a_way_on() -> None:
    assert {state for state, _ in STEPS} == set(EntryState)
    assert set(STEPS.values()) == set(EntryState)
