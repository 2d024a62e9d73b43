"""What the worker does for stories. Each may run twice."""

from uuid import UUID

from flask import current_app

from storyhub.core import jobs
from storyhub.core.db import transaction
from storyhub.stories.services import photos, withdrawing


def erase_withdrawn(story_id: str) -> None:
    """Erase a story its teller took back."""
    withdrawing.erase_story(current_app.extensions["storyhub.storage"], UUID(story_id))


def sweep() -> None:
    """The janitor's hourly round: waiting photographs, orphan files, erasures that a failed job left behind."""
    photos.sweep_photos(current_app.extensions["storyhub.storage"])
    overdue = withdrawing.overdue_erasures()
    if overdue:
        with transaction():
            for story_id in overdue:
                jobs.enqueue(erase_withdrawn, story_id=story_id)
