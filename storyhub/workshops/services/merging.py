"""Twins joined at the desk: one card stays, the others stand in it, and nothing of them is lost."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select, update

from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.models import Card, CardState, Cluster, Link, Vote
from storyhub.workshops.services.backing import inherit
from storyhub.workshops.services.hands import Hand, hand_on
from storyhub.workshops.services.heaps import settle_heap


def merge_cards(actor: Viewer, into_id: UUID, twin_ids: Collection[UUID], *, key: str | None = None) -> None:
    """Let these cards stand in one: their stories, lines, cards that hang on them, and points go with them.

    What was judged of a twin was judged of its words: it stays with the twin and counts again when that is parted. The
    card then lies on everyone's board when its twins came from several tables. Raises NotFound, NotAllowed, Invalid.
    """
    with transaction() as session:
        hand, into = hand_on(session, actor, into_id)
        if hand.earlier(key, "cards_merged"):
            return
        into = hand.reached(into_id)
        twins = [hand.reached(twin_id, into.kind) for twin_id in dict.fromkeys(twin_ids) if twin_id != into_id]
        if not twins:
            raise Invalid({"twins": "twins_missing"})
        for twin in twins:
            _join(hand, into, twin)
        if any(twin.group_id != into.group_id for twin in twins):
            into.group_id = None
        into.is_minority = into.is_minority or any(twin.is_minority for twin in twins)
        hand.note("cards_merged", key=key, tables=[None], card=into.id, twins=[str(twin.id) for twin in twins])


def part_card(actor: Viewer, twin_id: UUID, *, key: str | None = None) -> None:
    """Let a card that was joined to another stand alone again. What it brought along stays with the other too."""
    with transaction() as session:
        hand, twin = hand_on(session, actor, twin_id)
        if hand.earlier(key, "cards_parted") or twin.state != CardState.MERGED:
            return
        twin.state, twin.merged_into_id = CardState.SHOWN, None
        settle_heap(hand, twin.cluster_id)
        hand.note("cards_parted", key=key, tables=[twin.group_id], card=twin.id)


def _join(hand: Hand, into: Card, twin: Card) -> None:
    session = hand.session
    twin.state, twin.merged_into_id = CardState.MERGED, into.id
    session.flush()
    settle_heap(hand, twin.cluster_id)
    inherit(session, into.id, [into.id, twin.id])
    _move_lines(hand, into, twin)
    session.execute(update(Card).where(Card.parent_id == twin.id).values(parent_id=into.id))
    session.execute(update(Cluster).where(Cluster.card_id == twin.id).values(card_id=into.id))
    _move_points(hand, into, twin)


def _move_lines(hand: Hand, into: Card, twin: Card) -> None:
    """Every line of the twin leads to or from the card; one that is there already, or would lead to itself, goes."""
    session = hand.session
    rows = session.scalars(select(Link).where((Link.from_id == into.id) | (Link.to_id == into.id)))
    known = {(one.kind, one.from_id, one.to_id) for one in rows}
    for line in session.scalars(select(Link).where((Link.from_id == twin.id) | (Link.to_id == twin.id))).all():
        start = into.id if line.from_id == twin.id else line.from_id
        end = into.id if line.to_id == twin.id else line.to_id
        if start == end or (line.kind, start, end) in known:
            session.delete(line)
            continue
        line.from_id, line.to_id = start, end
        known.add((line.kind, start, end))
    session.flush()


def _move_points(hand: Hand, into: Card, twin: Card) -> None:
    """Whoever gave points to both gave no more to one card than the vote allows."""
    session = hand.session
    most = {name: vote.max_per_item for name, vote in by_name(hand.method.vote).items()}
    rows = session.scalars(select(Vote).where(Vote.card_id == into.id))
    known = {(one.vote, one.seat_id): one for one in rows}
    for given in session.scalars(select(Vote).where(Vote.card_id == twin.id)).all():
        there = known.get((given.vote, given.seat_id))
        if there is None:
            given.card_id = into.id
        else:
            there.points = min(there.points + given.points, most.get(given.vote, there.points))
            session.execute(delete(Vote).where(Vote.id == given.id))
    session.flush()
