"""Whether a text is likely to be in another language than its teller chose: a hint for a moderator, no proof."""

from storyhub.archive.language import language_of
from storyhub.core.languages import LANGUAGES

FEWEST = 20
"""Letters below which nothing can be said."""


def doubted(text: str, chosen: str) -> str | None:
    """A sign that `chosen` is wrong: the language the text speaks for, "" where it names none; None without a doubt.

    Languages of ours are typed in other people's letters too (Georgian in Latin ones), so the hint is for a moderator.
    """
    if chosen not in LANGUAGES or sum(map(str.isalpha, text)) < FEWEST:
        return None
    judged = language_of(text, chosen)
    if judged.language == chosen:
        return None
    return judged.language if judged.is_sure else ""
