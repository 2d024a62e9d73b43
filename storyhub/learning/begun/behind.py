"""What a begun draft says of each story it cites: behind which record of the workshop it stood."""

from flask_babel import gettext

NAME = "…"
WORDINGS = (
    "Stood behind: …",
    "Այս պատմությունը սրա հիմքում էր՝ …",
    "ამ ამბავს ეყრდნობა: …",
    "A stat în spate la: …",
    "Історія, що стояла за цим: …",
    "Buna əsas olub: …",
    "Стоит за этим: …",
)
"""Every way in which it was ever said, in all languages: entries hold it as it was then. One that is put otherwise is added,
and none is taken out."""


def stood_behind(title: str) -> str:
    return gettext("Stood behind: %(title)s", title=title)


def says_where_it_stood(why: str) -> bool:
    """Whether a reason is this sentence still, whatever the record was called, in whichever language it was begun.

    It stays as it was when its author says of the entry that it is in another one.
    """
    return any(_says(why, *wording.split(NAME)) for wording in WORDINGS)


def _says(why: str, before: str, after: str) -> bool:
    return why.startswith(before) and why.endswith(after)
