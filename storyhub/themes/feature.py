"""Themes, as the composition root sees them. (Their pages come with the town's settings.)"""

from storyhub.core.registry import Feature
from storyhub.themes import models

FEATURE = Feature(name="themes")

__all__ = ["FEATURE", "models"]
