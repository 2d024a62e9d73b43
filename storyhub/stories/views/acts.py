"""States, acts and reasons in words, for desk and teller alike."""

from typing import Any

from flask_babel import gettext

from storyhub.cities.wording import Wording
from storyhub.stories.models import ConsentGrant, State
from storyhub.stories.services.reviewing import HIDE_REASONS


def state_name(state: State) -> str:
    return {
        State.WAITING: gettext("Waiting"),
        State.PUBLISHED: gettext("Published"),
        State.KEPT: gettext("Kept for the team"),
        State.HIDDEN: gettext("Hidden"),
        State.SPAM: gettext("Spam"),
        State.WITHDRAWN: gettext("Withdrawn"),
    }[state]


def act_name(act: str, details: dict[str, Any]) -> str:
    """One line of a story's trail."""
    position = details.get("position", "")
    names = {
        "told": gettext("Told the story"),
        "imported": gettext("Brought in from another collection"),
        "first_reading": gettext("Agreed to publish; a second moderator reads it next"),
        "published": gettext("Published"),
        "kept": gettext("Kept for the team"),
        "hidden": gettext("Hidden"),
        "set_aside_as_spam": gettext("Moved to spam"),
        "withdrawn": gettext("Withdrawn by the teller"),
        "consents_changed": gettext("Changed what is allowed"),
        "photo_left_out": gettext("Photograph %(n)s left out", n=position),
        "photo_put_back": gettext("Photograph %(n)s put back", n=position),
        "marked_sensitive": gettext("Marked as sensitive"),
        "unmarked_sensitive": gettext("No longer marked as sensitive"),
    }
    return names.get(act, act)


def consent_name(grant: ConsentGrant, wording: Wording) -> str:
    """The question a consent answers, as tellers are asked it today."""
    if grant.audience is not None:
        return wording("audience", grant.audience)
    return wording("use", grant.use, "question")


def hide_reasons() -> list[dict[str, str]]:
    """Why a story may be hidden, in words; the teller reads the same ones."""
    labels = {
        "names_someone": gettext("It names a private person"),
        "harms_someone": gettext("It could put somebody in danger"),
        "hate": gettext("It attacks people for what they are"),
        "advertising": gettext("It is advertising"),
        "spam": gettext("It is spam"),
        "not_a_story": gettext("It is not a story"),
        "law": gettext("The law does not allow it"),
        "other": gettext("Another reason"),
    }
    return [{"value": key, "label": labels[key]} for key in HIDE_REASONS]
