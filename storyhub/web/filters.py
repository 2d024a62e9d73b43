"""What templates may ask for: texts in the reader's language, dates as people write them, plain text as paragraphs."""

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, url_for
from flask_babel import format_date, format_decimal, format_time, format_timedelta
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from nh3 import clean as sanitize

from storyhub.core import clock, languages
from storyhub.core.languages import Translated
from storyhub.web.access import viewer
from storyhub.web.locale import current_language

_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
ALLOWED = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr"}


def tr(text: Translated | None) -> str:
    """A translated text in the reader's language, or in the next best one."""
    return text.text(current_language().code) if text else ""


def tr_lang(text: Translated | None) -> str:
    """The language `tr` will answer in, for the `lang` attribute."""
    return text.language_for(current_language().code) if text else ""


def quoted(text: str) -> str:
    """What somebody said, in the marks of the reader's language."""
    return current_language().quoted(text)


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs and line breaks, everything escaped."""
    blocks = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in text.split("\n\n"))
    return Markup("\n").join(Markup("<p>{}</p>").format(block) for block in blocks)


def prose(text: str) -> Markup:
    """Markdown of ours (legal pages) as HTML: no images, no raw HTML, links that give nothing away."""
    return Markup(sanitize(_markdown.render(text), tags=ALLOWED, link_rel="noopener noreferrer nofollow"))  # noqa: S704


def day(value: date | datetime) -> str:
    return format_date(value, "long")


def moment(value: datetime) -> str:
    """Day and minute; seconds are nobody's concern."""
    return f"{day(value)}, {format_time(value, 'short')}"


def iso(value: datetime) -> str:
    """For machines: RFC 3339."""
    return value.isoformat(timespec="seconds")


def ago(value: datetime) -> str:
    """How long ago, roughly, as people say it."""
    return format_timedelta(value - clock.now(), add_direction=True)


@lru_cache(maxsize=256)
def _digest(path: str, _changed: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def init_app(app: Flask) -> None:
    static = Path(app.static_folder or "")

    def asset(path: str) -> str:
        """The address of a static file, changing with its content so that it can be kept for ever."""
        file = static / path
        return url_for("static", filename=path, v=_digest(str(file), file.stat().st_mtime_ns))

    app.jinja_env.filters.update(
        tr=tr,
        tr_lang=tr_lang,
        paragraphs=paragraphs,
        prose=prose,
        day=day,
        moment=moment,
        ago=ago,
        iso=iso,
        number=format_decimal,
        quoted=quoted,
    )
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=asset)
    app.context_processor(_common)


def _common() -> dict[str, object]:
    return {
        "lang": current_language(),
        "languages": list(languages.LANGUAGES.values()),
        "viewer": viewer(),
        "base_url": current_app.config["STORYHUB"].base_url,
        "now": clock.now(),
    }
