"""The draft of what came of an experiment or a promise: what was to be tried, and the line that was drawn beforehand."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import force_locale, gettext

from storyhub.core.text import excerpt
from storyhub.learning.begun.behind import stood_behind
from storyhub.learning.begun.closing import MOST_STORIES
from storyhub.learning.begun.lines import listed, together
from storyhub.learning.draft import LONGEST, Draft
from storyhub.learning.services.beginning import Beginning
from storyhub.web.filters import day
from storyhub.workshops.methods.schema import OutcomeKind
from storyhub.workshops.models import Outcome


def beginning_of(outcome: Outcome, set_before: Sequence[tuple[str, str]], behind: Sequence[UUID]) -> Beginning:
    """In the language of the record. `set_before` is (what was asked, what was written down), `behind` its stories."""
    with force_locale(outcome.language):
        draft = Draft(
            language=outcome.language,
            title=excerpt(gettext("What came of it: %(title)s", title=outcome.title), LONGEST["title"] - 1),
            what_happened=together(_lines(outcome, set_before), LONGEST["what_happened"]),
        )
        stood = stood_behind(outcome.title)
        stories = [(story_id, stood) for story_id in behind[:MOST_STORIES]]
        return Beginning(draft, [(outcome.id, gettext("This is what we set out to do."))], stories)


def _lines(outcome: Outcome, set_before: Sequence[tuple[str, str]]) -> list[str]:
    tried = outcome.kind == OutcomeKind.EXPERIMENT
    rows = [
        f"{asked} {words}" if asked.endswith(("?", "…", "՞")) else f"{asked}: {words}" for asked, words in set_before
    ]
    if outcome.due_on:
        rows.append(gettext("The day for it: %(day)s", day=day(outcome.due_on)))
    return [
        gettext("We set out to try: %(what)s", what=outcome.title)
        if tried
        else gettext("It was promised: %(what)s", what=outcome.title),
        listed(gettext("What was written down beforehand:"), rows),
        gettext("What became of it: %(words)s", words=outcome.result) if outcome.result else "",
    ]
