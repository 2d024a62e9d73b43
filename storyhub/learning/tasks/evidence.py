"""What the worker does in entries when a story they cite is withdrawn, hidden, narrowed or reworded."""

from uuid import UUID

from storyhub.core.db import forget_deleted_pages
from storyhub.learning.services.rechecking import recheck_story


def look_again(story_id: str) -> None:
    """Take out what may not be shown any more, and what the database still remembers of it."""
    if recheck_story(UUID(story_id)):
        forget_deleted_pages()
