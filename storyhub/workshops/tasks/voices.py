"""When a story may say more or less than before, every room that shows it looks again."""

from uuid import UUID

from storyhub.workshops.services import evidence


def look_again(story_id: str) -> None:
    """No answer with a story's words is kept, so that they are in no new one; this wakes the screens that hold them."""
    evidence.story_changed(UUID(story_id))
