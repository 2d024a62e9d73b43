"""Storyhub: where a town listens to its residents, imagines its future with them, and learns from what it tries."""
