"""What goes wrong around us, made to happen on purpose."""

import pytest

from storyhub.core import db as database


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is waited for a fifth of a second, where it is five in earnest. To be asked for before `app`."""
    quick = tuple("busy_timeout=200" if one.startswith("busy_timeout") else one for one in database.PRAGMAS)
    monkeypatch.setattr(database, "PRAGMAS", quick)
    limits = database.POSTGRES_LIMITS.replace("lock_timeout=5000", "lock_timeout=200")
    monkeypatch.setattr(database, "POSTGRES_LIMITS", limits)
