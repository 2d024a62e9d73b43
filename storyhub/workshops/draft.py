"""What somebody writes on a workshop's page before it begins: what it is, where, when, and how the room works."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from storyhub.core.languages import is_known

LONGEST = {"title": 160, "question": 300, "place": 200, "announcement": 3_000}
GROUP_SIZES = range(3, 11)
KEEPING_DAYS = range(1, 366)
YEARS = range(2000, 2201)


def untold(title: str, starts_at: datetime | None, place: str) -> dict[str, str]:
    """What an announcement has to say and does not: by field, the key of the sentence that asks for it."""
    asked = {
        "title": (title, "workshop_title_missing"),
        "starts_at": (starts_at, "workshop_start_missing"),
        "place": (place, "workshop_place_missing"),
    }
    return {name: key for name, (said, key) in asked.items() if not said}


@dataclass(frozen=True)
class Draft:
    """Moments are aware. The fields are those of the workshop."""

    title: str
    question: str
    language: str
    year: int | None = None
    place: str = ""
    announcement: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    group_size: int = 5
    holds_cards: bool = False
    shows_names: bool = False
    takes_post: bool = True
    keeps_seats_days: int = 30

    def values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def faults(self) -> dict[str, str]:
        """By field, the key of the sentence that says what is wrong with it."""
        wrong = {name: "too_long" for name, most in LONGEST.items() if len(getattr(self, name)) > most}
        if not is_known(self.language):
            wrong["language"] = "workshop_language"
        if self.year is not None and self.year not in YEARS:
            wrong["year"] = "workshop_year"
        if self.group_size not in GROUP_SIZES:
            wrong["group_size"] = "workshop_group_size"
        if self.keeps_seats_days not in KEEPING_DAYS:
            wrong["keeps_seats_days"] = "workshop_keeping_days"
        if self.ends_at and (self.starts_at is None or self.ends_at <= self.starts_at):
            wrong["ends_at"] = "workshop_ends_early"
        return wrong
