"""Who is signed in, from the cookie: its token opens a StaffSession row, and the row decides."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from flask import Flask, Response, after_this_request, current_app, g, request, session
from sqlalchemy.exc import OperationalError

from storyhub.accounts import queries, services
from storyhub.accounts.queries import LiveSession
from storyhub.core import clock
from storyhub.core.errors import NotAllowed
from storyhub.core.permissions import ANONYMOUS, Viewer

TOKEN = "staff"  # noqa: S105
FRESH = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)

log = structlog.get_logger()


class SignInAgain(NotAllowed):
    """What is asked changes how one signs in, and the last sign-in was too long ago for that."""

    key = "sign_in_again"


def load_viewer() -> Viewer:
    """The viewer of this request, in two reads; none without a cookie."""
    live = current_session()
    return queries.viewer_of(live) if live else ANONYMOUS


def current_session() -> LiveSession | None:
    """The session this browser is signed in with, read at most once per request."""
    if "staff_session" not in g:
        g.staff_session = _read_session()
    return g.staff_session


def current_session_id() -> UUID | None:
    live = current_session()
    return live.id if live else None


def remember(token: str) -> None:
    """Sign this browser in: a new cookie with nothing of the old one in it."""
    session.clear()
    session[TOKEN] = token
    _ask_again()


def forget() -> None:
    """Take everything out of this browser's cookie."""
    session.clear()
    _ask_again()


def _ask_again() -> None:
    """Whoever was read for this request may be somebody else now."""
    g.pop("viewer", None)
    g.pop("staff_session", None)


def require_fresh() -> None:
    """Raise SignInAgain unless this browser signed in a moment ago."""
    live = current_session()
    if live is None or clock.now() - live.created_at > FRESH:
        raise SignInAgain()


def _read_session() -> LiveSession | None:
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return None
    token = session.get(TOKEN)
    live = queries.live_session(token) if isinstance(token, str) else None
    if live and clock.now() - live.last_seen_at > SEEN_EVERY:
        after_this_request(partial(_note_seen_later, session_id=live.id))
    return live


def _note_seen_later(response: Response, session_id: UUID) -> Response:
    """Once the answer is out: nobody waits for this write, and the page's own reading stays undisturbed."""
    response.call_on_close(partial(_note_seen, current_app._get_current_object(), session_id))  # type: ignore[attr-defined]
    return response


def _note_seen(app: Flask, session_id: UUID) -> None:
    with app.app_context():
        try:
            services.touch_session(session_id)
        except OperationalError as error:
            log.warning("last_seen_not_noted", error=type(error).__name__)
