"""States, acts and reasons in words, for desk and teller alike."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext

from storyhub.cities import queries as cities
from storyhub.cities.wording import Wording
from storyhub.core.languages import LANGUAGES
from storyhub.stories.models import ConsentGrant, State, Withheld
from storyhub.stories.queries.trail import LOOK_AGAIN
from storyhub.web.filters import tr

FOR_TELLER = frozenset(
    {
        "told",
        "imported",
        "published",
        "published_unread",
        "undone",
        "kept",
        "hidden",
        "asked",
        "answered",
        "masked",
        "mask_lifted",
        "mask_kept",
        "mask_objected",
        "photo_left_out",
        "photo_put_back",
        "photo_blurred",
        "content_note",
        "content_note_removed",
        "staff_themes",
        "theme_taken",
        "translated",
        "translation_ended",
        "marked_sensitive",
        "unmarked_sensitive",
        "version_sent",
        "version_shown",
        "version_set_aside",
        "versions_erased",
        "consents_changed",
        "contact_changed",
        "contact_erased",
        "receipt_renewed",
        "letters_wanted",
        "letters_not_wanted",
        "replied",
        "withdrawn",
        "deleted",
    }
)
"""The acts of the trail that concern the teller; the others are the desk's own."""


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
        "published_unread": gettext("Published; a moderator reads it afterwards"),
        "read": gettext("Read, and left with readers"),
        "put_back": gettext("Put back into the queue"),
        "answer_read": gettext("Read the teller’s answer"),
        "report_settled": gettext("Saw to what a reader reported"),
        "undone": gettext("Undone: %(act)s", act=act_name(details["undone"], {}) if "undone" in details else ""),
        "deleted": gettext("Deleted from spam"),
        "kept": gettext("Kept for the team"),
        "hidden": gettext("Hidden"),
        "set_aside_as_spam": gettext("Moved to spam"),
        "withdrawn": gettext("Withdrawn by the teller"),
        "erased_by_operator": gettext("Erased by the operator, as the teller asked in writing"),
        "consents_changed": gettext("Changed what is allowed"),
        "photo_left_out": gettext("Photograph %(n)s left out", n=position),
        "photo_put_back": gettext("Photograph %(n)s put back", n=position),
        "photo_blurred": gettext("A part of photograph %(n)s blurred", n=position),
        "masked": gettext("A passage withheld from readers"),
        "mask_lifted": gettext("A withheld passage given back to readers"),
        "mask_kept": gettext("A passage stays withheld, after an objection"),
        "content_note": gettext("A note on content put before the words"),
        "content_note_removed": gettext("The note on content taken away"),
        "staff_themes": gettext("Themes of the team changed"),
        "theme_taken": gettext("A suggested theme was taken"),
        "translated": gettext("Translated into %(language)s", language=_own_name(details.get("language", ""))),
        "translation_ended": gettext(
            "Translation into %(language)s taken away", language=_own_name(details.get("language", ""))
        ),
        "restored": gettext("Restored from a backup, and narrowed to what was allowed since"),
        "remark": gettext("Left a remark for the team"),
        "answered": gettext("Answered by the town"),
        "asked": gettext("The team asked the teller something"),
        "replied": gettext("The teller wrote to the team"),
        "version_sent": gettext("New words from the teller (version %(n)s)", n=details.get("n", "")),
        "first_reading_of_version": gettext("Agreed to the new words; a second moderator reads them next"),
        "version_shown": gettext("Readers have the new words (version %(n)s)", n=details.get("n", "")),
        "version_set_aside": gettext(
            "Readers keep the words from before; version %(n)s set aside", n=details.get("n", "")
        ),
        "versions_erased": gettext("Earlier words erased"),
        "mask_objected": gettext("The teller objects to a withheld passage"),
        "contact_changed": gettext("Contact changed"),
        "contact_erased": gettext("Contact erased"),
        "letters_wanted": gettext("Letters wanted"),
        "letters_not_wanted": gettext("No more letters wanted"),
        "receipt_renewed": gettext("A new receipt sent"),
        "marked_sensitive": gettext("Marked as sensitive"),
        "unmarked_sensitive": gettext("No longer marked as sensitive"),
    }
    return names.get(act, act)


def _own_name(language: str) -> str:
    return LANGUAGES[language].own_name if language in LANGUAGES else language


def withheld_name(what: Withheld) -> str:
    """What a mask hides, in words."""
    return {
        Withheld.NAME: gettext("A name"),
        Withheld.PLACE: gettext("A place"),
        Withheld.CONTACT: gettext("A way to reach somebody"),
        Withheld.PASSAGE: gettext("A passage"),
    }[what]


def consent_name(grant: ConsentGrant, wording: Wording) -> str:
    """The question a consent answers, as tellers are asked it today."""
    if grant.audience is not None:
        return wording("audience", grant.audience)
    return wording("use", grant.use, "question")


def hide_reasons(city_id: UUID) -> list[dict[str, str]]:
    """Why a story may be hidden now, as the town words it; the teller reads the same."""
    return [{"value": one.slug, "label": tr(one.label)} for one in cities.hide_reasons_of(city_id)]


def reason_names(city_id: UUID, slugs: Iterable[str]) -> dict[str, str]:
    """Reasons in words, also those that the town has retired since."""
    own = {LOOK_AGAIN: gettext("Restored from a backup: look again")}
    return {slug: own.get(slug) or tr(cities.hide_reason_label(city_id, slug)) for slug in set(slugs) if slug}
