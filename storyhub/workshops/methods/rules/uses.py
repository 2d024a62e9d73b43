"""Nothing is declared in vain: a rating that no step asks for is a slip, and would puzzle whoever reads the results."""

from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault
from storyhub.workshops.methods.schema import Method, Verb


def faults_of(method: Method) -> Iterator[Fault]:
    steps = method.step
    yield from _unused("rating", (one.id for one in method.rating), {s.rating for s in steps if s.do == Verb.RATE})
    yield from _unused("vote", (one.id for one in method.vote), {s.vote for s in steps if s.do == Verb.VOTE})
    yield from _unused(
        "link", (one.kind for one in method.link), {s.link for s in steps} | _all(s.links for s in steps)
    )
    yield from _unused("card", (one.kind for one in method.card), _kinds_used(method))
    yield from _unused("zone", (one.id for one in method.zone), _zones_used(method))
    yield from _unused("board", (one.id for one in method.board), {zone.board for zone in method.zone})


def _unused(what: str, declared: Iterator[str], used: set[str]) -> Iterator[Fault]:
    uses = {"rating": "no step rates by it", "vote": "no step votes on it", "board": "no zone lies on it"}
    return ((f"{what}.{name}", uses.get(what, "no step uses it")) for name in declared if name not in used)


def _kinds_used(method: Method) -> set[str]:
    return {name for step in method.step for name in (step.card, step.makes)} | {one.kind for one in method.input}


def _zones_used(method: Method) -> set[str]:
    """A step that names a board and no zones works on all of them."""
    named = _all(step.zones for step in method.step)
    whole = {step.board for step in method.step if step.board and not step.zones}
    placed = {step.then_place.zone for step in method.step if step.then_place}
    return named | placed | {one.into for one in method.input} | {z.id for z in method.zone if z.board in whole}


def _all(names: Iterator[tuple[str, ...]]) -> set[str]:
    return {name for some in names for name in some}
