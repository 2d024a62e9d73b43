"""Closing what was left open."""

import structlog

from storyhub.workshops.queries.forgotten import forgotten_workshops
from storyhub.workshops.services.opening import close_forgotten_workshop

log = structlog.get_logger()


def close_forgotten() -> None:
    """Close each workshop that everybody has gone from; one that cannot be closed leaves the others. Safe to repeat."""
    for workshop_id in forgotten_workshops():
        try:
            close_forgotten_workshop(workshop_id)
        except Exception as error:  # noqa: BLE001  (it comes round again)
            log.warning("workshop_not_closed", error=type(error).__name__)
