"""Asking for an export: written down at once, made by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from storyhub.core import buckets, clock, codes, jobs
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, TooMany
from storyhub.core.permissions import Viewer
from storyhub.exchange.formats import FORMATS
from storyhub.exchange.models import Export, ExportState

KEPT_FOR = timedelta(days=7)
AT_ONCE, REFILL = 8, timedelta(hours=1)
MAKE = "exchange.tasks.make_export"


class TooManyExports(TooMany):
    """One person, or one network of people who are not signed in, asks for very many files."""

    key = "too_many_exports"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a list as the page shows it, by its address and the words of its filters."""

    city_id: UUID | None
    ids: Sequence[UUID]
    path: str
    labels: Sequence[str]
    format: str
    with_photos: bool
    language: str


def order_export(actor: Viewer, wanted: Wanted, *, place_key: str) -> str:
    """Have the file made; returns its code. Raises Invalid (format), TooManyExports."""
    if wanted.format not in FORMATS:
        raise Invalid({"format": "choose_format"})
    if not wanted.ids:
        raise Invalid({"format": "nothing_to_export"})
    bucket = f"export-{actor.person_id or place_key}"
    if buckets.take(bucket, capacity=AT_ONCE, per=REFILL) < 0:
        raise TooManyExports()
    now = clock.now()
    with transaction() as session:
        export = Export(
            code=codes.public_code(),
            city_id=wanted.city_id,
            person_id=actor.person_id,
            format=wanted.format,
            with_photos=wanted.with_photos,
            language=wanted.language,
            path=wanted.path,
            labels=list(wanted.labels),
            left=[],
            state=ExportState.WAITING,
            total=len(wanted.ids),
            asked_at=now,
            expires_at=now + KEPT_FOR,
        )
        export.ids = list(wanted.ids)
        session.add(export)
        session.flush()
        jobs.enqueue(MAKE, export_id=export.id, turn=0)
        return export.code
