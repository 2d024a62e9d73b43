"""What somebody writes on a collection's page: words, and nothing about the order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

LONGEST = {"title": 200, "words": 5_000}
LONGEST_NOTE = 3_000
MOST_STORIES = 100
MOST_PARTS = 200


@dataclass(frozen=True)
class Draft:
    """`notes` are the words of notes by the id of their part."""

    title: str
    words: str
    language: str
    notes: Mapping[UUID, str] = field(default_factory=dict)
