"""A private word of one moderator to the others. It never leaves the desk."""

from uuid import UUID

from storyhub.core import clock, text
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Remark
from storyhub.stories.services.acting import locked_story, note_act

LONGEST = 2000


def add_remark(actor: Viewer, story_id: UUID, words: str) -> None:
    """Raises NotFound, NotAllowed, Invalid."""
    words = text.clean(words)
    if not words or text.length(words) > LONGEST:
        raise Invalid({"remark": "too_long" if words else "remark_missing"})
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        session.add(Remark(story_id=story.id, actor_id=actor.person_id, text=words, at=clock.now()))
        note_act(session, actor, story, "remark")
