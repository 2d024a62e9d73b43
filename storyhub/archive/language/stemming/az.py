"""A light stemmer for Azerbaijani, which hangs its endings one after the other: məktəb-lər-imiz-dən.

Rules after the tables of declension, possession and conjugation in Q. Qazımov, *Müasir Azərbaycan dili. Morfologiya*
(Bakı 2010) and V. Schönig, *Azerbaijanian*, in Johanson & Csató (eds.), *The Turkic Languages* (1998). It works on
bare letters, where the four vowels of harmony are two (ı i → i, u ü → u; a ə → a e), so that a word typed without
marks has the stem of the word. Endings go one by one while what is left can be a word: the longest that fits first,
which is mostly right, and once more the shortest first, for yağış-ın and kanal-ı.
"""

import regex

SHORT = frozenset("ev at et it su ot is as el od ad ay il un us ov al ac ag az uc ip iz ox on uz".split())
"""Words of two letters that endings are taken off down to: ev-də, su-yu, il-in."""
SHORT_VERBS = frozenset("de ye yu al ol et ed at it ic ac ax ex es en in on oy ov ot ud uc ut uy as ez ek um".split())

_CASES = "in un nin nun yun i u ni nu yu a e ya ye na ne da de dan den nda nde ndan nden"
_POSSESSED = "im um in un imiz umuz iniz unuz m n miz muz niz nuz si su lari leri"
_POSSESSED_CASES = (
    "ini unu ine una ina une inin unun inda inde unda unde indan inden undan unden sini sunu sina sine suna sune sinin"
    " sunun sinda sinde sunda sunde sindan sinden sundan sunden"
)
_NOUN = (
    f"{_CASES} {_POSSESSED} {_POSSESSED_CASES} lar ler ki kini dir dur dirlar dirler durlar durler ydi ydu ymis ymus"
    " daki deki ndaki ndeki"
)
_VERB = (
    "maq mek mag mey maga meye magi meyi magin meyin ma me"
    " ir ur yir yur mir mur ar er yar yer maz mez mar mer di du madi medi mis mus mamis memis ib ub yib yub mayib meyib"
    " acaq ecek acag ecey yacaq yecek yacag yecey mayacaq meyecek mayacag meyecey"
    " mali meli sa se masa mese sin sun masin mesin"
    " diq dik duq duk dig dug diy duy madiq medik madig medig madiy mediy"
    " an en yan yen mayan meyen anda ende yanda yende araq erek yaraq yerek arken erken madan meden ali eli yali yeli"
    " dim din diniz dum dun dunuz sam sem san sen siniz sunuz mi mu"
)
_PERSON = regex.compile(r"^(.+(?:[iu]r|[ae]r|[ae]ca[gqy]|[ae]ce[kyg]|mi[sş]|mu[sş]|m[ae]z|m[ae]r|[ae]l[ia]|meli|mali|ib|ub))"
                        r"(?:[ae]m|s[ae]n|[iu][qk]|s[iu]n[iu]z|l[ae]r|d[iu]r|d[iu]|s[ae])$")  # fmt: skip
_PAST_PERSON = regex.compile(r"^(.+(?:d[iu]|s[ae]))(?:m|n|q|k|n[iu]z|l[ae]r)$")
_KINDS = dict.fromkeys(_NOUN.split(), "noun") | dict.fromkeys(_VERB.split(), "verb")
_SHORTEST_FIRST = range(1, max(map(len, _KINDS)) + 1)
_LONGEST_FIRST = _SHORTEST_FIRST[::-1]
_VOWELS = frozenset("aeiou")
_SLIPPING = regex.compile(r"^(.*[aeiou].*[^aeiou])[iu]([lrnmzsfvh])$")
"""oğul – oğlu, burun – burnu, şəkil – şəkli: the narrow vowel of the last syllable goes when an ending comes."""
_OPENED = regex.compile(r"[aeiou]y[ae]$")
"""çörəyə is çörək, küçəyə is küçə."""
_HARDENED = {"q": "g", "k": "y", "d": "t"}
"""uşaq – uşağı, çörək – çörəyi, getmək – gedir: one letter for both."""


def stems(word: str) -> tuple[str, ...]:
    """The stems of a bare word. More than one where an ending may be read in two ways; at most four."""
    word = word.split("'", maxsplit=1)[0] if word.find("'") > 1 else word
    found = [_finished(_stripped(word, _LONGEST_FIRST)), _finished(_stripped(word, _SHORTEST_FIRST))]
    if _OPENED.search(word):
        found.append(_finished(_stripped(word[:-1], _LONGEST_FIRST)))
    if len(word) <= 6 and _SLIPPING.match(word):
        found.append(_finished(word))
    for ending in ("yla", "yle", "la", "le"):
        if word.endswith(ending) and _can_stand(word[: -len(ending)], "noun"):
            found.append(_finished(_stripped(word[: -len(ending)], _LONGEST_FIRST)))
    return tuple(dict.fromkeys(found))[:4]


def _stripped(word: str, sizes: range) -> str:
    while (shorter := _shorter(word, sizes)) != word:
        word = shorter
    return word


def _shorter(word: str, sizes: range) -> str:
    for persons in (_PERSON, _PAST_PERSON):
        match = persons.match(word)
        if match and _can_stand(match[1], "verb"):
            return match[1]
    for size in sizes:
        rest, ending = word[:-size], word[-size:]
        if ending in _KINDS and _can_stand(rest, _KINDS[ending]) and _fits(rest, ending):
            return rest
    return word


def _can_stand(rest: str, kind: str) -> bool:
    if len(rest) >= 3:
        return not _VOWELS.isdisjoint(rest)
    return rest in (SHORT if kind == "noun" else SHORT_VERBS)


def _fits(rest: str, ending: str) -> bool:
    """Endings that begin with a vowel follow a consonant; y, n, s between vowels follow a vowel."""
    after_vowel = rest[-1] in _VOWELS
    if ending[0] in _VOWELS:
        return not after_vowel
    if len(ending) > 1 and (ending[0] == "y" or ending[:2] in ("si", "su")) and ending not in ("sin", "sun"):
        return after_vowel
    if ending in ("yu", "yun"):
        return rest == "su"
    if ending in ("m", "n", "miz", "muz", "niz", "nuz", "ni", "nu", "nin", "nun"):
        return after_vowel
    return True


def _finished(stem: str) -> str:
    if match := _SLIPPING.match(stem):
        stem = match[1] + match[2]
    return stem[:-1] + _HARDENED.get(stem[-1], stem[-1]) if len(stem) > 1 else stem
