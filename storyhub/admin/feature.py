"""The settings, as the composition root sees them."""

from storyhub.core.registry import Feature

FEATURE = Feature(name="admin")
