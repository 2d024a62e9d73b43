"""The one ordered list of features, lowest first."""

from storyhub.accounts.feature import FEATURE as ACCOUNTS
from storyhub.cities.feature import FEATURE as CITIES
from storyhub.demo.feature import FEATURE as DEMO
from storyhub.stories.feature import FEATURE as STORIES
from storyhub.themes.feature import FEATURE as THEMES
from storyhub.town.feature import FEATURE as TOWN

FEATURES = (CITIES, ACCOUNTS, THEMES, STORIES, TOWN, DEMO)
