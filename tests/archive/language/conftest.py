"""Tests of language read the table of lemmas, and no database."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def table(lemmas: Path) -> Path:
    return lemmas
