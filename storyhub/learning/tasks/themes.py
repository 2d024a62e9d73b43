"""What follows when a theme changes."""

from uuid import UUID

from storyhub.learning.services import renoting


def note_theme(theme_id: str) -> None:
    """Let the archive see anew what carries a theme."""
    renoting.note_theme(UUID(theme_id))
