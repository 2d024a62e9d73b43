"""Who sits at the phone that asks: its cookie says which seat, and a seat belongs to one workshop alone."""

from typing import Any

from flask import Response, current_app, g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.permissions import ANONYMOUS
from storyhub.web.cookies import drop_cookie, keep_cookie, read_cookie
from storyhub.web.filters import tr
from storyhub.web.render import page
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.policy import may_see_results
from storyhub.workshops.queries.sitting import Sitting, sitting_of
from storyhub.workshops.queries.workshops import workshop_by_code
from storyhub.workshops.services.seat_tokens import seat_of

DAYS_KEPT = 40
"""A little longer than a workshop keeps its seats."""


def cookie_of(code: str) -> str:
    return f"seat-{code}"


def remember_seat(response: AnyResponse, code: str, token: str) -> None:
    """Let this phone hold the seat."""
    keep_cookie(response, cookie_of(code), token, seconds=DAYS_KEPT * 24 * 3600)


def forget_seat(response: AnyResponse, code: str) -> None:
    drop_cookie(response, cookie_of(code))


def sitting_here(code: str) -> Sitting | None:
    """The seat whose cookie came along, if it is one of this workshop's; also one that was left."""
    token = read_cookie(cookie_of(code))
    seat_id = seat_of(current_app.extensions["storyhub.keys"], token) if token else None
    return sitting_of(code, seat_id) if seat_id else None


def takes_part(sitting: Sitting | None) -> bool:
    """Whether the seat is taken and the workshop open."""
    return sitting is not None and not sitting.has_left and sitting.workshop.state == WorkshopState.OPEN


def gone_page(code: str, sitting: Sitting | None) -> Response:
    """Instead of the seat: a kind page, and the way in. Raises NotFound where there is no such workshop to join."""
    workshop = sitting.workshop if sitting else workshop_by_code(ANONYMOUS, code)
    is_over = workshop.state == WorkshopState.CLOSED
    has_left = sitting.has_left if sitting else "left" in request.args
    return page(
        "workshops/seat_gone.html",
        status=200 if sitting or has_left else 404,
        why="closed" if is_over else "left" if has_left else "none",
        head=head_of(workshop),
        join_href=url_for("joining.workshop", join_code=workshop.join_code),
        results_href=results_href(workshop),
    )


def head_of(workshop: Workshop) -> dict[str, Any]:
    """What stands above everything on a phone."""
    return {
        "title": workshop.title,
        "question": workshop.question,
        "lang": workshop.language,
        "town": tr(workshop.city.name),
    }


def results_href(workshop: Workshop) -> str:
    """Where anyone reads what came of it; empty until the town has published it."""
    if not may_see_results(ANONYMOUS, workshop):
        return ""
    return f"/{g.lang}/{workshop.city.slug}/workshops/{workshop.code}"
