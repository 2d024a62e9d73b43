"""What the features above ask people at home for, as the pages of telling show it."""

from collections.abc import Sequence

from flask import g

from storyhub.core.registry import REGISTRY, Asking


def invitations() -> Sequence[Asking]:
    """For what one can begin to write in this town now."""
    return [one for one in _asked_here() if one.is_open]


def asking_named(told_for: str) -> Asking | None:
    """What a form was begun for; None when it names nothing, or nothing that still takes it."""
    return next((one for one in _asked_here() if one.told_for == told_for), None) if told_for else None


def _asked_here() -> list[Asking]:
    return [one for askings in REGISTRY.askings for one in askings(g.city.id)]
