"""The vocabulary of systems themes, and the lens (event, pattern, structure, mental model).

A theme is never deleted: it is retired or merged, so that what was tagged with it keeps its meaning.
"""
