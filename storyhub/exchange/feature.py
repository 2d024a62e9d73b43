"""The exchange, as the composition root sees it."""

from datetime import timedelta

from storyhub.core.registry import Feature, Periodic
from storyhub.exchange import tasks
from storyhub.exchange.messages import MESSAGES
from storyhub.exchange.views import BLUEPRINTS
from storyhub.stories.events import (
    StoryConsentsChanged,
    StoryHidden,
    StoryLimitsChanged,
    StoryWithdrawn,
    StoryWordsChanged,
)

CHANGES = (StoryConsentsChanged, StoryHidden, StoryLimitsChanged, StoryWithdrawn, StoryWordsChanged)

FEATURE = Feature(
    name="exchange",
    blueprints=BLUEPRINTS,
    subscribers={change: [tasks.remake_exports] for change in CHANGES},
    tasks=[tasks.make_export, tasks.read_upload, tasks.take_upload_in],
    periodic=[
        Periodic(tasks.note_new_stories, timedelta(minutes=1)),
        Periodic(tasks.mend_records, timedelta(days=1)),
        Periodic(tasks.sweep, timedelta(hours=1)),
    ],
    messages=MESSAGES,
    commands=["storyhub.exchange.cli:import_stories", "storyhub.exchange.cli:export_stories"],
)
