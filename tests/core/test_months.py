"""Months as people write them in each language."""

import pytest

from storyhub.core.months import month_in_words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "May 2026"),
        ("hy", "2026 թ\N{ONE DOT LEADER} մայիս"),
        ("ka", "მაისი, 2026"),
        ("ro", "mai 2026"),
        ("uk", "травень 2026\N{NARROW NO-BREAK SPACE}р."),
        ("az", "may 2026"),
        ("ru", "май 2026\N{NARROW NO-BREAK SPACE}г."),
    ],
)
def test_a_month_is_said_in_words(language: str, said: str) -> None:
    assert month_in_words("2026-05", language) == said
    assert month_in_words("", language) == ""
    assert month_in_words("long ago", language) == "long ago"
