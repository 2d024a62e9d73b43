"""The installation that a command works on: its folder, its photographs, its keys, its index."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from storyhub.adapters.index import Index
from storyhub.adapters.storage import Store
from storyhub.core.sealing import Keys
from storyhub.core.tombstones import LOG


@dataclass(frozen=True)
class Installation:
    """What lies outside the database, which is reached as everywhere."""

    data: Path
    store: Store
    keys: Keys
    index: Index

    @property
    def log(self) -> Path:
        """The tombstones outside the database."""
        return self.data / LOG

    @property
    def unfinished(self) -> Path:
        """Stands there while a restore is under way; nothing is served as long as it does."""
        return self.data / "restore-unfinished"

    def fingerprints(self) -> dict[str, str]:
        """What tells two secrets apart and gives neither away: both are made by chance, so none can be guessed from it."""
        contact_key = hashlib.sha256(b"storyhub backup" + self.keys.contact_key).hexdigest()
        return {
            "STORYHUB_RECEIPT_PEPPER": self.keys.mac("backup").hex()[:16],
            "STORYHUB_CONTACT_KEY": contact_key[:16],
        }
