"""Workshops, as the composition root sees them."""

from datetime import timedelta

from flask_babel import lazy_gettext

from storyhub.core.permissions import Role
from storyhub.core.registry import Feature, Periodic, StaffPage
from storyhub.stories.events import StoryConsentsChanged, StoryHidden, StoryPublished, StoryWithdrawn, StoryWordsChanged
from storyhub.workshops import models
from storyhub.workshops.messages import MESSAGES
from storyhub.workshops.services.evidence import USE
from storyhub.workshops.tasks import seats, voices
from storyhub.workshops.views import BLUEPRINTS, polling
from storyhub.workshops.views.knots import workshop_knots

FEATURE = Feature(
    name="workshops",
    blueprints=BLUEPRINTS,
    init=polling.init_app,
    subscribers={
        StoryWithdrawn: [voices.look_again],
        StoryHidden: [voices.look_again],
        StoryPublished: [voices.look_again],
        StoryConsentsChanged: [voices.look_again],
        StoryWordsChanged: [voices.look_again],
    },
    uses={USE: workshop_knots},
    messages=MESSAGES,
    staff_pages=[StaffPage("workshops.workshops", lazy_gettext("Workshops"), frozenset({Role.FACILITATOR}))],
    commands=["storyhub.workshops.cli:methods", "storyhub.workshops.cli:rehearse_command"],
    periodic=[Periodic(seats.erase_seats, timedelta(hours=1))],
)

__all__ = ["FEATURE", "models"]
