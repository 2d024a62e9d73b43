"""What tests of searching share: the application's index, and a way to ask it as somebody."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from storyhub.adapters.index import Index
from storyhub.archive.queries.searching import Search, search
from storyhub.core.permissions import ANONYMOUS, Viewer


@pytest.fixture
def index(app: Flask) -> Index:
    return app.extensions["storyhub.index"]


@pytest.fixture
def ask(app: Flask, index: Index) -> Callable[..., Search]:
    """`ask("water")` as anyone; `ask("water", moderator, limit=3)`."""

    def asked(words: str, viewer: Viewer = ANONYMOUS, **how: Any) -> Search:
        with app.app_context():
            return search(index, viewer, words, **how)

    return asked


@pytest.fixture
def codes(ask: Callable[..., Search]) -> Callable[..., list[str]]:
    """The public codes of what is found; a total that differs from them fails the test."""

    def found(words: str, viewer: Viewer = ANONYMOUS, **how: Any) -> list[str]:
        answer = ask(words, viewer, **how)
        assert answer.is_whole
        assert answer.total == len(answer.hits)
        return [hit.code for hit in answer.hits]

    return found
