"""Learning, as the composition root sees it."""

from flask_babel import lazy_gettext

from storyhub.accounts.reach import CITY_ROLES
from storyhub.core.registry import Feature, StaffPage
from storyhub.learning import models
from storyhub.learning.events import EntryAnswered, EntryFlagged, EntrySubmitted, TellerAnswered
from storyhub.learning.messages import MESSAGES
from storyhub.learning.services import feedback, trail
from storyhub.learning.sources import SOURCES
from storyhub.learning.tasks import answers, evidence, outcomes, themes, turns
from storyhub.learning.views import BLUEPRINTS, heard
from storyhub.learning.views.begun import BEGUN_FROM, knots_of_drafts
from storyhub.learning.views.citations import entry_knots
from storyhub.learning.views.found import FOUND_KINDS
from storyhub.stories.events import StoryConsentsChanged, StoryHidden, StoryWithdrawn, StoryWordsChanged
from storyhub.themes.events import ThemeChanged
from storyhub.workshops.events import OutcomesChanged, WorkshopClosed, WorkshopPublished

FEATURE = Feature(
    name="learning",
    blueprints=BLUEPRINTS,
    subscribers={
        TellerAnswered: [answers.write_of_answer],
        StoryWithdrawn: [evidence.look_again, answers.tidy_answers],
        StoryHidden: [evidence.wait_for_undoing],
        StoryConsentsChanged: [evidence.look_again, answers.tidy_answers],
        StoryWordsChanged: [evidence.look_again],
        EntrySubmitted: [turns.tell_leads],
        EntryAnswered: [turns.tell_author],
        EntryFlagged: [turns.tell_flagged],
        ThemeChanged: [themes.note_theme],
        WorkshopClosed: [outcomes.begin_draft],
        WorkshopPublished: [outcomes.look_again_at_all],
        OutcomesChanged: [outcomes.look_again],
    },
    sources=SOURCES,
    found_kinds=FOUND_KINDS,
    tasks=[turns.tell_lead, evidence.look_at_hidden],
    messages=MESSAGES,
    staff_pages=[StaffPage("entries.logs", lazy_gettext("Learning"), frozenset(CITY_ROLES))],
    uses={trail.USE: entry_knots, feedback.USE: heard.knots_of_feedback, BEGUN_FROM: knots_of_drafts},
)

__all__ = ["FEATURE", "models"]
