"""Headers on every answer: what a page may load, who may frame it, how long it may be kept."""

from flask import Flask, Response, g, request

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)

FIXED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

FRAMED = {
    **{name: value for name, value in FIXED.items() if name != "X-Frame-Options"},
    "Content-Security-Policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors *")
    .replace("script-src 'self'", "script-src 'none'")
    .replace("form-action 'self'", "form-action 'none'"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""For the few pages that a town's own site shows in a frame: nothing in them runs and nothing can be sent."""

HARMLESS_COOKIES = {"lang", "__Host-lang"}


def add_headers(response: Response) -> Response:
    for name, value in (FRAMED if "framed" in g else FIXED).items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _caching(response)
    if response.mimetype == "text/html":
        response.vary.update(("Cookie", "HX-Request"))
    return response


def _caching(response: Response) -> str:
    """Public pages for half a minute, which keeps the one-minute promise of withdrawal; the rest not at all."""
    is_ours = set(request.cookies) - HARMLESS_COOKIES or "Set-Cookie" in response.headers or "private" in g
    if request.method in ("GET", "HEAD") and response.status_code in (200, 404, 410) and not is_ours:
        return "public, max-age=30"
    return "no-store"


def keep_private() -> None:
    """Say that the answer to this request belongs to one person and is kept nowhere."""
    g.private = True


def let_be_framed() -> None:
    """Say that other sites may show the answer to this request in a frame. It sets no cookie (see `web.locale`)."""
    g.framed = True


def init_app(app: Flask) -> None:
    app.after_request(add_headers)
