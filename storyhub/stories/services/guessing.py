"""Asking a second voice in which language new words are. Done by the worker, as a hint for the desk."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from storyhub.adapters.guessing import Guess
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.stories.language_doubt import is_worth_asking
from storyhub.stories.models import State, Story, StoryVersion

NOTHING = Guess("", 0.0)
"""What is kept where nothing was asked, so that nobody asks again."""
PAUSE = timedelta(minutes=1)
"""After the telling: a crowd that tells at once is served first, as with look-alikes."""
TOGETHER = 200


def guess_languages(guess: Callable[[str], Guess]) -> int:
    """Keep a guess with every version that has none, newest first. Returns how many versions.

    `guess` is not called for words whose letters say enough, so that a town that writes in its own script never loads it.
    """
    new = (
        select(StoryVersion.id, StoryVersion.story_id, StoryVersion.body)
        .join(Story, Story.id == StoryVersion.story_id)
        .where(StoryVersion.guessed_language.is_(None), StoryVersion.at < clock.now() - PAUSE)
        .where(Story.state != State.WITHDRAWN)
    )
    found = db.session.execute(new.order_by(StoryVersion.at.desc()).limit(TOGETHER)).all()
    for version_id, story_id, body in found:
        _keep(story_id, version_id, body, guess(body) if is_worth_asking(body) else NOTHING)
    return len(found)


def _keep(story_id: UUID, version_id: UUID, body: str, said: Guess) -> None:
    """Unless the words were erased meanwhile, or others stand in their place."""
    with transaction() as session:
        session.get(Story, story_id, with_for_update=True)
        version = session.get(StoryVersion, version_id, populate_existing=True)
        if version is not None and version.body == body:
            version.guessed_language, version.guessed_probability = said
