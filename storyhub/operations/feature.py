"""The operators' commands, as the composition root sees them."""

from storyhub.core.registry import Feature

COMMANDS = ("backup", "restore", "check", "erase")

FEATURE = Feature(name="operations", commands=[f"storyhub.operations.cli:{name}" for name in COMMANDS])
