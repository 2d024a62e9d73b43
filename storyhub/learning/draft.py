"""What an author writes and what they say about a story they cite, read from a form and not yet kept."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.visibility import Audience
from storyhub.learning.models import Confidence, Stance

SECTIONS = ("title", "what_happened", "so_what", "now_what", "missing_voice")
LONGEST = {"title": 200, "what_happened": 20_000, "so_what": 10_000, "now_what": 10_000, "missing_voice": 5_000}
"""Code points."""
NEEDED = ("title", "what_happened", "so_what")
"""What an entry has when a learning lead is asked to read it."""
MOST_THEMES = 5
AUDIENCES = (Audience.CITY, Audience.NETWORK, Audience.PUBLIC)


@dataclass(frozen=True)
class Draft:
    """The words of an entry with what its author says about them."""

    language: str
    title: str = ""
    what_happened: str = ""
    so_what: str = ""
    now_what: str = ""
    missing_voice: str = ""
    confidence: Confidence | None = None
    audience: Audience = Audience.CITY
    theme_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Citation:
    """What a story does to the entry, why it matters, and the words quoted from it, if any."""

    stance: Stance | None
    why: str
    quote: str = ""
