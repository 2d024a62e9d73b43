"""Taking back again what was taken back: a backup knows nothing of what was withdrawn after it was made."""

from sqlalchemy import select

from storyhub.core import tombstones
from storyhub.core.db import db
from storyhub.operations.services import Tell, tell_nobody
from storyhub.operations.services.installation import Installation
from storyhub.stories.models import State, Story
from storyhub.stories.services.withdrawing import erase_story, overdue_erasures, withdraw_story


def replay_tombstones(here: Installation, lines: dict[str, str], *, tell: Tell = tell_nobody) -> list[str]:
    """Withdraw and erase the stories whose codes these are, and finish what the backup had begun to erase.

    `lines` are tombstones as in the log, by code; those of stories that are not here are remembered all the same.
    Returns the codes that were taken back by this.
    """
    standing = standing_stories(lines)
    for story in standing:
        withdraw_story(story.id)
    waiting = overdue_erasures()
    for number, story_id in enumerate(waiting, start=1):
        erase_story(here.store, story_id)
        tell("Taking back again", number, len(waiting))
    tombstones.add_lines(here.log, lines)
    tombstones.write_log(here.log)
    return [story.code for story in standing]


def standing_stories(lines: dict[str, str]) -> list[Story]:
    """Stories that have a tombstone and are not withdrawn."""
    stories = db.session.scalars(select(Story).where(Story.state != State.WITHDRAWN).order_by(Story.code))
    return [story for story in stories if story.code in lines]
