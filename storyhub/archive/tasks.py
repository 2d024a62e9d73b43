"""What the worker does for the archive. Each may run twice."""

from contextlib import suppress
from uuid import UUID

from flask import current_app

from storyhub.adapters.index import Unusable
from storyhub.archive.services import indexing


def index_changes() -> None:
    """Take in what changed."""
    indexing.index_changes(current_app.extensions["storyhub.index"])


def renew(source: str, ids: list[str]) -> None:
    """Take in these things anew, of which something is said otherwise now; an index that is made anew does so anyway."""
    with suppress(Unusable):
        indexing.renew(current_app.extensions["storyhub.index"], source, [UUID(hex=one) for one in ids])


def rebuild_index() -> None:
    """Make the index anew."""
    indexing.rebuild_index(current_app.extensions["storyhub.index"])


def look_after_index() -> None:
    """Every few seconds: is the index there, is it whole?"""
    indexing.look_after_index(current_app.extensions["storyhub.index"])
