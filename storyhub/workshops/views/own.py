"""A workshop as its facilitators prepare it: found for them alone, and what stands above every page about it."""

from typing import Any

from flask import g, url_for
from flask_babel import gettext

from storyhub.core.languages import LANGUAGES
from storyhub.web.access import viewer
from storyhub.web.headers import keep_private
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of
from storyhub.workshops.queries.choosing import count_on_table
from storyhub.workshops.queries.workshops import workshop_to_run
from storyhub.workshops.services import preparing
from storyhub.workshops.views import labels
from storyhub.workshops.views.announcement import heading_of


def own_workshop(code: str) -> Workshop:
    """The workshop, for the facilitators of its town alone."""
    keep_private()
    return workshop_to_run(viewer(), g.city.id, code)


def prepared(found: Workshop, current: str) -> dict[str, Any]:
    """What stands above every page on which a workshop is prepared (workshops/_prepare_head.html)."""
    tabs = [
        ("edit", gettext("What it is"), url_for("preparing.edit", code=found.code), None),
        ("agenda", gettext("Agenda"), url_for("agenda.agenda", code=found.code), len(exercises_of(found.id))),
        ("tray", gettext("Stories"), url_for("tray.tray", code=found.code), count_on_table(found.id)),
        ("rehearsal", gettext("Rehearsal"), url_for("rehearsing.rehearsal", code=found.code), None),
    ]
    if found.state in (WorkshopState.OPEN, WorkshopState.CLOSED):
        tabs.append(("papers", gettext("Files to take home"), url_for("papers.papers", code=found.code), None))
    return {
        "workshop": found,
        "heading": heading_of(found),
        "state": labels.STATES[found.state],
        "pages": [
            # On the page itself it would grow old while htmx changes what is counted.
            {"text": words, "href": href, "current": name == current, "count": None if name == current else count}
            for name, words, href, count in tabs
        ],
    }


def seen_of(found: Workshop) -> str:
    """Which state of the workshop a page shows."""
    return preparing.revision_of(found)


def languages_offered() -> list[dict[str, str]]:
    """The town's first."""
    ours = [LANGUAGES[code] for code in g.city.languages if code in LANGUAGES]
    others = [one for one in LANGUAGES.values() if one not in ours]
    return [{"value": one.code, "label": one.own_name} for one in [*ours, *others]]
