"""Collections, as the composition root sees them."""

from datetime import timedelta

from flask import Flask
from flask_babel import lazy_gettext

from storyhub.accounts.reach import CITY_ROLES
from storyhub.adapters.storage import open_store
from storyhub.collections import models, tasks
from storyhub.collections.messages import MESSAGES
from storyhub.collections.services.trail import USE
from storyhub.collections.views import BLUEPRINTS
from storyhub.collections.views.drawing import collection_knots
from storyhub.core.registry import Feature, Periodic, StaffPage
from storyhub.stories.events import StoryConsentsChanged, StoryHidden, StoryWithdrawn, StoryWordsChanged


def init(app: Flask) -> None:
    # A folder of their own: the store of photographs is swept of whatever no photograph names.
    app.extensions["storyhub.booklets"] = open_store(str(app.config["STORYHUB"].data / "booklets"))


FEATURE = Feature(
    name="collections",
    blueprints=BLUEPRINTS,
    init=init,
    subscribers={
        StoryWithdrawn: [tasks.look_again],
        StoryHidden: [tasks.look_again],
        StoryConsentsChanged: [tasks.look_again],
        StoryWordsChanged: [tasks.drop_booklets],
    },
    tasks=[tasks.make_booklet],
    periodic=[Periodic(tasks.sweep_booklets, timedelta(hours=1))],
    messages=MESSAGES,
    staff_pages=[StaffPage("collections.collections", lazy_gettext("Collections"), frozenset(CITY_ROLES))],
    uses={USE: collection_knots},
)

__all__ = ["FEATURE", "models"]
