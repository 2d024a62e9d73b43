"""Stories, as the composition root sees them."""

from datetime import timedelta

from flask_babel import lazy_gettext

from storyhub.core.permissions import Role
from storyhub.core.registry import Feature, Periodic, StaffPage
from storyhub.stories import tasks
from storyhub.stories.cli import import_stories
from storyhub.stories.events import StoryWithdrawn
from storyhub.stories.messages import MESSAGES
from storyhub.stories.views import BLUEPRINTS

FEATURE = Feature(
    name="stories",
    blueprints=BLUEPRINTS,
    subscribers={StoryWithdrawn: [tasks.erase_withdrawn]},
    periodic=[Periodic(tasks.sweep, timedelta(hours=1))],
    messages=MESSAGES,
    commands=[import_stories],
    staff_pages=[StaffPage("desk.queue", lazy_gettext("Desk"), frozenset({Role.MODERATOR}))],
)
