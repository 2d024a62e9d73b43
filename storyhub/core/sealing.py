"""Keys and what they seal: receipts that nobody can read back, contacts that only the worker opens."""

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from storyhub.core import codes

RECEIPT_LENGTH = 24


@dataclass(frozen=True)
class Keys:
    """The three secrets, apart from each other so that one can be turned without the others."""

    secret_key: str
    receipt_pepper: bytes
    contact_key: bytes

    def mac(self, purpose: str, *parts: str) -> bytes:
        message = "\x1f".join((purpose, *parts)).encode("utf-8", "surrogatepass")
        return hmac.new(self.receipt_pepper, message, hashlib.sha256).digest()

    def receipt_for(self, city: str, form_key: str) -> str:
        """24 characters (120 bits). The same town and form key make the same receipt again."""
        return codes.encode(self.mac("receipt", city, form_key)[:15])

    def receipt_hash(self, receipt: str) -> str:
        """What the database holds of a receipt: enough to find it, never enough to make it."""
        return self.mac("lookup", codes.normal(receipt)).hex()

    def form_key_hash(self, form_key: str) -> str:
        return self.mac("form", form_key).hex()

    def digest(self, text: str) -> str:
        """A keyed fingerprint: tells "the same again" from "the same key with other words"."""
        return self.mac("content", text).hex()

    def contact_lookup(self, contact: str) -> str:
        """What finds a contact again: capitals and gaps of a mail address, marks and gaps of a number do not matter."""
        said = "".join(contact.split())
        known = said.casefold() if "@" in said else "".join(c for c in said if c.isdigit())
        return self.mac("contact", known).hex()

    def seal(self, text: str) -> bytes:
        return Fernet(self.contact_key).encrypt(text.encode())

    def open(self, sealed: bytes) -> str | None:
        """The text, or None when the key that sealed it is not ours any more."""
        try:
            return Fernet(self.contact_key).decrypt(sealed).decode()
        except InvalidToken:
            return None
