"""The one ordered list of features, lowest first."""

from datetime import timedelta

from storyhub.accounts.feature import FEATURE as ACCOUNTS
from storyhub.admin.feature import FEATURE as ADMIN
from storyhub.archive.feature import FEATURE as ARCHIVE
from storyhub.cities.feature import FEATURE as CITIES
from storyhub.collections.feature import FEATURE as COLLECTIONS
from storyhub.core.buckets import sweep_buckets
from storyhub.core.jobs import sweep_failed
from storyhub.core.registry import Feature, Periodic
from storyhub.demo.feature import FEATURE as DEMO
from storyhub.exchange.feature import FEATURE as EXCHANGE
from storyhub.learning.feature import FEATURE as LEARNING
from storyhub.operations.feature import FEATURE as OPERATIONS
from storyhub.stories.feature import FEATURE as STORIES
from storyhub.themes.feature import FEATURE as THEMES
from storyhub.town.feature import FEATURE as TOWN
from storyhub.workshops.feature import FEATURE as WORKSHOPS

CORE = Feature(
    name="core",
    periodic=[Periodic(sweep_buckets, timedelta(hours=6)), Periodic(sweep_failed, timedelta(hours=6))],
)
FEATURES = (
    CORE,
    CITIES,
    ACCOUNTS,
    THEMES,
    ARCHIVE,
    STORIES,
    COLLECTIONS,
    WORKSHOPS,
    LEARNING,
    EXCHANGE,
    TOWN,
    ADMIN,
    DEMO,
    OPERATIONS,
)
