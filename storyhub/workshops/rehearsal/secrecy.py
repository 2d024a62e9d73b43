"""Whether anybody was sent what they might not see yet: told from markers in bytes, by the words of the method's file alone.

It does not ask the code that decides what is shown (`queries.sight`); it is there to find that code wrong.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Method, Reveal, Step, Verb, Who
from storyhub.workshops.rehearsal.faults import fault
from storyhub.workshops.rehearsal.record import STAGE, Post, Record

NEVER = float("inf")
ALONE = frozenset({"reflect", "object"})
"""What is for nobody's page but the desk's."""
JUDGED = frozenset({"rate"})
TEXT = frozenset({"add-card", "change-card", "sheet", "stack", "name-heap"})


def leaks(
    record: Record, methods: Mapping[str, Method], tables: Mapping[tuple[str, str], int], let_in: Iterable[str]
) -> Counter[str]:
    """What reached a page too early, and how often. `let_in` are the keys of late commands that the desk released."""
    found: Counter[str] = Counter()
    released = frozenset(let_in)
    for (reader, marker), at in record.seen.items():
        post = record.by_marker.get(marker)
        if post is None or post.phone == reader or post.exercise not in methods:
            continue
        step = by_name(methods[post.exercise].step).get(post.step)
        if step is not None and at < _hidden_until(
            record, methods[post.exercise], step, post, reader, tables, released
        ):
            key = "leaked_to_stage" if reader == STAGE else "leaked_to_seat"
            method = methods[post.exercise].method.id
            found[fault(key, method=method, step=step.id, act=post.act, reveal=step.reveal)] += 1
    return found


def stirred(record: Record, methods: Mapping[str, Method]) -> Counter[str]:
    """Pages that changed under somebody who does nothing, while others judged or voted in secret. In the open they may."""
    found: Counter[str] = Counter()
    for place, times in record.stirred.items():
        exercise, _, name = place.partition(".")
        method = methods[exercise]
        step = by_name(method.step)[name]
        votes, ratings = by_name(method.vote), by_name(method.rating)
        if votes[step.vote].secret if step.do == Verb.VOTE else ratings[step.rating].blind:
            found["watcher_saw"] += times
    return found


def _hidden_until(
    record: Record,
    method: Method,
    step: Step,
    post: Post,
    reader: int,
    tables: Mapping[tuple[str, str], int],
    released: frozenset[str],
) -> float:
    ended = record.ended.get((post.exercise, post.step), NEVER)
    if post.act in ALONE:
        return NEVER
    if post.at > ended and post.act in TEXT and post.key not in released:
        return NEVER if post.is_taken else 0
    if post.act in JUDGED:
        return ended
    if post.act not in TEXT or step.reveal == Reveal.LIVE or _sits_with(record, method, step, post, reader, tables):
        return 0
    return NEVER if step.reveal == Reveal.NEVER else ended


def _sits_with(
    record: Record, method: Method, step: Step, post: Post, reader: int, tables: Mapping[tuple[str, str], int]
) -> bool:
    """What a table writes is read at that table, what the hall writes by every seat."""
    if reader == STAGE:
        return False
    if step.who == Who.PLENARY:
        return True
    if step.who != Who.GROUP:
        return False
    mine, theirs = (tables.get((post.exercise, record.seats.get(one, ""))) for one in (reader, post.phone))
    owners = max((zone.owner_group for zone in method.zone), default=0)
    if owners and mine and theirs:
        return (mine - 1) % owners == (theirs - 1) % owners
    return mine == theirs
