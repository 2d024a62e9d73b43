"""Pages about stories: telling, reading, the desk, photographs, feeds."""

from storyhub.stories.views import (
    answered,
    desk,
    desk_acts,
    desk_alike,
    desk_photos,
    desk_queue,
    desk_spam,
    desk_words,
    feeds,
    photos,
    reading,
    receipt,
    suggesting,
    tell,
)

BLUEPRINTS = [
    tell.blueprint,
    receipt.blueprint,
    reading.blueprint,
    suggesting.blueprint,
    desk.blueprint,
    photos.blueprint,
    feeds.blueprint,
    answered.blueprint,
]
SHARED = (desk_acts, desk_alike, desk_photos, desk_queue, desk_spam, desk_words)
"""Further views of the desk, on its blueprint."""
