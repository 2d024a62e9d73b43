"""States of a workshop and the words of methods (families, levels, verbs, who), as people read them."""

from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from storyhub.workshops.methods.schema import Family, Level, Method, Verb, Who
from storyhub.workshops.models import WorkshopState

STATES = {
    WorkshopState.DRAFT: lazy_gettext("Draft"),
    WorkshopState.ANNOUNCED: lazy_gettext("Announced"),
    WorkshopState.OPEN: lazy_gettext("Open to join"),
    WorkshopState.CLOSED: lazy_gettext("Over"),
}
FAMILIES = {
    Family.OPEN: lazy_gettext("To begin with"),
    Family.SENSE: lazy_gettext("Making sense"),
    Family.SCAN: lazy_gettext("Seeing what changes"),
    Family.EXPLORE: lazy_gettext("Exploring what may come"),
    Family.IMAGINE: lazy_gettext("Imagining"),
    Family.DECIDE: lazy_gettext("Choosing and testing"),
    Family.ACT: lazy_gettext("Beginning"),
    Family.CLOSE: lazy_gettext("To end with"),
}
LEVELS = {
    Level.BEGINNER: lazy_gettext("For a first time"),
    Level.INTERMEDIATE: lazy_gettext("With some practice"),
    Level.ADVANCED: lazy_gettext("For practised facilitators"),
}
VERBS = {
    Verb.BRIEF: lazy_gettext("Listen"),
    Verb.IMPORT: lazy_gettext("Hear stories"),
    Verb.COLLECT: lazy_gettext("Write cards"),
    Verb.CLUSTER: lazy_gettext("Put together"),
    Verb.PLACE: lazy_gettext("Place"),
    Verb.LINK: lazy_gettext("Connect"),
    Verb.RATE: lazy_gettext("Judge"),
    Verb.VOTE: lazy_gettext("Vote"),
    Verb.PICK: lazy_gettext("Pick"),
    Verb.MERGE: lazy_gettext("Join twins"),
    Verb.COMPOSE: lazy_gettext("Write a sheet"),
    Verb.DISCUSS: lazy_gettext("Talk"),
    Verb.REPORT: lazy_gettext("Tell the room"),
    Verb.REFLECT: lazy_gettext("Look back"),
    Verb.COMPUTE: lazy_gettext("Add up"),
    Verb.REST: lazy_gettext("Break"),
}
WHO = {
    Who.INDIVIDUAL: lazy_gettext("each person"),
    Who.GROUP: lazy_gettext("at the tables"),
    Who.PLENARY: lazy_gettext("all together"),
    Who.FACILITATOR: lazy_gettext("the facilitator"),
}


def minutes(number: int) -> str:
    """A length of time as people say it: “45 minutes”, “2 h”, “2 h 15 min”."""
    hours, rest = divmod(number, 60)
    if number < 90:
        return ngettext("%(num)s minute", "%(num)s minutes", number)
    if not rest:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def facts_of(method: Method) -> list[dict[str, Any]]:
    """How long, for how many and how hard, for ui/data_list."""
    head = method.method
    people = gettext("%(fewest)s to %(most)s people", fewest=head.people.min, most=head.people.max)
    tables = gettext("best %(ideal)s at a table, %(fewest)s to %(most)s", ideal=head.groups.ideal,
                     fewest=head.groups.min, most=head.groups.max)  # fmt: skip
    facts = [
        {"key": gettext("Time"), "value": minutes(head.minutes)},
        {"key": gettext("For how many"), "value": f"{people}; {tables}"},
        {"key": gettext("Practice"), "value": str(LEVELS[head.level])},
    ]
    if head.groups.roles:
        facts.append({"key": gettext("Roles at a table"), "value": ", ".join(head.groups.roles)})
    return facts
