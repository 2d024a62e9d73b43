"""What a day's letter to moderators says: counts of what waits, and since when. Nothing of any story."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from storyhub.core.permissions import Viewer
from storyhub.stories.queries.queue import Why, waiting_rows


@dataclass(frozen=True)
class Digest:
    waiting: int
    oldest: datetime | None
    unread: int
    versions: int
    answers: int
    reports: int
    objections: int

    @property
    def is_empty(self) -> bool:
        return not any((self.waiting, self.unread, self.versions, self.answers, self.reports, self.objections))


def digest_for(actor: Viewer, city_id: UUID) -> Digest:
    """What waits for the town's moderators now; what waits for its teller is not theirs to do."""
    rows = [row for row in waiting_rows(actor, city_id) if not row.waits_for_teller]
    counts = {why: sum(why in row.why for row in rows) for why in Why}
    return Digest(
        waiting=counts[Why.NEW],
        oldest=min((row.since for row in rows), default=None),
        unread=counts[Why.UNREAD],
        versions=counts[Why.VERSION],
        answers=counts[Why.ANSWER],
        reports=counts[Why.REPORT],
        objections=counts[Why.OBJECTION],
    )
