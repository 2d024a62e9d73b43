"""Writes to the vocabulary: taking in the one that comes with Storyhub, and changing it as towns learn."""

from storyhub.themes.services.acting import LaterChange
from storyhub.themes.services.changing import add_theme, place_theme, rename_theme
from storyhub.themes.services.merging import merge_theme, retire_theme, split_off
from storyhub.themes.services.seeding import seed_vocabulary
from storyhub.themes.services.taking_in import Step, concept_of, steps_for, take_in
from storyhub.themes.services.undoing import UNDO, undo_change
from storyhub.themes.services.wording import MOST_LABEL, MOST_MEANING, Wording

__all__ = [
    "MOST_LABEL",
    "MOST_MEANING",
    "UNDO",
    "LaterChange",
    "Step",
    "Wording",
    "add_theme",
    "concept_of",
    "merge_theme",
    "place_theme",
    "rename_theme",
    "retire_theme",
    "seed_vocabulary",
    "split_off",
    "steps_for",
    "take_in",
    "undo_change",
]
