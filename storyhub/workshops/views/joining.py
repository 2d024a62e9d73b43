"""Coming in: six letters or a QR code, one button, four words to keep. No account, and no limit on a hall's one address."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import clock
from storyhub.core.errors import DomainError, Invalid, NotFound
from storyhub.core.sealing import Keys
from storyhub.core.text import clean_line
from storyhub.web.access import public
from storyhub.web.errors import sentence
from storyhub.web.filters import moment, tr
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language, guess
from storyhub.web.render import page
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.workshops import workshop_by_join_code
from storyhub.workshops.services import seating
from storyhub.workshops.views.here import remember_seat, results_href, sitting_here, takes_part

blueprint = Blueprint("joining", __name__)


@blueprint.get("/j")
@public
def typed() -> AnyResponse:
    """The short address on the wall: on in the phone's own language."""
    return _on_to(url_for("joining.code", lang=guess()))


@blueprint.get("/j/<join_code>")
@public
def scanned(join_code: str) -> AnyResponse:
    """What the QR code leads to."""
    return _on_to(url_for("joining.workshop", lang=guess(), join_code=join_code))


def _on_to(address: str) -> AnyResponse:
    answer = redirect(address, 302)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/<lang:lang>/j")
@public
def code() -> Response:
    """Where the six letters are typed."""
    return _code_page()


@blueprint.post("/<lang:lang>/j")
@public
def find() -> AnyResponse:
    """On to the workshop that has these letters."""
    said = clean_line(request.form.get("code", ""))[:40]
    try:
        found = workshop_by_join_code(said)
    except NotFound:
        return _code_page(said, {"code": sentence("join_code_unknown")}, status=422)
    return go(url_for("joining.workshop", join_code=found.join_code))


def _code_page(said: str = "", errors: dict[str, str] | None = None, status: int = 200) -> Response:
    keep_private()
    return page("workshops/join.html", code=said, errors=errors or {}, summary=_summary(errors or {}), status=status)


@blueprint.get("/<lang:lang>/j/<join_code>")
@public
def workshop(join_code: str) -> AnyResponse:
    """Which workshop it is, and the one button. Whoever has a seat already is brought to it."""
    keep_private()
    found = _found(join_code)
    if takes_part(sitting_here(found.code)):
        return go(url_for("seat.seat", code=found.code))
    if found.state != WorkshopState.OPEN:
        return _closed_page(found)
    return _joining_page(found, join_code)


@blueprint.post("/<lang:lang>/j/<join_code>")
@public
def sit_down(join_code: str) -> AnyResponse:
    """“I agree: take my seat.” The same key again is the same seat, and so is another page of the same phone."""
    keep_private()
    found = _found(join_code)
    if takes_part(sitting_here(found.code)):
        return go(url_for("seat.seat", code=found.code))
    key, may_show = _key(), "may_show_name" in request.form
    try:
        seated = seating.join_workshop(_keys(), found.join_code, current_language().code, key=key)
        name = request.form.get("name", "")[: seating.LONGEST_NAME]
        seating.say_name(seated.seat_id, name, may_show=may_show, key=f"{key}-name")
    except DomainError as error:
        return _refused(found, join_code, "name", error)
    answer = go(url_for("seat.words", code=found.code, new="yes"))
    remember_seat(answer, found.code, seated.token)
    return answer


@blueprint.post("/<lang:lang>/j/<join_code>/back")
@public
def come_back(join_code: str) -> AnyResponse:
    """A lost seat, found again by its four words."""
    keep_private()
    found = _found(join_code)
    try:
        seated = seating.resume_seat(_keys(), found.join_code, clean_line(request.form.get("phrase", ""))[:200])
    except DomainError as error:
        return _refused(found, join_code, "phrase", error)
    answer = go(url_for("seat.seat", code=found.code))
    remember_seat(answer, found.code, seated.token)
    return answer


def _found(join_code: str) -> Workshop:
    found = workshop_by_join_code(join_code)
    g.city = found.city
    return found


def _key() -> str:
    return clean_line(request.form.get("key", ""))[:64] or str(uuid4())


def _keys() -> Keys:
    keys: Keys = current_app.extensions["storyhub.keys"]
    return keys


def _refused(found: Workshop, join_code: str, field: str, error: DomainError) -> Response:
    if found.state != WorkshopState.OPEN:
        return _closed_page(found)
    keys = list(error.fields.values()) if isinstance(error, Invalid) else []
    return _joining_page(found, join_code, {field: sentence((keys or [error.key])[0], **error.values)}, status=422)


def _joining_page(found: Workshop, join_code: str, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    return page(
        "workshops/joining.html",
        status=status,
        workshop=_shown(found),
        join_code=join_code,
        key=str(uuid4()),
        said=request.form,
        errors=errors or {},
        summary=_summary(errors or {}),
    )


def _closed_page(found: Workshop) -> Response:
    starts = found.starts_at
    return page(
        "workshops/joining_closed.html",
        workshop=_shown(found),
        begins=moment(clock.local(starts, found.city.time_zone)) if starts else "",
        is_over=found.state == WorkshopState.CLOSED,
        results_href=results_href(found),
    )


def _shown(found: Workshop) -> dict[str, Any]:
    return {
        "title": found.title,
        "lang": found.language,
        "question": found.question,
        "place": found.place,
        "town": tr(found.city.name),
        "shows_names": found.shows_names,
        "days": found.keeps_seats_days,
    }


def _summary(errors: dict[str, str]) -> list[dict[str, str]]:
    return [{"text": line, "href": f"#{name}"} for name, line in errors.items()]
