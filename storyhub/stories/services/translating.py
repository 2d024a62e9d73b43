"""A translation by the team: marked as theirs, beside the original and never in its place, while the teller agrees."""

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core import clock, events, languages, text
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.events import StoryLimitsChanged
from storyhub.stories.models import SOURCE, ConsentGrant, Story, Translation, Use
from storyhub.stories.queries.versions import standing_masks
from storyhub.stories.services.acting import locked_story, note_act
from storyhub.stories.services.masking import AnotherVersion
from storyhub.stories.told import stands_in, stands_whole_in

LONGEST_TITLE = 120
LONGEST_BODY = 30_000


def mark_of_words(story: Story) -> str:
    """Another one whenever readers get other words."""
    return hashlib.sha256(f"{story.title}\n{story.body}".encode()).hexdigest()[:16]


class TranslationNotAllowed(Conflict):
    """The teller does not want this story translated, or not any more."""

    key = "translation_not_allowed"


def add_translation(
    actor: Viewer,
    story_id: UUID,
    language: str,
    title: str,
    body: str,
    *,
    seen_version: int,
    seen_words: str | None = None,
) -> Translation:
    """Show a translation of the version readers have; it takes the place of the one before in the same language.

    `seen_words` is the mark (`mark_of_words`) of the words that were translated: a passage withheld since then must
    not come back in another language. Raises NotFound, NotAllowed, TranslationNotAllowed, AnotherVersion, Invalid.
    """
    title, body = text.clean_line(title), text.clean(body)
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        if not _is_agreed(session, story):
            raise TranslationNotAllowed()
        if seen_version != story.version or seen_words not in (None, mark_of_words(story)):
            raise AnotherVersion()
        problems = _problems(story, language, title, body) or _withheld_in(session, story, title, body)
        if problems:
            raise Invalid(problems)
        for before in _standing(session, story, language):
            before.ended_at = clock.now()
        translation = Translation(
            story_id=story.id,
            version=story.version,
            language=language,
            title=title,
            body=body,
            actor_id=actor.person_id,
            at=clock.now(),
        )
        session.add(translation)
        note_change(story.city_id, SOURCE, story.id)
        events.record(StoryLimitsChanged(story.id))
        note_act(session, actor, story, "translated", language=language)
    return translation


def _problems(story: Story, language: str, title: str, body: str) -> dict[str, str]:
    problems = {}
    if not languages.is_known(language) or language == story.language:
        problems["language"] = "choose_other_language"
    if story.title and not title:
        problems["title"] = "translation_title_missing"
    elif text.length(title) > LONGEST_TITLE:
        problems["title"] = "too_long"
    if not body:
        problems["body"] = "translation_missing"
    elif text.length(body) > LONGEST_BODY:
        problems["body"] = "too_long"
    elif body == story.body:
        problems["body"] = "translation_same"
    return problems


def _withheld_in(session: Session, story: Story, title: str, body: str) -> dict[str, str]:
    """Fields that say what readers do not get. What was withheld in one place alone they may read in the others."""
    shown = f"{story.title}\n{story.body}"
    exact = {mask.exact for mask in standing_masks(session, story) if mask.version == story.version}
    hidden = [one for one in exact if not stands_whole_in(shown, one)]
    written = {"title": title, "body": body}
    return {name: "words_withheld" for name, words in written.items() if any(stands_in(words, one) for one in hidden)}


def end_translation(actor: Viewer, story_id: UUID, translation_id: UUID) -> None:
    """Take a translation away. Raises NotFound, NotAllowed."""
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        found = session.get(Translation, translation_id)
        if found is None or found.story_id != story.id or found.ended_at is not None:
            raise NotFound()
        found.ended_at = clock.now()
        note_change(story.city_id, SOURCE, story.id)
        events.record(StoryLimitsChanged(story.id))
        note_act(session, actor, story, "translation_ended", language=found.language)


def end_unwanted_translations(story_id: UUID) -> None:
    """End what the teller does not allow any more. Readers have not got it since they said so; this only tidies."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or _is_agreed(session, story):
            return
        for translation in _standing(session, story):
            translation.ended_at = clock.now()
            note_change(story.city_id, SOURCE, story.id)


def _is_agreed(session: Session, story: Story) -> bool:
    given = select(ConsentGrant.id).where(
        ConsentGrant.story_id == story.id,
        ConsentGrant.use == Use.TRANSLATION,
        ConsentGrant.is_given,
        ConsentGrant.ended_at.is_(None),
    )
    return session.scalar(given) is not None


def _standing(session: Session, story: Story, language: str = "") -> list[Translation]:
    mine = select(Translation).where(Translation.story_id == story.id, Translation.ended_at.is_(None))
    return list(session.scalars(mine.where(Translation.language == language) if language else mine))
