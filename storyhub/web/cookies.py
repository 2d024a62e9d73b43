"""Our few cookies: under `__Host-` names over HTTPS, never readable by a script, sent to our own pages alone."""

from flask import current_app, request
from werkzeug.wrappers import Response


def _is_https() -> bool:
    return bool(current_app.config["STORYHUB"].is_https)


def cookie_name(name: str) -> str:
    """A cookie's full name: over HTTPS the browser itself keeps other hosts from setting it."""
    return f"__Host-{name}" if _is_https() else name


def read_cookie(name: str) -> str:
    return request.cookies.get(cookie_name(name), "")


def keep_cookie(response: Response, name: str, value: str, *, seconds: int) -> None:
    response.set_cookie(
        cookie_name(name), value, max_age=seconds, httponly=True, samesite="Lax", secure=_is_https(), path="/"
    )


def drop_cookie(response: Response, name: str) -> None:
    response.delete_cookie(cookie_name(name), path="/", secure=_is_https(), httponly=True, samesite="Lax")
