"""What collections refuse, in sentences."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "collection_changed": _(
        "Somebody saved this collection since you opened the page. Below is what you typed here, and under it what was "
        "kept. Bring together what you need and save again."
    ),
    "collection_title_missing": _("Give the collection a title."),
    "collection_empty": _("Put at least one story into it that anyone may read."),
    "collection_language": _("Choose the language of the title and the words."),
    "collection_moved": _("Somebody was faster: it is published, or not published, already. Look at it again."),
    "collection_full": _("A collection holds up to 100 stories and 100 notes."),
    "nothing_to_print": _("Nothing in it may be printed yet: it needs a story that anyone may read."),
    "press_missing": _(
        "This machine cannot make booklets: the program Pango is not installed on it. Whoever runs the site can add it. "
        "The print page works meanwhile."
    ),
    "press_failed": _("The booklet could not be made. Try again; if it happens twice, tell whoever runs the site."),
    "booklet_outdated": _(
        "Something in the collection changed since this booklet was made, so it is not handed out any more. "
        "The collection’s page has what may be read now."
    ),
}
