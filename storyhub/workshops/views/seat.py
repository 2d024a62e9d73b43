"""A participant's phone: one task on the screen at a time. Every form works as it stands; a script only keeps and resends."""

from uuid import UUID, uuid4

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import DomainError, NotFound
from storyhub.core.text import clean_line
from storyhub.web.access import public
from storyhub.web.compression import hold_no_secret
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go, is_htmx
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.queries.sitting import Sitting, sitting_of
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.services.seating import phrase_of, speak
from storyhub.workshops.views.here import forget_seat, gone_page, head_of, sitting_here, takes_part
from storyhub.workshops.views.pace import keep_pace
from storyhub.workshops.views.room import room_of, table_of
from storyhub.workshops.views.seat_acts import ACTS
from storyhub.workshops.views.seat_answers import Answer, answer_to_act, answer_to_error, plain_answer
from storyhub.workshops.views.seat_forms import maybe_id
from storyhub.workshops.views.seat_polled import polled
from storyhub.workshops.views.seat_task import shown_task

blueprint = Blueprint("seat", __name__)


@blueprint.get("/<lang:lang>/w/<code>")
@public
def seat(code: str) -> Response:
    """The room, the task and the table."""
    keep_private()
    hold_no_secret()
    sitting = sitting_here(code)
    if sitting is None or not takes_part(sitting):
        return _away(code, sitting)
    return _seat_page(sitting, plain_answer())


@blueprint.post("/<lang:lang>/w/<code>/<act>")
@public
def act(code: str, act: str) -> AnyResponse:
    """Anything somebody does with their phone: once for each key, however often it is sent."""
    keep_private()
    hold_no_secret()
    do = ACTS.get(act)
    if do is None:
        raise NotFound()
    sitting = sitting_here(code)
    if sitting is None or not takes_part(sitting):
        return _away(code, sitting)
    seat_id = sitting.seat.id
    try:
        keep_pace(seat_id)
        tick = do(sitting, request.form, _key_of(sitting))
    except DomainError as error:
        return _page_again(code, seat_id, answer_to_error(error))
    if act == "leave":
        return _left(code)
    if is_htmx() and act != "name":
        return _page_again(code, seat_id, answer_to_act(tick))
    done = answer_to_act(tick)
    back = url_for(
        "seat.seat", code=code, done=tick or None, at=done.at, zone=done.zone or None, moved=done.moved or None
    )
    return go(back if tick else f"{back}#{_came_from()}")


def _came_from() -> str:
    """Where a page without a script goes on when no tick says what was done: at the card that was given a point."""
    card = maybe_id(request.form, "give") or maybe_id(request.form, "take")
    return f"ballot-{card}" if card else "task"


def _left(code: str) -> AnyResponse:
    answer = go(url_for("seat.seat", code=code, left="yes"))
    forget_seat(answer, code)
    return answer


@blueprint.get("/<lang:lang>/w/<code>/poll")
@public
def poll(code: str) -> AnyResponse:
    """The long way of a poll: what a table sees is drawn, and kept for all who sit there (see `views.polling`)."""
    keep_private()
    hold_no_secret()
    sitting = sitting_here(code)
    if sitting is None or not takes_part(sitting):
        return Response(status=204, headers={"HX-Refresh": "true"}) if is_htmx() else _away(code, sitting)
    return polled(sitting)


@blueprint.get("/<lang:lang>/w/<code>/words")
@public
def words(code: str) -> Response:
    """The four words, for somebody who would like to note them."""
    keep_private()
    sitting = sitting_here(code)
    if sitting is None or not takes_part(sitting):
        return _away(code, sitting)
    return page(
        "workshops/seat_words.html",
        head=head_of(sitting.workshop),
        code=code,
        words=phrase_of(current_app.extensions["storyhub.keys"], sitting.seat, current_language().code).split(),
        number=sitting.seat.number,
        is_new="new" in request.args,
    )


@blueprint.get("/<lang:lang>/w/<code>/name")
@public
def name(code: str) -> Response:
    """One's name, or leaving."""
    keep_private()
    sitting = sitting_here(code)
    if sitting is None or not takes_part(sitting):
        return _away(code, sitting)
    return page(
        "workshops/seat_name.html",
        head=head_of(sitting.workshop),
        code=code,
        key=str(uuid4()),
        seat=sitting.seat,
        shows_names=sitting.workshop.shows_names,
    )


def _away(code: str, sitting: Sitting | None) -> Response:
    answer = gone_page(code, sitting)
    if is_htmx():
        answer.headers["HX-Refresh"] = "true"
    return answer


def _key_of(sitting: Sitting) -> str:
    """Made on the phone, or by the page for phones without a script. What is sent is in the language of the page."""
    key = clean_line(request.form.get("key", ""))[:64] or str(uuid4())
    if sitting.seat.language != current_language().code:
        speak(sitting.seat.id, current_language().code, key=f"{key}-speak")
    return key


def _page_again(code: str, seat_id: UUID, answer: Answer) -> Response:
    """As the room is now that something was done in it."""
    again = sitting_of(code, seat_id)
    if again is None or not takes_part(again):
        return _away(code, again)
    return _seat_page(again, answer)


def _seat_page(sitting: Sitting, answer: Answer) -> Response:
    language = current_language().code
    stands = standing(sitting.workshop, language)
    return page(
        "workshops/seat.html",
        fragments=("task",),
        status=answer.status,
        code=sitting.workshop.code,
        head=head_of(sitting.workshop),
        sitting=sitting,
        standing=stands,
        room=room_of(sitting, stands, counts=not is_htmx()),
        table=None if is_htmx() else table_of(sitting, stands, language),
        answer=answer,
        new_key=lambda: str(uuid4()),
        **shown_task(sitting, stands, answer),
    )
