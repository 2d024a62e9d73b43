"""One place where a refusal becomes a page: in the person's language, with the right status, never a 500 for what people send."""

import errno
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.db import db
from storyhub.core.errors import DomainError
from storyhub.core.permissions import ANONYMOUS
from storyhub.core.registry import REGISTRY
from storyhub.web.access import SignInNeeded
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.messages import MESSAGES
from storyhub.web.render import page

log = structlog.get_logger()

KEYS = {
    400: "bad_request",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    429: "too_many",
}
DISK_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG}
RETRY_AFTER = {429: "3600", 503: "5"}


def sentence(key: str, **values: Any) -> str:
    """The sentence for an error's key, in the language of the request."""
    text = REGISTRY.messages.get(key) or MESSAGES.get(key) or MESSAGES["refused"]
    return str(text) % values if values else str(text)


def error_page(status: int, key: str, **values: Any) -> Response:
    """The page (or, for HTMX, its notice) that says what happened and what to do."""
    response = page(
        "error.html",
        fragments=("notice",),
        status=status,
        message=sentence(key, **values),
        kept=kept_fields(),
    )
    if status in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[status]
    return response


def kept_fields() -> list[tuple[str, str]]:
    """What a teller had typed, so that the page of a refusal can hand it back and send it again."""
    if request.method != "POST" or "form_key" not in _sent():
        return []
    return [(name, value) for name, value in _sent().items(multi=True) if name != "action"]


def _sent() -> MultiDict[str, str]:
    """The form, or nothing where the refusal is that it cannot be read."""
    try:
        return request.form
    except HTTPException:
        return MultiDict()


def _on_domain_error(error: DomainError) -> AnyResponse:
    return error_page(error.status, error.key, **error.values)


def _on_strange_host(_error: SecurityError) -> AnyResponse:
    """A few words and no page: nothing is built for a name that is not ours, least of all links."""
    return Response(f"{sentence('bad_request')}\n", 400, mimetype="text/plain")


def _on_sign_in_needed(_error: SignInNeeded) -> AnyResponse:
    from_here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return go(sign_in_url(from_here))


def sign_in_url(next_path: str = "") -> str:
    """Where staff sign in, coming back to a path of ours afterwards."""
    return f"/{current_language().code}/sign-in" + (f"?next={quote(next_path)}" if next_path else "")


def _on_database_error(error: Exception) -> AnyResponse:
    """Busy, full or restarting: the same to a person, and the same to do. The page asks the database nothing."""
    db.session.rollback()
    g.city, g.viewer = None, ANONYMOUS
    log.warning("database_unavailable", error=type(error).__name__)
    return error_page(503, "unavailable")


def _on_disk_error(error: OSError) -> AnyResponse:
    """A full or failing disk is a refusal with a remedy; any other of these errors is ours."""
    if error.errno not in DISK_TROUBLE:
        return _on_anything_else(error)
    log.warning("disk_unavailable", error=type(error).__name__, errno=error.errno)
    return error_page(503, "unavailable")


def _on_http_error(error: HTTPException) -> AnyResponse:
    if error.code is not None and error.code < 400:
        return error.get_response()
    code = error.code or 500
    response = error_page(code, KEYS.get(code, "refused" if code < 500 else "broken"))
    for name in ("Allow", "Retry-After"):
        value = dict(error.get_headers()).get(name)
        if value:
            response.headers[name] = value
    return response


def _on_csrf_error(_error: CSRFError) -> AnyResponse:
    return error_page(400, "csrf")


def _on_anything_else(error: Exception) -> AnyResponse:
    db.session.rollback()
    log.error("unexpected_error", error=type(error).__name__, endpoint=request.endpoint, where=_where(error))
    return error_page(500, "broken")


def _where(error: Exception) -> str:
    """File and line of the deepest frame; no values, which may be people's words."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _on_domain_error)
    app.register_error_handler(SignInNeeded, _on_sign_in_needed)
    app.register_error_handler(OperationalError, _on_database_error)
    app.register_error_handler(InterfaceError, _on_database_error)
    app.register_error_handler(OSError, _on_disk_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(SecurityError, _on_strange_host)
    if not app.testing:
        app.register_error_handler(Exception, _on_anything_else)
