"""The trail on the page of a record, in words: who did what and when; to readers the town's team has no names."""

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext

from storyhub.accounts.queries import names_of
from storyhub.core.audit import AuditEvent
from storyhub.web.filters import day, iso, moment
from storyhub.workshops.models import Outcome
from storyhub.workshops.queries.outcome_acts import acts_on

WHAT = {
    "outcome_changed": lazy_gettext("Changed its words"),
    "outcome_owner_named": lazy_gettext("Wrote down that the owner agrees to be named here"),
    "outcome_owner_unnamed": lazy_gettext("Took the name off the page"),
    "outcome_settled_done": lazy_gettext("Wrote down that it is done"),
    "outcome_settled_dropped": lazy_gettext("Wrote down that it was dropped"),
    "outcome_reopened": lazy_gettext("Opened it again"),
    "outcome_postponed": lazy_gettext("Gave it another day"),
    "outcome_kept_in": lazy_gettext("Kept it in the team"),
    "outcome_let_out": lazy_gettext("Let readers see it"),
}


def trail_of(outcome: Outcome, *, is_team: bool) -> list[dict[str, Any]]:
    """As `ui/trail` takes it. Readers learn the day, the team the minute."""
    found = acts_on(outcome.id, for_team=is_team)
    names = names_of([one.actor_id for one in found if one.actor_id]) if is_team else {}
    return [
        {
            "who": _who(one, names) if is_team else gettext("The town’s team"),
            "what": WHAT[one.act],
            "iso": iso(one.at) if is_team else one.at.date().isoformat(),
            "when": moment(one.at) if is_team else day(one.at),
            "note": _new_day(one),
        }
        for one in found
    ]


def _who(one: AuditEvent, names: dict[Any, str]) -> str:
    if one.actor_id is None:
        return gettext("Storyhub")
    return names.get(one.actor_id, gettext("A former colleague"))


def _new_day(one: AuditEvent) -> str:
    kept = one.details.get("due_on", "")
    return gettext("The new day: %(day)s", day=day(date.fromisoformat(kept))) if kept else ""
