"""What the worker does in entries when a story they cite is withdrawn, hidden, narrowed or reworded."""

from datetime import datetime
from uuid import UUID

from storyhub.core import clock, jobs
from storyhub.core.db import db, forget_deleted_pages, transaction
from storyhub.learning.begun.behind import says_where_it_stood
from storyhub.learning.services.feedback import tidy_answers
from storyhub.learning.services.rechecking import forget_where_it_stood, recheck_story
from storyhub.stories.letters import PAUSE
from storyhub.stories.models import State, Story


def look_again(story_id: str) -> None:
    """Take out what may not be shown any more, and what the database still remembers of it."""
    is_cited = recheck_story(UUID(story_id))
    if forget_where_it_stood(UUID(story_id), says_where_it_stood) or is_cited:
        forget_deleted_pages()


def wait_for_undoing(story_id: str) -> None:
    """A story was hidden: what relies on it waits until nobody will undo that any more. Reading asks and does not wait."""
    story = db.session.get(Story, UUID(story_id))
    if story is None or story.state in (State.PUBLISHED, State.WITHDRAWN):
        return
    since = story.state_since.isoformat()
    with transaction():
        jobs.enqueue(look_at_hidden, run_at=clock.now() + PAUSE, story_id=story_id, since=since)


def look_at_hidden(story_id: str, since: str) -> None:
    """It stayed as it was hidden then: entries and answers let go of it."""
    story = db.session.get(Story, UUID(story_id))
    if story is not None and story.state_since == datetime.fromisoformat(since):
        look_again(story_id)
        tidy_answers(UUID(story_id))
