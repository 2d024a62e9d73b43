"""Stories on the table of a workshop, and behind its cards. No word of a story is copied: every read asks again."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story, Use
from storyhub.stories.queries.uses import allowing
from storyhub.stories.services.uses import set_uses
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Who
from storyhub.workshops.models import Card, CardState, CardStory, Post, TableStory, Workshop, WorkshopState
from storyhub.workshops.queries.voices import LONGEST_QUOTE, allows_workshops, digest_of
from storyhub.workshops.services.backing import inherit
from storyhub.workshops.services.hands import Hand, Whoever, hand_on
from storyhub.workshops.services.happening import happened_already, locked_workshop, note
from storyhub.workshops.services.heaps import settle_heap
from storyhub.workshops.services.outcome_stories import note_stories, outcomes_in
from storyhub.workshops.services.post import note_post_uses, settle_post

USE = "workshop"
"""By what a story is used: one row of the thread for each workshop."""
MOST = 60
"""Stories on one table."""
MOST_BEHIND = 8
"""Stories somebody puts behind one card."""


def put_story_on_table(actor: Viewer, workshop_id: UUID, story_id: UUID, *, key: str | None = None) -> None:
    """Lay a story on the table; one that lies there already stays. Raises NotFound when its teller does not allow it."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        there = session.get(TableStory, (workshop_id, story_id))
        if happened_already(session, workshop, key, "story_on_table", by=actor.person_id) or there is not None:
            return
        story = _speaking(session, story_id)
        if story.network_id != session.get_one(City, workshop.city_id).network_id:
            raise NotFound()
        rows = select(func.count(), func.max(TableStory.position)).where(TableStory.workshop_id == workshop_id)
        count, last = session.execute(rows).one()
        if count >= MOST:
            raise Conflict("table_full", most=MOST)
        session.add(
            TableStory(
                workshop_id=workshop_id,
                story_id=story_id,
                position=(last or 0) + 1,
                added_by_id=actor.person_id,
                added_at=clock.now(),
            )
        )
        _changed(session, workshop, actor, "story_on_table", key)


def take_story_off_table(actor: Viewer, workshop_id: UUID, story_id: UUID, *, key: str | None = None) -> None:
    """Take a story off the table. Where somebody put it behind a card, it stays there."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        there = session.get(TableStory, (workshop_id, story_id))
        if happened_already(session, workshop, key, "story_off_table", by=actor.person_id) or there is None:
            return
        session.delete(there)
        _changed(session, workshop, actor, "story_off_table", key)


def back_card(who: Whoever, card_id: UUID, story_id: UUID, *, key: str, quote: str = "") -> None:
    """Put a story of the table behind a card. `quote` are words as readers get them; without, its beginning is quoted.

    A seat backs its own cards and what its table makes together, the desk any that lies on a board. Raises NotFound,
    StepOver, Conflict, Invalid (quote).
    """
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if hand.earlier(key, "card_backed"):
            return
        _must_reach(hand, card)
        if hand.seat is not None and session.get(TableStory, (hand.workshop.id, story_id)) is None:
            raise NotFound()
        story = _speaking(session, story_id)
        start, end = _place_of_quote(story, quote)
        behind = session.get(CardStory, (card.id, story.id))
        if behind is None:
            own = select(func.count()).where(CardStory.card_id == card.id, CardStory.is_inherited.is_(False))
            if (session.scalar(own) or 0) >= MOST_BEHIND:
                raise Conflict("card_backed_enough", most=MOST_BEHIND)
            behind = CardStory(card_id=card.id, story_id=story.id)
            session.add(behind)
        behind.story_version, behind.is_inherited = story.version, False
        behind.quote_from, behind.quote_to = (start, end) if start < end else (None, None)
        behind.quote_digest = digest_of(story.body[start:end]) if start < end else ""
        _passed_on(hand, card)
        hand.note("card_backed", key=key, tables=[card.group_id], card=card.id, story=story.id)
        note_uses(session, hand.workshop)


def unback_card(who: Whoever, card_id: UUID, story_id: UUID, *, key: str) -> None:
    """Take a story from behind a card that one may back. Raises NotFound, also for the story a card was sent as; StepOver."""
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if hand.earlier(key, "card_unbacked"):
            return
        _must_reach(hand, card)
        if card.story_id == story_id:
            raise NotFound()
        behind = CardStory.card_id == card.id, CardStory.story_id == story_id, CardStory.is_inherited.is_(False)
        session.execute(delete(CardStory).where(*behind))
        session.flush()
        _passed_on(hand, card)
        hand.note("card_unbacked", key=key, tables=[card.group_id], card=card.id, story=story_id)
        note_uses(session, hand.workshop)


def story_changed(story_id: UUID) -> int:
    """Wake every open workshop that shows the story, so that what it may no longer say leaves all screens. How many."""
    with transaction() as session:
        ids = _workshops_with(session, story_id)
        # All of them before anything else: what is settled in one holds rows of its town that others wait for.
        for workshop in [session.get_one(Workshop, workshop_id, with_for_update=True) for workshop_id in ids]:
            settle_post(session, workshop, story_id)
            note_uses(session, workshop)
            note_stories(session, outcomes_in(session, workshop.id))
            if workshop.state == WorkshopState.OPEN:
                note(session, workshop, "voices_changed", everyone=True)
        return len(ids)


def note_uses(session: Session, workshop: Workshop) -> None:
    """Which stories the workshop uses now, so that their tellers see it. A draft uses none, and neither does a rehearsal.

    What was sent to it from home is a use of its own.
    """
    note_post_uses(session, workshop)
    is_run = workshop.state in (WorkshopState.OPEN, WorkshopState.CLOSED) and not workshop.is_rehearsal
    told = is_run and workshop.discarded_at is None
    set_uses(USE, workshop.id, workshop.city_id, _speaking_in(session, workshop.id) if told else set())


def _speaking(session: Session, story_id: UUID) -> Story:
    """The story, held until this transaction ends, while its teller allows workshops."""
    story = session.get(Story, story_id, with_for_update={"read": True})
    found = session.scalar(select(Story.id).where(Story.id == story_id, allows_workshops()))
    if story is None or found is None:
        raise NotFound()
    return story


def _speaking_in(session: Session, workshop_id: UUID) -> set[UUID]:
    ids = _stories_in(session, workshop_id)
    return set(session.scalars(select(Story.id).where(Story.id.in_(ids), allows_workshops())))


def _stories_in(session: Session, workshop_id: UUID) -> set[UUID]:
    on_table = session.scalars(select(TableStory.story_id).where(TableStory.workshop_id == workshop_id))
    sent = select(Post.story_id).where(Post.workshop_id == workshop_id)
    behind = session.scalars(
        select(CardStory.story_id)
        .join(Card, Card.id == CardStory.card_id)
        .where(Card.workshop_id == workshop_id, CardStory.story_id.not_in(sent))
    )
    return {*on_table, *behind}


def _workshops_with(session: Session, story_id: UUID) -> Collection[UUID]:
    on_table = session.scalars(select(TableStory.workshop_id).where(TableStory.story_id == story_id))
    behind = session.scalars(
        select(Card.workshop_id).join(CardStory, CardStory.card_id == Card.id).where(CardStory.story_id == story_id)
    )
    sent = session.scalars(select(Post.workshop_id).where(Post.story_id == story_id))
    return sorted({*on_table, *behind, *sent})


def _place_of_quote(story: Story, quote: str) -> tuple[int, int]:
    if not quote.strip():
        return 0, 0
    if not allowing([story.id], Use.QUOTATION):
        raise Invalid({"quote": "quote_not_allowed"})
    start = story.body.find(quote)
    if len(quote) > LONGEST_QUOTE or start < 0:
        raise Invalid({"quote": "quote_too_long" if start >= 0 else "quote_not_found"})
    return start, start + len(quote)


def _must_reach(hand: Hand, card: Card) -> None:
    """A card of one's own in any state of waiting, or one that one's table made and reads; the desk reaches any."""
    mine = hand.seat is not None and card.seat_id == hand.seat.id and card.state in (CardState.SHOWN, CardState.HELD)
    if mine:
        return
    if hand.seat is not None and not _is_of_table(hand, card):
        raise NotFound()
    hand.reached(card.id)


def _is_of_table(hand: Hand, card: Card) -> bool:
    """Whether the hand's table made the card together, or has it from nobody in the room."""
    if card.group_id is None or card.group_id != hand.group_id:
        return False
    step = by_name(hand.method.step).get(card.step)
    return card.seat_id is None or (step is not None and step.who == Who.GROUP)


def _passed_on(hand: Hand, card: Card) -> None:
    """What was made of the card's heap, or hangs on it, inherits what now stands behind it."""
    settle_heap(hand, card.cluster_id)
    heirs = hand.session.scalars(select(Card).where(Card.parent_id == card.id)).all()
    for heir in heirs:
        known = hand.session.scalar(select(CardStory).where(CardStory.card_id == heir.id, CardStory.is_inherited))
        if known is not None:
            inherit(hand.session, heir.id, [card.id])


def _changed(session: Session, workshop: Workshop, actor: Viewer, kind: str, key: str | None) -> None:
    note(session, workshop, kind, key=key, person_id=actor.person_id, everyone=True)
    note_uses(session, workshop)
