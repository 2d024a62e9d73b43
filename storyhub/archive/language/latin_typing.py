"""Georgian, Armenian, Ukrainian and Russian as people type them in Latin letters: saxli, tun, misto, voda.

Each language has the letters of its official romanisation (Georgia 2002, ISO 9985, Ukraine 2010, GOST/BGN) and those
of chats beside them, the likelier first. A row of letters may be read in many ways; the table of lemmas says which
are words, and only ways that can still become a word are followed.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from storyhub.archive.language.lemmas import LEMMAS, lemmas_of

MOST = 6
"""Readings of a word that are kept for a language."""
MOST_STEPS = 1500
"""Letters that are tried for a word and a language; what is not found by then was not typed so."""

_SLAVIC = (
    "a а|b б|c ц ч к с|d д|f ф|k к|l л|m м|n н|o о|p п|q к|r р|s с ш|t т|u у|v в|w в|x х кс|z з ж"
    "|zh ж зг|ts ц тс|tz ц|ch ч|sh ш сх|shch щ|sch щ|sh' щ|yu ю|iu ю|ju ю|ya я|ia я иа|ja я|kh х"
)
SPELLINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    code: {row.split()[0]: tuple(row.split()[1:]) for row in rows.split("|")}
    for code, rows in {
        "ka": (
            "a ა|b ბ|g გ|d დ|e ე|v ვ|z ზ ძ|t ტ თ|i ი|k კ ქ ყ|k' კ|l ლ|m მ|n ნ|o ო|p პ ფ|p' პ|zh ჟ|r რ ღ|s ს შ|t' ტ|u უ"
            "|f ფ|ph ფ|gh ღ|q ყ ქ|q' ყ|y ყ|kh ხ|x ხ|sh შ|ch ჩ ჭ|ch' ჭ|c ც წ ჩ|c' წ|ts ც წ|ts' წ|tz წ|tc წ|tch ჭ|w წ ვ ჭ"
            "|dz ძ|j ჯ ჟ|dj ჯ|h ჰ|th თ|yv ყვ"
        ),
        "hy": (
            "a ա|b բ|g գ ղ|d դ|e ե է ը|ye ե|y յ ը|z զ|t տ թ|t' թ|th թ|zh ժ|i ի|l լ|kh խ|x խ|ts ց ծ|ts' ց|tz ծ|c ց ծ|k կ ք"
            "|k' ք|q ք|h հ|dz ձ|gh ղ|ch չ ճ|ch' չ|tch ճ|m մ|n ն|sh շ|o ո օ|vo ո|p պ փ|p' փ|ph փ|j ջ ժ|r ր ռ|rr ռ|s ս"
            "|v վ ւ|u ու|oo ու|w ւ վ|f ֆ|ev եւ|yev եւ|ya յա|yu յու|yo յո|ia իա|ea եա|@ ը|dj ջ|iw յու"
        ),
        "uk": _SLAVIC + "|e е є|g г ґ|h г х|i і и ї й|j й ж|y и й і|ye є|je є|ie є іє|yi ї|ji ї"
        "|ii ії ій|iy ій ий|yy ий|yo йо|jo йо",
        "ru": _SLAVIC + "|e е э|g г|h х г|i и й ы|j й ж ь|y ы й и|ye е|je е|yo е|jo е|io е ио|iy ий"
        "|yy ый|yi ый|ii ий ии|ie ие ье",
    }.items()
}  # fmt: skip
_LONGEST = 4
_SOFT = {"uk": ("бвгґджзклмнпрстфхцчшщ", "ь'"), "ru": ("бвгджзклмнпрстфхцчшщ", "ьъ")}
"""After these letters one of those may stand that nobody types: bolnica, mjata."""

_ROMAN = {
    "ka": (
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h",
        "a b g d e v z t i k l m n o p zh r s t u f q gh y sh ch c dz w ch x j h",
    ),
    "hy": (
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
        "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f",
        "a b g d e z e y t zh i l x c k h dz gh ch m y n sh o ch p j r s v t r c v p q o f",
    ),
    "uk": (
        "абвгґдеєжзиіїйклмнопрстуфхцчшщюяь'",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch iu ia - -",
    ),
    "ru": (
        "абвгдежзийклмнопрстуфхцчшщыэюяьъ",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya - -",
    ),
}
"""Letters, and the ways they are written in Latin ones; a hyphen stands for none."""

_IN_LATIN: Mapping[str, tuple[dict[int, str], ...]] = {
    code: tuple(
        str.maketrans({one: roman.strip("-") for one, roman in zip(letters, way.split(), strict=True)}) for way in ways
    )
    for code, (letters, *ways) in _ROMAN.items()
}


@lru_cache(maxsize=1024)
def typed_in_latin(folded: str, language: str) -> tuple[str, ...]:
    """The words of that language a Latin word may be, known ones alone where any is known; never more than MOST."""
    if len(folded) < 2:
        return ()
    known = [word for word in _readings(folded, language, only_known=True) if lemmas_of(word, language)]
    return tuple(dict.fromkeys(known))[:MOST] or beginnings_in_latin(folded, language)[:2]


@lru_cache(maxsize=1024)
def beginnings_in_latin(folded: str, language: str) -> tuple[str, ...]:
    """The beginnings of that language's words a Latin word may be; the likeliest reading where no word begins so."""
    found = tuple(dict.fromkeys(_readings(folded, language, only_known=True)))[:MOST]
    return found or tuple(dict.fromkeys(_readings(folded, language, only_known=False)))[:1]


def in_latin(folded: str, language: str) -> tuple[str, ...]:
    """How people write a word of that language in Latin letters, most officially first."""
    found = [folded.translate(table) for table in _IN_LATIN.get(language, ())]
    if language == "hy":
        found = [word.replace("ov", "u") for word in found]
    return tuple(dict.fromkeys(found))


def _readings(folded: str, language: str, *, only_known: bool) -> Iterator[str]:
    """Depth first, likelier letters first."""
    spellings = SPELLINGS[language]
    after, unwritten = _SOFT.get(language, ("", ""))
    steps, open_ways = 0, [("", 0)]
    while open_ways and steps < MOST_STEPS:
        read, at = open_ways.pop()
        steps += 1
        if at >= len(folded):
            yield read
            if read[-1:] in after and (not only_known or LEMMAS.begins(f"{read}ь", language)):
                yield f"{read}ь"
            continue
        ways = [
            (read + letters, at + long)
            for long in range(min(_LONGEST, len(folded) - at), 0, -1)
            for letters in spellings.get(folded[at : at + long], ("",) if folded[at : at + long] == "'" else ())
        ]
        if read and read[-1] in after:
            ways += [(read + sign + letters, place) for sign in unwritten for letters, place in _after(ways, read)]
        if only_known:
            ways = [way for way in ways if way[0] == read or LEMMAS.begins(way[0], language)]
        open_ways += reversed(ways)


def _after(ways: list[tuple[str, int]], read: str) -> list[tuple[str, int]]:
    return [(letters.removeprefix(read), place) for letters, place in ways]
