"""What a receipt opens: the teller's own story."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storyhub.core import codes
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.sealing import RECEIPT_LENGTH, Keys
from storyhub.stories.models import ConsentGrant, Receipt, ReviewEvent, Story
from storyhub.stories.queries.reading import for_cards


class UnknownReceipt(NotFound):
    """No story has this receipt. It says nothing about whether one ever had."""

    key = "unknown_receipt"


@dataclass(frozen=True)
class MyStory:
    """A story as its teller sees it."""

    story: Story
    consents: Sequence[ConsentGrant]
    trail: Sequence[ReviewEvent]


def consent_history(story_id: UUID) -> Sequence[ConsentGrant]:
    """Every answer the teller gave about a use, the first one first."""
    given = select(ConsentGrant).where(ConsentGrant.story_id == story_id)
    return db.session.scalars(given.order_by(ConsentGrant.at, ConsentGrant.id)).all()


def reason_for_hiding(story_id: UUID) -> str:
    """For which reason it was hidden last."""
    hidden = select(ReviewEvent.reason).where(ReviewEvent.story_id == story_id, ReviewEvent.act == "hidden")
    return db.session.scalar(hidden.order_by(ReviewEvent.at.desc(), ReviewEvent.id.desc()).limit(1)) or ""


def story_of_receipt(keys: Keys, receipt: str) -> MyStory:
    """The story a receipt opens, withdrawn or not. Found by the hash alone: a wrong one costs the same as a right one."""
    typed = codes.normal(receipt)
    if len(typed) != RECEIPT_LENGTH:
        raise UnknownReceipt()
    row = select(Story).join(Receipt, Receipt.story_id == Story.id).where(Receipt.hash == keys.receipt_hash(typed))
    story = db.session.scalar(for_cards(row).options(selectinload(Story.prompt)))
    if story is None:
        raise UnknownReceipt()
    given = select(ConsentGrant).where(ConsentGrant.story_id == story.id, ConsentGrant.ended_at.is_(None))
    done = select(ReviewEvent).where(ReviewEvent.story_id == story.id)
    return MyStory(
        story,
        db.session.scalars(given.order_by(ConsentGrant.id)).all(),
        db.session.scalars(done.order_by(ReviewEvent.id)).all(),
    )
