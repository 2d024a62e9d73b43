"""A story that was told for a workshop comes to it."""

from uuid import UUID

from storyhub.workshops.services import post


def take_post(story_id: str, told_for: str) -> None:
    """What was told for something else is none of ours."""
    post.receive_post(UUID(story_id), told_for)
