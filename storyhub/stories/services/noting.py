"""A note on content: what a reader may want to know before the words, said by the team."""

from uuid import UUID

from storyhub.archive.services import note_change
from storyhub.core import events, languages, text
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.core.permissions import Viewer
from storyhub.stories.events import StoryLimitsChanged
from storyhub.stories.models import SOURCE
from storyhub.stories.queries.versions import standing_masks
from storyhub.stories.services.acting import locked_story, note_act
from storyhub.stories.told import stands_in

LONGEST = 300


def set_content_note(actor: Viewer, story_id: UUID, note: str, language: str) -> None:
    """Put a note before the story's words, or take it away with an empty one. Raises NotFound, NotAllowed, Invalid."""
    note = text.clean_line(note)
    if text.length(note) > LONGEST:
        raise Invalid({"note": "note_too_long"})
    if note and not languages.is_known(language):
        raise Invalid({"note_language": "choose_language"})
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        if (story.content_note, story.content_note_language) == (note, language):
            return
        if any(stands_in(note, mask.exact, inflected=True) for mask in standing_masks(session, story)):
            raise Invalid({"note": "words_withheld"})
        had_one = bool(story.content_note)
        story.content_note, story.content_note_language = note, language if note else ""
        note_change(story.city_id, SOURCE, story.id)
        events.record(StoryLimitsChanged(story.id))
        if note or had_one:
            note_act(session, actor, story, "content_note" if note else "content_note_removed")
