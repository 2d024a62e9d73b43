"""Stories, as the composition root sees them."""

from datetime import timedelta

from flask_babel import lazy_gettext

from storyhub.cities.events import DistrictsRenamed
from storyhub.core.permissions import Role
from storyhub.core.registry import Feature, Periodic, StaffPage
from storyhub.stories import digests, letters, tasks
from storyhub.stories.events import (
    StoryConsentsChanged,
    StoryHidden,
    StoryLimitsChanged,
    StoryPublished,
    StoryWithdrawn,
    StoryWordsChanged,
    TellerAsked,
)
from storyhub.stories.messages import MESSAGES
from storyhub.stories.sources import STORIES
from storyhub.stories.views import BLUEPRINTS
from storyhub.themes.events import ThemeChanged

FEATURE = Feature(
    name="stories",
    blueprints=BLUEPRINTS,
    subscribers={
        StoryWordsChanged: [tasks.find_look_alikes, tasks.note_limits],
        StoryWithdrawn: [tasks.erase_withdrawn, tasks.forget_look_alikes],
        StoryConsentsChanged: [tasks.end_unwanted_translations, tasks.note_limits],
        StoryLimitsChanged: [tasks.note_limits],
        StoryPublished: [letters.note_move, tasks.note_limits],
        StoryHidden: [letters.note_move, tasks.note_limits],
        TellerAsked: [letters.write_to_teller],
        ThemeChanged: [tasks.note_theme],
        DistrictsRenamed: [tasks.note_districts],
    },
    tasks=[
        letters.write_of_move,
        letters.send_new_receipts,
        tasks.forget_erased,
        digests.write_digests,
        digests.write_digest,
    ],
    periodic=[
        Periodic(tasks.sweep, timedelta(hours=1)),
        Periodic(digests.send_digests, timedelta(hours=1)),
        Periodic(tasks.find_new_look_alikes, timedelta(minutes=1)),
        Periodic(tasks.guess_languages, timedelta(minutes=1)),
    ],
    messages=MESSAGES,
    sources=[STORIES],
    staff_pages=[StaffPage("desk.queue", lazy_gettext("Desk"), frozenset({Role.MODERATOR}))],
)
