"""Balanced tables, with nobody moved who can stay."""

from collections import Counter

import pytest

from storyhub.workshops.grouping import balanced, groups_for


@pytest.mark.parametrize("size", [3, 4, 5, 6, 10])
def test_tables_are_about_as_large_as_asked_and_never_under_three(size: int) -> None:
    for people in range(3, 101):
        groups = groups_for(people, size)
        sizes = Counter(balanced(range(people), {}, groups).values())
        assert len(sizes) == groups
        assert max(sizes.values()) - min(sizes.values()) <= 1
        assert min(sizes.values()) >= 3
        assert max(sizes.values()) <= max(size, 5)


def test_two_people_are_one_table_and_nobody_is_one_too() -> None:
    assert [groups_for(people, 5) for people in (0, 1, 2, 5, 6, 10, 11, 30)] == [1, 1, 1, 1, 2, 2, 3, 6]


def test_fewer_people_than_groups_spread_out() -> None:
    assert sorted(balanced("abc", {}, 4).values()) == [1, 2, 3]


def test_whoever_sits_stays_while_there_is_room_and_the_last_to_come_moves() -> None:
    sitting = {"a": 1, "b": 1, "c": 1, "d": 1, "e": 2}
    seated = balanced("abcdefg", sitting, 2)
    assert Counter(seated.values()) == {1: 4, 2: 3}
    assert {seated[person] for person in "abcd"} == {1}
    fewer = balanced("abcde", sitting | {"f": 3}, 2)
    assert [fewer[person] for person in "abcde"] == [1, 1, 1, 2, 2]


def test_whoever_sat_at_a_table_that_is_gone_is_given_another() -> None:
    assert set(balanced("abcdef", dict(zip("abcdef", (1, 1, 2, 2, 3, 3), strict=True)), 2).values()) == {1, 2}
