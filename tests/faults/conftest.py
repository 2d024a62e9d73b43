"""Faults need the same teller as the tests of telling, and shorter patience."""

from tests.stories.conftest import new_teller, stories, teller  # noqa: F401
from tests.support.faults import impatient  # noqa: F401
