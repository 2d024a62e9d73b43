"""What must hold after a rehearsal, read from the database and compared with what the phones sent and saw."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Method, Verb, Who
from storyhub.workshops.models import Card, CardState, StepEvent, Vote, Workshop
from storyhub.workshops.rehearsal.faults import fault
from storyhub.workshops.rehearsal.record import Post, Record
from storyhub.workshops.rehearsal.secrecy import leaks, stirred
from storyhub.workshops.services.happening import kept_key

WRITES = ("add-card", "sheet", "reflect")
ASKING = (Verb.COLLECT, Verb.RATE, Verb.VOTE, Verb.COMPOSE, Verb.REFLECT)
"""What every person or table can always do something in."""


def faults(
    workshop_id: UUID,
    record: Record,
    methods: Mapping[str, Method],
    tables: Mapping[tuple[str, str], int],
    played: list[tuple[str, str]],
) -> Counter[str]:
    """Everything that does not hold, with how often."""
    db.session.rollback()
    happened = select(StepEvent).where(StepEvent.workshop_id == workshop_id, StepEvent.key.is_not(None))
    events = {str(event.key): event for event in db.session.scalars(happened)}
    written = select(Card).where(Card.workshop_id == workshop_id)
    cards = {str(card.id): card for card in db.session.scalars(written)}
    let_in = [key for key, post in record.posts.items() if _is_let_in(post, events, cards)]
    return Counter(
        record.broken
        + _cards(record, events, cards)
        + _budgets(methods)
        + _sequence(workshop_id)
        + _silent(record, methods, played)
        + stirred(record, methods)
        + leaks(record, methods, tables, let_in)
    )


def _is_let_in(post: Post, events: Mapping[str, StepEvent], cards: Mapping[str, Card]) -> bool:
    event = events.get(kept_key(post.key))
    card = cards.get(event.about.get("card", "")) if event else None
    return card is not None and card.state not in (CardState.HELD, CardState.REFUSED)


def _cards(record: Record, events: Mapping[str, StepEvent], cards: Mapping[str, Card]) -> Counter[str]:
    """What was taken is there, once, however often it was sent; what was refused is not there."""
    found: Counter[str] = Counter()
    written = Counter(
        marker
        for card in cards.values()
        if card.origin_id is None and card.seat_id is not None
        for marker in record.by_marker
        if any(marker in words for words in card.fields.values())
    )
    changed = {str(event.about.get("card")) for event in events.values() if event.kind == "card_changed"}
    for post in record.posts.values():
        if post.act in WRITES and post.statuses:
            found.update(_of_post(post, events.get(kept_key(post.key)), cards, written, changed))
    return found


def _of_post(
    post: Post,
    event: StepEvent | None,
    cards: Mapping[str, Card],
    written: Mapping[str, int],
    changed: Collection[str],
) -> Iterator[str]:
    card = str(event.about.get("card")) if event else ""
    if post.is_taken and event is None and post.act == "add-card":
        yield "card_not_there"
    if not post.is_taken and event is not None:
        yield fault("told_no_yet_kept", status=post.statuses[-1], act=post.act)
    if event is not None and card not in cards:
        yield "event_without_card"
    if post.act == "add-card" and any(written[marker] > 1 for marker in post.markers):
        yield "lies_twice"
    if post.act == "add-card" and event and card not in changed and not all(written[one] for one in post.markers):
        yield "words_missing"


def _budgets(methods: Mapping[str, Method]) -> Counter[str]:
    found: Counter[str] = Counter()
    for exercise, method in methods.items():
        kinds = by_name(method.vote)
        rows = (
            select(Vote.vote, func.sum(Vote.points), func.max(Vote.points))
            .where(Vote.exercise_id == UUID(exercise))
            .group_by(Vote.seat_id, Vote.vote)
        )
        for vote, points, most in db.session.execute(rows).all():
            if points > kinds[vote].budget or most > kinds[vote].max_per_item:
                found[fault("overdrawn", vote=vote)] += 1
    return found


def _sequence(workshop_id: UUID) -> Counter[str]:
    rows = select(StepEvent.sequence).where(StepEvent.workshop_id == workshop_id).order_by(StepEvent.sequence)
    numbers = list(db.session.scalars(rows))
    last = db.session.scalar(select(Workshop.sequence).where(Workshop.id == workshop_id))
    whole = numbers == list(range(1, (last or 0) + 1))
    return Counter() if whole else Counter({"gaps": 1})


def _silent(record: Record, methods: Mapping[str, Method], played: list[tuple[str, str]]) -> Counter[str]:
    """Steps that asked for something and were given nothing: nobody could do what the method says."""
    taken = {(post.exercise, post.step) for post in record.posts.values() if post.is_taken and post.act != "ready"}
    found: Counter[str] = Counter()
    for exercise, name in played:
        step = by_name(methods[exercise].step)[name]
        if step.do in ASKING and step.who != Who.FACILITATOR and (exercise, name) not in taken:
            found[fault("nobody_could", method=methods[exercise].method.id, step=step.id)] += 1
    return found
