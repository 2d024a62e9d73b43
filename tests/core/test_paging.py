"""A page of a long list."""

import pytest

from storyhub.core.paging import Page, page_number


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, 1), ("", 1), ("1", 1), ("7", 7), ("0", 1), ("-1", 1), ("x", 1), ("٣", 1), ("1e3", 1), ("²", 1),
        ("9999999", 10_000), ("99999999999999999999", 1), (" 2", 1),
    ],
)  # fmt: skip
def test_anything_that_is_not_a_page_is_the_first(asked: str | None, given: int) -> None:
    assert page_number(asked) == given


@pytest.mark.parametrize(
    ("number", "total", "pages", "previous", "following"),
    [(1, 0, 1, None, None), (1, 20, 1, None, None), (1, 21, 2, None, 2), (2, 21, 2, 1, None), (2, 60, 3, 1, 3)],
)
def test_neighbours(number: int, total: int, pages: int, previous: int | None, following: int | None) -> None:
    page = Page([], number, 20, total)
    assert (page.pages, page.previous, page.next) == (pages, previous, following)
