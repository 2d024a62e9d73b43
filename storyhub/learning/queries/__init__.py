"""Reads about entries and answers."""
