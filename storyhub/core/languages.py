"""The languages: one row each. A new language is a row here and a catalogue in `translations/`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Language:
    """A language people read here. `alphabet` gives the order in which its speakers look things up."""

    code: str
    own_name: str
    script: str
    alphabet: str
    digraphs: tuple[tuple[str, str], ...] = ()
    dotted_i: bool = False
    quotes: tuple[str, str] = ("“", "”")

    @cached_property
    def order(self) -> dict[str, int]:
        return {letter: place for place, letter in enumerate(self.alphabet)}

    def quoted(self, text: str) -> str:
        """In the marks in which its readers know what somebody said."""
        opening, closing = self.quotes
        return f"{opening}{text}{closing}"

    def fold(self, text: str) -> str:
        """Lower case as this language's readers know it (Azerbaijani I is ı, İ is i)."""
        if self.dotted_i:
            text = text.replace("İ", "i").replace("I", "ı")
        return text.casefold()

    def sort_key(self, text: str) -> list[tuple[int, int]]:
        """Order by this language's alphabet; digits and foreign letters come before, by code point."""
        folded = self.fold(text)
        for written, letters in self.digraphs:
            folded = folded.replace(written, letters)
        return [(1, self.order[c]) if c in self.order else (0, ord(c)) for c in folded]


LATIN = "abcdefghijklmnopqrstuvwxyz"
GUILLEMETS = ("«", "»")

LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", "Latn", LATIN),
        Language("hy", "Հայերեն", "Armn", "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", (("և", "եւ"),), quotes=GUILLEMETS),
        Language("ka", "ქართული", "Geor", "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", quotes=("„", "“")),
        Language(
            "ro", "Română", "Latn", "aăâbcdefghiîjklmnopqrsștțuvwxyz", (("ş", "ș"), ("ţ", "ț")), quotes=("„", "”")
        ),
        Language("uk", "Українська", "Cyrl", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", quotes=GUILLEMETS),
        Language("az", "Azərbaycanca", "Latn", "abcçdeəfgğhxıijkqlmnoöprsştuüvyz", dotted_i=True),
        Language("ru", "Русский", "Cyrl", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", quotes=GUILLEMETS),
    )
}

DEFAULT = "en"


def language(code: str) -> Language:
    """The language of that code; KeyError if we do not have it."""
    return LANGUAGES[code]


def is_known(code: str) -> bool:
    return code in LANGUAGES


def sorted_by(items: Iterable[tuple[str, object]], code: str) -> list[tuple[str, object]]:
    """Pairs (text, thing) in the order a reader of `code` expects."""
    row = LANGUAGES.get(code, LANGUAGES[DEFAULT])
    return sorted(items, key=lambda pair: row.sort_key(pair[0]))


class Translated(dict[str, str]):
    """A text in several languages. A reader gets their own, else English, else whatever there is."""

    def language_for(self, code: str) -> str:
        """Which language a reader of `code` will be given; the empty string when there is no text."""
        return next((one for one in (code, DEFAULT, *self) if self.get(one)), "")

    def text(self, code: str) -> str:
        return self.get(self.language_for(code), "")
