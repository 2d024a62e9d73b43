"""The operators' commands, as the composition root sees them."""

from storyhub.core.registry import Feature
from storyhub.operations.cli import COMMANDS

FEATURE = Feature(name="operations", commands=COMMANDS)
