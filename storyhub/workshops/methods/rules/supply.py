"""What a step works on is there when it begins: made in a step before it, or brought by an input.

A step without it would stand in the agenda and give nothing, however many people sit in the room.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from storyhub.workshops.methods.problems import Fault
from storyhub.workshops.methods.rules.names import CELL, by_name, grids_of, kinds_of, zones_of
from storyhub.workshops.methods.schema import Method, Step, Verb, Who, Zone

MAKING = (Verb.IMPORT, Verb.COLLECT, Verb.COMPOSE)
WORKING = (Verb.CLUSTER, Verb.PLACE, Verb.PICK, Verb.MERGE)
LAYING = (*MAKING, Verb.CLUSTER, Verb.PLACE)
AT_TABLES = (Verb.COLLECT, Verb.COMPOSE, Verb.PLACE)


@dataclass
class There:
    """What lies on the boards when a step begins."""

    kinds: set[str] = field(default_factory=set)
    zones: set[str] = field(default_factory=set)
    ratings: set[str] = field(default_factory=set)

    def after(self, method: Method, step: Step) -> None:
        if step.do in MAKING:
            self.kinds.add(step.card)
        if step.do in LAYING:
            self.kinds.add(step.makes)
            self.zones |= {zone.id for zone in _zones_of_step(method, step)}
        if step.then_place is not None:
            self.zones.add(step.then_place.zone)
        self.ratings.add(step.rating if step.do == Verb.RATE else "")


def faults_of(method: Method) -> Iterator[Fault]:
    there = There({one.kind for one in method.input}, {one.into for one in method.input})
    for step in method.step:
        key = f"step.{step.id}"
        yield from _faults_of_kinds(method, step, there, key)
        yield from _faults_of_parents(method, step, there, f"{key}.zones")
        yield from _faults_of_owners(method, step, f"{key}.zones")
        there.after(method, step)
    made = there.kinds
    for output in method.output:
        kind = output.type.removeprefix("card:")
        if kind in kinds_of(method) and kind not in made:
            yield f"output.{output.id}.type", f"no step makes a card of {kind!r}, and no input brings one"


def _faults_of_kinds(method: Method, step: Step, there: There, key: str) -> Iterator[Fault]:
    """Unknown names are told elsewhere."""
    if step.do in WORKING and step.card in kinds_of(method):
        yield from _unless_any([step.card], there.kinds, f"{key}.card")
    if step.deal is not None and step.deal.what in kinds_of(method):
        yield from _unless_any([step.deal.what], there.kinds, f"{key}.deal.what")
    if step.do == Verb.VOTE and step.vote in by_name(method.vote):
        yield from _unless_any(by_name(method.vote)[step.vote].on, there.kinds, f"{key}.vote")
    if step.do == Verb.RATE and step.rating in by_name(method.rating):
        yield from _faults_of_rating(method, by_name(method.rating)[step.rating].on, there, f"{key}.rating")
    if step.do == Verb.LINK:
        links = [one for one in method.link if one.kind in step.links]
        if links and not any(there.kinds & set(one.from_) and there.kinds & set(one.to) for one in links):
            yield f"{key}.links", "no step before it makes the cards that they tie, and no input brings them"
    if step.do == Verb.COMPUTE and (step.rating not in there.ratings if step.rating else not there.ratings - {""}):
        yield f"{key}.compute", "no step before it rates what it is made of"


def _faults_of_rating(method: Method, on: str, there: There, key: str) -> Iterator[Fault]:
    if on != CELL:
        yield from _unless_any([on], there.kinds, key)
        return
    grids = [grid for grid in grids_of(method) if grid.rows_from and grid.columns_from]
    if grids and not any({grid.rows_from, grid.columns_from} <= there.kinds for grid in grids):
        yield key, "no step before it makes the cards of the rows and columns, and no input brings them"


def _unless_any(kinds: Iterable[str], there: set[str], key: str) -> Iterator[Fault]:
    if kinds and not set(kinds) & there:
        yield key, f"no step before it makes a card of {' or '.join(map(repr, kinds))}, and no input brings one"


def _faults_of_parents(method: Method, step: Step, there: There, key: str) -> Iterator[Fault]:
    """Where every card of the step must hang on one that lies further in, some lie there."""
    link = by_name(method.link).get(step.link)
    zones = _zones_of_step(method, step)
    if step.do != Verb.COLLECT or (link is not None and not link.tree) or not all(zone.parent_zone for zone in zones):
        return
    parents = {zone.parent_zone for zone in zones}
    if parents and not parents & there.zones:
        yield (
            key,
            f"its cards hang on cards in {' or '.join(sorted(map(repr, parents)))}; no step before it lays any there",
        )


def _faults_of_owners(method: Method, step: Step, key: str) -> Iterator[Fault]:
    """Where zones are a table's own, each table finds one in the step."""
    if step.do not in AT_TABLES or step.who == Who.FACILITATOR:
        return
    owners = {zone.owner_group for zone in _zones_of_step(method, step)}
    most = max((zone.owner_group for zone in method.zone), default=0)
    if owners and 0 not in owners and (without := set(range(1, most + 1)) - owners):
        yield key, f"the groups {', '.join(map(str, sorted(without)))} of {most} find no zone of their own in it"


def _zones_of_step(method: Method, step: Step) -> list[Zone]:
    """Those that take its cards."""
    zones = zones_of(method)
    named = [zones[name] for name in step.zones if name in zones]
    return [zone for zone in named if step.card in zone.accepts or (step.makes and step.makes in zone.accepts)]
