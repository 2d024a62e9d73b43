"""The stories on the table as the stage reads them out: who may be quoted is asked each time."""

from uuid import UUID

from storyhub.stories.models import Use
from storyhub.stories.queries.uses import allowing
from storyhub.workshops.queries.tray import stories_on_table
from storyhub.workshops.queries.voices import address_of, beginning, place_of
from storyhub.workshops.seen import Audience, Voice


def voices_on_table(workshop_id: UUID, audience: Audience) -> list[Voice]:
    """In the order of the table. A story whose teller allows no quotation is there without words."""
    stories = stories_on_table(workshop_id)
    quotable = allowing({story.id for story in stories}, Use.QUOTATION) if stories else set()
    return [
        Voice(
            story_code=story.code,
            href=address_of(story, audience.language),
            quote=beginning(story.body) if story.id in quotable else "",
            language=story.language,
            place=place_of(story, audience.language),
            month=story.told_month,
            is_hard=story.is_sensitive,
        )
        for story in stories
    ]
