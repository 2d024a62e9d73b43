"""The rows behind the headline number: stories whose tellers were answered, and those whose tellers wait."""

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext

from storyhub.core.paging import page_number
from storyhub.core.permissions import Role
from storyhub.stories.models import Story
from storyhub.stories.queries.answered import answered_rows, answered_share
from storyhub.stories.views import cards
from storyhub.web.access import role, viewer
from storyhub.web.filters import ago, iso
from storyhub.web.headers import keep_private
from storyhub.web.render import page

blueprint = Blueprint("answered", __name__)


@blueprint.get("/<lang:lang>/<city>/desk/answered")
@role(Role.MODERATOR)
def rows() -> Response:
    """At the desk."""
    return rows_page("answered.rows")


def rows_page(endpoint: str) -> Response:
    """The published stories that were answered, or with `?state=unanswered` the others; as far as the viewer sees them."""
    keep_private()
    is_answered = request.args.get("state") != "unanswered"
    state = "answered" if is_answered else "unanswered"
    found = answered_rows(viewer(), g.city.id, is_answered, page_number(request.args.get("page")))
    share = answered_share(viewer(), g.city.id)
    return page(
        "stories/answered.html",
        fragments=("rows",),
        state=state,
        share=share,
        found=found,
        items=[_item(story, is_answered) for story in found.items],
        tabs_items=[
            _tab(endpoint, "answered", gettext("Answered"), share.answered, state),
            _tab(endpoint, "unanswered", gettext("Not answered yet"), share.unanswered, state),
        ],
        page_href=lambda n: url_for(endpoint, state=state, page=n) if n else None,
    )


def _tab(endpoint: str, state: str, text: str, count: int, current: str) -> dict[str, Any]:
    return {"text": text, "href": url_for(endpoint, state=state), "count": count, "current": state == current}


def _item(story: Story, is_answered: bool) -> dict[str, Any]:
    """For ui/queue: since when the teller has been answered, or has waited."""
    moment = story.answered_at if is_answered and story.answered_at else story.told_at
    return {
        "href": cards.story_url(story),
        "code": story.code,
        "title": cards.heading(story),
        "lang": story.language,
        "excerpt": story.excerpt if story.title else "",
        "waiting_text": ago(moment),
        "iso": iso(moment),
        "late": False,
        "badges": [],
    }
