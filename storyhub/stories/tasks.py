"""What the worker does for stories. Each may run twice."""

from uuid import UUID

from flask import current_app

from storyhub.adapters.guessing import guess_language
from storyhub.core import clock, jobs, tombstones
from storyhub.core.db import forget_deleted_pages, transaction
from storyhub.stories.queries.limits import limits_of
from storyhub.stories.services import guessing, likeness, photos, renoting, translating, withdrawing


def erase_withdrawn(story_id: str) -> None:
    """Erase a story its teller took back; before that, note outside the database that it is to stay away."""
    tombstones.write_log(current_app.config["STORYHUB"].data / tombstones.LOG)
    withdrawing.erase_story(current_app.extensions["storyhub.storage"], UUID(story_id))


def note_limits(story_id: str) -> None:
    """Note outside the database how far a story may be shown now, so that a restore lets nobody see more."""
    at, limited = clock.now(), limits_of(UUID(story_id))
    if limited is not None:
        code, limits = limited
        tombstones.add_limits(current_app.config["STORYHUB"].data / tombstones.LOG, at, code, limits.document())


def note_theme(theme_id: str) -> None:
    """Let the archive see anew what carries a theme."""
    renoting.note_theme(UUID(theme_id))


def note_districts(city_id: str) -> None:
    """Let the archive see anew what was told from a town's districts."""
    renoting.note_districts(UUID(city_id))


def end_unwanted_translations(story_id: str) -> None:
    """End the translations that a teller does not allow any more."""
    translating.end_unwanted_translations(UUID(story_id))


def forget_erased() -> None:
    """What a teller had erased goes out of the database's log as well."""
    forget_deleted_pages()


def find_look_alikes(story_id: str) -> None:
    """A hint for the desk: which older stories a new one looks like."""
    likeness.find_look_alikes(UUID(story_id))


def find_new_look_alikes() -> None:
    """The same for every story that was told lately, a minute after."""
    likeness.find_new_look_alikes()


def guess_languages() -> None:
    """A hint for the desk: which language a second voice hears in words that are a minute old."""
    guessing.guess_languages(guess_language)


def forget_look_alikes(story_id: str) -> None:
    """A story that was taken back looks like nothing any more."""
    likeness.forget_look_alikes(UUID(story_id))


def sweep() -> None:
    """The janitor's hourly round: waiting photographs, orphan files, erasures that a failed job left behind."""
    photos.sweep_photos(current_app.extensions["storyhub.storage"])
    overdue = withdrawing.overdue_erasures()
    if overdue:
        with transaction():
            for story_id in overdue:
                jobs.enqueue(erase_withdrawn, story_id=story_id)
