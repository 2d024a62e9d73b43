"""Which keys of a step its verb needs, and which it has no use for."""

from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault
from storyhub.workshops.methods.schema import Step, Verb, Who
from storyhub.workshops.methods.shaping import default_of

V = Verb

NEEDS: dict[Verb, tuple[str, ...]] = {
    V.COLLECT: ("card", "zones"),
    V.CLUSTER: ("card", "zones"),
    V.PLACE: ("card", "zones"),
    V.LINK: ("links",),
    V.RATE: ("rating",),
    V.VOTE: ("vote",),
    V.PICK: ("pick", "card"),
    V.MERGE: ("card",),
    V.COMPOSE: ("card", "zones"),
    V.REFLECT: ("questions",),
    V.COMPUTE: ("compute",),
}
WITH_CARDS = (V.IMPORT, V.COLLECT, V.CLUSTER, V.PLACE, V.LINK, V.PICK, V.MERGE, V.COMPOSE, V.DISCUSS)
ON_BOARDS = (*WITH_CARDS, V.RATE, V.VOTE, V.REPORT, V.COMPUTE)

ONLY_FOR: dict[str, tuple[Verb, ...]] = {
    "board": (V.BRIEF, *ON_BOARDS),
    "zones": ON_BOARDS,
    "card": WITH_CARDS,
    "limit": (V.COLLECT, V.COMPOSE),
    "reveal": (V.COLLECT, V.CLUSTER, V.PLACE, V.LINK, V.RATE, V.VOTE, V.COMPOSE, V.REFLECT),
    "rating": (V.RATE, V.COMPUTE, V.DISCUSS, V.REPORT, V.PICK),
    "vote": (V.VOTE, V.DISCUSS, V.REPORT, V.PICK),
    "keep_top": (V.VOTE,),
    "links": (V.LINK,),
    "makes": (V.CLUSTER,),
    "link": (V.CLUSTER, V.COLLECT),
    "pick": (V.PICK,),
    "compute": (V.COMPUTE,),
    "from_cards": (V.COMPOSE, V.DISCUSS),
    "deal": (V.COLLECT, V.CLUSTER, V.PLACE, V.RATE, V.COMPOSE, V.DISCUSS),
    "then_place": (V.RATE,),
    "questions": (V.REFLECT,),
    "tray": (V.BRIEF, V.IMPORT, V.COLLECT, V.CLUSTER, V.PLACE, V.COMPOSE, V.DISCUSS, V.REPORT, V.REFLECT),
    "group_seconds": (V.REPORT, V.DISCUSS),
    "post": (V.COLLECT,),
}
"""Keys that are not here (title, notes, scene, advance, skippable …) suit every verb."""

AT_PHONES = (V.CLUSTER, V.LINK, V.RATE, V.VOTE, V.REFLECT)
"""What each person or table does; the desk has no form for it."""
AT_DESK = (V.PICK, V.MERGE, V.COMPUTE)
"""What the facilitator settles, perhaps while the whole room listens."""

DEFAULTS = default_of(Step)


def faults_of_verb(step: Step, key: str) -> Iterator[Fault]:
    for name in NEEDS.get(step.do, ()):
        if not getattr(step, name):
            yield f"{key}.{name}", f"is needed to {step.do}"
    for name, verbs in ONLY_FOR.items():
        if getattr(step, name) != DEFAULTS[name] and step.do not in verbs:
            yield f"{key}.{name}", f"makes no sense in a step that is to {step.do}"


def faults_of_who(step: Step, key: str) -> Iterator[Fault]:
    """A step that nobody could do would stand in the agenda and give nothing."""
    if step.do in AT_PHONES and step.who == Who.FACILITATOR:
        yield key, f"cannot be facilitator: people {step.do} at their phones"
    if step.do in AT_DESK and step.who not in (Who.FACILITATOR, Who.PLENARY):
        yield key, f"must be facilitator or plenary: no phone is asked to {step.do}"
