"""Every cell of who × state × audience, against a table written by hand; the rule and its SQL twin alike."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db, transaction
from storyhub.core.errors import NotAllowed
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Photo, State, Story
from storyhub.stories.policy import may_see, may_see_photo, published_to, require_moderator, visible_to
from storyhub.stories.services.withdrawing import withdraw_story
from tests.stories.cast import AUDIENCES, SEES, STATES, VIEWERS, add_elsewhere, lists, viewer_named
from tests.support.stories import Told


@pytest.fixture
def stories(app: Flask, tell: Callable[..., Told]) -> dict[tuple[str, str], Told]:
    """A story in every state for every audience."""
    told = {}
    for state in STATES:
        for audience in AUDIENCES:
            told[state, audience] = tell(audience=audience, state=state if state != "withdrawn" else "published")
    with app.app_context():
        add_elsewhere()
        for audience in AUDIENCES:
            withdraw_story(told["withdrawn", audience].id)
    return told


def test_every_viewer_sees_what_the_table_says_and_lists_agree(app: Flask, stories: dict) -> None:
    ids = {one.id: pair for pair, one in stories.items()}
    with app.app_context():
        rows = db.session.scalars(select(Story).where(Story.id.in_(list(ids)))).all()
        assert len(rows) == len(STATES) * len(AUDIENCES)
        for name in VIEWERS:
            viewer = viewer_named(name, frozenset(ids))
            by_rule = {ids[story.id] for story in rows if may_see(viewer, story)}
            by_sql = {ids[one] for one in db.session.scalars(select(Story.id).where(visible_to(viewer)))}
            assert by_rule == {(s, a) for s in STATES for a in AUDIENCES if SEES[name, s, a]}, name
            assert by_sql == by_rule, name


def test_readers_lists_hold_what_is_published_and_never_what_is_for_the_desk_alone(app: Flask, stories: dict) -> None:
    ids = {one.id: pair for pair, one in stories.items()}
    with app.app_context():
        for name in VIEWERS:
            if name in ("worker", "receipt holder"):
                continue
            viewer = viewer_named(name, frozenset())
            found = {ids[one] for one in db.session.scalars(select(Story.id).where(published_to(viewer)))}
            assert found == {(s, a) for s in STATES for a in AUDIENCES if lists(name, s, a)}, name


def test_a_receipt_opens_its_own_story_alone(app: Flask, stories: dict) -> None:
    mine = stories["hidden", "city"]
    holder = Viewer(story_ids=frozenset({mine.id}))
    with app.app_context():
        seen = set(db.session.scalars(select(Story.id).where(visible_to(holder))))
    assert seen == {mine.id, stories["published", "public"].id}


@pytest.mark.parametrize("refusal", ["the teller said no", "the desk left it out"])
def test_a_photograph_that_is_not_shown_is_for_desk_teller_and_worker_alone(
    app: Flask, tell: Callable[..., Told], refusal: str
) -> None:
    told = tell(state="published", photos=1)
    with app.app_context():
        add_elsewhere()
        with transaction() as session:
            story = session.get_one(Story, told.id)
            photo = session.scalars(select(Photo).where(Photo.story_id == told.id)).one()
            if refusal == "the teller said no":
                story.may_show_photos = False
            else:
                photo.left_out_at = story.told_at
        story = db.session.get_one(Story, told.id)
        photo = db.session.scalars(select(Photo).where(Photo.story_id == told.id)).one()
        seen = {name for name in VIEWERS if may_see_photo(viewer_named(name, frozenset({told.id})), story, photo)}
    assert seen == {"moderator", "receipt holder", "worker"}


def test_only_a_moderator_of_the_town_may_decide(app: Flask, tell: Callable[..., Told]) -> None:
    told = tell()
    with app.app_context():
        add_elsewhere()
        story = db.session.get_one(Story, told.id)
        for name in VIEWERS:
            viewer = viewer_named(name, frozenset({told.id}))
            if name == "moderator":
                require_moderator(viewer, story)
            else:
                with pytest.raises(NotAllowed):
                    require_moderator(viewer, story)


def test_being_admin_opens_no_story(app: Flask, tell: Callable[..., Told], city: object) -> None:
    told = tell(audience=Audience.TEAM)
    with app.app_context():
        story = db.session.get_one(Story, told.id)
        admin = Viewer(roles={story.city_id: frozenset({Role.CITY_ADMIN})}, is_site_admin=True)
        assert story.state == State.WAITING
        assert not may_see(admin, story)
