"""Cards put together: tap one, tap the other, name the heap. A table does so on its own copy, the desk on any."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.text import clean_line, excerpt, length
from storyhub.workshops.methods.schema import Step, Verb
from storyhub.workshops.models import Card, CardState, Cluster, Exercise
from storyhub.workshops.playing import fields_of, longest, longest_name
from storyhub.workshops.services.hands import Hand, StepOver, Whoever, hand_at_desk, hand_of_seat, hand_on
from storyhub.workshops.services.heaps import cards_in, make_card, must_hold, settle_heap, told_as


def stack_cards(who: Whoever, card_id: UUID, onto_id: UUID, *, key: str) -> UUID:
    """Lay a card onto another, or onto the heap in which that lies. Returns the heap.

    Raises NotFound, StepOver, and Invalid when both are the same card.
    """
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if earlier := hand.earlier(key, "cards_stacked"):
            return UUID(earlier.about["cluster"])
        if card_id == onto_id:
            raise Invalid({"onto": "same_card"})
        kinds = _kinds(hand, card)
        card, onto = hand.reached(card_id, *kinds), hand.reached(onto_id, *kinds)
        cluster = _heap_of(hand, onto) or _begin_heap(hand, onto)
        left, card.cluster_id = card.cluster_id, cluster.id
        for touched in {left, cluster.id} - {None}:
            settle_heap(hand, touched)
        hand.note("cards_stacked", key=key, tables={card.group_id, onto.group_id}, card=card.id, cluster=cluster.id)
        return cluster.id


def unstack_card(who: Whoever, card_id: UUID, *, key: str) -> None:
    """Take a card out of its heap; it lies again where it lay. Raises NotFound, StepOver."""
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if hand.earlier(key, "card_unstacked") or card.cluster_id is None:
            return
        hand.reached(card_id, *_kinds(hand, card))
        left, card.cluster_id = card.cluster_id, None
        settle_heap(hand, left)
        hand.note("card_unstacked", key=key, tables=[card.group_id], card=card.id, cluster=left)


def name_cluster(who: Whoever, cluster_id: UUID, name: str, *, key: str, language: str = "") -> UUID | None:
    """Say what a heap is about. Where the step makes cards of heaps, returns the card it has become.

    Raises NotFound, StepOver, Invalid (name).
    """
    with transaction() as session:
        hand, cluster = _hand_on_heap(session, who, cluster_id)
        if not hand.earlier(key, "cluster_named"):
            _name(hand, cluster, name, language)
            hand.note("cluster_named", key=key, tables=[cluster.group_id], cluster=cluster.id)
        return cluster.card_id


def name_alone(who: Whoever, card_id: UUID, name: str, *, key: str, language: str = "") -> UUID | None:
    """Let one card stand for itself as a heap that has a name. Returns the card it became, as `name_cluster` does."""
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        earlier = hand.earlier(key, "cluster_named")
        hand.reached(card_id, *_kinds(hand, card))
        cluster = _heap_of(hand, card) or _begin_heap(hand, card)
        if not earlier:
            _name(hand, cluster, name, language)
            hand.note("cluster_named", key=key, tables=[card.group_id], cluster=cluster.id)
        return cluster.card_id


def let_stand_alone(actor: Viewer, workshop_id: UUID, *, key: str) -> int:
    """Let every card that lies in no heap be one of its own, called by what it says. Returns how many there were.

    Raises StepOver where heaps become no cards.
    """
    with transaction() as session:
        hand = hand_at_desk(session, actor, workshop_id)
        if earlier := hand.earlier(key, "cards_alone"):
            return int(earlier.about["cards"])
        step = hand.must_do(Verb.CLUSTER)
        if not step.makes:
            raise StepOver()
        alone = _alone(hand, step)
        words, made = fields_of(hand.method, step.card)[0].id, fields_of(hand.method, step.makes)[0]
        for card in alone:
            _name(hand, _begin_heap(hand, card), excerpt(card.fields.get(words, ""), longest(made) - 1), card.language)
        hand.note("cards_alone", key=key, tables={card.group_id for card in alone}, cards=len(alone))
        return len(alone)


def merge_clusters(who: Whoever, cluster_id: UUID, into_id: UUID, *, key: str) -> None:
    """Put one heap into another, whose name stays. Raises NotFound, StepOver, Invalid."""
    with transaction() as session:
        hand, cluster = _hand_on_heap(session, who, cluster_id)
        if hand.earlier(key, "clusters_merged"):
            return
        if cluster_id == into_id:
            raise Invalid({"onto": "same_card"})
        into = _reached_heap(hand, into_id)
        tables = {cluster.group_id, into.group_id}
        for card in _all_in(hand, cluster):
            card.cluster_id = into.id
        for touched in (cluster, into):
            settle_heap(hand, touched.id)
        hand.note("clusters_merged", key=key, tables=tables, cluster=cluster.id, into=into.id)


def _alone(hand: Hand, step: Step) -> list[Card]:
    made = select(Cluster.card_id).where(Cluster.exercise_id == hand.exercise.id, Cluster.card_id.is_not(None))
    cards = hand.session.scalars(
        select(Card)
        .where(
            Card.exercise_id == hand.exercise.id,
            Card.kind == step.card,
            Card.state == CardState.SHOWN,
            Card.is_kept,
            Card.id.not_in(made),
        )
        .order_by(Card.position, Card.id)
    )
    return [card for card in cards if _heap_of(hand, card) is None]


def _kinds(hand: Hand, card: Card) -> tuple[str, ...]:
    """What may be stacked now: the cards of the step; at the desk, outside of it, cards of the same kind."""
    step = _step(hand)
    return (step.card,) if step else (card.kind,)


def _step(hand: Hand) -> Step | None:
    """The step that clusters; at the desk also none. Raises StepOver."""
    if hand.seat is not None:
        return hand.must_do(Verb.CLUSTER)
    return hand.step if hand.step and hand.step.do == Verb.CLUSTER else None


def _heap_of(hand: Hand, card: Card) -> Cluster | None:
    cluster = hand.session.get(Cluster, card.cluster_id) if card.cluster_id else None
    return cluster if cluster and cluster.dissolved_at is None else None


def _begin_heap(hand: Hand, card: Card) -> Cluster:
    last = select(func.max(Cluster.position)).where(Cluster.exercise_id == hand.exercise.id)
    cluster = Cluster(
        exercise_id=hand.exercise.id,
        group_id=card.group_id,
        zone=card.zone,
        language=hand.language,
        position=(hand.session.scalar(last) or 0) + 1,
    )
    hand.session.add(cluster)
    hand.session.flush()
    card.cluster_id = cluster.id
    return cluster


def _hand_on_heap(session: Session, who: Whoever, cluster_id: UUID) -> tuple[Hand, Cluster]:
    """Raises NotFound for a heap of another workshop."""
    workshop_id = session.scalar(select(Card.workshop_id).where(Card.cluster_id == cluster_id).limit(1))
    if workshop_id is None:
        raise NotFound()
    hand = hand_at_desk(session, who, workshop_id) if isinstance(who, Viewer) else hand_of_seat(session, who)
    if hand.workshop.id != workshop_id:
        raise NotFound()
    _step(hand)
    return hand, _reached_heap(hand, cluster_id)


def _reached_heap(hand: Hand, cluster_id: UUID) -> Cluster:
    cluster = hand.session.get(Cluster, cluster_id)
    if cluster is None or cluster.dissolved_at is not None:
        raise NotFound()
    if cluster.exercise_id != hand.exercise.id:
        there = hand.session.get(Exercise, cluster.exercise_id)
        raise StepOver() if there and there.workshop_id == hand.workshop.id else NotFound()
    hand.session.refresh(cluster)
    if not any(hand.reaches(card) for card in cards_in(hand, cluster.id)):
        raise NotFound()
    return cluster


def _all_in(hand: Hand, cluster: Cluster) -> list[Card]:
    """Also those that were taken back: they follow their heap."""
    return list(hand.session.scalars(select(Card).where(Card.cluster_id == cluster.id, Card.state != CardState.MERGED)))


def _name(hand: Hand, cluster: Cluster, name: str, language: str) -> None:
    step = _step(hand)
    makes = step.makes if step else ""
    most = longest_name(hand.method, makes)
    name = clean_line(name)
    if not name:
        raise Invalid({"name": "field_missing"})
    if length(name) > most:
        raise Invalid({"name": "too_long"})
    if must_hold(hand) and not makes:
        raise Conflict("heap_name_held")  # no card of its own, which could wait
    cluster.name, cluster.language = name, language or hand.language
    if step is not None and step.makes:
        make_card(hand, cluster, step)
    elif cluster.card_id:
        _rename_made(hand, cluster)
    settle_heap(hand, cluster.id)


def _rename_made(hand: Hand, cluster: Cluster) -> None:
    """At the desk, in a later step: the card goes on bearing the heap's name."""
    card = hand.session.get(Card, cluster.card_id)
    if card is None or card.state != CardState.SHOWN:
        raise Conflict("card_gone")
    first = fields_of(hand.method, card.kind)[0].id
    card.fields = {**card.fields, first: cluster.name}
    card.language, card.revision = cluster.language, card.revision + 1
    card.story_id = told_as(hand, cluster)
