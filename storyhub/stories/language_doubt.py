"""Whether a text is likely to be in another language than its teller chose: a hint for a moderator, no proof.

Our own rules (`archive.language`) judge by letters, frequent words and dictionary forms whenever they are asked. The
second voice is a model (`adapters.guessing`) that the worker asked once; where it was not asked yet, the rules are alone.
"""

from storyhub.adapters.guessing import Guess
from storyhub.archive.language import language_of
from storyhub.archive.language.scripts import AZERBAIJANI_CYRILLIC, WRITTEN, scripts_in
from storyhub.core.languages import LANGUAGES

FEWEST = 20
"""Letters below which nothing can be said."""
MOSTLY = 0.8
"""Share of the letters that one script must have: a text in two would be guessed by the one that has more."""
SURE = 0.9
"""How likely the second voice must think its guess. Of 1,884 sentences and pieces of five words of the demonstration it
was wrong 17 times, once above that; and of sentences in Georgian, typed in Latin letters, it is above in one of fifteen."""


def doubted(text: str, chosen: str, second: Guess | None = None) -> str | None:
    """A sign that `chosen` is wrong: the language the text speaks for, "" where it names none; None without a doubt.

    Letters that one language alone has decide. Else there is a doubt where the rules speak for another language, or where
    they are not sure and the second voice surely names the one they lean to. It bears a name where both say the same:
    languages of ours are typed in other people's letters too (Georgian in Latin ones), and the rules alone name one of those.
    """
    if chosen not in LANGUAGES or _letters(text) < FEWEST:
        return None
    own = language_of(text, chosen)
    if _is_told_by_letters(text):
        return None if own.language == chosen else own.language if own.is_sure else ""
    named = second.language if second and second.probability >= SURE else ""
    if own.language != chosen:
        return named if own.is_sure and named == own.language else ""
    if own.is_sure or named in ("", chosen) or named != language_of(text).language:
        return None
    return named


def is_worth_asking(text: str) -> bool:
    """Whether a second voice can say more than the letters do."""
    scripts = scripts_in(text)
    is_of_one = bool(scripts) and scripts.most_common(1)[0][1] >= MOSTLY * scripts.total()
    return _letters(text) >= FEWEST and is_of_one and not _is_told_by_letters(text)


def _is_told_by_letters(text: str) -> bool:
    """Whether its script has one language of ours, or it has letters that only Azerbaijani's Cyrillic has."""
    scripts = scripts_in(text)
    script = scripts.most_common(1)[0][0] if scripts else ""
    is_azerbaijani = script == "Cyrl" and not AZERBAIJANI_CYRILLIC.isdisjoint(text.casefold())
    return is_azerbaijani or len(WRITTEN.get(script, ())) == 1


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
