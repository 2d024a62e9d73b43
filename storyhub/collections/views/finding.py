"""Looking for stories to put into a collection: beside it with htmx, on a page of their own without scripts."""

from flask import Response, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts.reach import CITY_ROLES
from storyhub.collections.policy import is_for_anyone
from storyhub.collections.queries import shelves
from storyhub.collections.services import arranging
from storyhub.collections.views.drawing import title_of
from storyhub.collections.views.editing import blueprint, own_collection
from storyhub.core import text
from storyhub.core.paging import page_number
from storyhub.stories.views import cards
from storyhub.stories.views.asked import asked_for
from storyhub.stories.views.listing import listing_for
from storyhub.web.access import role, viewer
from storyhub.web.htmx import go
from storyhub.web.render import page


@blueprint.get("/<lang:lang>/<city>/collections/<code>/find")
@role(*CITY_ROLES)
def find(code: str) -> Response:
    """Stories for these words: beside the collection with htmx, on a page of their own without scripts."""
    found = own_collection(code)
    in_all = request.args.get("towns") == "all"
    asked = asked_for(None if in_all else g.city.id)
    hits = listing_for(asked, page_number(request.args.get("page"))).listed.page
    held = {one.story.id for one in shelves.parts_of(viewer(), found.id) if one.story}
    return page(
        "collections/find.html",
        fragments=("found",),
        collection=found,
        heading=title_of(found),
        words=text.clean_line(request.args.get("q", ""))[:200],
        in_all=in_all,
        found=hits,
        hits=[
            cards.card(one, with_town=one.city_id != g.city.id)
            | {"is_held": one.id in held, "is_for_fewer": not is_for_anyone(one)}
            for one in hits.items
        ],
    )


@blueprint.post("/<lang:lang>/<city>/collections/<code>/stories")
@role(*CITY_ROLES)
def add(code: str) -> AnyResponse:
    """Add a story from the page of the search, where no words are being written."""
    found = own_collection(code)
    arranging.add_story(viewer(), found.id, request.form.get("story", ""))
    flash(gettext("The story stands in the collection now."))
    return go(url_for("collecting.edit", code=code, _anchor="parts"))
