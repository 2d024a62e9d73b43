"""The draft that is begun when a workshop closes: when and who, the question, what was made of it, what people took home."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask_babel import force_locale, gettext, ngettext

from storyhub.core import clock
from storyhub.core.text import excerpt
from storyhub.learning.begun.behind import stood_behind
from storyhub.learning.begun.lines import listed, together
from storyhub.learning.draft import LONGEST, Draft
from storyhub.learning.queries.from_workshops import Account
from storyhub.learning.services.beginning import Beginning
from storyhub.web.filters import day
from storyhub.workshops.methods.schema import OutcomeKind
from storyhub.workshops.models import Outcome, Workshop
from storyhub.workshops.wording import KINDS, VERDICTS

MOST_NAMED = 12
"""Of one kind of outcome; the records hold the rest."""
MOST_CITED = 20
MOST_STORIES = 20
DECIDED = (OutcomeKind.SCENARIO, OutcomeKind.OPTION, OutcomeKind.EXPERIMENT, OutcomeKind.COMMITMENT)


def beginning_of(account: Account, behind: Mapping[UUID, Sequence[UUID]]) -> Beginning:
    """Its words and what they rest on. `behind` is, by outcome, the stories behind it that the author reads."""
    with force_locale(account.workshop.language):
        cited = _to_cite(account)
        why = gettext("The workshop gave it.")
        stories: dict[UUID, str] = {}
        for one in cited:
            for story_id in behind.get(one.id, ()):
                stories.setdefault(story_id, stood_behind(_name_of(account, one)))
        outcomes = [(one.id, why) for one in cited]
        return Beginning(draft_of(account), outcomes, list(stories.items())[:MOST_STORIES])


def _to_cite(account: Account) -> list[Outcome]:
    """What the room decided; where it only gathered, what it gathered."""
    decided = [one for kind in DECIDED for one in account.outcomes if one.kind == kind]
    return (decided or list(account.outcomes))[:MOST_CITED]


def _name_of(account: Account, outcome: Outcome) -> str:
    return str(KINDS[outcome.kind]) if outcome.id in account.untold else outcome.title


def draft_of(account: Account) -> Draft:
    """In the language of the workshop. What it means is left to the author, and so is how sure they are."""
    workshop = account.workshop
    with force_locale(workshop.language):
        said = [listed(f"“{question}”", answers) for question, answers in account.looked_back]
        return Draft(
            language=workshop.language,
            title=excerpt(gettext("What we learned: %(title)s", title=workshop.title), LONGEST["title"] - 1),
            what_happened=together(_happened(account), LONGEST["what_happened"]),
            so_what=together(_under(gettext("At the end people looked back:"), said), LONGEST["so_what"]),
            now_what=together(_promised(account), LONGEST["now_what"]),
            missing_voice=together(_absent(account), LONGEST["missing_voice"]),
        )


def _under(heading: str, parts: Sequence[str]) -> list[str]:
    return [heading, *parts] if parts else []


def _happened(account: Account) -> list[str]:
    workshop = account.workshop
    numbers = [
        ngettext(
            "%(num)s person sat there with a phone.", "%(num)s people sat there with their phones.", account.people
        )
        if account.people
        else "",
        gettext("The question was: %(question)s", question=workshop.question) if workshop.question else "",
    ]
    return [
        " ".join(line for line in (_met(workshop), *numbers) if line),
        listed(gettext("What we did, one after the other:"), account.exercises),
        listed(gettext("Scenarios that got a name:"), _named(account, OutcomeKind.SCENARIO)),
        listed(_options_heading(account), _tested(account)),
        listed(gettext("Ideas that came out on top:"), _named(account, OutcomeKind.IDEA)),
    ]


def _options_heading(account: Account) -> str:
    is_tested = any(one.figures.get("verdict") for one in _of_kind(account, OutcomeKind.OPTION))
    return gettext("Options, and how they held in these worlds:") if is_tested else gettext("Options we found:")


def _met(workshop: Workshop) -> str:
    zone = workshop.city.time_zone
    began = clock.local(workshop.opened_at or workshop.created_at, zone).date()
    ended = clock.local(workshop.closed_at, zone).date() if workshop.closed_at else began
    values = {"title": workshop.title, "day": day(began), "place": workshop.place}
    if began != ended:
        return gettext(
            "We met for “%(title)s” from %(first)s to %(last)s.", first=day(began), last=day(ended), **values
        )
    if workshop.place:
        return gettext("We met for “%(title)s” on %(day)s. Place: %(place)s.", **values)
    return gettext("We met for “%(title)s” on %(day)s.", **values)


def _of_kind(account: Account, kind: OutcomeKind) -> list[Outcome]:
    told = (one for one in account.outcomes if one.id not in account.untold)
    return [one for one in told if one.kind == kind][:MOST_NAMED]


def _named(account: Account, kind: OutcomeKind) -> Iterable[str]:
    return (one.title for one in _of_kind(account, kind))


def _tested(account: Account) -> Iterable[str]:
    for one in _of_kind(account, OutcomeKind.OPTION):
        verdict = VERDICTS.get(one.figures.get("verdict", ""))
        yield f"{one.title} ({verdict})" if verdict else one.title


def _promised(account: Account) -> list[str]:
    return [
        listed(gettext("What we try:"), map(_tried, _of_kind(account, OutcomeKind.EXPERIMENT))),
        listed(gettext("What people promised:"), map(_dated, _of_kind(account, OutcomeKind.COMMITMENT))),
    ]


def _tried(experiment: Outcome) -> str:
    worked = experiment.fields.get("success", "")
    line = gettext("It worked if: %(words)s", words=worked) if worked else ""
    return ". ".join(part for part in (_dated(experiment), line) if part)


def _dated(promise: Outcome) -> str:
    by = gettext("by %(day)s", day=day(promise.due_on)) if promise.due_on else ""
    return f"{promise.title} ({by})" if by else promise.title


def _absent(account: Account) -> list[str]:
    silent = ", ".join(account.unheard[:MOST_NAMED])
    unbacked = account.backing.cards - account.backing.backed
    counted = ngettext(
        "%(num)s card has no resident’s story behind it.",
        "%(num)s cards have no resident’s story behind them.",
        unbacked,
    )
    return [
        *(listed(f"“{question}”", answers) for question, answers in account.absent),
        counted if unbacked > 0 else "",
        gettext("The archive has stories of these, and none of them was in the room: %(what)s.", what=silent)
        if silent
        else "",
    ]
