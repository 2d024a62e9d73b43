"""Themes, as the composition root sees them. (Their pages stand with the towns and in the settings.)"""

from storyhub.core.registry import Feature
from storyhub.themes import models
from storyhub.themes.messages import MESSAGES
from storyhub.themes.views import skos

FEATURE = Feature(name="themes", blueprints=[skos.blueprint], messages=MESSAGES)

__all__ = ["FEATURE", "models"]
