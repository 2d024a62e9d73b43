"""How the lower tells the higher: an event becomes one job per subscriber, in the same transaction."""

from dataclasses import asdict, dataclass

from storyhub.core import jobs
from storyhub.core.registry import REGISTRY


@dataclass(frozen=True)
class Event:
    """Something that happened. Fields are ids; handlers read the present state."""


def record(event: Event) -> None:
    for kind in REGISTRY.subscribers.get(type(event), ()):
        jobs.enqueue(kind, **asdict(event))
