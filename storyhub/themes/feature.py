"""Themes, as the composition root sees them. (Their pages stand in the settings.)"""

from storyhub.core.registry import Feature
from storyhub.themes import models
from storyhub.themes.messages import MESSAGES

FEATURE = Feature(name="themes", messages=MESSAGES)

__all__ = ["FEATURE", "models"]
