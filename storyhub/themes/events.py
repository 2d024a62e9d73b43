"""What happens to a theme, told to whoever stands above."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.events import Event


@dataclass(frozen=True)
class ThemeChanged(Event):
    """It is called otherwise, stands elsewhere, was merged, split or retired, or one of these was undone."""

    theme_id: UUID
