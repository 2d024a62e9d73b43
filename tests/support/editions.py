"""What every test stands under: nothing that readers' lists hold changes without the archive being told.

The archive remembers what it counted until a town's edition is another one; a service that forgets to say so would
leave wrong numbers on every page. So each commit that lets readers find a story more, less or elsewhere must bring one.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from storyhub.archive.models import Edition
from storyhub.stories.models import State, Story, StoryTheme
from storyhub.stories.models.story import LISTED
from storyhub.workshops.models import Outcome, Workshop

WATCHED = {"state", "language", "title", "body", *LISTED} - {"id"}
WATCHED_OF_OUTCOMES = {"state", "language", "title", "fields", "result", "is_kept_in"}


@pytest.fixture(autouse=True)
def told_to_the_archive() -> Iterator[None]:
    """Fails the commit of a service that forgot `note_change`."""
    event.listen(Session, "before_flush", _look)
    event.listen(Session, "before_commit", _judge)
    event.listen(Session, "after_rollback", _forget)
    yield
    event.remove(Session, "before_flush", _look)
    event.remove(Session, "before_commit", _judge)
    event.remove(Session, "after_rollback", _forget)


def _look(session: Session, *_: object) -> None:
    for thing in (*session.new, *session.dirty, *session.deleted):
        if isinstance(thing, Edition):
            session.info["edition"] = True
        elif _is_found_otherwise(session, thing):
            session.info["found otherwise"] = thing


def _judge(session: Session) -> None:
    session.flush()
    changed, told = session.info.pop("found otherwise", None), session.info.pop("edition", False)
    assert changed is None or told, f"{changed} changed for readers and the archive was not told"


def _forget(session: Session) -> None:
    session.info.pop("found otherwise", None)
    session.info.pop("edition", None)


def _is_found_otherwise(session: Session, thing: Any) -> bool:
    if isinstance(thing, StoryTheme):
        story = session.get(Story, thing.story_id) if thing.story_id else None
        return story is not None and story.state == State.PUBLISHED
    if isinstance(thing, Outcome):
        return any(inspect(thing).attrs[name].history.has_changes() for name in WATCHED_OF_OUTCOMES)
    if isinstance(thing, Workshop) and inspect(thing).attrs["published_at"].history.has_changes():
        with session.no_autoflush:
            return session.scalar(select(Outcome.id).where(Outcome.workshop_id == thing.id).limit(1)) is not None
    if not isinstance(thing, Story):
        return False
    history = inspect(thing).attrs["state"].history
    states = {thing.state, *history.deleted}
    return State.PUBLISHED in states and any(inspect(thing).attrs[name].history.has_changes() for name in WATCHED)
