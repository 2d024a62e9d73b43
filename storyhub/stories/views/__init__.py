"""Pages about stories: telling, reading, the desk, photographs, feeds."""

from flask import Flask, request

from storyhub.stories.views import desk, feeds, photos, reading, receipt, tell

BLUEPRINTS = [tell.blueprint, receipt.blueprint, reading.blueprint, desk.blueprint, photos.blueprint, feeds.blueprint]

BODY_LIMITS = {"tell.tell": 80 * 1024 * 1024}


def init_app(app: Flask) -> None:
    @app.before_request
    def widen_body() -> None:
        """A story brings photographs; every other form keeps to the megabyte."""
        if request.endpoint in BODY_LIMITS:
            request.max_content_length = BODY_LIMITS[request.endpoint]
