"""Rules of the steps: what each refers to is declared, and fits."""

import math
from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault, unless_known
from storyhub.workshops.methods.rules.names import CELL, boards_of, by_name, kinds_of, zones_of
from storyhub.workshops.methods.rules.verbs import faults_of_verb, faults_of_who
from storyhub.workshops.methods.schema import FieldType, Link, Method, Step, Verb, Who, Zone

LONGEST_PROMPT = 160
"""Characters: what is read from eight metres, and on a phone without scrolling."""


def faults_of(method: Method) -> Iterator[Fault]:
    picked: set[str] = set()
    for step in method.step:
        key = f"step.{step.id}"
        yield from faults_of_verb(step, key)
        yield from faults_of_who(step, f"{key}.who")
        yield from _faults_of_references(method, step, key)
        yield from _faults_of_zones(method, step, key)
        yield from _faults_of_making(method, step, key)
        yield from _faults_of_then_place(method, step, f"{key}.then_place")
        yield from _faults_of_post(method, step, f"{key}.post")
        if len(step.prompt) > LONGEST_PROMPT:
            yield f"{key}.prompt", f"has {len(step.prompt)} characters; at most {LONGEST_PROMPT}"
        if again := picked & set(step.pick) or {name for name in step.pick if step.pick.count(name) > 1}:
            yield f"{key}.pick", f"{', '.join(sorted(again))}: picked twice"
        picked |= set(step.pick)


def _faults_of_references(method: Method, step: Step, key: str) -> Iterator[Fault]:
    kinds, links = kinds_of(method), by_name(method.link)
    yield from unless_known(f"{key}.board", step.board, boards_of(method), "board")
    yield from unless_known(f"{key}.card", step.card, kinds, "card")
    yield from unless_known(f"{key}.rating", step.rating, by_name(method.rating), "rating")
    yield from unless_known(f"{key}.vote", step.vote, by_name(method.vote), "vote")
    yield from unless_known(f"{key}.makes", step.makes, kinds, "card")
    yield from unless_known(f"{key}.link", step.link, links, "link")
    for name in step.links:
        yield from unless_known(f"{key}.links", name, links, "link")
    for name in step.from_cards:
        yield from unless_known(f"{key}.from_cards", name, kinds, "card")
    if step.deal is not None:
        yield from unless_known(f"{key}.deal.what", step.deal.what, kinds, "card")
    if step.do == Verb.COMPUTE:
        yield from _faults_of_verdict(method, step, key)


def _faults_of_verdict(method: Method, step: Step, key: str) -> Iterator[Fault]:
    """Verdicts are made of the ratings of a grid's cells; which, need not be said where there is one."""
    of_cells = [rating.id for rating in method.rating if rating.on == CELL]
    if step.rating and step.rating in by_name(method.rating) and step.rating not in of_cells:
        yield f"{key}.rating", f"{step.rating!r} is not on cell: verdicts are made of ratings of cells"
    elif not step.rating and len(of_cells) != 1:
        yield f"{key}.rating", f"is needed: {len(of_cells)} ratings are on cell"


def _faults_of_zones(method: Method, step: Step, key: str) -> Iterator[Fault]:
    zones = zones_of(method)
    for name in step.zones:
        yield from unless_known(f"{key}.zones", name, zones, "zone")
        zone = zones.get(name)
        if zone is None:
            continue
        if step.board and zone.board != step.board:
            yield f"{key}.zones", f"{name!r} lies on board {zone.board!r}, not on {step.board!r}"
        kinds = {step.card, step.makes} if step.do == Verb.CLUSTER else {step.card}
        if kinds - {""} and not kinds & set(zone.accepts):
            yield f"{key}.zones", f"{name!r} accepts {', '.join(zone.accepts)}, not {step.card!r}"


def _faults_of_making(method: Method, step: Step, key: str) -> Iterator[Fault]:
    """Clusters that become cards, and cards that hang on cards."""
    at = [zones_of(method)[name] for name in step.zones if name in zones_of(method)]
    if step.do == Verb.CLUSTER and at and not any(step.card in zone.accepts for zone in at):
        yield f"{key}.zones", f"none of them accepts {step.card!r}"
    if step.makes and not any(step.makes in zone.accepts for zone in at):
        yield f"{key}.makes", f"none of the step's zones accepts {step.makes!r}"
    link = by_name(method.link).get(step.link)
    yield from _faults_of_hanging(method, step, at, f"{key}.link")
    if link is None:
        return
    if step.do == Verb.CLUSTER:
        yield from _faults_of_ends(link, step.card, step.makes, f"{key}.link")
    elif step.card not in link.to:
        yield f"{key}.link", f"{link.kind!r} does not lead to {step.card!r}"
    elif link.tree and not all(zone.parent_zone for zone in at):
        yield f"{key}.link", f"{link.kind!r} is a tree: every zone of the step needs a parent_zone"


def _faults_of_hanging(method: Method, step: Step, at: list[Zone], key: str) -> Iterator[Fault]:
    """Where a tree grows, each card of an outer ring has its place in it: no other line hangs it there."""
    trees = [link.kind for link in method.link if link.tree]
    if step.do == Verb.COLLECT and trees and step.link not in trees and any(zone.parent_zone for zone in at):
        yield key, f"must be {' or '.join(map(repr, trees))}: a card there hangs on a card of the ring before"


def _faults_of_ends(link: Link, card: str, makes: str, key: str) -> Iterator[Fault]:
    if not makes:
        yield key, "makes no sense without `makes`: it leads from the cards to the card made of them"
    elif card not in link.from_ or makes not in link.to:
        yield key, f"{link.kind!r} does not lead from {card!r} to {makes!r}"


def _faults_of_post(method: Method, step: Step, key: str) -> Iterator[Fault]:
    """What comes from home is one person's words: it hangs on no card and belongs to no table."""
    if not step.post or step.do != Verb.COLLECT:
        return
    if step.who != Who.INDIVIDUAL:
        yield key, f"is for steps in which each person writes, not {step.who}"
    kind = kinds_of(method).get(step.card)
    if kind is not None and not any(field.type in (FieldType.SHORT, FieldType.LONG) for field in kind.fields):
        yield key, f"{step.card!r} has no field for words (short or long)"
    at = [zones_of(method)[name] for name in step.zones if name in zones_of(method)]
    if at and all(zone.parent_zone or zone.owner_group or step.card not in zone.accepts for zone in at):
        yield key, f"no zone of the step takes {step.card!r} without a parent or an owner"


def _faults_of_then_place(method: Method, step: Step, key: str) -> Iterator[Fault]:
    then = step.then_place
    if then is None:
        return
    if not math.isfinite(then.value):
        yield f"{key}.value", "must be a number"
    yield from unless_known(f"{key}.rating", then.rating, by_name(method.rating), "rating")
    yield from unless_known(f"{key}.zone", then.zone, zones_of(method), "zone")
    rating, zone = by_name(method.rating).get(then.rating), zones_of(method).get(then.zone)
    if rating is None:
        return
    if then.rating != step.rating:
        yield f"{key}.rating", f"is {then.rating!r}, but the step rates {step.rating!r}"
    yield from unless_known(f"{key}.dim", then.dim, by_name(rating.dims), f"dim of {rating.id!r}:")
    if zone is not None and rating.on not in zone.accepts:
        yield f"{key}.zone", f"{zone.id!r} accepts {', '.join(zone.accepts)}, not {rating.on!r}"
