"""Taking back again what was taken back, and narrowing what was narrowed: a backup knows nothing of what came after it."""

from collections.abc import Mapping

from sqlalchemy import select

from storyhub.core import tombstones
from storyhub.core.db import db, forget_deleted_pages
from storyhub.core.tombstones import LimitsLine
from storyhub.operations.services import Refused, Tell, tell_nobody
from storyhub.operations.services.installation import Installation
from storyhub.stories.limits import Limits, limits_from
from storyhub.stories.models import State, Story
from storyhub.stories.services.limiting import limit_story
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


def known_limits(lines: Mapping[str, LimitsLine]) -> dict[str, Limits]:
    """What the lines say, by code. Raises Refused at one that is not of this program."""
    known = {}
    for code, one in lines.items():
        try:
            known[code] = limits_from(one.document)
        except ValueError as error:
            raise Refused(
                f"What the list says of {code} cannot be read; a newer Storyhub may have written it."
            ) from error
    return known


def replay_limits(
    here: Installation, lines: Mapping[str, LimitsLine], *, tell: Tell = tell_nobody
) -> dict[str, list[str]]:
    """Narrow the stories whose codes these are to what was allowed when the log was written last.

    Returns what was narrowed, by code.
    """
    narrowed: dict[str, list[str]] = {}
    limits = known_limits(lines)
    rows = db.session.execute(select(Story.id, Story.code).where(Story.state != State.WITHDRAWN).order_by(Story.code))
    stories = [(story_id, code) for story_id, code in rows if code in limits]
    for number, (story_id, code) in enumerate(stories, start=1):
        what = limit_story(story_id, limits[code])
        if what:
            narrowed[code] = what
        tell("Narrowing again", number, len(stories))
    if narrowed:
        forget_deleted_pages()
    tombstones.copy_limits(here.log, lines.values())
    return narrowed
