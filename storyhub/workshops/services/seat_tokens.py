"""What a phone holds of its seat: a token that names the seat and proves it, and four words for another phone.

Both are made of the seat's id under the pepper, so a join that is repeated is answered the same, and nothing in the
database opens a seat. A token opens one seat; whether it is still somebody's is for the row to say.
"""

import hmac
from collections.abc import Sequence
from uuid import UUID

from storyhub.core.sealing import Keys
from storyhub.workshops.phrases import LENGTH

PROOF = 20
"""Hexadecimal bytes of the MAC in a token: 160 bits."""


def token_for(keys: Keys, seat_id: UUID) -> str:
    return seat_id.hex + _proof(keys, seat_id)


def seat_of(keys: Keys, token: str | None) -> UUID | None:
    """The seat that a token opens, or None for what is none of ours. Asks no database."""
    try:
        seat_id = UUID((token or "")[:32])
    except ValueError:
        return None
    given = (token or "")[32:].encode("utf-8", "replace")
    return seat_id if hmac.compare_digest(given, _proof(keys, seat_id).encode()) else None


def phrase_numbers(keys: Keys, seat_id: UUID, attempt: int = 0) -> tuple[int, ...]:
    """Four numbers below 256; `attempt` gives others when somebody in the room has the same."""
    return tuple(keys.mac("seat words", seat_id.hex, str(attempt))[:LENGTH])


def phrase_hash(keys: Keys, workshop_id: UUID, numbers: Sequence[int]) -> bytes:
    """What the database holds of a phrase; the same words in another workshop are another phrase."""
    return keys.mac("seat phrase", workshop_id.hex, *map(str, numbers))


def _proof(keys: Keys, seat_id: UUID) -> str:
    return keys.mac("seat token", seat_id.hex)[:PROOF].hex()
