"""Where a person wanted to go before they were asked to sign in: only ever a path of ours."""

from urllib.parse import urlsplit


def safe_path(text: str | None) -> str:
    """The path, or the empty string for anything that could lead to another site."""
    if not text or len(text) > 500 or not text.startswith("/") or text.startswith("//"):
        return ""
    # Browsers read \ as /, and drop tabs and line ends inside an address.
    if not text.isprintable() or "\\" in text or any(c.isspace() for c in text):
        return ""
    parts = urlsplit(text)
    return "" if parts.scheme or parts.netloc else text
