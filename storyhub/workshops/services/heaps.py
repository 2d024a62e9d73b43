"""A heap of cards and the card it became, kept in step with each other: links, stories, and whether it is still a heap."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select

from storyhub.core import clock
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Step, Verb
from storyhub.workshops.models import Card, CardState, Cluster, Link
from storyhub.workshops.playing import fields_of, normal, zone_of_made
from storyhub.workshops.services.adding import lay_card
from storyhub.workshops.services.backing import inherit
from storyhub.workshops.services.hands import Hand


def cards_in(hand: Hand, cluster_id: UUID) -> list[Card]:
    """What lies in the heap now, in order."""
    hand.session.flush()
    rows = select(Card).where(Card.cluster_id == cluster_id, Card.state == CardState.SHOWN)
    return list(hand.session.scalars(rows.order_by(Card.position, Card.id)))


def settle_heap(hand: Hand, cluster_id: UUID | None) -> None:
    """After something came to a heap or left it: its card gets their links and stories; an empty heap is none.

    A heap of one that nobody named is a card again. Cards that were taken back find their heap when they are put back.
    """
    cluster = hand.session.get(Cluster, cluster_id) if cluster_id else None
    if cluster is None:
        return
    cards = cards_in(hand, cluster.id)
    is_heap = bool(cards) and (len(cards) > 1 or bool(cluster.name))
    cluster.dissolved_at = None if is_heap else cluster.dissolved_at or clock.now()
    groups = {card.group_id for card in cards}
    cluster.group_id = groups.pop() if len(groups) == 1 else None
    _settle_made(hand, cluster)


def make_card(hand: Hand, cluster: Cluster, step: Step) -> None:
    """The heap becomes a card of the kind that the step makes, or that card takes the heap's new name.

    Where cards wait for a facilitator, such a card waits too, and the heap's name with it (`queries.drawing`).
    """
    state = CardState.HELD if must_hold(hand) else CardState.SHOWN
    card = hand.session.get(Card, cluster.card_id) if cluster.card_id else None
    if card is None:
        zone = zone_of_made(hand.method, step, cluster.zone)
        card = lay_card(hand, step, step.makes, zone, {}, state)
        card.group_id = cluster.group_id
        cluster.card_id = card.id
    first = fields_of(hand.method, step.makes)[0].id
    card.fields = {**card.fields, first: cluster.name}
    card.language, card.revision = cluster.language, card.revision + 1
    card.story_id = told_as(hand, cluster)
    card.state = state if card.state in (CardState.SHOWN, CardState.HELD, CardState.REFUSED) else card.state


def told_as(hand: Hand, cluster: Cluster) -> UUID | None:
    """The story from home whose words the heap is called by: then they are not the room's, and go with that story."""
    for card in cards_in(hand, cluster.id):
        first = next(iter(fields_of(hand.method, card.kind)), None)
        if card.story_id is not None and first and is_called(cluster.name, card.fields.get(first.id, "")):
            return card.story_id
    return None


def is_called(name: str, words: str) -> bool:
    """Whether a name is these words, or their beginning with an ellipsis."""
    whole, head = normal(words), normal(name.removesuffix("…"))
    return bool(head) and (whole == normal(name) or (name.endswith("…") and whole.startswith(head)))


def must_hold(hand: Hand) -> bool:
    """Whether what this hand writes waits for a facilitator. What the desk writes never does."""
    return hand.seat is not None and hand.workshop.holds_cards


def settle_made_of(hand: Hand, card: Card) -> None:
    """After a card that a heap became was let in: it gets the lines and stories of what lies in the heap."""
    for cluster_id in hand.session.scalars(select(Cluster.id).where(Cluster.card_id == card.id)).all():
        settle_heap(hand, cluster_id)


def settle_parts(hand: Hand, card: Card, kind: str, part_ids: Iterable[UUID]) -> None:
    """Lines of one kind lead to the card from these parts and no others; the parts' stories stand behind it."""
    wanted = list(part_ids)
    if kind:
        hand.session.execute(delete(Link).where(Link.kind == kind, Link.to_id == card.id, Link.from_id.not_in(wanted)))
        known = set(hand.session.scalars(select(Link.from_id).where(Link.kind == kind, Link.to_id == card.id)))
        hand.session.add_all(
            Link(
                exercise_id=hand.exercise.id,
                kind=kind,
                from_id=part,
                to_id=card.id,
                seat_id=hand.seat.id if hand.seat else None,
                at=clock.now(),
            )
            for part in wanted
            if part not in known
        )
    inherit(hand.session, card.id, wanted)


def _settle_made(hand: Hand, cluster: Cluster) -> None:
    """Twins that were joined are one card of several heaps."""
    made = hand.session.get(Card, cluster.card_id) if cluster.card_id else None
    if made is None or made.state not in (CardState.SHOWN, CardState.TAKEN_BACK):
        return
    hand.session.flush()
    alive = select(Cluster).where(Cluster.card_id == made.id, Cluster.dissolved_at.is_(None))
    heaps = hand.session.scalars(alive).all()
    cards = [card for heap in heaps for card in cards_in(hand, heap.id)]
    made.state = CardState.SHOWN if cards else CardState.TAKEN_BACK
    if len(heaps) == 1:
        made.group_id = heaps[0].group_id
    step = by_name(hand.method.step).get(made.step)
    kind = step.link if step and step.do == Verb.CLUSTER else ""
    settle_parts(hand, made, kind, [card.id for card in cards])
