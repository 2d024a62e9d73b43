"""Photographs by address: each asks the visibility rule like any page."""

from flask import Blueprint, Response, current_app, request
from sqlalchemy import select

from storyhub.adapters.images import SIZES
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.stories.models import PendingPhoto
from storyhub.stories.policy import may_see_photo
from storyhub.stories.queries.reading import story_with_photo
from storyhub.stories.services.photos import file_name
from storyhub.web.access import public, viewer

blueprint = Blueprint("photos", __name__)


@blueprint.get("/photos/<code>/<int(max=99):position>-<int(max=9999):size>.webp")
@public
def photo(code: str, position: int, size: int) -> Response:
    """One size of a story's photograph. 404 when not for this viewer, 410 when withdrawn."""
    story, found = story_with_photo(code, position)
    if size not in SIZES or not may_see_photo(viewer(), story, found):
        raise NotFound()
    answer = _send(found.key, size)
    if not story.may_be_indexed:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/photos/pending/<key>-<int(max=9999):size>.webp")
@public
def pending(key: str, size: int) -> Response:
    """A photograph that waits for its story: known by an unguessable key, for its teller's preview alone."""
    row = db.session.scalar(select(PendingPhoto.id).where(PendingPhoto.key == key))
    if row is None or size not in SIZES:
        raise NotFound()
    return _send(key, size)


def _send(key: str, size: int) -> Response:
    data = current_app.extensions["storyhub.storage"].get(file_name(key, size))
    if data is None:
        raise NotFound()
    response = Response(data, mimetype="image/webp")
    response.set_etag(f"{key}-{size}")
    response.headers["Cache-Control"] = "private, max-age=60"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    response.make_conditional(request)
    return response
