"""What an audience may see of what lies on a board: the one place where *reveal* is decided.

| reveal        | before its step has ended                                     | then             |
|---------------|---------------------------------------------------------------|------------------|
| `live`        | everyone                                                      | everyone         |
| `on_advance`  | who wrote it; their table, where tables write                 | everyone         |
| `facilitator` | as above, and the desk; everyone once the facilitator says so | everyone         |
| `never`       | as above, and the desk                                        | as before        |

A facilitator who reveals a step also opens what waits for its end. Judgements and secret votes are not opened by it:
they are counted when their step has ended, and not before (`queries.laid`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.methods.rules.names import by_name, zones_of
from storyhub.workshops.methods.schema import Method, Reveal, Scope, Step, Verb, Who
from storyhub.workshops.models import Card, CardState, Cluster, Exercise, Link
from storyhub.workshops.playing import REFLECTION, WRITING, owns, scope_of
from storyhub.workshops.seen import Audience, Side, Standing


class Sight(StrEnum):
    SEEN = "seen"
    HIDDEN = "hidden"
    """It is known to lie there, and no more."""
    ABSENT = "absent"


def steps_over(method: Method, standing: Standing, exercise_id: UUID | None = None) -> frozenset[str]:
    """The steps of the exercise that have ended. Of another than the running one: all, once it is closed."""
    order = [step.id for step in method.step]
    running = exercise_id is None or exercise_id == standing.exercise_id
    if running and standing.step is not None:
        return frozenset(order[: order.index(standing.step.id)])
    if running and standing.is_over:
        return frozenset(order)
    wanted = exercise_id or standing.exercise_id
    closed = db.session.scalar(select(Exercise.closed_at).where(Exercise.id == wanted))
    return frozenset(order) if closed else frozenset()


def looks_alike_from_tables(method: Method, step: Step, over: Collection[str]) -> bool:
    """Whether the boards look the same to phones at all tables, each phone's own cards left aside.

    So it is while nobody works at a table, nothing is handed to one, and no table's cards still wait for their reveal.
    """
    if scope_of(method, step) == Scope.GROUP or step.deal is not None or step.do in WRITING:
        return False
    waiting = [one for one in method.step if one.who == Who.GROUP and one.reveal != Reveal.LIVE]
    return all(one.id in over and one.reveal != Reveal.NEVER for one in waiting)


@dataclass(frozen=True)
class Eyes:
    """An audience before the boards of one exercise."""

    audience: Audience
    method: Method
    step: Step | None
    """Which runs now."""
    over: frozenset[str]
    is_revealed: bool
    groups: Mapping[UUID, int]
    tables: int

    @property
    def number(self) -> int:
        """Of the table that is looked at; 0 for all of them."""
        if self.audience.group_id is None:
            return 0
        if self.audience.side == Side.SEAT and scope_of(self.method, self.step) == Scope.PLENARY:
            return 0
        return self.groups.get(self.audience.group_id, 0)

    @property
    def own_number(self) -> int:
        """Of the table at which this audience sits, however far it looks."""
        return self.groups.get(self.audience.group_id, 0) if self.audience.group_id else 0

    def _is_without_table(self) -> bool:
        """A seat that has none yet, while tables work each by itself: it looks into nobody's."""
        if self.audience.side != Side.SEAT or self.audience.group_id is not None:
            return False
        return scope_of(self.method, self.step) == Scope.GROUP

    def of(self, card: Card) -> Sight:
        return self.of_shown(card) if card.state == CardState.SHOWN else Sight.ABSENT

    def of_shown(self, card: Card) -> Sight:
        """What it would be of a card if that lay there by itself."""
        if card.kind == REFLECTION or not self._lies_here(card):
            return Sight.ABSENT
        return Sight.SEEN if self.is_mine(card) or self._may_read(card) else Sight.HIDDEN

    def is_mine(self, card: Card) -> bool:
        return card.seat_id is not None and card.seat_id == self.audience.seat_id

    def sees_heap(self, cluster: Cluster) -> bool:
        """Whether a heap is seen as one; where it is not, its cards lie loose."""
        if self.number and cluster.group_id and self.groups.get(cluster.group_id) != self.number:
            return False
        waiting = self._waiting(Verb.CLUSTER)
        return waiting is None or self._is_own(cluster.group_id, waiting) or self._is_desk_of(waiting)

    def sees_line(self, link: Link) -> bool:
        waiting = self._waiting(Verb.LINK)
        if waiting is None or link.kind not in waiting.links or link.seat_id is None:
            return True
        return link.seat_id == self.audience.seat_id or self._is_desk_of(waiting)

    def _lies_here(self, card: Card) -> bool:
        if self._is_without_table() and card.group_id:
            return self.is_mine(card)
        lies_there = self.groups.get(card.group_id) == self.number if card.group_id else True
        return not self.number or lies_there or self._shares_zone(card)

    def _shares_zone(self, card: Card) -> bool:
        """Where there are more tables than zones of their own, several work in one zone."""
        zone = zones_of(self.method).get(card.zone)
        if zone is None or not zone.owner_group:
            return False
        return owns(self.method, zone, self.own_number, self.tables)

    def _may_read(self, card: Card) -> bool:
        step = by_name(self.method.step).get(card.step)
        if step is None or step.reveal == Reveal.LIVE or self._is_desk_of(step):
            return True
        if self._is_own(card.group_id, step) or (step.who == Who.GROUP and self._is_seat_in(card)):
            return True
        if step.reveal == Reveal.NEVER:
            return False
        return step.id in self.over or (self.is_revealed and self.step is not None and step.id == self.step.id)

    def _is_own(self, group_id: UUID | None, step: Step) -> bool:
        """What a table writes together is read at that table, what the hall writes by every seat."""
        if self.audience.side != Side.SEAT:
            return False
        if step.who == Who.PLENARY:
            return True
        return step.who == Who.GROUP and group_id == self.audience.group_id

    def _is_seat_in(self, card: Card) -> bool:
        return self.audience.side == Side.SEAT and self.own_number > 0 and self._shares_zone(card)

    def _is_desk_of(self, step: Step) -> bool:
        return self.audience.side == Side.DESK and step.reveal in (Reveal.FACILITATOR, Reveal.NEVER)

    def _waiting(self, verb: Verb) -> Step | None:
        """The step that runs, if it is of this kind and keeps for itself what is done in it."""
        step = self.step
        if step is None or step.do != verb or step.reveal == Reveal.LIVE:
            return None
        return step if step.reveal == Reveal.NEVER or not self.is_revealed else None
