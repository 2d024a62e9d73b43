"""Services and rules of collections: who may, in which order, and what becomes of them when a story goes."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.collections.draft import MOST_STORIES, Draft
from storyhub.collections.models import Collection, CollectionState, Part
from storyhub.collections.policy import may_see, visible_to
from storyhub.collections.services import arranging, writing
from storyhub.collections.services.arranging import CollectionFull
from storyhub.collections.services.rechecking import recheck_story
from storyhub.collections.services.writing import CollectionChanged, CollectionMoved
from storyhub.core.audit import AuditEvent
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, WORKER, Role, Viewer
from storyhub.stories.queries.uses import knots_of_uses
from storyhub.stories.services.withdrawing import withdraw_story
from tests.collections.putting import TITLE, WORDS, collection_of, note_in, parts_of, put_together
from tests.support.staff import new_person
from tests.support.stories import Told


def ids(collection_id: UUID) -> list[UUID | None]:
    return [part.story_id for part in parts_of(collection_id)]


def test_stories_and_notes_stand_in_the_order_they_are_moved_to(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]
) -> None:
    one, two, three = (tell(state="published") for _ in range(3))
    with app.app_context():
        made = put_together(facilitator, city.id, [one, two, three], published=False)
        first, _, last = parts_of(made)
        arranging.lower_part(facilitator, made, first.id)
        assert ids(made) == [two.id, one.id, three.id]
        arranging.lift_part(facilitator, made, last.id)
        assert ids(made) == [two.id, three.id, one.id]
        arranging.lower_part(facilitator, made, first.id)
        assert ids(made) == [two.id, three.id, one.id], "the last one stays the last"
        note_in(facilitator, made, "Between them a summer lies.", after=last.id)
        assert ids(made) == [two.id, three.id, None, one.id]
        arranging.add_story(facilitator, made, one.code)
        assert ids(made) == [two.id, three.id, None, one.id], "a story stands in it once"
        arranging.take_out_part(facilitator, made, last.id)
        arranging.take_out_part(facilitator, made, last.id)
        assert ids(made) == [two.id, None, one.id]
        arranging.put_back_part(facilitator, made, last.id)
        assert three.id in ids(made)
        assert [part.position for part in parts_of(made)] == [1, 2, 3, 4]


def test_a_page_that_is_stale_overwrites_nothing(
    app: Flask, city: City, facilitator: Viewer, moderator: Viewer
) -> None:
    with app.app_context():
        made = put_together(facilitator, city.id, published=False)
        seen = collection_of(made).revision
        writing.save_collection(moderator, made, Draft("Faster", "", "en"), seen_revision=seen)
        with pytest.raises(CollectionChanged):
            writing.save_collection(facilitator, made, Draft("Slower", "", "en"), seen_revision=seen)
        assert collection_of(made).title == "Faster"


def test_what_is_too_long_unknown_or_missing_is_refused(app: Flask, city: City, facilitator: Viewer) -> None:
    with app.app_context():
        made = put_together(facilitator, city.id, published=False)
        seen = collection_of(made).revision
        with pytest.raises(Invalid) as refusal:
            writing.save_collection(facilitator, made, Draft("x" * 201, "y" * 5001, "xx"), seen_revision=seen)
        assert set(refusal.value.fields) == {"title", "words", "language"}
        with pytest.raises(Invalid) as refusal:
            writing.publish_collection(facilitator, made, seen_revision=seen)
        assert set(refusal.value.fields) == {"q"}
        seen = writing.save_collection(facilitator, made, Draft("", WORDS, "en"), seen_revision=seen)
        with pytest.raises(Invalid) as refusal:
            writing.publish_collection(facilitator, made, seen_revision=seen)
        assert set(refusal.value.fields) == {"title", "q"}


def test_a_collection_is_full_at_some_point(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]
) -> None:
    one, more = tell(state="published"), tell(state="published")
    with app.app_context():
        made = put_together(facilitator, city.id, published=False)
        for _ in range(2 * MOST_STORIES):
            with transaction() as session:
                session.add(Part(collection_id=made, position=1))
        with pytest.raises(CollectionFull):
            arranging.add_note(facilitator, made)
        with pytest.raises(CollectionFull):
            arranging.add_story(facilitator, made, more.code)
        assert one.id not in ids(made)


def test_only_the_staff_of_its_town_writes_on_it(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(state="published")
    strangers = [ANONYMOUS, new_person(app, Role.MODERATOR, "poti"), new_person(app, Role.NETWORK_HOST)]
    with app.app_context():
        draft = put_together(facilitator, city.id, [story], published=False)
        for stranger in strangers:
            with pytest.raises(NotAllowed):
                writing.begin_collection(stranger, city.id, "en")
            with pytest.raises(NotFound):
                arranging.add_note(stranger, draft)
        writing.publish_collection(facilitator, draft, seen_revision=collection_of(draft).revision)
        for stranger in strangers:
            with pytest.raises(NotAllowed):
                writing.unpublish_collection(stranger, draft)


def test_rule_and_list_agree_for_everyone_in_every_state(app: Flask, city: City, facilitator: Viewer) -> None:
    viewers = [ANONYMOUS, WORKER, facilitator, *(new_person(app, role) for role in Role)]
    viewers += [new_person(app, Role.MODERATOR, "poti")]
    with app.app_context():
        made = put_together(facilitator, city.id, published=False)
        for state in CollectionState:
            with transaction() as session:
                session.get_one(Collection, made).state = state
            for viewer in viewers:
                listed = db.session.scalars(select(Collection.id).where(visible_to(viewer))).all()
                assert (made in listed) == may_see(viewer, collection_of(made)), (viewer, state)


def test_nobody_puts_in_what_they_may_not_read(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]
) -> None:
    closed = [tell(state="published", audience="team"), tell(), tell(state="hidden")]
    with app.app_context():
        made = put_together(facilitator, city.id, published=False)
        for story in closed:
            with pytest.raises(NotFound):
                arranging.add_story(facilitator, made, story.code)


def test_a_story_knows_the_collections_that_hold_it_while_they_are_published(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(state="published")
    with app.app_context():
        made = put_together(facilitator, city.id, [story], published=False)
        assert knots(app, story) == []
        writing.publish_collection(facilitator, made, seen_revision=collection_of(made).revision)
        assert knots(app, story) == [TITLE]
        with pytest.raises(CollectionMoved):
            writing.publish_collection(facilitator, made, seen_revision=collection_of(made).revision)
        arranging.take_out_part(facilitator, made, parts_of(made)[0].id)
        assert knots(app, story) == []
        arranging.add_story(facilitator, made, story.code)
        assert knots(app, story) == [TITLE]
        writing.unpublish_collection(facilitator, made)
        assert knots(app, story) == []
        with pytest.raises(CollectionMoved):
            writing.unpublish_collection(facilitator, made)


def knots(app: Flask, story: Told) -> list[str]:
    with app.test_request_context("/en/rustavi/"):
        app.preprocess_request()
        return [knot.label for knot in knots_of_uses(ANONYMOUS, story.id)]


def test_a_withdrawn_story_flags_its_collection_and_every_step_is_in_the_trail(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    story, other = tell(state="published"), tell(state="published")
    with app.app_context():
        made = put_together(facilitator, city.id, [story, other])
        withdraw_story(story.id)
    run_jobs()
    with app.app_context():
        recheck_story(story.id)
        assert collection_of(made).flagged_at is not None
        writing.confirm_collection(facilitator, made)
        assert collection_of(made).flagged_at is None
        recheck_story(story.id)
        assert collection_of(made).flagged_at is None, "once is enough"
        acts = [row.act.removeprefix("collection_") for row in trail(made)]
    assert acts == ["begun", "story_added", "story_added", "published", "flagged", "confirmed"]


def trail(collection_id: UUID) -> list[AuditEvent]:
    rows = select(AuditEvent).where(AuditEvent.object_id == collection_id).order_by(AuditEvent.id)
    return list(db.session.scalars(rows))
