"""Everything that lies on the boards of one exercise, read in a few statements whatever the number of cards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from uuid import UUID

from cachetools import TTLCache, cached
from cachetools.keys import hashkey
from sqlalchemy import bindparam, exists, func, or_, select

from storyhub.core.db import db
from storyhub.workshops.methods.schema import Method, Rating, Verb, Vote
from storyhub.workshops.models import NAMELESS, Card, CardState, Cluster, Exercise, Group, Link, Pick, Seat
from storyhub.workshops.models import Rating as Said
from storyhub.workshops.models import Vote as Given
from storyhub.workshops.playing import OBJECTION
from storyhub.workshops.queries.post import speaking
from storyhub.workshops.queries.tallies import Judged
from storyhub.workshops.queries.voices import count_voices

Pair = tuple[UUID, UUID | None]
"""A card, or a row and a column of a grid."""
GONE = (CardState.MERGED, CardState.REFUSED)


@dataclass(frozen=True)
class Laid:
    """The cards of an exercise with what belongs to them. What was said before its step ended is not in it."""

    exercise_id: UUID
    method: Method
    cards: Sequence[Card]
    names: Mapping[UUID, str]
    """Writers' names by card, where they agreed that they may be shown."""
    groups: Mapping[UUID, int]
    """Their numbers."""
    tables: int = 0
    """How many of them have people."""
    clusters: Sequence[Cluster] = ()
    links: Sequence[Link] = ()
    picks: Mapping[str, UUID] = field(default_factory=dict)
    judged: Mapping[tuple[str, Pair], Sequence[Judged]] = field(default_factory=dict)
    """By rating and what it is on."""
    notes: Mapping[tuple[str, Pair], Sequence[str]] = field(default_factory=dict)
    objections: Mapping[Pair, int] = field(default_factory=dict)
    points: Mapping[tuple[str, UUID], int] = field(default_factory=dict)
    """By vote and card."""
    counted: frozenset[str] = frozenset()
    """The votes whose points may be told."""
    voices: Mapping[UUID, int] = field(default_factory=dict)
    silent: frozenset[UUID] = frozenset()
    """Cards from home whose story may not be heard since a moment ago: whatever still stands on them is not said."""

    @property
    def by_id(self) -> dict[UUID, Card]:
        return {card.id: card for card in self.cards}


@dataclass(frozen=True)
class Table:
    """Where a table works by itself: what lies at the others need not be read. `open_zones` are those that tables share."""

    group_id: UUID
    open_zones: frozenset[str]


def what_lies(workshop_id: UUID, exercise_id: UUID, method: Method, over: frozenset[str]) -> Laid:
    """`over` are the steps that have ended: only their judgements and votes are counted."""
    return _heard(_read(workshop_id, exercise_id, method, over, None))


def what_lay_lately(
    workshop_id: UUID, exercise_id: UUID, method: Method, over: frozenset[str], sequence: int, table: Table | None
) -> Laid:
    """The same for a phone, as another was shown it a moment ago at that number of the workshop; all of it, or a table's.

    Nothing in it hangs on a session. What tellers allow is asked for each time.
    """
    return _heard(replace(_read_lately(workshop_id, exercise_id, method, over, sequence, table), method=method))


def _heard(laid: Laid) -> Laid:
    if not laid.cards:
        return laid
    return replace(laid, voices=count_voices(laid.exercise_id), silent=silent_among(laid.cards))


def _read(workshop_id: UUID, exercise_id: UUID, method: Method, over: frozenset[str], table: Table | None) -> Laid:
    rows = _cards(exercise_id, table)
    groups, tables = groups_of(workshop_id)
    counted = frozenset(one.id for one in method.vote if may_tell_vote(method, one, over))
    if not rows:  # Nothing lies on them, so nothing was said of it: as it is for each phone when an exercise begins.
        return Laid(exercise_id, method, [], {}, groups, tables, counted=counted)
    told = [one for one in method.rating if may_tell_rating(method, one, over)]
    judged, notes, objections = _judgements(exercise_id, told)
    return Laid(
        exercise_id=exercise_id,
        method=method,
        cards=[card for card, _ in rows],
        names={card.id: name for card, name in rows if name},
        groups=groups,
        tables=tables,
        clusters=_clusters(exercise_id, method, table),
        links=_links(exercise_id, method),
        picks=_picks(exercise_id, method),
        judged=judged,
        notes=notes,
        objections=objections,
        points=_points(exercise_id, counted),
        counted=counted,
    )


# When a step begins, hundreds of phones ask for the same within two seconds. At a number all else is given.
@cached(
    TTLCache(512, ttl=1),
    key=lambda _workshop, exercise_id, _method, _over, sequence, table: hashkey(exercise_id, sequence, table),
    lock=Lock(),
)
def _read_lately(
    workshop_id: UUID, exercise_id: UUID, method: Method, over: frozenset[str], _sequence: int, table: Table | None
) -> Laid:
    laid = _read(workshop_id, exercise_id, method, over, table)
    for one in (*laid.cards, *laid.clusters, *laid.links):
        db.session.expunge(one)
    return laid


def told_steps(exercise: Exercise, method: Method) -> frozenset[str]:
    """The steps whose judgements and votes count for what came of an exercise: all, once it is over.

    One that the room went back from and never took up again is not: what was said in it so far was not said to the end.
    """
    return frozenset(step.id for step in method.step) if exercise.closed_at else frozenset()


def may_tell_rating(method: Method, rating: Rating, over: frozenset[str]) -> bool:
    """A blind one when every step that asks for it has ended; others as they come."""
    asking = [step.id for step in method.step if step.do == Verb.RATE and step.rating == rating.id]
    return not rating.blind or over.issuperset(asking)


def may_tell_vote(method: Method, vote: Vote, over: frozenset[str]) -> bool:
    """A secret one when every step that asks for it has ended; others as they come."""
    asking = [step.id for step in method.step if step.do == Verb.VOTE and step.vote == vote.id]
    return not vote.secret or over.issuperset(asking)


# Every phone of a hall asks these at the beginning of a step; the statements are built once.
_GROUPS = select(
    Group.id,
    Group.number,
    exists().where(Seat.workshop_id == bindparam("workshop_id"), Seat.group_id == Group.id, Seat.left_at.is_(None)),
).where(Group.workshop_id == bindparam("workshop_id"))
_CARDS = (
    select(Card, Seat.name, Seat.may_show_name)
    .outerjoin(Seat, Seat.id == Card.seat_id)
    .where(Card.exercise_id == bindparam("exercise_id"), Card.state.not_in(GONE))
    .order_by(Card.position, Card.id)
)
_CARDS_AT_HAND = _CARDS.where(
    or_(
        Card.group_id.is_(None),
        Card.group_id == bindparam("group_id"),
        Seat.group_id == bindparam("group_id"),
        Card.zone.in_(bindparam("zones", expanding=True)),
    )
)
"""Of one table: also what its people wrote before they sat there, and what lies where tables share a zone."""
_CLUSTERS = (
    select(Cluster)
    .where(Cluster.exercise_id == bindparam("exercise_id"), Cluster.dissolved_at.is_(None))
    .order_by(Cluster.position, Cluster.id)
)
_CLUSTERS_AT_HAND = _CLUSTERS.where(or_(Cluster.group_id.is_(None), Cluster.group_id == bindparam("group_id")))
_LINKS = select(Link).where(Link.exercise_id == bindparam("exercise_id")).order_by(Link.at, Link.id)


def groups_of(workshop_id: UUID) -> tuple[dict[UUID, int], int]:
    """The numbers of all groups, and how many of them have people now; all of them when nobody sits anywhere yet."""
    rows = db.session.execute(_GROUPS, {"workshop_id": workshop_id}).all()
    seated = sum(taken for _, _, taken in rows)
    return {group_id: number for group_id, number, _ in rows}, seated or len(rows)


def _cards(exercise_id: UUID, table: Table | None) -> Sequence[tuple[Card, str]]:
    asked: dict[str, object] = {"exercise_id": exercise_id}
    if table is not None:
        asked |= {"group_id": table.group_id, "zones": sorted(table.open_zones)}
    rows = db.session.execute(_CARDS if table is None else _CARDS_AT_HAND, asked)
    return [(card, _writer_of(card, name if may_show else "")) for card, name, may_show in rows]


def _writer_of(card: Card, name: str | None) -> str:
    """Whose card it is said to be: never its host's, where that wrote for somebody who gave no name."""
    if card.said_for:
        return "" if card.said_for == NAMELESS else card.said_for
    return name or ""


def silent_among(cards: Sequence[Card]) -> frozenset[UUID]:
    """Those of them that came from home and whose story may not be heard now."""
    sent = {card.story_id for card in cards if card.story_id is not None}
    gone = sent - speaking(sent)
    return frozenset(card.id for card in cards if card.story_id in gone)


def _clusters(exercise_id: UUID, method: Method, table: Table | None) -> Sequence[Cluster]:
    if not any(step.do == Verb.CLUSTER for step in method.step):
        return ()
    asked = {"exercise_id": exercise_id, "group_id": table.group_id if table else None}
    return db.session.scalars(_CLUSTERS_AT_HAND if table else _CLUSTERS, asked).all()


def _links(exercise_id: UUID, method: Method) -> Sequence[Link]:
    return db.session.scalars(_LINKS, {"exercise_id": exercise_id}).all() if method.link else ()


def _picks(exercise_id: UUID, method: Method) -> dict[str, UUID]:
    if not any(step.pick for step in method.step):
        return {}
    rows = db.session.execute(select(Pick.name, Pick.card_id).where(Pick.exercise_id == exercise_id))
    return {name: card_id for name, card_id in rows}


def _judgements(
    exercise_id: UUID, told: Sequence[Rating]
) -> tuple[dict[tuple[str, Pair], list[Judged]], dict[tuple[str, Pair], list[str]], dict[Pair, int]]:
    judged: dict[tuple[str, Pair], list[Judged]] = defaultdict(list)
    notes: dict[tuple[str, Pair], list[str]] = defaultdict(list)
    objections: dict[Pair, int] = defaultdict(int)
    if not told:
        return {}, {}, {}
    # In the order of the values, not of the hands: neither who nor when is in it.
    rows = db.session.execute(
        select(Said.rating, Said.dim, Said.card_id, Said.other_id, Said.value, Said.note)
        .where(Said.exercise_id == exercise_id, Said.rating.in_([one.id for one in told]))
        .order_by(Said.card_id, Said.other_id, Said.dim, Said.value, Said.note)
    )
    for rating, dim, card_id, other_id, value, note in rows:
        pair = (card_id, other_id)
        if dim == OBJECTION:
            objections[pair] += 1
            continue
        judged[rating, pair].append(Judged(dim, value))
        if note:
            notes[rating, pair].append(note)
    return judged, notes, objections


def _points(exercise_id: UUID, counted: frozenset[str]) -> dict[tuple[str, UUID], int]:
    if not counted:
        return {}
    rows = db.session.execute(
        select(Given.vote, Given.card_id, func.sum(Given.points))
        .where(Given.exercise_id == exercise_id, Given.vote.in_(counted))
        .group_by(Given.vote, Given.card_id)
    )
    return {(vote, card_id): int(points) for vote, card_id, points in rows}
