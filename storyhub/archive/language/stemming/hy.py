"""A light stemmer for Armenian, beside snowball's, which knows neither the article nor the vowels that fall away.

Rules after the declensions, conjugations and vowel reductions in J. Dum-Tragut, *Armenian: Modern Eastern Armenian*
(2009), chapters 1.3 and 2.1–2.5: article and possessive (-ը, -ն, -ս, -դ), case, plural, tenses and participles; ի and
ու of a last closed syllable go when an ending comes (գիրք – գրքի, կամուրջ – կամրջի), so no stem has them.
"""

import regex

_NOUN = "ը ն ս դ ի ին ու ուն ից ով ում ան վա վան ոջ ոջը ոնց եր ներ երի ների ներին երին ներից երից ներով երով"
_NOUN += " ներում երում ման մանը մամբ մանն"
_VERB = (
    "ել ալ նել նալ չել եցնել ացնել ելու ալու ելիս ալիս ելով ալով նում եմ ես ենք եք են ամ աս անք աք եց եցի եցիր եցինք եցիք"
    " եցին աց ացի ացիր ացինք ացին ա ար ավ անք ան եի եիր էր եինք եիք եին ված ող ողներ իր իք եք եցեք ացեք ացած եցած ած"
)
_ENDINGS = frozenset({*_NOUN.split(), *_VERB.split()})
_LONGEST = max(map(len, _ENDINGS))
_REDUCED = regex.compile(r"^(.*[^աեէըիոօւ])(?:ու|ի)([^աեէըիոօւ]+)$")
_PREFIXED = regex.compile(
    r"^[կչ](.{2,}(?:եմ|ես|ենք|եք|են|ամ|աս|անք|աք|ան|ի|ա|եիր|եինք|եիք|եին|ար|եր|եց|եցի|եցիր|եցինք|եցին|աց|ացին|ում|ել|ալ))$"
)


def stems(word: str) -> tuple[str, ...]:
    """The last two steps of taking endings off, which may go one too far (հասուն is no հաս with an ending); the same for
    what stands after the կ of the future or the չ of *not* where there may be one.
    """
    match = _PREFIXED.match(word)
    steps = [*_steps(word)[-2:], *(_steps(match[1])[-1:] if match else ())]
    return tuple(dict.fromkeys(map(_reduced, steps)))


def _steps(word: str) -> list[str]:
    found = [word]
    while len(found) < 4 and (shorter := _shorter(found[-1])):
        found.append(shorter)
    return found


def _shorter(word: str) -> str:
    """Without the longest ending that may be taken off; empty when there is none."""
    sizes = range(min(_LONGEST, len(word) - 1), 0, -1)
    return next((word[:-size] for size in sizes if word[-size:] in _ENDINGS and _can_stand(word[:-size])), "")


def _can_stand(rest: str) -> bool:
    """ջր-ի, տն-ից: two letters may be a word without a vowel."""
    return len(rest) >= 3 or (len(rest) == 2 and "ւ" not in rest)


def _reduced(rest: str) -> str:
    rest = rest.replace("ույ", "ու")
    match = _REDUCED.match(rest)
    return f"{match[1]}{match[2]}" if match else rest
