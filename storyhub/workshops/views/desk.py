"""The facilitator's desk, on a laptop or a phone: where the room is, what comes next, and everything that waits.

Every button is a form of this page. Without a script the page comes anew; with it (room_desk.js) the same answer comes as
regions, and a region in which somebody types is left alone until they are done.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response, request, url_for
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import clock
from storyhub.core.errors import Conflict, DomainError, Invalid
from storyhub.core.permissions import Role
from storyhub.core.text import clean_line
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.queries.turning import last_mover
from storyhub.workshops.queries.workshops import workshop_to_run
from storyhub.workshops.services.happening import WorkshopMoved
from storyhub.workshops.views.desk_acts import Pressed, press
from storyhub.workshops.views.desk_regions import Desk
from storyhub.workshops.views.stage import stage_link
from storyhub.workshops.views.stage_people import grouped, join_address

blueprint = Blueprint("room_desk", __name__)

TEMPLATE = "workshops/desk.html"
AS_REGIONS = "X-Regions"
"""What the script says, so that it is given the regions and no page around them."""
AGAIN_SECONDS = 10
"""After so many, who is here and how long it takes are told anew, though nothing happened."""


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/desk")
@role(Role.FACILITATOR)
def desk(code: str) -> Response:
    """The whole page."""
    return _page(_workshop(code))


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/desk/poll")
@role(Role.FACILITATOR)
def poll(code: str) -> Response:
    """The regions, when something happened since."""
    keep_private()
    workshop = _workshop(code)
    if request.args.get("seen", "") == _seen(workshop):
        answer = Response(status=204)
    else:
        answer = make_response(render_block(TEMPLATE, "room", **_context(workshop)))
    left = workshop.seconds_left(clock.now())
    answer.headers["Seconds-Left"] = "" if left is None else str(left)
    return answer


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/desk")
@role(Role.FACILITATOR)
def act(code: str) -> AnyResponse:
    """Do what the pressed button says. 409 says who was quicker; 422 what is wrong, with what was typed."""
    workshop = _workshop(code)
    try:
        press(Pressed(viewer(), workshop.id, current_language().code))
    except (Conflict, Invalid) as error:
        return _page(_workshop(code), status=error.status, problem=_problem(workshop, error), errors=_errors(error))
    if request.headers.get(AS_REGIONS):
        return _page(_workshop(code))
    return go(url_for("room_desk.desk", code=code, table=_opened() or None))


def _workshop(code: str) -> Workshop:
    return workshop_to_run(viewer(), g.city.id, code)


def _page(
    workshop: Workshop, *, status: int = 200, problem: str = "", errors: Mapping[str, str] | None = None
) -> Response:
    keep_private()
    context = _context(workshop, problem=problem) | {"errors": errors or {}}
    if request.headers.get(AS_REGIONS):
        return make_response(render_block(TEMPLATE, "room", **context), status)
    return page(TEMPLATE, status=status, **context)


def _context(workshop: Workshop, *, problem: str = "") -> dict[str, Any]:
    language = current_language().code
    now = standing(workshop, language)
    return {
        "title": workshop.title,
        "poll": url_for("room_desk.poll", code=workshop.code, table=_opened() or None),
        "seen": _seen(workshop),
        "action": url_for("room_desk.desk", code=workshop.code, table=_opened() or None),
        "back": url_for("workshops.workshop", code=workshop.code),
        "close": url_for("preparing.ask_to_close", code=workshop.code),
        "problem": problem,
        "typed": request.form if problem else {},
        "join_code": grouped(workshop.join_code),
        "join_at": join_address(workshop),
        "stage_link": stage_link(workshop),
        **Desk(workshop, now, viewer(), language, _opened()).regions(),
    }


def _opened() -> str:
    """The table whose people are shown, in a hall that is too large to show all of them."""
    return clean_line(request.args.get("table", ""))[:36]


def _seen(workshop: Workshop) -> str:
    return f"{workshop.sequence}.{int(clock.now().timestamp() // AGAIN_SECONDS)}"


def _errors(error: DomainError) -> dict[str, str]:
    """By field, for a form that says at its field what is wrong."""
    fields = error.fields if isinstance(error, Invalid) else {}
    return {field: sentence(key, **error.values) for field, key in fields.items()}


def _problem(workshop: Workshop, error: DomainError) -> str:
    """A sentence; when the room has moved, with the name of whoever moved it."""
    if isinstance(error, Invalid) and error.fields:
        return " ".join(sentence(key, **error.values) for key in dict.fromkeys(error.fields.values()))
    said = sentence(error.key, **error.values)
    if not isinstance(error, WorkshopMoved):
        return said
    name = last_mover(workshop.id)
    return f"{said} {sentence('workshop_moved_by', name=name)}" if name else said
