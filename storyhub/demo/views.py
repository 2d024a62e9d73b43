"""Signing in as one of the demonstration's people, reading its mail, and the style guide. On this machine only."""

from flask import Blueprint, Flask, Response, current_app, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import viewer as signing_in
from storyhub.accounts.services.sessions import open_session
from storyhub.core.errors import NotFound
from storyhub.core.languages import is_known
from storyhub.core.permissions import Role
from storyhub.demo.people import PEOPLE, person_id
from storyhub.demo.services import form_key
from storyhub.demo.stamp import is_demo
from storyhub.web.access import public
from storyhub.web.cookies import read_cookie
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page

blueprint = Blueprint("demo", __name__)

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
SAMPLE = ("rustavi", "demo-ka-09")
"""A story that an entry cites and whose teller was answered."""
HOMES = {
    Role.MODERATOR: ("desk.queue", "rustavi"),
    Role.FACILITATOR: ("workshops.workshops", "rustavi"),
    Role.LEARNING_LEAD: ("review.queue", "ashtarak"),
    Role.NETWORK_HOST: ("hosting.towns", None),
    Role.CITY_ADMIN: ("settings.overview", "rustavi"),
}
"""Where each arrives: the page on which something waits for them, and its town."""


@blueprint.get("/demo/as/<person>")
@public
def sign_in_as(person: str) -> AnyResponse:
    """Sign in as one of the demonstration's people."""
    require_demo()
    keep_private()
    found = person_id(person) if person in PEOPLE else None
    if found is None:
        raise NotFound()
    signing_in.remember(open_session(found))
    (_, language, role), remembered = PEOPLE[person], read_cookie("lang")
    target, city = HOMES[role]
    spoken = remembered if is_known(remembered) else language
    return go(url_for(target, lang=spoken, city=city) if city else url_for(target, lang=spoken))


@blueprint.get("/demo/outbox")
@public
def outbox() -> Response:
    """The letters this demonstration would have sent."""
    require_demo()
    keep_private()
    g.lang = g.get("lang") or "en"
    mailer = current_app.extensions["storyhub.mailer"]
    letters = [
        {"to": str(one["To"]), "subject": str(one["Subject"]), "date": one["Date"].datetime, "body": one.get_content()}
        for one in (mailer.letters() if hasattr(mailer, "letters") else [])
    ]
    return page("demo/outbox.html", letters=letters)


@blueprint.get("/styleguide")
@public
def styleguide() -> Response:
    """Every component with sample contents."""
    require_demo()
    g.lang = g.get("lang") or "en"
    return page("styleguide.html")


def require_demo() -> None:
    """Raise NotFound unless this is the demonstration, asked for on this machine without anyone between."""
    forwarded = any(name.lower().startswith(("forwarded", "x-forwarded")) for name, _ in request.headers)
    host = request.host.rsplit(":", 1)[0]
    bound = current_app.config["STORYHUB"].bind.rsplit(":", 1)[0]
    if forwarded or host not in ("127.0.0.1", "localhost") or bound not in LOOPBACK or not _is_demo():
        raise NotFound()


def _is_demo() -> bool:
    """Asked of the database, once for a request, until it says yes; a stamp is never taken away."""
    if not current_app.extensions.get("storyhub.is_demo") and "is_demo" not in g:
        try:
            g.is_demo = current_app.extensions["storyhub.is_demo"] = is_demo()
        except SQLAlchemyError:
            return False
    return bool(current_app.extensions["storyhub.is_demo"])


def _receipt() -> str:
    """Of the story that its teller opens in the walk through the demonstration."""
    city, ref = SAMPLE
    receipt: str = current_app.extensions["storyhub.keys"].receipt_for(city, form_key(ref))
    return receipt


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(is_demo=_is_demo, demo_people=PEOPLE, demo_receipt=_receipt)
