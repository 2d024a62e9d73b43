"""The tables of stories, by what they are about."""

from storyhub.stories.models.consents import ARCHIVE, ConsentGrant, Contact, Use
from storyhub.stories.models.conversation import Message, StoryUse
from storyhub.stories.models.desk import (
    DeskDigest,
    LookAlike,
    Mask,
    Presence,
    Remark,
    Report,
    ReviewEvent,
    Translation,
    Withheld,
)
from storyhub.stories.models.moves import ThemeMove
from storyhub.stories.models.photos import PendingPhoto, Photo, PhotoOrigin
from storyhub.stories.models.story import (
    SOURCE,
    Kind,
    NameShown,
    Receipt,
    State,
    Story,
    StoryTheme,
    StoryVersion,
)

__all__ = [
    "ARCHIVE",
    "SOURCE",
    "ConsentGrant",
    "Contact",
    "DeskDigest",
    "Kind",
    "LookAlike",
    "Mask",
    "Message",
    "NameShown",
    "PendingPhoto",
    "Photo",
    "PhotoOrigin",
    "Presence",
    "Receipt",
    "Remark",
    "Report",
    "ReviewEvent",
    "State",
    "Story",
    "StoryTheme",
    "StoryUse",
    "StoryVersion",
    "ThemeMove",
    "Translation",
    "Use",
    "Withheld",
]
