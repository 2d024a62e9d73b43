"""The parts of an address are plain text: a control character in one leads nowhere, and never to the database."""

from typing import Any

from flask import Flask
from werkzeug.routing import Map, UnicodeConverter


class PlainConverter(UnicodeConverter):
    """`<name>`: anything but a slash and controls. (PostgreSQL refuses a NUL in a text.)"""

    part_isolating = True

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002  (Werkzeug's name)
        super().__init__(map, *args, **kwargs)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f\x7f]")


def init_app(app: Flask) -> None:
    app.url_map.converters |= {"default": PlainConverter, "string": PlainConverter}
