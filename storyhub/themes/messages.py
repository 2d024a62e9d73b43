"""What can be refused about themes, in sentences."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "theme_label_too_long": _("A name may have at most 60 characters."),
    "theme_meaning_too_long": _("The meaning may have at most 300 characters."),
    "theme_slug_taken": _("The town has a theme with this address already."),
    "theme_cannot_take": _("Choose a theme that is offered now."),
    "theme_changed_later": _("Somebody changed this theme since. Look at what stands there now."),
}
