"""What happens to a town, told to whoever stands above."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.events import Event


@dataclass(frozen=True)
class DistrictsRenamed(Event):
    """Some of its districts are called otherwise."""

    city_id: UUID
