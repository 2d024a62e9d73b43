"""What readers get of a story: the words of one version with every mask in them. The only place that writes them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core import clock, events, text
from storyhub.stories.events import StoryWordsChanged
from storyhub.stories.models import SOURCE, Mask, Story, StoryVersion
from storyhub.stories.withheld import Passage, masked


def show_version(session: Session, story: Story, number: int) -> None:
    """Give readers this version of the teller's words, masked. Inside the transaction of whoever decided it."""
    version = session.scalars(
        select(StoryVersion).where(StoryVersion.story_id == story.id, StoryVersion.number == number)
    ).one()
    session.flush()
    masks = session.scalars(
        select(Mask).where(Mask.story_id == story.id, Mask.version == number, Mask.lifted_at.is_(None))
    ).all()
    story.version, story.language = number, version.language
    story.title = _shown(version.title, "title", masks, version.language)
    story.body = _shown(version.body, "body", masks, version.language)
    story.excerpt = text.excerpt(story.body)
    version.shown_at = version.shown_at or clock.now()
    note_change(story.city_id, SOURCE, story.id)
    events.record(StoryWordsChanged(story.id))


def _shown(words: str, part: str, masks: Sequence[Mask], language: str) -> str:
    return masked(words, [Passage(one.start, one.end, one.what) for one in masks if one.part == part], language)
