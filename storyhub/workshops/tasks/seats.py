"""What the worker does for seats once a workshop is over."""

from storyhub.workshops.services import erasing


def erase_seats() -> None:
    """The janitor's round: names and keys of seats whose days are over."""
    erasing.erase_seats()
