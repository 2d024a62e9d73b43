"""What opens a stage on a laptop where nobody has signed in: it shows, and can do nothing.

The token is made of the workshop's id under the pepper; nothing is kept. It opens no desk, no seat, no other workshop.
"""

import hmac
from uuid import UUID

from storyhub.core import codes
from storyhub.core.sealing import Keys


def stage_token(keys: Keys, workshop_id: UUID) -> str:
    """16 letters and digits (80 bits), short enough to be typed on a projector's laptop."""
    return codes.encode(keys.mac("stage", workshop_id.hex)[:10]).lower()


def opens_stage(keys: Keys, workshop_id: UUID, token: str) -> bool:
    """Whether this is the token of that workshop, typed as people type."""
    said = codes.normal(token)[:64].lower().encode()
    return hmac.compare_digest(said, stage_token(keys, workshop_id).encode())
