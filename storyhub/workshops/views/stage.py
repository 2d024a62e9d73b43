"""The stage: what a projector shows. It has no controls; a laptop without a sign-in opens it by the facilitator's link.

It asks every 0.6 s. The answer is 204 while nothing happened and no page is to be turned; every answer says the seconds
left, so that a laptop that slept or whose clock is wrong shows the right time again with its next question. It says how
many letters stand above each other on its screen: a board has more room on one of 4 : 3 than on one of 16 : 9.
"""

from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, request, url_for
from flask_babel import gettext
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import clock
from storyhub.core.errors import NotFound
from storyhub.core.permissions import WORKER
from storyhub.core.text import clean_line
from storyhub.web.access import public, viewer
from storyhub.web.cookies import keep_cookie, read_cookie
from storyhub.web.headers import keep_private
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.drawing.heading import LOWEST, tall_enough
from storyhub.workshops.drawing.letters import kept_whole
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.policy import may_run
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.queries.turning import shown_since
from storyhub.workshops.queries.workshops import workshop_for
from storyhub.workshops.seen import Standing
from storyhub.workshops.services.stage_tokens import opens_stage, stage_token
from storyhub.workshops.views.clocks import clock_of_step, clock_of_table
from storyhub.workshops.views.scenes import Show
from storyhub.workshops.views.stage_people import grouped, join_address

blueprint = Blueprint("stage", __name__)

TURN_SECONDS = 12
"""How long one page of a scene stands; also the longest that anything stands unasked."""
KEPT_SECONDS = 3 * 24 * 3600
TEMPLATE = "workshops/stage.html"


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/stage")
@public
def stage(code: str) -> AnyResponse:
    """The whole page."""
    keep_private()
    return page(TEMPLATE, **_drawn(workshop_on_stage(code), LOWEST))


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/stage/<token>")
@public
def opened(code: str, token: str) -> AnyResponse:
    """The facilitator's link: this browser may look from now on, at an address that gives nothing away."""
    keep_private()
    workshop = workshop_for(WORKER, g.city.id, code)
    if not opens_stage(current_app.extensions["storyhub.keys"], workshop.id, token):
        raise NotFound()
    answer = redirect(url_for("stage.stage", code=workshop.code), 303)
    keep_cookie(answer, cookie_of(workshop.code), token.lower(), seconds=KEPT_SECONDS)
    return answer


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/stage/poll")
@public
def poll(code: str) -> Response:
    """The scene, when it is not the one that was seen."""
    keep_private()
    workshop = workshop_on_stage(code)
    since, tall = shown_since(workshop), tall_enough(request.args.get("tall", LOWEST, type=int))
    if request.args.get("seen", "") == seen_of(workshop, since, tall):
        answer = Response(status=204)
    else:
        answer = make_response(render_block(TEMPLATE, "stage", **_drawn(workshop, tall)))
    left = workshop.seconds_left(clock.now())
    answer.headers["Seconds-Left"] = "" if left is None else str(left)
    return answer


def workshop_on_stage(code: str) -> Workshop:
    """Of this town, for who runs it and for a browser that the link has opened. Raises NotFound."""
    workshop = workshop_for(WORKER, g.city.id, code)
    token = clean_line(read_cookie(cookie_of(workshop.code)))[:64]
    is_opened = bool(token) and opens_stage(current_app.extensions["storyhub.keys"], workshop.id, token)
    if not is_opened and not may_run(viewer(), workshop.city_id):
        raise NotFound()
    return workshop


def cookie_of(code: str) -> str:
    return f"stage-{code}"


def stage_link(workshop: Workshop) -> str:
    """What the facilitator opens or types on the projector's laptop."""
    token = stage_token(current_app.extensions["storyhub.keys"], workshop.id)
    path = url_for("stage.opened", code=workshop.code, token=token)
    return f"{current_app.config['STORYHUB'].base_url}{path}"


def seen_of(workshop: Workshop, since: Any, tall: int) -> str:
    """What a poll says it has: everything that happened, which turn the pages are at, and for which screen they are."""
    turn = int((clock.now() - since).total_seconds() // TURN_SECONDS)
    return f"{workshop.sequence}.{turn}.{tall}"


def _drawn(workshop: Workshop, tall: int) -> dict[str, Any]:
    now, since = standing(workshop, current_language().code), shown_since(workshop)
    show = Show(workshop, now, current_language().code, tall)
    shown = show.shown()
    turn = int((clock.now() - since).total_seconds() // TURN_SECONDS)
    at = turn % len(shown.pages)
    step = now.step
    return {
        "title": workshop.title,
        "poll": url_for("stage.poll", code=workshop.code),
        "seen": seen_of(workshop, since, tall),
        "scene": shown.scene,
        "question": kept_whole(workshop.question or workshop.title),
        "lang_of_question": workshop.language,
        "clock": clock_of_table(now, workshop.scene, show.group) or clock_of_step(now),
        "foot": _foot(workshop, now),
        "step": {
            "title": step.title if step else "",
            "prompt": kept_whole(step.prompt if step else workshop.title),
        },
        "page": at + 1,
        "pages": len(shown.pages),
        **shown.pages[at],
    }


def _foot(workshop: Workshop, now: Standing) -> dict[str, str]:
    is_open = workshop.state == WorkshopState.OPEN
    where = workshop.title
    if now.method is not None and now.step is not None:
        where = gettext(
            "%(method)s: step %(step)s of %(steps)s, %(title)s",
            method=now.method.method.title, step=now.step_number, steps=len(now.steps), title=now.step.title,
        )  # fmt: skip
    return {
        "where": where,
        "join_at": join_address(workshop),
        "join_code": grouped(workshop.join_code) if is_open and not now.is_over else "",
    }
