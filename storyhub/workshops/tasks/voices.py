"""When a story may say more or less than before, every room that shows it looks again."""

from uuid import UUID

from storyhub.workshops.services import evidence


def look_again(story_id: str) -> None:
    """The words have left every answer of the server already; this wakes the screens that still hold them."""
    evidence.story_changed(UUID(story_id))
