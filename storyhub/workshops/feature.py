"""Workshops, as the composition root sees them."""

from storyhub.core.registry import Feature
from storyhub.workshops import models
from storyhub.workshops.messages import MESSAGES
from storyhub.workshops.views import BLUEPRINTS

FEATURE = Feature(name="workshops", blueprints=BLUEPRINTS, messages=MESSAGES)

__all__ = ["FEATURE", "models"]
