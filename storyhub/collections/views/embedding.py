"""A story or a collection inside a town's own site: as anyone may read it, however the reader of that site is signed in."""

from flask import Blueprint, Response, g, url_for

from storyhub.collections.queries import shelves
from storyhub.collections.views.drawing import parts_for_readers
from storyhub.core.errors import Gone, NotFound
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.queries import reading
from storyhub.stories.views import cards
from storyhub.web.access import public
from storyhub.web.headers import let_be_framed
from storyhub.web.render import page

blueprint = Blueprint("embed", __name__)


@blueprint.get("/<lang:lang>/<city>/stories/<code>/embed")
@public
def story(code: str) -> Response:
    """One public story."""
    let_be_framed()
    try:
        found = reading.story_for(ANONYMOUS, g.city.id, code)
    except Gone:
        return page("collections/embed_gone.html", status=410, is_withdrawn=True)
    except NotFound:
        return page("collections/embed_gone.html", status=404, is_withdrawn=False)
    return page(
        "collections/embed_story.html",
        story=found,
        title=cards.heading(found),
        url=url_for("reading.story", code=found.code),
        teller=cards.teller_name(found),
        place=cards.place_text(found),
        when=cards.when_text(found),
        photos=cards.photos_for_readers(found),
    )


@blueprint.get("/<lang:lang>/<city>/collections/<code>/embed")
@public
def collection(code: str) -> Response:
    """One published collection, with those of its stories that anyone may read."""
    let_be_framed()
    try:
        found = shelves.collection_for(ANONYMOUS, g.city.id, code)
    except NotFound:
        return page("collections/embed_gone.html", status=404, is_withdrawn=False)
    return page(
        "collections/embed_collection.html",
        collection=found,
        title=found.title,
        url=url_for("collections.collection", code=found.code),
        parts=parts_for_readers(shelves.parts_of(ANONYMOUS, found.id), found),
    )
