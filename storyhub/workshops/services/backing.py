"""The stories behind cards as they travel: from the parts to what is made of them, from one exercise to the next."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.workshops.models import CardStory


def inherit(session: Session, card_id: UUID, parts: Iterable[UUID]) -> None:
    """These and no other stories stand behind the card by inheritance: those behind its parts. Its own stay."""
    session.flush()
    wanted = {one.story_id: one for one in _behind(session, parts)}
    present = {one.story_id: one for one in _behind(session, [card_id])}
    for story_id, one in present.items():
        if one.is_inherited and story_id not in wanted:
            session.delete(one)
    session.add_all(
        CardStory(
            card_id=card_id,
            story_id=story_id,
            story_version=one.story_version,
            quote_from=one.quote_from,
            quote_to=one.quote_to,
            quote_digest=one.quote_digest,
            is_inherited=True,
        )
        for story_id, one in wanted.items()
        if story_id not in present
    )
    session.flush()


def _behind(session: Session, card_ids: Iterable[UUID]) -> list[CardStory]:
    rows = (
        select(CardStory).where(CardStory.card_id.in_(list(card_ids))).order_by(CardStory.card_id, CardStory.story_id)
    )
    return list(session.scalars(rows))
