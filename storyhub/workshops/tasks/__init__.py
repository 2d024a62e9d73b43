"""What the worker does for workshops."""
