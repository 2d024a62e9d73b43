"""Workshops, as the composition root sees them."""

from datetime import timedelta

from flask import Flask
from flask_babel import lazy_gettext

from storyhub.adapters.storage import open_store
from storyhub.core.permissions import Role
from storyhub.core.registry import Feature, Periodic, StaffPage
from storyhub.stories.events import (
    StoryConsentsChanged,
    StoryHidden,
    StoryPublished,
    StoryToldFor,
    StoryWithdrawn,
    StoryWordsChanged,
)
from storyhub.workshops import models
from storyhub.workshops.events import OutcomesChanged
from storyhub.workshops.messages import MESSAGES
from storyhub.workshops.models import OUTCOMES
from storyhub.workshops.services.evidence import USE
from storyhub.workshops.services.post import USE as POST_USE
from storyhub.workshops.sources import SOURCES
from storyhub.workshops.tasks import forgotten, papers, post, promises, records, rehearsals, seats, voices
from storyhub.workshops.views import BLUEPRINTS, polling
from storyhub.workshops.views.asking import askings_of
from storyhub.workshops.views.found import FOUND_KINDS
from storyhub.workshops.views.knots import outcome_knots, post_knots, told_for_knots, workshop_knots


def init(app: Flask) -> None:
    polling.init_app(app)
    # A folder of their own: each store is swept of whatever none of its rows names.
    app.extensions["storyhub.papers"] = open_store(str(app.config["STORYHUB"].data / "papers"))


FEATURE = Feature(
    name="workshops",
    blueprints=BLUEPRINTS,
    init=init,
    subscribers={
        StoryToldFor: [post.take_post],
        StoryWithdrawn: [voices.look_again, papers.drop_papers],
        StoryHidden: [voices.look_again, papers.drop_papers],
        StoryPublished: [voices.look_again],
        StoryConsentsChanged: [voices.look_again, papers.drop_papers],
        StoryWordsChanged: [voices.look_again, papers.drop_papers],
        OutcomesChanged: [promises.wake_stages],
    },
    uses={USE: workshop_knots, POST_USE: post_knots, OUTCOMES: outcome_knots},
    askings=[askings_of],
    origins=[told_for_knots],
    sources=SOURCES,
    found_kinds=FOUND_KINDS,
    messages=MESSAGES,
    staff_pages=[
        StaffPage("workshops.workshops", lazy_gettext("Workshops"), frozenset({Role.FACILITATOR})),
        StaffPage("promises.promises", lazy_gettext("Promises"), frozenset({Role.FACILITATOR, Role.LEARNING_LEAD})),
    ],
    commands=["storyhub.workshops.cli:methods", "storyhub.workshops.cli:rehearse_command"],
    tasks=[papers.make_paper, rehearsals.play],
    periodic=[
        Periodic(forgotten.close_forgotten, timedelta(hours=1)),
        Periodic(records.record_closed, timedelta(hours=1)),
        Periodic(rehearsals.settle_rehearsals, timedelta(minutes=1)),
        Periodic(seats.erase_seats, timedelta(hours=1)),
        Periodic(papers.sweep_papers, timedelta(hours=1)),
    ],
)

__all__ = ["FEATURE", "models"]
