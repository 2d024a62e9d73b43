"""Pages about stories: telling, reading, the desk, photographs, feeds."""

from storyhub.stories.views import desk, feeds, photos, reading, receipt, tell

BLUEPRINTS = [tell.blueprint, receipt.blueprint, reading.blueprint, desk.blueprint, photos.blueprint, feeds.blueprint]
