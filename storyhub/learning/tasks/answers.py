"""What follows when an answer has come to a teller, or when a teller it came to takes the story back."""

from uuid import UUID

from flask import current_app

from storyhub.core.db import transaction
from storyhub.learning.services import feedback
from storyhub.stories.mails import ANSWERED, notify_teller
from storyhub.stories.queries.contacts import reach_for_letters


def write_of_answer(feedback_id: str, story_id: str) -> None:
    """One letter, where the teller left an address and wants letters; none once the story was taken back."""
    if reach_for_letters(current_app.extensions["storyhub.keys"], UUID(story_id)) is None:
        return
    with transaction():
        if feedback.note_mailed(UUID(feedback_id), UUID(story_id)):
            notify_teller(UUID(story_id), ANSWERED)


def tidy_answers(story_id: str) -> None:
    """The answers that rested on this story ask again whether they still do."""
    feedback.tidy_answers(UUID(story_id))
