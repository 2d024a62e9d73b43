"""WeasyPrint as a press. It needs Pango on the machine, which pip cannot bring (Debian: libpango-1.0-0, libpangoft2-1.0-0)."""

import logging
from io import BytesIO
from typing import Any

from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from storyhub.adapters.documents import Fetch, Unprintable

BASE = "https://booklet.invalid/"
"""What names in a page are read against, so that none of them is an address of the network or of this disk."""
QUALITY = 82


class OurFetcher(URLFetcher):
    """Asks us and nobody else."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__(allowed_protocols=("data",))
        self.ours = fetch

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if not url.startswith(BASE):
            return super().fetch(url, headers)
        name = url.removeprefix(BASE)
        data = self.ours(name)
        if name.endswith(".webp"):
            return URLFetcherResponse(url, _as_jpeg(data), {"Content-Type": "image/jpeg"})
        return URLFetcherResponse(url, data, {"Content-Type": "font/woff2"})


class WeasyPress:
    def pdf(self, html: str, css: str, fetch: Fetch) -> bytes:
        fetcher, fonts = OurFetcher(fetch), FontConfiguration()
        try:
            sheet = CSS(string=css, base_url=BASE, url_fetcher=fetcher, font_config=fonts)
            page = HTML(string=html, base_url=BASE, url_fetcher=fetcher)
            made: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_tags=True)
        except Exception as error:
            raise Unprintable(type(error).__name__) from error
        return made


def _as_jpeg(data: bytes) -> bytes:
    """WeasyPrint takes a JPEG over as it is and makes a PNG, ten times the size, of every other photograph."""
    out = BytesIO()
    with Image.open(BytesIO(data), formats=("WEBP",)) as picture:
        picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def open_press() -> WeasyPress:
    # They log what they leave out, with pieces of the page.
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return WeasyPress()
