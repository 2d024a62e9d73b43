"""What readers get of a story: the words of one version with every mask in them. The only place that writes them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core import clock, events, text
from storyhub.stories.events import StoryWordsChanged
from storyhub.stories.likeness import fingerprint
from storyhub.stories.models import SOURCE, Mask, Photo, Story, StoryVersion
from storyhub.stories.told import photo_part, told_words
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
    photos = session.scalars(select(Photo).where(Photo.story_id == story.id)).all()
    told = told_words(story, version, photos)
    shown = {part: _shown(words, part, masks, version.language) for part, words in told.items()}
    story.version, story.language, story.likeness = number, version.language, fingerprint(version.body)
    story.title, story.body, story.excerpt = shown["title"], shown["body"], text.excerpt(shown["body"])
    story.place, story.told_place = shown["place"], _kept(told["place"], shown["place"])
    for photo in photos:
        part = photo_part(photo)
        photo.alt, photo.told_alt = shown[part], _kept(told[part], shown[part])
    version.shown_at = version.shown_at or clock.now()
    note_change(story.city_id, SOURCE, story.id)
    events.record(StoryWordsChanged(story.id))


def _shown(words: str, part: str, masks: Sequence[Mask], language: str) -> str:
    return masked(words, [Passage(one.start, one.end, one.what) for one in masks if one.part == part], language)


def _kept(told: str, shown: str) -> str | None:
    """The teller's own words, where readers get others; title and body are kept in the version."""
    return told if told != shown else None
