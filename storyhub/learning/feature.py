"""Learning, as the composition root sees it."""

from storyhub.core.registry import Feature
from storyhub.learning import models

FEATURE = Feature(name="learning")

__all__ = ["FEATURE", "models"]
