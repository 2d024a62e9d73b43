"""A light stemmer for Georgian.

Rules after the declension and the series of screeves in A. Shanidze, *ქართული ენის გრამატიკის საფუძვლები* (1973), and
H. I. Aronson, *Georgian: A Reading Grammar* (1990): postpositions and particles, case, plural; the vowel that the
stem loses in the oblique cases (მეზობელი – მეზობლის) is left out of every stem. What ends as a verb does has a second
stem: preverb, person and version before the root, thematic suffix and screeve after it, off.
"""

import regex

_VOWELS = "აეიოუ"
_PARTICLES = tuple("ვითმყოფი მეთქი ცა ვე ღა ღაც ც".split())
_POSTPOSITIONS = tuple("სადმი თვის გან კენ ვით მდე მდის დან თან ზე ში შიც ზედ გარეშე თანავე".split())
_CASES = tuple("ისა ითა ადა მა ის ით ად სა ას თა ი ს მ დ ო ა".split())
_SYNCOPE = regex.compile(rf"^(.*[{_VOWELS}].*[^{_VOWELS}])[აეო]([ლრნმ])$|^([^{_VOWELS}]+)[აე]([ლრნმ])$")
_ROUNDED = regex.compile(r"(.{2,}[^აეიოუ])ო(?:ვ)?([რლ])$")

_PREVERBS = tuple("გადმო გადა წამო წარმო წა შემო შე ჩამო ჩა მიმო მო მი ამო ა და გამო გა აღ".split())
_PERSONS = tuple("გვ ვ მ გ ჰ ხ ს".split())
_SCREEVES = tuple(
    sorted(
        (
            "ს ენ ნ თ ვართ ვარ ხარ ხართ ა ო ე ი ეს ნენ დი და დით დნენ დე დეს დეთ დეთ ეთ ათ ოთ ეს ენ ია იან იათ იყო ილა"
            " ით ით ნათ სთ არ არის ული ულია ილი ილია ული ელი უ ისა"
        ).split(),
        key=lambda ending: (-len(ending), ending),
    )
)
_THEMES = tuple("ებინ ევინ ებ ობ ავ ამ ემ ოფ ევ ვ ი".split())
_MASDARS = ("ება", "ობა", "ევა", "ოვა", "ომა", "ვა")


def stems(word: str) -> tuple[str, ...]:
    """The stems of a word: as a noun, and as a verb where it looks like one."""
    found = (_noun(word), _syncopated(word[:-1]) if word[-1:] in _VOWELS and len(word) > 3 else "", _verb(word))
    return tuple(dict.fromkeys(one for one in found if one)) or (word,)


def _noun(word: str) -> str:
    rest = _off(word, _PARTICLES, 3)
    after = _off(rest, _POSTPOSITIONS, 2)
    rest = _off(_off(after, _CASES, 2), ("ებ", "ის", "ებ"), 2)
    if rest[-1] in _VOWELS and len(rest) > 2:
        rest = rest[:-1]
    return _syncopated(rest)


def _off(word: str, endings: tuple[str, ...], least: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


def _syncopated(rest: str) -> str:
    if match := _ROUNDED.match(rest):
        return f"{match[1]}ვ{match[2]}"
    if match := _SYNCOPE.match(rest):
        return f"{match[1] or match[3]}{match[2] or match[4]}"
    return rest


def _verb(word: str) -> str:
    """A mark before the root keeps verbs apart from nouns of the same letters; empty for what is no verb."""
    if len(word) < 5:
        return ""
    ended = _off(word, _MASDARS, 2)
    if ended == word:
        screeve = _off(word, _SCREEVES, 2)
        ended = _off(screeve, _THEMES, 2)
        if screeve == word or (ended == screeve and not word.startswith(_PREVERBS)):
            return ""
    root = _before(ended)
    return f"~{root}" if len(root) >= 2 else ""


def _before(ended: str) -> str:
    """Without preverb, person and version, as far as two letters and a consonant are left."""
    root = ended
    for preverb in _PREVERBS:
        if root.startswith(preverb) and len(root) - len(preverb) >= 2:
            root = root[len(preverb) :]
            break
    for person in _PERSONS:
        if (
            root.startswith(person)
            and len(root) - len(person) >= 3
            and (root[len(person)] in _VOWELS or person == "გვ")
        ):
            root = root[len(person) :]
            break
    return root[1:] if root[0] in "აეიუ" and len(root) >= 3 else root
