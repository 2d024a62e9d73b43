"""Erasing a story for a teller who asked the operator, because the receipt is lost."""

from dataclasses import dataclass

from sqlalchemy import select

from storyhub.archive.services.indexing import index_changes
from storyhub.core import audit, codes, tombstones
from storyhub.core.db import db, transaction
from storyhub.core.permissions import WORKER
from storyhub.operations.services import Refused
from storyhub.operations.services.installation import Installation
from storyhub.stories.models import State, Story
from storyhub.stories.services.withdrawing import erase_story, take_away


@dataclass(frozen=True)
class Erased:
    code: str
    was_erased_before: bool


def story_to_erase(code: str) -> Story:
    """The story with that public code, typed by a person. Raises Refused."""
    story = db.session.scalar(select(Story).where(Story.code == codes.normal(code).lower()))
    if story is None:
        raise Refused(f"There is no story with the code {code!r}. It is the last part of the story's address.")
    return story


def erase_by_code(here: Installation, code: str) -> Erased:
    """Withdraw and erase, the way it goes when the teller does it; the trail says that an operator did. Safe to repeat."""
    story = story_to_erase(code)
    story_id, city_id, done = story.id, story.city_id, Erased(story.code, story.erased_at is not None)
    if story.state != State.WITHDRAWN:
        with transaction() as session:
            take_away(session, session.get_one(Story, story_id, with_for_update=True), "erased_by_operator")
            audit.note(WORKER, "story_erased_by_operator", city_id=city_id, object_id=story_id)
    tombstones.write_log(here.log)
    erase_story(here.store, story_id)
    index_changes(here.index)
    return done
