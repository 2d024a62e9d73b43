"""Photographs: cleaned and kept as soon as they arrive, before the story is sent; a file input cannot be refilled."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from storyhub.adapters.images import SIZES, CleanedPhoto, PhotoRefused, clean_photos
from storyhub.adapters.storage import Store
from storyhub.core import clock, events
from storyhub.core.db import db, transaction
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.sealing import Keys
from storyhub.stories.events import StoryLimitsChanged
from storyhub.stories.models import PendingPhoto, Photo, ReviewEvent, State, Story
from storyhub.stories.policy import require_moderator
from storyhub.stories.submission import MOST_PHOTOS

KEPT_FOR = timedelta(hours=24)
ORPHAN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class RefusedPhoto:
    """A file that could not be taken: its name, and the key of the reason."""

    name: str
    reason: str


def file_name(key: str, size: int) -> str:
    return f"{key}-{size}.webp"


def keep_pending(
    keys: Keys, store: Store, form_key: str, files: Sequence[tuple[str, bytes]], *, slots: Path | None = None
) -> list[RefusedPhoto]:
    """Clean photographs (name, bytes) and let them wait for their story. Returns those that could not be taken.

    `slots` is the folder where all processes of this installation look for their turn. Blocks while the photographs
    are worked on; never inside a transaction.
    """
    if not files:
        return []
    waiting = pending_photos(keys, form_key)
    known, room = {photo.digest for photo in waiting}, max(0, MOST_PHOTOS - len(waiting))
    fresh = [(name, data) for name, data in files if _digest(keys, data) not in known]
    refused = []
    while fresh and room:
        taken, fresh = fresh[:room], fresh[room:]
        cleaned = clean_photos([data for _, data in taken], slot_folder=slots)
        for (name, data), photo in zip(taken, cleaned, strict=True):
            if isinstance(photo, PhotoRefused):
                refused.append(RefusedPhoto(name, photo.reason))
            else:
                _keep(keys, store, form_key, photo, _digest(keys, data))
                room -= 1
    return refused + [RefusedPhoto(name, "too_many_photos") for name, _ in fresh]


def _digest(keys: Keys, data: bytes) -> str:
    return keys.digest(hashlib.sha256(data).hexdigest())


def _keep(keys: Keys, store: Store, form_key: str, photo: CleanedPhoto, digest: str) -> None:
    """Files first, then the row that names them: what a crash leaves is an orphan file, never a row without one."""
    key = secrets.token_hex(16)
    store_sizes(store, key, photo.files)
    if not _add_pending(keys.form_key_hash(form_key), key, photo, digest):
        delete_files(store, [key])


def _add_pending(owner: str, key: str, photo: CleanedPhoto, digest: str) -> bool:
    """Give the photograph the next position; False when another sending of the same form brought it meanwhile."""
    while True:
        try:
            with transaction() as session:
                mine = select(PendingPhoto).where(PendingPhoto.form_key_hash == owner)
                waiting = session.scalars(mine).all()
                if digest in {other.digest for other in waiting}:
                    return False
                session.add(
                    PendingPhoto(
                        form_key_hash=owner,
                        position=max((other.position for other in waiting), default=0) + 1,
                        key=key,
                        width=photo.width,
                        height=photo.height,
                        color=photo.color,
                        hint=f"{photo.hint:016x}",
                        digest=digest,
                        at=clock.now(),
                    )
                )
        except IntegrityError:
            # On PostgreSQL another sending took this position: that one is there now, so look again.
            continue
        return True


def store_sizes(store: Store, key: str, files: dict[int, bytes]) -> None:
    for size, data in files.items():
        store.put(file_name(key, size), data)


def pending_photos(keys: Keys, form_key: str) -> Sequence[PendingPhoto]:
    """The photographs that wait under a form key, in the order they came."""
    mine = select(PendingPhoto).where(PendingPhoto.form_key_hash == keys.form_key_hash(form_key))
    return db.session.scalars(mine.order_by(PendingPhoto.position)).all()


def drop_pending(keys: Keys, store: Store, form_key: str, positions: Sequence[int]) -> None:
    """Take back photographs that wait."""
    with transaction() as session:
        gone = session.scalars(
            select(PendingPhoto).where(
                PendingPhoto.form_key_hash == keys.form_key_hash(form_key), PendingPhoto.position.in_(positions)
            )
        ).all()
        names = [photo.key for photo in gone]
        for photo in gone:
            session.delete(photo)
    delete_files(store, names)


def move_pending(keys: Keys, from_key: str, to_key: str) -> None:
    """Let what waits under one form key wait under another, fresh one."""
    with transaction() as session:
        session.execute(
            update(PendingPhoto)
            .where(PendingPhoto.form_key_hash == keys.form_key_hash(from_key))
            .values(form_key_hash=keys.form_key_hash(to_key))
        )


def leave_out_photo(actor: Viewer, story_id: UUID, position: int, *, left_out: bool) -> None:
    """Show a photograph to readers no more, or again. Raises NotFound, NotAllowed."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            raise NotFound()
        require_moderator(actor, story)
        photo = session.scalar(select(Photo).where(Photo.story_id == story_id, Photo.position == position))
        if photo is None:
            raise NotFound()
        photo.left_out_at = clock.now() if left_out else None
        act = "photo_left_out" if left_out else "photo_put_back"
        events.record(StoryLimitsChanged(story_id))
        session.add(
            ReviewEvent(
                story_id=story_id, at=clock.now(), actor_id=actor.person_id, act=act, details={"position": position}
            )
        )


def delete_files(store: Store, photo_keys: Sequence[str]) -> None:
    for key in photo_keys:
        for size in SIZES:
            store.delete(file_name(key, size))


def sweep_photos(store: Store) -> int:
    """The janitor: waiting photographs older than a day, and files that no row names. Returns how many went."""
    with transaction() as session:
        session.execute(delete(PendingPhoto).where(PendingPhoto.at < clock.now() - KEPT_FOR))
    known = set(db.session.scalars(select(Photo.key))) | set(db.session.scalars(select(PendingPhoto.key)))
    oldest = (clock.now() - ORPHAN_AFTER).timestamp()
    orphans = [name for name, at in store.names() if at < oldest and name.rsplit("-", 1)[0] not in known]
    for name in orphans:
        store.delete(name)
    return len(orphans)
