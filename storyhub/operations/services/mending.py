"""Putting right what can be put right without asking anybody: nothing here loses what people said and did not take back."""

from sqlalchemy import select, update

from storyhub.archive.services.checking import check_index
from storyhub.core import clock, tombstones
from storyhub.core.audit import Tombstone
from storyhub.core.db import transaction
from storyhub.core.jobs import Job
from storyhub.operations.services.checking import holding_stories, open_secrets
from storyhub.operations.services.installation import Installation
from storyhub.operations.services.replaying import replay_tombstones
from storyhub.stories.models import State, Story
from storyhub.stories.services.checking import check_stored
from storyhub.stories.services.withdrawing import erase_story


def mend(here: Installation) -> None:
    """Finish erasures, take back what has a tombstone, try failed jobs again, close secrets, remove files of no row.

    An index with a fault is made anew.
    """
    for path in open_secrets(here.data):
        path.chmod(0o600)
    _mark_withdrawn()
    replay_tombstones(here, tombstones.read_log(here.log) | tombstones.known_tombstones())
    for story_id in [story.id for story in holding_stories()]:
        erase_story(here.store, story_id)
    _try_again()
    check_stored(here.store, repair=True)
    check_index(here.index, repair=True)


def _mark_withdrawn() -> None:
    """A tombstone for each withdrawn story that has none."""
    with transaction() as session:
        bare = select(Story).where(Story.state == State.WITHDRAWN, Story.code.not_in(select(Tombstone.code)))
        for story in session.scalars(bare):
            session.add(Tombstone(code=story.code, kind="story", at=story.withdrawn_at or clock.now()))


def _try_again() -> None:
    with transaction() as session:
        gave_up = update(Job).where(Job.failed_at.is_not(None))
        session.execute(gave_up.values(failed_at=None, attempts=0, run_at=clock.now()))
