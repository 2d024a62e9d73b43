"""Pages and files packed with gzip, where nothing secret can be in them (docs/decisions has the reason).

A proxy in front may do the same and more; this is for installations, and demonstrations, without one.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request

from storyhub.web.headers import HARMLESS_COOKIES

PACKED = {
    "text/html",
    "text/css",
    "text/javascript",
    "text/plain",
    "image/svg+xml",
    "application/atom+xml",
    "application/xml",
}
LEAST = 1024
LEVEL = 6


def compress(response: Response) -> Response:
    """Pack a full answer that holds no secret, if the browser takes gzip."""
    if response.mimetype not in PACKED or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or not (_is_nobodys() or "holds_no_secret" in g):
        return response
    plain = _static_file() if request.endpoint == "static" else None
    if plain is not None:
        response.direct_passthrough = False
        body = _packed_file(str(plain), plain.stat().st_mtime_ns)
    elif response.is_sequence and response.calculate_content_length() >= LEAST:  # type: ignore[operator]
        body = pack(response.get_data())
    else:
        return response
    _replace(response, body)
    return response


def hold_no_secret() -> None:
    """Say that nothing in the answer to this request lets anyone act for somebody, though it is somebody's own."""
    g.holds_no_secret = True


def pack(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


def _is_nobodys() -> bool:
    """No cookie that says who asks: then the page holds no token and no receipt that its length could give away."""
    return request.method in ("GET", "HEAD") and not set(request.cookies) - HARMLESS_COOKIES


def _static_file() -> Path | None:
    path = Path(current_app.static_folder or "") / (request.view_args or {}).get("filename", "")
    return path if path.is_file() and path.stat().st_size >= LEAST else None


@lru_cache(maxsize=64)
def _packed_file(path: str, _changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)


def _replace(response: Response, body: bytes) -> None:
    etag, _ = response.get_etag()
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    if etag:
        response.set_etag(etag, weak=True)  # the same words, no longer the same bytes


def init_app(app: Flask) -> None:
    app.after_request(compress)
