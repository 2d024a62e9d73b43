"""States, stances, acts and circles of readers in words, for every page of learning."""

from typing import Any

from flask_babel import gettext, lazy_gettext

from storyhub.core.visibility import Audience
from storyhub.learning.models import Confidence, EntryState, Stance
from storyhub.learning.queries.entries import Queue, Shelf
from storyhub.learning.services.rechecking import CLOSED, REWORDED, UNQUOTABLE, WITHDRAWN
from storyhub.learning.services.rechecking_outcomes import OUTCOME_CLOSED

STATES = {
    EntryState.DRAFT: lazy_gettext("Draft"),
    EntryState.SUBMITTED: lazy_gettext("Waits for a learning lead"),
    EntryState.RETURNED: lazy_gettext("Returned with thanks"),
    EntryState.ACCEPTED: lazy_gettext("Accepted"),
}
STANCES = {
    Stance.SUPPORTS: lazy_gettext("Supports it"),
    Stance.CONTRADICTS: lazy_gettext("Contradicts it"),
    Stance.NUANCES: lazy_gettext("Adds a nuance"),
    Stance.EXAMPLE: lazy_gettext("Is an example"),
}
CONFIDENCES = {
    Confidence.LOW: (lazy_gettext("Not sure yet"), lazy_gettext("a hunch; few voices, or they disagree")),
    Confidence.MEDIUM: (lazy_gettext("Fairly sure"), lazy_gettext("several voices point the same way")),
    Confidence.HIGH: (lazy_gettext("Sure"), lazy_gettext("many different voices, and we looked for the opposite")),
}
AUDIENCES = {
    Audience.CITY: lazy_gettext("The town’s team"),
    Audience.NETWORK: lazy_gettext("Teams of all towns in the network"),
    Audience.PUBLIC: lazy_gettext("Anyone"),
}
SHELVES = {
    Shelf.ACCEPTED: lazy_gettext("Accepted"),
    Shelf.DRAFT: lazy_gettext("My drafts"),
    Shelf.RETURNED: lazy_gettext("Returned to me"),
    Shelf.SUBMITTED: lazy_gettext("Mine that wait"),
    Shelf.FLAGGED: lazy_gettext("To look at again"),
}
QUEUES = {
    Queue.WAITING: lazy_gettext("To read"),
    Queue.OWN: lazy_gettext("My own that wait"),
    Queue.FLAGGED: lazy_gettext("Their authors look again"),
}
ACTS = {
    "begun": lazy_gettext("Began the entry"),
    "submitted": lazy_gettext("Submitted it"),
    "taken_back": lazy_gettext("Took it back to write on"),
    "discarded": lazy_gettext("Deleted the draft"),
    "returned": lazy_gettext("Returned it with thanks"),
    "accepted": lazy_gettext("Accepted it"),
    "confirmed": lazy_gettext("Looked again: it holds"),
}
LOSSES = {
    WITHDRAWN: lazy_gettext("A story it cites was taken back by its teller"),
    CLOSED: lazy_gettext("A story it cites is not open to the entry’s readers any more"),
    UNQUOTABLE: lazy_gettext("A teller no longer wants to be quoted; the idea stays"),
    REWORDED: lazy_gettext("Words it quotes do not stand in the story any more"),
    OUTCOME_CLOSED: lazy_gettext("An outcome it cites is not open to the entry’s readers any more"),
}


def act_name(act: str, words: str) -> str:
    """One line of an entry's trail."""
    return str(LOSSES.get(words, act) if act == "flagged" else ACTS.get(act, act))


def confidence_text(confidence: Confidence | None) -> str:
    """How sure the author is, in a few words; the empty string when they did not say."""
    return ": ".join(str(part) for part in CONFIDENCES[confidence]) if confidence else ""


def choices(names: Any) -> list[dict[str, Any]]:
    """A table of names as options for ui/choice_list and ui/select_field."""
    pairs = [(key, name if isinstance(name, tuple) else (name, "")) for key, name in names.items()]
    return [{"value": key.value, "label": label, "explanation": more} for key, (label, more) in pairs]


def marker(is_withdrawn: bool, is_lost: bool) -> str:
    """What stands where a story stood."""
    if is_withdrawn:
        return gettext("A story stood here. Its teller took it back, which everyone may do.")
    if is_lost:
        return gettext("A story stood here. It is not open to the readers of this entry any more.")
    return gettext("A story stands here that is not open to you.")


def outcome_marker(is_lost: bool) -> str:
    """What stands where an outcome of a workshop stood."""
    if is_lost:
        return gettext("An outcome of a workshop stood here. It is not open to the readers of this entry any more.")
    return gettext("An outcome of a workshop stands here that is not open to you.")
