"""Filling in a form as somebody would who takes part in good faith, or as somebody who tries what the page can bear."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from storyhub.workshops.rehearsal.pages import Form, Input
from storyhub.workshops.rehearsal.words import Speech

OPTIONAL = 0.5
STORY = "story"
"""The input in which a card says what it rests on."""
LONGEST = 400
"""Of invented words: nobody writes a page on a phone."""


@dataclass
class Filled:
    """What a form is sent with, and the markers of what was written in it."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Writer:
    """Who fills it."""

    language: str
    chance: Random
    speech: Speech
    is_hostile: bool = False

    def fill(self, form: Form) -> Filled | None:
        """None when it cannot be sent: a choice that must be made has nothing to choose from."""
        filled = Filled()
        if not form.has_button:
            return None
        for one in form.inputs:
            if self._takes_up(one) and not _WAYS[one.kind](self, one, filled):
                return None
        if form.must_press and not self._has_pressed(form, filled):
            return None
        texts = [one for one in form.inputs if one.kind == "text"]
        if texts and not filled.markers:
            self._type(texts[0], filled)
        return filled

    def _takes_up(self, one: Input) -> bool:
        """What may be left out often is; the stories on the table are looked at."""
        return not one.is_optional or one.name == STORY or self.chance.random() < OPTIONAL

    def _has_pressed(self, form: Form, filled: Filled) -> bool:
        """Whoever has given everything seldom takes something back."""
        names = {one.name for one in form.inputs if one.kind == "button"}
        pressed = names & {name for name, _ in filled.pairs}
        return bool(pressed) and (names != {"take"} or self.chance.random() < 0.2)

    def _keep(self, one: Input, filled: Filled) -> bool:
        filled.pairs.append((one.name, one.values[0]))
        return True

    def _type(self, one: Input, filled: Filled) -> bool:
        words, marker = self.speech.sentence(
            self.language, self.chance, min(one.most, LONGEST), hostile=self.is_hostile and self.chance.random() < 0.5
        )
        filled.pairs.append((one.name, words))
        filled.markers.append(marker)
        return True

    def _year(self, one: Input, filled: Filled) -> bool:
        filled.pairs.append((one.name, str(self.chance.randint(2028, 2050))))
        return True

    def _day(self, one: Input, filled: Filled) -> bool:
        day = date(2030, 1, 1) + timedelta(days=self.chance.randrange(700))
        filled.pairs.append((one.name, day.isoformat()))
        return True

    def _one(self, one: Input, filled: Filled) -> bool:
        """Never twice the same card in one form."""
        taken = {value for _, value in filled.pairs}
        free = [value for value in one.values if value not in taken or not value]
        if "" in free and (one.is_optional or one.name == "cluster") and self.chance.random() < OPTIONAL:
            free = [""]
        elif any(free):
            free = [value for value in free if value]
        if not free or (free == [""] and not (one.is_optional or one.name == "cluster")):
            return False
        filled.pairs.append((one.name, self.chance.choice(free)))
        return True

    def _some(self, one: Input, filled: Filled) -> bool:
        if one.name != "card":
            filled.pairs += [(one.name, value) for value in one.values if self.chance.random() < OPTIONAL]
            return True
        if len(one.values) < 2:
            return False
        many = min(len(one.values), self.chance.randint(2, 4))
        filled.pairs += [(one.name, value) for value in self.chance.sample(one.values, many)]
        return True

    def _press(self, one: Input, filled: Filled) -> bool:
        """Of several buttons one is pressed; giving comes before taking back."""
        pressed = {name for name, _ in filled.pairs} & {"give", "take"}
        if pressed:
            if one.name != "give" or self.chance.random() < 0.15:
                return True
            filled.pairs = [(name, value) for name, value in filled.pairs if name != "take"]
        filled.pairs.append((one.name, self.chance.choice(one.values)))
        return True


_WAYS: dict[str, Callable[[Writer, Input, Filled], bool]] = {
    "hidden": Writer._keep,
    "text": Writer._type,
    "year": Writer._year,
    "date": Writer._day,
    "radio": Writer._one,
    "select": Writer._one,
    "check": Writer._some,
    "button": Writer._press,
}
