"""*What we heard*: the town's answers, for everybody."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for

from storyhub.core.paging import page_number
from storyhub.core.permissions import Viewer
from storyhub.core.registry import Knot
from storyhub.learning.queries import feedback as answers
from storyhub.learning.queries.thread import thread_of_feedback
from storyhub.learning.views.answers import answer_knot, draw, drawn, theme_link
from storyhub.themes.models import Theme
from storyhub.web.access import public, viewer
from storyhub.web.render import page

blueprint = Blueprint("heard", __name__)


@blueprint.get("/<lang:lang>/<city>/heard")
@public
def heard() -> Response:
    """Each answer: what was heard, what was done, what was not and why; on one theme when the address names it."""
    themes = answers.themes_heard(g.city.id)
    chosen = next((theme for theme, _ in themes if theme.slug == request.args.get("theme")), None)
    found = answers.heard_in(viewer(), g.city.id, page_number(request.args.get("page")), chosen.id if chosen else None)
    return page(
        "learning/heard.html",
        fragments=("answers",),
        found=found,
        answers=[drawn(one) for one in found.items],
        themes=[_facet(theme, count, chosen) for theme, count in themes],
        chosen=theme_link(chosen)["label"] if chosen else "",
        page_href=lambda n: url_for("heard.heard", theme=chosen.slug if chosen else None, page=n) if n else None,
    )


def _facet(theme: Theme, count: int, chosen: Theme | None) -> dict[str, Any]:
    """A theme with the number of answers its link leads to; chosen, the link takes it away."""
    is_chosen = theme is chosen
    href = url_for("heard.heard") if is_chosen else theme_link(theme)["href"]
    return {"label": theme_link(theme)["label"], "href": href, "count": count, "current": is_chosen}


@blueprint.get("/<lang:lang>/<city>/heard/<code>")
@public
def answer(code: str) -> Response:
    """One answer, where it came from and whom it reached."""
    found = answers.answer_for(viewer(), g.city.id, code)
    thread = thread_of_feedback(viewer(), found.feedback)
    is_staff = g.city.id in viewer().cities_with()
    return page(
        "learning/heard_answer.html",
        answer=drawn(found),
        thread=draw(thread, "answer", with_judgement=is_staff),
    )


def knots_of_feedback(_viewer: Viewer, ids: Sequence[UUID]) -> Mapping[UUID, Knot]:
    """Sent answers on the thread of a story. They are public, so the viewer decides nothing."""
    return {one.id: Knot(**answer_knot(one, slug)) for one, slug in answers.sent_answers(ids)}
