"""Closing what was left open."""

from storyhub.workshops.queries.forgotten import forgotten_workshops
from storyhub.workshops.services.opening import close_forgotten_workshop


def close_forgotten() -> None:
    """Close each workshop that everybody has gone from. Safe to repeat."""
    for workshop_id in forgotten_workshops():
        close_forgotten_workshop(workshop_id)
