"""Months as people write them."""

from datetime import date

from babel.dates import format_skeleton


def month_in_words(month: str, language: str) -> str:
    """“2026-05” as a month and its year; what is no month stays as it is."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return month
    return str(format_skeleton("yMMMM", first, locale=language))
