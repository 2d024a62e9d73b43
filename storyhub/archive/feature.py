"""The archive, as the composition root sees it."""

from storyhub.archive import models
from storyhub.core.registry import Feature

FEATURE = Feature(name="archive")

__all__ = ["FEATURE", "models"]
