"""The language of a page: from its URL, remembered in a cookie, guessed once from the browser."""

from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel
from werkzeug.routing import BaseConverter, ValidationError

from storyhub.core import languages
from storyhub.core.languages import Language
from storyhub.web.cookies import keep_cookie, read_cookie

COOKIE = "lang"
YEAR = 365 * 24 * 3600


class LanguageConverter(BaseConverter):
    """`<lang:lang>`: one of the languages we have."""

    regex = "[a-z]{2}"

    def to_python(self, value: str) -> str:
        if not languages.is_known(value):
            raise ValidationError
        return value


def current_language() -> Language:
    """The language this request is answered in."""
    return languages.language(g.get("lang") or guess())


def guess() -> str:
    """What the browser remembers, else what it prefers, else English."""
    remembered = read_cookie(COOKIE)
    if languages.is_known(remembered):
        return remembered
    return request.accept_languages.best_match(list(languages.LANGUAGES), languages.DEFAULT) or languages.DEFAULT


def _take_from_url(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.lang = values.pop("lang")


def _put_into_url(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and g.get("lang") and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = g.lang


def _readable_path() -> str:
    """This page's path, or of one that only takes forms the nearest above it that can be read."""
    path, adapter = request.path, current_app.create_url_adapter(request)
    while adapter is not None and path.count("/") > 2 and not adapter.test(path, "GET"):
        path = path.rsplit("/", 1)[0]
    return path


def language_links() -> list[dict[str, Any]]:
    """This page in each language."""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    rest = _readable_path()[3:] if g.get("lang") else "/"
    return [
        {
            "code": row.code,
            "own_name": row.own_name,
            "href": f"/{row.code}{rest}{query}",
            "current": row.code == g.get("lang"),
        }
        for row in languages.LANGUAGES.values()
    ]


def _remember(response: Response) -> Response:
    chosen = g.get("lang")
    if chosen and "framed" not in g and response.mimetype == "text/html" and read_cookie(COOKIE) != chosen:
        keep_cookie(response, COOKIE, chosen, seconds=YEAR)
    return response


def init_app(app: Flask) -> None:
    app.url_map.converters["lang"] = LanguageConverter
    Babel(app, locale_selector=lambda: current_language().code, timezone_selector=_time_zone)
    app.url_value_preprocessor(_take_from_url)
    app.url_defaults(_put_into_url)
    app.after_request(_remember)
    app.jinja_env.globals.update(language_links=language_links)


def _time_zone() -> str:
    city = g.get("city")
    return city.time_zone if city is not None else "UTC"
