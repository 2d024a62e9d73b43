"""Who sits where, as facilitators have it: tables dealt and named, people moved between them, hosts."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.text import clean_line
from storyhub.workshops.models import Group, Seat, Workshop
from storyhub.workshops.services.dealing import deal, group_in, groups_up_to
from storyhub.workshops.services.desk import locked_open
from storyhub.workshops.services.happening import happened_already, note
from storyhub.workshops.services.seating import LONGEST_NAME

MOST_GROUPS = 60


def deal_groups(actor: Viewer, workshop_id: UUID, *, count: int | None = None, afresh: bool = False, key: str) -> None:
    """Balance the tables: in `count` groups, or by the workshop's size of a group. `afresh` mixes everybody anew.

    Raises Invalid, and as `desk.locked_open`.
    """
    if count is not None and not 0 < count <= MOST_GROUPS:
        raise Invalid({"count": "workshop_groups"})
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        if happened_already(session, workshop, key, "groups_dealt", by=actor.person_id) is None:
            deal(session, workshop, count=count, afresh=afresh)
            note(session, workshop, "groups_dealt", key=key, person_id=actor.person_id, everyone=True)


def add_group(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """One more table, to which people can be moved. Raises Invalid when there are too many."""
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        if happened_already(session, workshop, key, "group_added", by=actor.person_id):
            return
        last = session.scalar(select(func.max(Group.number)).where(Group.workshop_id == workshop_id)) or 0
        if last >= MOST_GROUPS:
            raise Invalid({"count": "workshop_groups"})
        groups_up_to(session, workshop, last + 1)
        note(session, workshop, "group_added", key=key, person_id=actor.person_id)


def move_seat(actor: Viewer, workshop_id: UUID, seat_id: UUID, group_id: UUID, *, key: str) -> None:
    """Seat somebody at another table. Raises NotFound, and as `desk.locked_open`."""

    def move(session: Session, workshop: Workshop, seat: Seat) -> list[UUID | None]:
        if group_in(session, workshop, group_id) is None:
            raise NotFound()
        before, seat.group_id = seat.group_id, group_id
        return [before, group_id]

    _with_seat(actor, workshop_id, seat_id, key, "moved", move)


def make_host(actor: Viewer, workshop_id: UUID, seat_id: UUID, is_host: bool = True, *, key: str) -> None:
    """Let somebody add cards for people at their table who have no phone, or no longer. Raises as `move_seat`."""

    def make(_session: Session, _workshop: Workshop, seat: Seat) -> list[UUID | None]:
        seat.is_host = is_host
        return [seat.group_id]

    _with_seat(actor, workshop_id, seat_id, key, "host_made" if is_host else "host_unmade", make)


def free_seat(actor: Viewer, workshop_id: UUID, seat_id: UUID, *, key: str) -> None:
    """Count somebody out who is gone, or sits twice; their four words bring them back. Raises as `move_seat`."""

    def free(_session: Session, _workshop: Workshop, seat: Seat) -> list[UUID | None]:
        seat.left_at, seat.is_host = clock.now(), False
        return [seat.group_id]

    _with_seat(actor, workshop_id, seat_id, key, "freed", free)


def name_group(actor: Viewer, workshop_id: UUID, group_id: UUID, name: str, *, key: str) -> None:
    """Call a table by a name, or by its number again. Raises Invalid, NotFound, and as `desk.locked_open`."""
    name = clean_line(name)
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": "too_long"})
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        group = group_in(session, workshop, group_id)
        if group is None:
            raise NotFound()
        if happened_already(session, workshop, key, "group_named", by=actor.person_id) is None:
            group.name = name
            note(session, workshop, "group_named", key=key, person_id=actor.person_id, groups=[group_id])


def _with_seat(
    actor: Viewer,
    workshop_id: UUID,
    seat_id: UUID,
    key: str,
    kind: str,
    change: Callable[[Session, Workshop, Seat], list[UUID | None]],
) -> None:
    """A facilitator does something with a seat; `change` returns the groups that it concerns."""
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        seat = session.get(Seat, seat_id)
        if seat is None or seat.workshop_id != workshop_id:
            raise NotFound()
        if happened_already(session, workshop, key, kind, by=actor.person_id) is None:
            groups = change(session, workshop, seat)
            note(session, workshop, kind, key=key, seat=seat, person_id=actor.person_id, groups=groups)
