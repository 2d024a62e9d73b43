"""What a moderator's decision does, refuses to do, and leaves in the trail."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from storyhub.cities.services import pause_publishing
from storyhub.core import clock
from storyhub.core.audit import AuditEvent, Tombstone, note
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Photo, ReviewEvent, State, Story, StoryVersion
from storyhub.stories.services import photos, reviewing
from storyhub.stories.services.reviewing import AlreadyDecided, PublishingPaused, SecondPairOfEyes
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.staff import new_person
from tests.support.stories import Told

Decide = Callable[[Viewer, Told], object]


def publish(actor: Viewer, told: Told, seen: State = State.WAITING) -> bool:
    return reviewing.publish_story(actor, told.id, seen_state=seen)


def keep(actor: Viewer, told: Told, seen: State = State.WAITING) -> None:
    reviewing.keep_for_team(actor, told.id, seen_state=seen)


def hide(actor: Viewer, told: Told, seen: State = State.WAITING) -> None:
    reviewing.hide_story(actor, told.id, "hate", seen_state=seen)


def mark(actor: Viewer, told: Told, seen: State = State.WAITING) -> None:
    reviewing.mark_sensitive(actor, told.id, sensitive=True)


def leave_out(actor: Viewer, told: Told, seen: State = State.WAITING) -> None:
    photos.leave_out_photo(actor, told.id, 1, left_out=True)


EVERY_ACT = [publish, keep, hide, mark, leave_out]


def state_of(told: Told) -> State:
    return db.session.get_one(Story, told.id).state


def acts_of(told: Told) -> list[str]:
    trail = select(ReviewEvent.act).where(ReviewEvent.story_id == told.id).order_by(ReviewEvent.id)
    return list(db.session.scalars(trail))


@pytest.mark.parametrize(
    ("decide", "state", "act"),
    [(publish, State.PUBLISHED, "published"), (keep, State.KEPT, "kept"), (hide, State.HIDDEN, "hidden")],
)
def test_a_decision_changes_the_state_and_is_written_down(
    context: Flask, tell: Callable[..., Told], moderator: Viewer, decide: Decide, state: State, act: str
) -> None:
    told = tell()
    moment = clock.now() + timedelta(hours=3)
    with clock.at(moment):
        decide(moderator, told)
    story = db.session.get_one(Story, told.id)
    assert story.state == state
    assert story.state_since == moment
    assert story.published_at == (moment if state == State.PUBLISHED else None)
    last = db.session.scalars(
        select(ReviewEvent).where(ReviewEvent.story_id == told.id).order_by(ReviewEvent.id)
    ).all()[-1]
    assert (last.act, last.actor_id, last.at) == (act, moderator.person_id, moment)
    assert last.reason == ("hate" if act == "hidden" else "")


@pytest.mark.parametrize("reason", ["", "because", "HATE", "hate "])
def test_hiding_needs_a_reason_from_the_list(
    context: Flask, tell: Callable[..., Told], moderator: Viewer, reason: str
) -> None:
    told = tell()
    with pytest.raises(Invalid) as refusal:
        reviewing.hide_story(moderator, told.id, reason, seen_state=State.WAITING)
    assert refusal.value.fields == {"reason": "reason_missing"}
    assert state_of(told) == State.WAITING
    assert acts_of(told) == ["told"]


@pytest.mark.parametrize("act", EVERY_ACT)
@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.LEARNING_LEAD, Role.CITY_ADMIN, Role.NETWORK_HOST, "poti"])
def test_nobody_but_a_moderator_of_the_town_decides(
    app: Flask, tell: Callable[..., Told], act: Decide, role: Role | str
) -> None:
    told = tell(photos=1)
    actor = new_person(app, Role.MODERATOR, "poti") if role == "poti" else new_person(app, Role(role))
    with app.app_context():
        with pytest.raises(NotAllowed):
            act(actor, told)
        assert acts_of(told) == ["told"]


@pytest.mark.parametrize("act", EVERY_ACT)
def test_nothing_can_be_done_with_a_withdrawn_story(
    context: Flask, tell: Callable[..., Told], moderator: Viewer, act: Decide
) -> None:
    told = tell(photos=1)
    withdraw_story(told.id)
    with pytest.raises(NotFound):
        act(moderator, told)
    assert acts_of(told) == ["told", "withdrawn"]


def test_the_second_of_two_decisions_is_told_and_changes_nothing(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other = tell(), new_person(app, Role.MODERATOR)
    with app.app_context():
        publish(moderator, told)
        with pytest.raises(AlreadyDecided):
            hide(other, told)
        assert state_of(told) == State.PUBLISHED
        assert acts_of(told) == ["told", "published"]


def test_of_two_moderators_deciding_in_the_same_moment_one_decides(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other = tell(), new_person(app, Role.MODERATOR)
    together, outcomes = threading.Barrier(2), []

    def decide(act: Decide, actor: Viewer) -> None:
        with app.app_context():
            together.wait()
            try:
                act(actor, told)
            except AlreadyDecided:
                outcomes.append("told")
            else:
                outcomes.append("decided")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=decide, args=pair) for pair in ((publish, moderator), (hide, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["decided", "told"]
    with app.app_context():
        assert len(acts_of(told)) == 2


def test_while_publishing_is_paused_the_story_stays_and_the_other_decisions_work(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, second = tell(), tell()
    with app.app_context():
        pause_publishing(moderator, next(iter(moderator.roles)), paused=True)
        with pytest.raises(PublishingPaused):
            publish(moderator, told)
        assert state_of(told) == State.WAITING
        assert acts_of(told) == ["told"]
        keep(moderator, second)
        pause_publishing(moderator, next(iter(moderator.roles)), paused=False)
        assert publish(moderator, told)


def test_a_young_tellers_story_needs_two_different_moderators(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other = tell(is_young=True), new_person(app, Role.MODERATOR)
    with app.app_context():
        assert publish(moderator, told) is False
        assert state_of(told) == State.WAITING
        with pytest.raises(SecondPairOfEyes):
            publish(moderator, told)
        assert state_of(told) == State.WAITING
        assert publish(other, told) is True
        assert state_of(told) == State.PUBLISHED
        assert acts_of(told) == ["told", "first_reading", "published"]


def test_a_young_tellers_name_is_never_kept(context: Flask, tell: Callable[..., Told]) -> None:
    told = tell(is_young=True, name_shown="name", name="Nino")
    assert db.session.get_one(Story, told.id).name == ""


def test_the_first_day_of_publication_stays_when_a_story_comes_back(
    context: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell()
    first = clock.now()
    with clock.at(first):
        publish(moderator, told)
    hide(moderator, told, State.PUBLISHED)
    with clock.at(first + timedelta(days=9)):
        publish(moderator, told, State.HIDDEN)
    assert db.session.get_one(Story, told.id).published_at == first


def test_a_photograph_is_left_out_and_put_back(context: Flask, tell: Callable[..., Told], moderator: Viewer) -> None:
    told = tell(photos=2)
    photos.leave_out_photo(moderator, told.id, 2, left_out=True)
    rows = select(Photo.position).where(Photo.story_id == told.id, Photo.left_out_at.is_not(None))
    assert list(db.session.scalars(rows)) == [2]
    photos.leave_out_photo(moderator, told.id, 2, left_out=False)
    assert list(db.session.scalars(rows)) == []
    assert acts_of(told) == ["told", "photo_left_out", "photo_put_back"]
    with pytest.raises(NotFound):
        photos.leave_out_photo(moderator, told.id, 3, left_out=True)


def test_no_decision_makes_a_version_or_changes_a_word(
    context: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell(photos=1, title="As it was said")
    before = db.session.get_one(Story, told.id)
    words = (before.title, before.body, before.version)
    publish(moderator, told)
    hide(moderator, told, State.PUBLISHED)
    keep(moderator, told, State.HIDDEN)
    mark(moderator, told)
    leave_out(moderator, told)
    after = db.session.get_one(Story, told.id)
    assert (after.title, after.body, after.version) == words
    counted = select(func.count()).select_from(StoryVersion).where(StoryVersion.story_id == told.id)
    assert db.session.scalar(counted) == 1


@pytest.mark.parametrize("trail", [ReviewEvent, AuditEvent, Tombstone])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_refuses_to_change_a_trail(
    context: Flask, tell: Callable[..., Told], moderator: Viewer, trail: type, change: str
) -> None:
    told = tell()
    withdraw_story(told.id)
    with transaction():
        note(moderator, "a_test")
    rows = db.session.scalar(select(func.count()).select_from(trail))
    statement = delete(trail) if change == "delete" else update(trail).values(at=clock.now())
    with pytest.raises(DBAPIError, match="a trail only grows"), transaction() as session:
        session.execute(statement)
    assert db.session.scalar(select(func.count()).select_from(trail)) == rows
    assert rows


def unmark(actor: Viewer, told: Told) -> None:
    reviewing.mark_sensitive(actor, told.id, sensitive=False)


@pytest.mark.parametrize("reads_first", [True, False])
def test_nobody_publishes_alone_what_a_colleague_marked_as_sensitive(
    app: Flask, tell: Callable[..., Told], moderator: Viewer, reads_first: bool
) -> None:
    told, other = tell(), new_person(app, Role.MODERATOR)
    with app.app_context():
        mark(other, told)
        if reads_first:
            assert publish(moderator, told) is False
        unmark(moderator, told)
        assert db.session.get_one(Story, told.id).is_sensitive is False
        if not reads_first:
            assert publish(moderator, told) is False
        with pytest.raises(SecondPairOfEyes):
            publish(moderator, told)
        assert state_of(told) == State.WAITING
        assert publish(other, told) is True


def test_a_first_reading_of_a_sensitive_story_asks_for_the_second_whoever_takes_the_mark_off(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other = tell(), new_person(app, Role.MODERATOR)
    with app.app_context():
        mark(other, told)
        assert publish(moderator, told) is False
        unmark(other, told)
        keep(moderator, told)
        assert publish(moderator, told, State.KEPT) is False
        assert publish(other, told, State.KEPT) is True


def test_a_mark_taken_back_by_the_one_who_made_it_before_anybody_read_is_as_if_never_made(
    context: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell()
    mark(moderator, told)
    unmark(moderator, told)
    assert publish(moderator, told) is True


def test_what_was_marked_after_publishing_is_not_confirmed_alone_by_taking_the_mark_off(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other = tell(), new_person(app, Role.MODERATOR)
    with app.app_context():
        publish(moderator, told)
        mark(other, told)
        unmark(moderator, told)
        with pytest.raises(SecondPairOfEyes):
            reviewing.confirm_read(moderator, told.id)
        assert reviewing.confirm_read(other, told.id)
