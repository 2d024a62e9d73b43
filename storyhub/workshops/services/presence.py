"""That somebody is still there: noted for many seats at once and not with every poll."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.workshops.models import Seat


def see_seats(seat_ids: Collection[UUID]) -> None:
    """Note that these seats were heard of just now. It is no event: nobody's page changes because of it."""
    if not seat_ids:
        return
    with transaction() as session:
        session.execute(
            update(Seat)
            .where(Seat.id.in_(seat_ids), Seat.left_at.is_(None))
            .values(seen_at=clock.now())
            .execution_options(synchronize_session=False)
        )
