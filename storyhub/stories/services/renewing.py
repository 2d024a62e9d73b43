"""A new receipt for a teller who lost theirs and left a way to be reached.

The old receipt stays good: else whoever knows a teller's address could lock them out, and a receipt that turns up
again in a drawer would open nothing.
"""

from uuid import UUID

from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.sealing import Keys
from storyhub.stories.models import Receipt, ReviewEvent, State, Story


def renew_receipt(keys: Keys, story_id: UUID, form_key: str) -> str | None:
    """One more receipt, the same again for the same key; nothing for a story that was withdrawn.

    `form_key` is made anew by chance for each request; nothing of it is kept once its letter is sent.
    """
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            return None
        city = session.get_one(City, story.city_id)
        receipt = keys.receipt_for(city.slug, f"{form_key}/{story.id}")
        hashed = keys.receipt_hash(receipt)
        if session.scalar(select(Receipt.id).where(Receipt.hash == hashed)) is None:
            session.add(Receipt(story_id=story_id, hash=hashed, at=clock.now()))
            session.add(ReviewEvent(story_id=story_id, at=clock.now(), act="receipt_renewed"))
    return receipt
