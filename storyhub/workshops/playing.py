"""What a step lets people do: which zones are a table's, how far a table looks, who is dealt what. Pure rules on a method."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from storyhub.workshops.methods.rules.names import CELL, by_name, kinds_of, zones_of
from storyhub.workshops.methods.schema import (
    DealTo,
    Field,
    FieldType,
    Link,
    Method,
    Reveal,
    Scope,
    Step,
    Verb,
    Who,
    Zone,
)
from storyhub.workshops.models import Card

Item = TypeVar("Item")

REFLECTION = "reflection"
"""The kind of card that holds somebody's answers in a reflect step; it lies in no zone and on no board."""
OBJECTION = "objection"
"""The dimension of a rating in which somebody says that they cannot live with this."""
LONGEST = {FieldType.SHORT: 140, FieldType.LONG: 1200}
LONGEST_NAME = 80
"""Of a heap that becomes no card."""
WRITING = (Verb.COLLECT, Verb.COMPOSE, Verb.REFLECT)
AT_TABLES = (Verb.COLLECT, Verb.CLUSTER, Verb.PLACE, Verb.LINK, Verb.COMPOSE)
"""What people who work alone do on their own table's copy of the board all the same."""


def step_of(method: Method, step: str) -> Step | None:
    return by_name(method.step).get(step)


def is_secret(method: Method, step: Step) -> bool:
    """Whether what people say in it is told to nobody before it has ended: a secret vote, a blind rating."""
    if step.do == Verb.VOTE:
        return by_name(method.vote)[step.vote].secret
    return step.do == Verb.RATE and by_name(method.rating)[step.rating].blind


def lag_of_table(step: Step | None, scene: Mapping[str, Any]) -> int | None:
    """Seconds that the clock of the table on the stage is behind that of the step; None where no table has a clock.

    It stands when the step's does, and a minute given to the step is given to the table that speaks.
    """
    if step is None or not step.group_seconds or scene.get("left") is None:
        return None
    return int(scene["left"]) - step.group_seconds


def may_reveal(step: Step | None) -> bool:
    """Whether a facilitator may show before its end what people write in it."""
    return step is not None and step.do == Verb.COLLECT and step.reveal in (Reveal.FACILITATOR, Reveal.ON_ADVANCE)


def scope_of(method: Method, step: Step | None) -> Scope:
    """Whether a table works on its own cards in this step, or looks at everybody's."""
    if step is None or step.who in (Who.PLENARY, Who.FACILITATOR):
        return Scope.PLENARY
    if step.do == Verb.VOTE:
        return by_name(method.vote)[step.vote].scope
    return Scope.GROUP if step.who == Who.GROUP or step.do in AT_TABLES else Scope.PLENARY


def owner_number(owner: int, groups: int) -> int:
    """The number of the group to which a zone belongs. Fewer groups share the zones out among them."""
    return (owner - 1) % groups + 1 if groups else owner


def owns(method: Method, zone: Zone, number: int, groups: int) -> bool:
    """Whether the table with this number works in the zone. Where there are more tables than zones, tables share one."""
    if not zone.owner_group or not number:
        return True
    owners = max(one.owner_group for one in method.zone)
    if groups > owners:
        return (number - 1) % owners + 1 == zone.owner_group
    return owner_number(zone.owner_group, groups) == number


def zones_of_step(method: Method, step: Step) -> list[Zone]:
    """The zones a step works in; one that names a board alone works on all of them."""
    zones = zones_of(method)
    if step.zones:
        return [zones[name] for name in step.zones]
    return [zone for zone in method.zone if zone.board == step.board]


def judged_for(method: Method, step: Step) -> str:
    """The rating from which a step computes; where one alone is of cells, the file need not say it."""
    return step.rating or next((one.id for one in method.rating if one.on == CELL), "")


def zones_for(method: Method, step: Step, kind: str, number: int, groups: int) -> list[Zone]:
    """Those of them where a table may lay a card of this kind."""
    zones = zones_of_step(method, step)
    return [zone for zone in zones if kind in zone.accepts and owns(method, zone, number, groups)]


def zone_of_made(method: Method, step: Step, fallback: str) -> str:
    """Where the card lies that a heap becomes: in a zone for such cards alone, if there is one, else where the heap is."""
    zones = zones_of(method)
    fitting = [zones[name] for name in step.zones if step.makes in zones[name].accepts]
    alone = [zone.id for zone in fitting if step.card not in zone.accepts]
    if alone:
        return alone[0]
    return fallback if any(zone.id == fallback for zone in fitting) or not fitting else fitting[0].id


def link_of(method: Method, kind: str) -> Link | None:
    return by_name(method.link).get(kind)


def parents_of(method: Method, step: Step, zone: Zone | None = None) -> tuple[frozenset[str], frozenset[str]]:
    """The zones and the kinds in which a card collected in this step finds the card that it hangs on. Empty: in none."""
    link = link_of(method, step.link) if step.do == Verb.COLLECT else None
    zones = [zone] if zone else zones_of_step(method, step)
    places = frozenset(one.parent_zone for one in zones if one.parent_zone)
    return places, frozenset(link.from_) if link else frozenset()


def must_hang(method: Method, step: Step, zone: Zone) -> bool:
    """Whether a card laid there needs a card to hang on."""
    link = link_of(method, step.link)
    return bool(zone.parent_zone) and (link is None or link.tree)


def fields_of(method: Method, kind: str) -> tuple[Field, ...]:
    card = kinds_of(method).get(kind)
    return card.fields if card else ()


def longest(field: Field) -> int:
    return field.max or LONGEST.get(field.type, LONGEST_NAME)


def longest_name(method: Method, makes: str) -> int:
    """Of a heap: what the card can say that it becomes."""
    return longest(fields_of(method, makes)[0]) if makes else LONGEST_NAME


def dealer_of(method: Method, kind: str) -> Step | None:
    """The step that hands cards of a kind to the tables, from which they work on these."""
    return next(
        (step for step in method.step if step.deal and step.deal.what == kind and step.deal.to == DealTo.GROUP), None
    )


def dealt(items: Sequence[Item], each: int, number: int) -> list[Item]:
    """The table or person with this number gets `each` of the items; where there are fewer, several get the same."""
    if not items or number < 1:
        return []
    each = min(each, len(items))
    first = (number - 1) * each
    return [items[(first + count) % len(items)] for count in range(each)]


def beside_sheet(method: Method, step: Step, sheet: Card, cards: Sequence[Card], number: int) -> list[Card]:
    """The cards from which a sheet is made: those of its zone where zones are a table's own, else of its table.

    `cards` lie in the exercise, in their order; `number` is the table's.
    """
    owned = bool(zones_of(method)[sheet.zone].owner_group)
    found: list[Card] = []
    for kind in step.from_cards:
        of_kind = [card for card in cards if card.kind == kind and card.is_kept]
        dealer = dealer_of(method, kind)
        if dealer is not None and dealer.deal is not None and number:
            found += dealt(of_kind, dealer.deal.each, number)
        elif owned and any(kind in zone.accepts and zone.owner_group for zone in method.zone):
            found += [card for card in of_kind if card.zone == sheet.zone]
        else:
            found += [card for card in of_kind if sheet.group_id is None or card.group_id in (None, sheet.group_id)]
    return found


def normal(words: str) -> str:
    """As two texts are compared: without case, marks and order of blanks."""
    kept = "".join(sign if sign.isalnum() else " " for sign in words.casefold())
    return " ".join(kept.split())
