"""What the worker does for collections: booklets, and looking again when a story changed. Each may run twice."""

from uuid import UUID

import segno
from flask import current_app, g
from flask_babel import force_locale
from sqlalchemy.orm import selectinload

from storyhub.adapters.documents import PressMissing, Unprintable, font_of, open_press, sheet_of
from storyhub.adapters.storage import Store
from storyhub.collections.models import Booklet, BookletState, Collection
from storyhub.collections.printing import address_of, paper_of
from storyhub.collections.queries.printing import fingerprint_of, printed_parts
from storyhub.collections.services import booklets, rechecking
from storyhub.core.db import db


def make_booklet(booklet_id: str) -> None:
    """Make the PDF and keep it. When a story changes in the meantime the job is done again from the beginning."""
    asked = db.session.get(Booklet, UUID(booklet_id))
    if asked is None or asked.state != BookletState.WAITING:
        return
    name = asked.file
    with_town = [selectinload(Collection.city)]
    collection = db.session.get_one(Collection, asked.collection_id, options=with_town)
    parts = printed_parts(collection)
    fingerprint, in_full = (
        fingerprint_of(collection, parts),
        {one.story.id for one in parts if one.story and one.in_full},
    )
    html = _html(collection, parts)
    booklets.note_step(UUID(booklet_id), 1)
    try:
        made = open_press("weasy").pdf(html, sheet_of("booklet"), _fetch)
    except PressMissing:
        booklets.fail_booklet(UUID(booklet_id), "press_missing")
        return
    except Unprintable:
        booklets.fail_booklet(UUID(booklet_id), "press_failed")
        raise
    booklets.note_step(UUID(booklet_id), 2)
    _files().put(name, made)
    booklets.finish_booklet(UUID(booklet_id), fingerprint, in_full, len(made))


def _html(collection: Collection, parts: list) -> str:
    """The booklet's page, in the collection's own language. No request stands behind it, so nothing in it asks for one."""
    g.lang, g.city = collection.language, collection.city
    with force_locale(collection.language):
        code = segno.make(address_of(collection), error="m").svg_data_uri(border=0)
        template = current_app.jinja_env.get_template("collections/booklet.html")
        return template.render(**paper_of(collection, parts), qr=code, lang_code=collection.language)


def _fetch(name: str) -> bytes:
    """A font of ours or a photograph of a story that is printed; there is nothing else."""
    folder, _slash, file = name.partition("/")
    if folder != "photos":
        return font_of(name)
    data: bytes | None = current_app.extensions["storyhub.storage"].get(file)
    if data is None:
        raise KeyError(name)
    return data


def look_again(story_id: str) -> None:
    """A story was taken back, hidden or narrowed: who made collections with it looks again, and files with it go."""
    rechecking.recheck_story(UUID(story_id))
    drop_booklets(story_id)


def drop_booklets(story_id: str) -> None:
    """Its words changed: files that hold the old ones go."""
    booklets.drop_booklets_with(_files(), UUID(story_id))


def sweep_booklets() -> None:
    """The janitor's hourly round."""
    booklets.sweep_booklets(_files())


def _files() -> Store:
    files: Store = current_app.extensions["storyhub.booklets"]
    return files
