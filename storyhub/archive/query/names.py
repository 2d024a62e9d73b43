"""What the words of the query language are called, in English and in each language that people read here.

A reader may write any of these names, whatever language the page is in: a search is sent on to neighbours.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

from storyhub.core.languages import LANGUAGES

FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "theme": {
        "en": ("theme",), "hy": ("թեմա",), "ka": ("თემა",), "ro": ("temă", "tema"), "uk": ("тема",),
        "az": ("mövzu", "movzu"), "ru": ("тема",),
    },
    "place": {
        "en": ("place", "district"), "hy": ("տեղ", "վայր", "թաղամաս"), "ka": ("ადგილი", "უბანი"),
        "ro": ("loc", "zonă", "zona"), "uk": ("місце", "район"), "az": ("yer", "ərazi"), "ru": ("место", "район"),
    },
    "lang": {
        "en": ("lang", "language"), "hy": ("լեզու",), "ka": ("ენა",), "ro": ("limbă", "limba"), "uk": ("мова",),
        "az": ("dil",), "ru": ("язык",),
    },
    "city": {
        "en": ("city", "town"), "hy": ("քաղաք", "համայնք"), "ka": ("ქალაქი",), "ro": ("oraș", "oraş", "oras"),
        "uk": ("місто",), "az": ("şəhər", "seher"), "ru": ("город",),
    },
    "kind": {
        "en": ("kind",), "hy": ("տեսակ",), "ka": ("სახე",), "ro": ("fel", "tip"), "uk": ("вид",),
        "az": ("növ", "nov"), "ru": ("вид",),
    },
    "from": {
        "en": ("from", "since"), "hy": ("սկսած",), "ka": ("დან", "დაწყებული"), "ro": ("din", "dela"),
        "uk": ("від", "з"), "az": ("başlayaraq", "tarixdən"), "ru": ("от", "с"),
    },
    "to": {
        "en": ("to", "until"), "hy": ("մինչև", "մինչեւ"), "ka": ("მდე",), "ro": ("până", "pana"),
        "uk": ("до",), "az": ("qədər", "tarixədək"), "ru": ("до", "по"),
    },
}  # fmt: skip
"""Fields by their own name, each with its names by language; the first one is what a page teaches."""

OR: Mapping[str, tuple[str, ...]] = {
    "en": ("OR",), "hy": ("կամ",), "ka": ("ან",), "ro": ("sau",), "uk": ("або",), "az": ("və ya", "ya da"),
    "ru": ("или",),
}  # fmt: skip
"""English is written in capitals, because *or* is a word of its texts; the others may be."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "lived": ("lived", "ապրած", "მომხდარი", "trăită", "traita", "пережита", "yaşanmış", "пережитое"),
    "imagined": (
        "imagined", "պատկերացրած", "წარმოსახული", "imaginată", "imaginata", "уявлена", "təsəvvür edilmiş",
        "воображаемое",
    ),
}  # fmt: skip


def folded(name: str) -> str:
    """A name as names are compared: no capitals, no blanks around it, one way of writing each letter."""
    return unicodedata.normalize("NFC", name.replace("İ", "i").casefold()).strip()


def field_named(name: str) -> str | None:
    """The field of that name in any language."""
    return _fields().get(folded(name))


def field_names() -> list[str]:
    """Every name of every field as it is written, the longest first."""
    written = {name for rows in FIELDS.values() for names in rows.values() for name in names}
    return sorted(written | set(_fields()), key=len, reverse=True)


def kind_named(name: str) -> str | None:
    return next((kind for kind, names in KINDS.items() if folded(name) in map(folded, names)), None)


def language_named(name: str) -> str | None:
    """The language of that code, or of that name in any of the languages."""
    return _languages().get(folded(name))


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    return {folded(name): field for field, rows in FIELDS.items() for names in rows.values() for name in names}


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found = {folded(row.own_name): code for code, row in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    for reader in LANGUAGES:
        names = Locale(reader).languages
        found |= {folded(names[code]): code for code in LANGUAGES if code in names}
    return found
