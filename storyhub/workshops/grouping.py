"""How many tables a room makes, and who sits at which: balanced, and with as few people moved as possible."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Person = TypeVar("Person")

SMALLEST = 3
"""Two people are a pair, not a table: there is no group under three unless there are fewer than three people."""
PAIR = 2


def groups_for(people: int, size: int) -> int:
    """How many groups of about `size`; no larger than that unless it would leave one under three."""
    return max(1, min(-(-people // max(size, 1)), people // SMALLEST))


def still_fit(sizes: Sequence[int], size: int, *, by_hand: bool = False) -> bool:
    """Whether tables of these sizes may go on as they are: people would rather sit than be counted again.

    A pair that was put together by hand is a table too.
    """
    if sum(sizes) < SMALLEST:
        return len(sizes) == 1
    least = PAIR if by_hand else SMALLEST
    return all(least <= one <= size + 2 for one in sizes)


def balanced(people: Sequence[Person], sitting: Mapping[Person, int], groups: int) -> dict[Person, int]:
    """Who sits in which group (from 1), in sizes that differ by one at most.

    `people` in the order of their arrival; `sitting` says where some of them sit already. They stay there as long as
    there is room, the earlier before the later; the others fill the smallest groups.
    """
    rows: dict[int, list[Person]] = {number: [] for number in range(1, groups + 1)}
    for person in people:
        if sitting.get(person) in rows:
            rows[sitting[person]].append(person)
    most = _sizes(rows, len(people))
    seated = {person: number for number, row in rows.items() for person in row[: most[number]]}
    left = {number: most[number] - min(len(row), most[number]) for number, row in rows.items()}
    for person in people:
        if person not in seated:
            number = max(left, key=lambda one: (left[one], -one))
            seated[person], left[number] = number, left[number] - 1
    return seated


def _sizes(rows: Mapping[int, Sequence[object]], people: int) -> dict[int, int]:
    """The groups that are larger already keep the places that do not divide evenly."""
    size, over = divmod(people, len(rows))
    largest = sorted(rows, key=lambda number: (-len(rows[number]), number))
    return {number: size + (place < over) for place, number in enumerate(largest)}
