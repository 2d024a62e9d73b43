"""Records of workshops that were closed before there were any."""

import structlog

from storyhub.workshops.queries.unrecorded import unrecorded_workshops
from storyhub.workshops.services.recording import record_closed_workshop

log = structlog.get_logger()


def record_closed() -> None:
    """Write down what each gave; one that cannot be read leaves the others. Safe to repeat."""
    for workshop_id in unrecorded_workshops():
        try:
            record_closed_workshop(workshop_id)
        except Exception as error:  # noqa: BLE001  (it comes round again)
            log.warning("workshop_not_recorded", error=type(error).__name__)
