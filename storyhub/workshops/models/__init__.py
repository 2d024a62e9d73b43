"""The tables of workshops, by what they are about."""

from storyhub.workshops.models.agenda import Exercise, MethodVersion, RestorePoint, StepEvent, Workshop, WorkshopState
from storyhub.workshops.models.board import NAMELESS, Card, CardState, CardStory, Cluster, Link, Pick, Rating, Vote
from storyhub.workshops.models.outcomes import OUTCOMES, FileState, Outcome, OutcomeState, OutcomeUse, WorkshopFile
from storyhub.workshops.models.rehearsals import Ending, Rehearsal
from storyhub.workshops.models.room import Facilitator, Group, Post, Ready, Seat, TableStory

__all__ = [
    "NAMELESS",
    "OUTCOMES",
    "Card",
    "CardState",
    "CardStory",
    "Cluster",
    "Ending",
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
    "Post",
    "Rating",
    "Ready",
    "Rehearsal",
    "RestorePoint",
    "Seat",
    "StepEvent",
    "TableStory",
    "Vote",
    "Workshop",
    "WorkshopFile",
    "WorkshopState",
]
