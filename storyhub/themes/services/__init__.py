"""Writes to the vocabulary: taking in the one that comes with Storyhub, and changing it as towns learn."""

from storyhub.themes.services.changing import (
    LaterChange,
    Wording,
    add_theme,
    merge_theme,
    rename_theme,
    retire_theme,
    undo_change,
)
from storyhub.themes.services.seeding import seed_vocabulary

__all__ = [
    "LaterChange",
    "Wording",
    "add_theme",
    "merge_theme",
    "rename_theme",
    "retire_theme",
    "seed_vocabulary",
    "undo_change",
]
