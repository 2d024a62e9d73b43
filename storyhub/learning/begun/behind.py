"""What a begun draft says of each story it cites: behind which record of the workshop it stood."""

from flask_babel import force_locale, gettext

from storyhub.core.languages import LANGUAGES

MARK = "\N{OBJECT REPLACEMENT CHARACTER}"


def stood_behind(title: str) -> str:
    return gettext("Stood behind: %(title)s", title=title)


def says_where_it_stood(why: str) -> bool:
    """Whether a reason is this sentence still, whatever the record was called, in whichever language it was begun.

    It stays as it was when its author says of the entry that it is in another one.
    """
    return any(_says(why, language) for language in LANGUAGES)


def _says(why: str, language: str) -> bool:
    with force_locale(language):
        before, after = stood_behind(MARK).split(MARK)
    return bool(before or after) and why.startswith(before) and why.endswith(after)
