"""Sentences for what workshops refuse."""

from typing import Any

from flask_babel import lazy_gettext

MESSAGES: dict[str, Any] = {
    "workshop_moved": lazy_gettext("The room has moved on since you opened this page. It now shows where the room is."),
}
