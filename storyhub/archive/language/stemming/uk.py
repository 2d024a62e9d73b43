"""A light stemmer for Ukrainian.

Rules after the tables of declension and conjugation in *Український правопис* (2019), §§ 82–120, and the vowel and
consonant changes of §§ 9–13 there: і – о/е (ніч – ночі), the vowel that comes and goes (день – дня), г к х – з ц с
(дорога – дорозі), дж ж ш ч щ and л in the first person (ходити – ходжу, любити – люблю). A change is undone beside
what stands there, as one more stem: which of the two is the word nobody can tell from the form.
"""

import regex

_VOWELS = "аеєиіїоуюя"
_NOMINAL = (
    # nouns
    "а я у ю о е є и і ї ь й ою ею єю ом ем єм ові еві єві ів їв ей ам ям ами ями ах ях ьми"
    # adjectives, participles, pronouns
    " ий ій ого ього ому ьому им ім їм ої ьої ою ьою их іх їх ими іми їми"
)
_INFINITIVES = "ти ати яти ити іти їти ути"
_VERBAL = (
    # present and imperative
    "еш єш иш їш е є ить їть ять ать емо ємо имо їмо ете єте ите їте уть ють йте ймо іть ім імо ть"
    " аю аєш ає аємо аєте ають ай айте аймо яю яєш яє яємо яєте яють яй яйте яймо ію ієш іє іємо ієте іють ій ійте"
    # past, gerunds
    " ав яв ив ів їв ув ла ала яла ила іла їла ула ло ало яло ило іло їло уло ли али яли или іли їли ули"
    " учи ючи ачи ячи вши авши явши ивши івши увши ши"
    f" {_INFINITIVES} "
    # future: писати-му
    + " ".join(
        infinitive + person for infinitive in _INFINITIVES.split() for person in "му меш ме мемо мете муть".split()
    )
)


_NOMINAL_ENDINGS = frozenset(_NOMINAL.split())
_ENDINGS = frozenset(f"{_NOMINAL} {_VERBAL}".split())
_LONGEST = max(map(len, _ENDINGS))
_AFTER_CONSONANT = frozenset("ла ло ли вши ши ти".split())
_THEMES = ("овув", "ував", "ув", "юв", "ну", "н", "у", "ю")
_WITH_THEME = frozenset("ати ав ала ало али ю єш є ємо єте ють й йте ймо ти в ла ло ли у уть е еш емо ете".split())
_BACK = {"з": "г", "ц": "к", "с": "х", "ж": "г", "ч": "к", "ш": "х"}
_FIRST_PERSON = (("дж", "д"), ("щ", "ст"), ("ш", "с"), ("ж", "з"), ("ч", "т"), ("ч", "к"), ("ж", "г"), ("бл", "б"),
                 ("пл", "п"), ("вл", "в"), ("мл", "м"), ("фл", "ф"))  # fmt: skip
_CLOSED = regex.compile(rf"^(.*)і([^{_VOWELS}]+)$")
_FLEETING = regex.compile(rf"^(.*[^{_VOWELS}])(?:ь?[оеє])([^{_VOWELS}])$")
_DOUBLED = regex.compile(r"(ж|ч|ш|т|д|н|л|з|ц|с)\1$")
MOST = 5


def stems(word: str) -> tuple[str, ...]:
    """The stems of a bare word (no apostrophe, г for ґ), as any word and as no verb; at most five."""
    plain = _without_particle(word)
    found: dict[str, None] = {}
    for endings in (_ENDINGS, _NOMINAL_ENDINGS):
        rest, ending = _cut(plain, endings)
        found |= dict.fromkeys((_soft(rest), *_changed(_soft(rest), ending)))
        if len(ending) > 1 and ending[-1] not in _VOWELS:
            found[plain] = None  # аеродром ends as столом does
    return tuple(found)[:MOST]


def _without_particle(word: str) -> str:
    if word.endswith(("ється", "еться")) and len(word) > 6:
        return word[:-4]
    for particle in ("ся", "сь"):
        if word.endswith(particle) and len(word) > 5 and word[-3] in "аеиіоуюяєївьтмшйх":
            return word[:-2]
    return word


def _cut(word: str, endings: frozenset[str]) -> tuple[str, str]:
    """(what is left, the longest ending that may be taken off)."""
    for size in range(min(_LONGEST, len(word) - 1), 0, -1):
        ending = word[-size:]
        if ending in endings and _can_stand(word[:-size], ending):
            return word[:-size], ending
    return word, ""


def _can_stand(rest: str, ending: str) -> bool:
    """Three letters; two where they are дн-і, бр-ати or оч-і. After a vowel no -ла, -ло, -ли."""
    if ending in _AFTER_CONSONANT and rest[-1:] in _VOWELS:
        return False
    return len(rest) >= 3 or (len(rest) == 2 and (rest[0] in _VOWELS or rest[1] not in _VOWELS))


def _soft(rest: str) -> str:
    rest = rest.rstrip("ьй") or rest
    doubled = _DOUBLED.search(rest)
    return rest[:-1] if doubled and len(rest) > 3 else rest


def _changed(rest: str, ending: str) -> list[str]:
    found = []
    if ending in ("", "ь", "й", "ю"):
        if match := _CLOSED.match(rest):
            found += [match[1] + vowel + match[2] for vowel in "ое"]
        if (match := _FLEETING.match(rest)) and len(rest) > 2:
            found.append(match[1] + match[2])
    if ending == "і" and rest[-1] in _BACK:
        found.append(rest[:-1] + _BACK[rest[-1]])
    if ending in ("у", "ю", "уть", "еш", "е", "емо", "ете", "и", "іть", "ять", "ать"):
        found += [rest[: -len(now)] + before for now, before in _FIRST_PERSON if rest.endswith(now)][:2]
    if ending in _WITH_THEME:
        found += [rest[: -len(theme)] for theme in _THEMES if rest.endswith(theme) and len(rest) - len(theme) >= 2][:1]
    found += [rest[:-2] for going in ("йд", "йш") if rest.endswith(going) and len(rest) >= 4]
    return found
