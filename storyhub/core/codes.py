"""Short codes that people read aloud: Crockford's base 32, without I L O U.

Source: https://www.crockford.com/base32.html
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_CYRILLIC = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


def encode(data: bytes) -> str:
    """Bytes as base 32; 5 bytes give 8 characters, 15 give 24."""
    bits = int.from_bytes(data, "big")
    length = -(-len(data) * 8 // 5)
    bits <<= length * 5 - len(data) * 8
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range((length - 1) * 5, -1, -5))


def normal(text: str) -> str:
    """What a person typed, as we would have written it: no gaps, O as 0, I and L as 1, Cyrillic look-alikes as Latin."""
    return "".join(c for c in text.upper().translate(_CYRILLIC).translate(_READ_AS) if c in ALPHABET)


def public_code() -> str:
    """Eight characters (40 bits) that name a thing in a URL; not a secret."""
    return encode(secrets.token_bytes(5)).lower()


def grouped(code: str, size: int = 4) -> list[str]:
    """The code in groups, as it is shown and read aloud."""
    return [code[i : i + size] for i in range(0, len(code), size)]
