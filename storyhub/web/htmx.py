"""Whether HTMX asks, and how it is told where to go."""

from flask import Flask, Response, redirect
from htmx_flask import Htmx, request
from werkzeug.wrappers import Response as AnyResponse

htmx = Htmx()


def is_htmx() -> bool:
    """True when a fragment is wanted rather than a page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def go(url: str) -> AnyResponse:
    """303 after a form; for HTMX a header, because it would put the whole next page into the target."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def init_app(app: Flask) -> None:
    htmx.init_app(app)


def htmx_target() -> str:
    """The id of the element that HTMX will fill, or the empty string."""
    return (request.htmx.target or "") if request.htmx else ""
