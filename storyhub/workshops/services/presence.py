"""That somebody is still there: noted for many seats at once and not with every poll."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.workshops.models import Seat


def see_seats(seat_ids: Collection[UUID]) -> None:
    """Note that these seats were heard of just now. It is no event: nobody's page changes because of it."""
    if not seat_ids:
        return
    taken = select(Seat.id).where(Seat.id.in_(seat_ids), Seat.left_at.is_(None))
    with transaction() as session:
        # A seat that somebody is just changing is heard of the next time: many rows in no order would lock each other out.
        ids = session.scalars(taken.with_for_update(skip_locked=True, key_share=True)).all()
        session.execute(
            update(Seat)
            .where(Seat.id.in_(ids))
            .values(seen_at=clock.now())
            .execution_options(synchronize_session=False)
        )
