"""What the worker does for the archive. Each may run twice."""

from flask import current_app

from storyhub.archive.services import indexing


def index_changes() -> None:
    """Take in what changed."""
    indexing.index_changes(current_app.extensions["storyhub.index"])


def rebuild_index() -> None:
    """Make the index anew."""
    indexing.rebuild_index(current_app.extensions["storyhub.index"])


def look_after_index() -> None:
    """Every few seconds: is the index there, is it whole?"""
    indexing.look_after_index(current_app.extensions["storyhub.index"])
