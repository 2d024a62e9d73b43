"""Consent wording as a template reads it: by section, key and part, in one language."""

from dataclasses import dataclass
from typing import Any

from storyhub.core.languages import DEFAULT


@dataclass(frozen=True)
class Wording:
    """One version of the wording in one language."""

    version: int
    language: str
    texts: dict[str, Any]

    def __call__(self, section: str, key: str, part: str = "label") -> str:
        """The sentence; the empty string when the wording has none."""
        return self.texts.get(section, {}).get(key, {}).get(part, "")

    def one(self, section: str, part: str) -> str:
        """A sentence of a section without keys, e.g. `withdraw.explanation`."""
        return self.texts.get(section, {}).get(part, "")


def wording_in(version: int, texts: dict[str, Any], language: str) -> Wording:
    """The wording for a reader of `language`, in English where that language has none."""
    given = language if language in texts else DEFAULT
    return Wording(version, given, texts.get(given, {}))
