"""Sentences for what can go wrong with files of stories, by key."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "choose_format": _("Choose a kind of file from the list."),
    "nothing_to_export": _("There is no story in this list. Take a filter away first."),
    "too_many_exports": _("Very many files were asked for just now. Please try again in an hour."),
    "upload_missing": _("Choose a file. It must not be empty."),
    "upload_too_large": _("The file is larger than 100 megabytes. Bring the stories in parts."),
    "upload_changed": _("Somebody else has taken this file in, or has given it up."),
    "upload_expired": _("The file is not here any more: it waits for one day. Please bring it again."),
    "upload_stopped": _(
        "This file could not be read to its end. Stories that had come in already stay, and none comes in twice."
    ),
    "upload_no_package": _("This is no package (ZIP) and no workbook (XLSX): it is damaged, or another kind of file."),
    "upload_no_lines": _(
        "There are no lines in this file that we can read. Bring JSON Lines, or a table as CSV in UTF-8."
    ),
    "upload_damaged": _("The file is damaged or not complete."),
    "upload_too_many_files": _("There are more than 10,000 files in this package. Bring the stories in parts."),
    "upload_bomb": _("Unpacked, this package would be far larger than we can take."),
    "upload_leads_out": _("This package names files outside itself. We do not open it."),
    "upload_locked": _("This package is locked with a password, or packed in a way that we do not read."),
    "upload_without_stories": _("There is no stories.jsonl, stories.csv or stories.xlsx in this package."),
}
