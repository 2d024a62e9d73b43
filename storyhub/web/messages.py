"""Sentences for the keys of domain errors. A feature adds its own through its Feature row."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "refused": _("This could not be done."),
    "not_found": _("There is no such page."),
    "gone": _("This was here, and the person whose it was took it back."),
    "not_allowed": _("This is not open to you."),
    "other_site": _("This form was sent from another site. Open the page here and send it again."),
    "sign_in_needed": _("Please sign in to go on."),
    "conflict": _("Somebody else changed this in the meantime. Look at it again before you go on."),
    "invalid": _("Something in the form needs another look."),
    "too_many": _("Very much has come from your network today. Please try again in an hour; your text is still here."),
    "unavailable": _("We cannot keep this just now. Nothing was lost: please try again in a minute."),
    "too_large": _(
        "This is larger than we can take. Go back: what you wrote still stands there. "
        "Send fewer or smaller photographs, or a shorter text."
    ),
    "bad_request": _("We could not read what was sent."),
    "wrong_method": _("This address cannot be used in this way."),
    "broken": _("Something went wrong on our side. It has been noted; please try again."),
    "csrf": _("The page was open for too long. Please send the form again."),
}
