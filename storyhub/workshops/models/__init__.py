"""The tables of workshops, by what they are about."""

from storyhub.workshops.models.agenda import Exercise, MethodVersion, RestorePoint, StepEvent, Workshop, WorkshopState
from storyhub.workshops.models.board import Card, CardState, CardStory, Cluster, Link, Pick, Rating, Vote
from storyhub.workshops.models.outcomes import FileState, Outcome, OutcomeState, OutcomeUse, WorkshopFile
from storyhub.workshops.models.room import Facilitator, Group, Ready, Seat, TableStory

__all__ = [
    "Card",
    "CardState",
    "CardStory",
    "Cluster",
    "Exercise",
    "Facilitator",
    "FileState",
    "Group",
    "Link",
    "MethodVersion",
    "Outcome",
    "OutcomeState",
    "OutcomeUse",
    "Pick",
    "Rating",
    "Ready",
    "RestorePoint",
    "Seat",
    "StepEvent",
    "TableStory",
    "Vote",
    "Workshop",
    "WorkshopFile",
    "WorkshopState",
]
