"""Reading collections: the town's shelf, one collection, the same for paper."""

from typing import Any

from flask import Blueprint, Response, g, url_for

from storyhub.collections.models import Collection, CollectionState
from storyhub.collections.policy import may_edit
from storyhub.collections.printing import paper_of
from storyhub.collections.queries import shelves
from storyhub.collections.queries.printing import printed_and_closed_since, printed_parts
from storyhub.collections.views.booklets import booklet_block
from storyhub.collections.views.drawing import parts_for_readers, shelf_cards, title_of
from storyhub.core import text
from storyhub.web.access import public, viewer
from storyhub.web.render import page

blueprint = Blueprint("collections", __name__)


@blueprint.get("/<lang:lang>/<city>/collections/")
@public
def collections() -> Response:
    """The town's collections; for its staff also those that are not published."""
    return page(
        "collections/list.html",
        published=shelf_cards(shelves.published_collections(g.city.id), viewer()),
        closed=shelf_cards(shelves.closed_collections(viewer(), g.city.id), viewer()) if _is_ours() else [],
        may_edit=_is_ours(),
    )


@blueprint.get("/<lang:lang>/<city>/collections/<code>")
@public
def collection(code: str) -> Response:
    """One collection, with those of its stories that this reader may read."""
    found = shelves.collection_for(viewer(), g.city.id, code)
    shown = shelves.parts_of(viewer(), found.id)
    stories = [one.story for one in shown if one.story]
    return page(
        "collections/collection.html",
        fragments=("booklet",),
        **_headed(found),
        parts=parts_for_readers(shown, found),
        count=len(stories),
        excerpt=text.excerpt(found.words),
        is_indexed=found.state == CollectionState.PUBLISHED and all(one.may_be_indexed for one in stories),
        closed=[one.code for one in printed_and_closed_since(found.id)],
        may_edit=_is_ours(),
        **booklet_block(found),
    )


@blueprint.get("/<lang:lang>/<city>/collections/<code>/print")
@public
def print_collection(code: str) -> Response:
    """What of it may stand on paper, nothing around it."""
    found = shelves.collection_for(viewer(), g.city.id, code)
    return page("collections/print.html", url=_url(found), **paper_of(found, printed_parts(found)))


def _headed(found: Collection) -> dict[str, Any]:
    heading = title_of(found)
    return {"collection": found, "url": _url(found), "title": heading["title"], "title_lang": heading["lang"]}


def _url(found: Collection) -> str:
    return url_for("collections.collection", code=found.code)


def _is_ours() -> bool:
    return may_edit(viewer(), g.city.id)
