"""Random tokens, and what the database keeps of them."""

import hashlib
import secrets


def new_token() -> str:
    """256 bits by chance, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """A plain hash is enough for a token of this length: nobody can try them all (ASVS 5.0, 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def link_address(base_url: str, language: str, token: str) -> str:
    """The address in a letter. Built from the configured name of the site, never from a request's Host."""
    return f"{base_url}/{language}/sign-in/link/{token}"
