"""The pages of collections."""

from storyhub.collections.views import booklets, editing, embedding, finding, reading

BLUEPRINTS = [reading.blueprint, editing.blueprint, booklets.blueprint, embedding.blueprint]
SHARED = (finding,)
"""Further views of writing, on its blueprint."""
