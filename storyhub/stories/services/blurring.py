"""Blurring a part of a photograph: the picture as it came is gone afterwards, and nobody can bring it back."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from storyhub.adapters import images
from storyhub.adapters.images import SIZES, CleanedPhoto, Region
from storyhub.adapters.storage import Store
from storyhub.archive.services import note_change
from storyhub.core import clock, events
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.events import StoryLimitsChanged
from storyhub.stories.models import SOURCE, Photo, State, Story
from storyhub.stories.policy import require_moderator
from storyhub.stories.services.acting import locked_story, note_act
from storyhub.stories.services.photos import delete_files, file_name, store_sizes


class PhotoChanged(Conflict):
    """Somebody blurred another part of it meanwhile."""

    key = "photo_changed"


@dataclass(frozen=True)
class Darkroom:
    """Where photographs are kept, and where the processes of this installation queue to work on them."""

    store: Store
    slots: Path | None = None


def blur_photo(
    actor: Viewer, darkroom: Darkroom, story_id: UUID, position: int, region: Region, *, seen_key: str
) -> None:
    """Make a part of a photograph unrecognisable in all its sizes.

    Blocks while the picture is worked on; never inside a transaction. Raises NotFound, NotAllowed, Invalid,
    PhotoChanged, images.PhotoServiceBusy.
    """
    if not region.is_inside:
        raise Invalid({"region": "region_outside"})
    picture = _picture(actor, darkroom.store, story_id, position, seen_key)
    try:
        blurred = images.blur_photo(picture, region, slot_folder=darkroom.slots)
    except images.PhotoRefused as refusal:
        raise Invalid({"region": refusal.reason}) from refusal
    # New files before the row that names them, old ones after it: what a crash leaves is an orphan for the janitor.
    key = secrets.token_hex(16)
    store_sizes(darkroom.store, key, blurred.files)
    try:
        _replace(actor, story_id, position, seen_key, key, blurred)
    except Exception:
        delete_files(darkroom.store, [key])
        raise
    delete_files(darkroom.store, [seen_key])


def _picture(actor: Viewer, store: Store, story_id: UUID, position: int, seen_key: str) -> bytes:
    """The largest size there is of the photograph that the moderator saw."""
    story = db.session.get(Story, story_id)
    if story is None or story.state == State.WITHDRAWN:
        raise NotFound()
    require_moderator(actor, story)
    key = db.session.scalar(select(Photo.key).where(Photo.story_id == story_id, Photo.position == position))
    if key is None:
        raise NotFound()
    picture = store.get(file_name(key, SIZES[0])) if key == seen_key else None
    if picture is None:
        raise PhotoChanged()
    return picture


def _replace(actor: Viewer, story_id: UUID, position: int, seen_key: str, key: str, blurred: CleanedPhoto) -> None:
    with transaction() as session:
        story = locked_story(session, actor, story_id)
        mine = select(Photo).where(Photo.story_id == story_id, Photo.position == position)
        photo = session.scalar(mine.with_for_update())
        if photo is None or photo.key != seen_key:
            raise PhotoChanged()
        photo.key, photo.width, photo.height = key, blurred.width, blurred.height
        photo.color, photo.hint, photo.blurred_at = blurred.color, f"{blurred.hint:016x}", clock.now()
        note_change(story.city_id, SOURCE, story.id)
        events.record(StoryLimitsChanged(story.id))
        note_act(session, actor, story, "photo_blurred", position=position)
