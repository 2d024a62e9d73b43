"""Whatever two moderators and a teller do in whatever order: no state outside the table, no guard passed by a stale page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

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

from storyhub.cities.queries import city_by_slug, current_wording
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.errors import DomainError, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import State, Story
from storyhub.stories.policy import FOLLOWS, may_see, needs_two_readers
from storyhub.stories.queries.desk import what_was_said
from storyhub.stories.queries.trail import trail_of
from storyhub.stories.services import conversing, reviewing, spam, telling, undoing, versions, withdrawing
from storyhub.stories.services.consenting import WIDTH, change_consents
from tests.support.staff import new_person
from tests.support.stories import submission

WORDS = "The water in our yard comes twice a week, and we carry it up, bucket by bucket: {}."
MODERATORS = st.integers(0, 1)
BY_ACT = {"published": State.PUBLISHED, "kept": State.KEPT, "hidden": State.HIDDEN, "set_aside_as_spam": State.SPAM}
_numbers = count(1)


class Desk(RuleBasedStateMachine):
    """One story, two moderators each with a page that may be old, and its teller."""

    app: Flask
    moderators: list[Viewer]

    @initialize(young=st.booleans(), audience=st.sampled_from([Audience.CITY, Audience.PUBLIC]))
    def tell(self, young: bool, audience: Audience) -> None:
        self.now = datetime(2026, 11, 1, 9, tzinfo=UTC)
        said = submission(is_young=young, audience=audience, body=WORDS.format(0))
        asked = telling.Asked(current_wording().version, "en")
        with clock.at(self.now):
            key = f"state-machine-{next(_numbers):06}"
            self.id = telling.receive_story(
                self.app.extensions["storyhub.keys"], city_by_slug("rustavi"), key, said, asked
            ).story_id
        self.number = 1
        self.pages: list[dict[str, Any]] = [{}, {}]
        for who in (0, 1):
            self.open_page(who)

    @property
    def story(self) -> Story:
        db.session.rollback()
        db.session.expire_all()
        return db.session.get_one(Story, self.id)

    def done(self, act: Any) -> bool:
        """Whether it was done rather than refused; a minute passes."""
        self.now += timedelta(minutes=1)
        try:
            with clock.at(self.now):
                act()
        except DomainError:
            return False
        return True

    @rule(who=MODERATORS)
    def open_page(self, who: int) -> None:
        story = self.story
        trail = trail_of(db.session(), self.id)
        self.pages[who] = {
            "state": story.state, "said": what_was_said(db.session(), story), "event": trail[-1].id, "at": len(trail),
        }  # fmt: skip

    @rule(who=MODERATORS)
    def publish(self, who: int) -> None:
        before, page = self.story, self.pages[who]
        was, said = before.state, what_was_said(db.session(), before)
        two, others = needs_two_readers(before), self.agreed() - {self.moderators[who].person_id}
        actor = self.moderators[who]
        self.done(lambda: reviewing.publish_story(actor, self.id, seen_state=page["state"], said=page["said"]))
        if was != State.PUBLISHED and self.story.state == State.PUBLISHED:
            assert (page["state"], page["said"]) == (was, said), "published from a stale page"
            assert was in FOLLOWS[State.PUBLISHED]
            assert not two or others, "published with one pair of eyes"

    @rule(who=MODERATORS, act=st.sampled_from(["keep", "hide", "spam", "put_back"]))
    def decide(self, who: int, act: str) -> None:
        was, seen = self.story.state, self.pages[who]["state"]
        actor = self.moderators[who]
        services = {
            "keep": (State.KEPT, lambda: reviewing.keep_for_team(actor, self.id, seen_state=seen)),
            "hide": (State.HIDDEN, lambda: reviewing.hide_story(actor, self.id, "other", seen_state=seen)),
            "spam": (State.SPAM, lambda: reviewing.set_aside_as_spam(actor, self.id, seen_state=seen)),
            "put_back": (State.WAITING, lambda: reviewing.put_back(actor, self.id, seen_state=seen)),
        }
        becomes, service = services[act]
        was_done = self.done(service)
        assert was_done == (was == seen and was in FOLLOWS[becomes])
        assert self.story.state == (becomes if was_done else was)

    @rule(who=MODERATORS, sensitive=st.booleans())
    def mark(self, who: int, sensitive: bool) -> None:
        self.done(lambda: reviewing.mark_sensitive(self.moderators[who], self.id, sensitive=sensitive))

    @rule(who=MODERATORS)
    def read(self, who: int) -> None:
        before, said = self.story, self.pages[who]["said"]
        may = before.unread_since is not None and said == what_was_said(db.session(), before)
        assert not self.done(lambda: reviewing.confirm_read(self.moderators[who], self.id, said=said)) or may

    @rule(who=MODERATORS)
    def ask(self, who: int) -> None:
        self.done(lambda: conversing.ask_teller(self.moderators[who], self.id, f"Where was it? {self.now}"))

    @rule(who=MODERATORS, minutes=st.sampled_from([0, 20]))
    def undo(self, who: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        trail = trail_of(db.session(), self.id)
        last, actor, event = trail[-1], self.moderators[who], self.pages[who]["event"]
        was = self.story.state
        if self.done(lambda: undoing.undo_last_act(actor, self.id, event)):
            assert (last.id, last.actor_id) == (event, actor.person_id)
            assert self.now - last.at <= timedelta(minutes=10)
            assert self.story.state == last.details["from"]
        else:
            assert self.story.state == was

    @rule()
    def answer(self) -> None:
        self.done(lambda: conversing.answer_team(self.id, f"By the river, {self.now}"))

    @precondition(lambda self: self.story.state != State.WITHDRAWN)
    @rule()
    def new_words(self) -> None:
        was = (self.story.state, self.story.body)
        if self.done(lambda: versions.add_version(self.id, "", WORDS.format(self.number), seen=self.number)):
            self.number += 1
            if was[0] == State.PUBLISHED:
                assert (self.story.state, self.story.body) == was, "readers got words nobody had read"

    @rule(who=MODERATORS, stale=st.booleans())
    def show(self, who: int, stale: bool) -> None:
        number = self.number - stale
        body = WORDS.format(number - 1)
        if self.done(lambda: versions.show_new_version(self.moderators[who], self.id, number)):
            assert not stale
            assert self.story.body in (body, self.story.body)

    @rule(audience=st.sampled_from([Audience.TEAM, Audience.CITY, Audience.PUBLIC]))
    def consent(self, audience: Audience) -> None:
        before = self.story
        state, width = before.state, WIDTH[before.audience]
        if self.done(lambda: change_consents(self.id, audience, frozenset(), telling.Asked(1, "en"))):
            assert self.story.audience == audience
            widened = state == State.PUBLISHED and WIDTH[audience] > width
            assert self.story.state == (State.WAITING if widened else state)

    @rule(who=MODERATORS, sure=st.integers(0, 9))
    def delete_spam(self, who: int, sure: int) -> None:
        if sure:
            return
        was, code, actor = self.story.state, self.story.code, self.moderators[who]
        deleted = spam.delete_spam(actor, next(iter(actor.roles)), [code])
        assert bool(deleted) == (was == State.SPAM)

    @rule(sure=st.integers(0, 9))
    def withdraw(self, sure: int) -> None:
        if not sure:
            withdrawing.withdraw_story(self.id)

    def agreed(self) -> set[Any]:
        """Who said yes to the words and the circle that stand now, told from the trail alone."""
        events = trail_of(db.session(), self.id)
        undone = {event.details["event"] for event in events if event.act == "undone"}
        said: set[Any] = set()
        for event in (one for one in events if str(one.id) not in undone):
            if event.act in ("first_reading", "published", "read"):
                said.add(event.actor_id)
            elif event.act in ("kept", "hidden", "set_aside_as_spam", "put_back", "consents_changed", "version_sent"):
                said.clear()
        return said

    @invariant()
    def readers_see_it_only_when_it_is_published(self) -> None:
        if not hasattr(self, "id"):
            return
        story = self.story
        assert story.state in set(State)
        assert may_see(ANONYMOUS, story) == (story.state == State.PUBLISHED and story.audience == Audience.PUBLIC)
        assert story.unread_since is None or story.state == State.PUBLISHED
        assert (story.state == State.WITHDRAWN) == (story.withdrawn_at is not None)

    @invariant()
    def the_last_decision_in_the_trail_is_the_state(self) -> None:
        if not hasattr(self, "id"):
            return
        story, events = self.story, trail_of(db.session(), self.id)
        if events[-1].act in BY_ACT:
            assert story.state == BY_ACT[events[-1].act]
        assert [event.at for event in events] == sorted(event.at for event in events)

    @invariant()
    def nothing_can_be_done_with_what_was_taken_back(self) -> None:
        if not hasattr(self, "id") or self.story.state != State.WITHDRAWN:
            return
        with pytest.raises(NotFound):
            reviewing.publish_story(self.moderators[0], self.id, seen_state=State.WITHDRAWN)


@pytest.fixture
def machine(app: Flask) -> Iterator[type[Desk]]:
    moderators = [new_person(app, Role.MODERATOR) for _ in range(2)]
    with app.app_context():
        yield type("DeskOfThisTest", (Desk,), {"app": app, "moderators": moderators})


@pytest.mark.slow
def test_a_story_keeps_to_its_table_whatever_is_done(machine: type[Desk]) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
    # Without shrinking: each step is several transactions, and a failure must not hold up the others for minutes.
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20, stateful_step_count=25, phases=phases, deadline=None, suppress_health_check=checks
        ),
    )
