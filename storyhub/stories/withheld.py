"""What readers get instead of a passage that was masked. It stands in the story's own language, so it is data, not interface."""

from collections.abc import Iterable
from dataclasses import dataclass

from storyhub.core.languages import DEFAULT
from storyhub.stories.models import Withheld

MARKERS: dict[str, dict[Withheld, str]] = {
    "en": {
        Withheld.NAME: "[name withheld]",
        Withheld.PLACE: "[place withheld]",
        Withheld.CONTACT: "[contact withheld]",
        Withheld.PASSAGE: "[passage withheld]",
    },
    "hy": {
        Withheld.NAME: "[անունը չի հրապարակվում]",
        Withheld.PLACE: "[վայրը չի հրապարակվում]",
        Withheld.CONTACT: "[կոնտակտը չի հրապարակվում]",
        Withheld.PASSAGE: "[հատվածը չի հրապարակվում]",
    },
    "ka": {
        Withheld.NAME: "[სახელი არ ქვეყნდება]",
        Withheld.PLACE: "[ადგილი არ ქვეყნდება]",
        Withheld.CONTACT: "[საკონტაქტო არ ქვეყნდება]",
        Withheld.PASSAGE: "[მონაკვეთი არ ქვეყნდება]",
    },
    "ro": {
        Withheld.NAME: "[numele nu se publică]",
        Withheld.PLACE: "[locul nu se publică]",
        Withheld.CONTACT: "[contactul nu se publică]",
        Withheld.PASSAGE: "[pasajul nu se publică]",
    },
    "uk": {
        Withheld.NAME: "[ім’я не розголошується]",
        Withheld.PLACE: "[місце не розголошується]",
        Withheld.CONTACT: "[контакт не розголошується]",
        Withheld.PASSAGE: "[уривок не розголошується]",
    },
    "az": {
        Withheld.NAME: "[ad açıqlanmır]",
        Withheld.PLACE: "[yer açıqlanmır]",
        Withheld.CONTACT: "[əlaqə açıqlanmır]",
        Withheld.PASSAGE: "[hissə açıqlanmır]",
    },
    "ru": {
        Withheld.NAME: "[имя не раскрывается]",
        Withheld.PLACE: "[место не раскрывается]",
        Withheld.CONTACT: "[контакт не раскрывается]",
        Withheld.PASSAGE: "[отрывок не раскрывается]",
    },
}


@dataclass(frozen=True)
class Passage:
    """Code points `start` to `end` (not included) of a text, and what they give away."""

    start: int
    end: int
    what: Withheld


def masked(text: str, passages: Iterable[Passage], language: str) -> str:
    """The text with each passage replaced by its marker. Passages that touch or overlap become one."""
    markers = MARKERS.get(language, MARKERS[DEFAULT])
    out, at = [], 0
    for passage in merged(passages):
        out += [text[at : passage.start], markers[passage.what]]
        at = passage.end
    return "".join([*out, text[at:]])


def merged(passages: Iterable[Passage]) -> list[Passage]:
    """In order and apart; two that overlap are one, which says of both no more than *passage*."""
    found: list[Passage] = []
    for passage in sorted(passages, key=lambda one: (one.start, one.end)):
        if not found or passage.start >= found[-1].end:
            found.append(passage)
            continue
        last = found.pop()
        what = last.what if last.what == passage.what else Withheld.PASSAGE
        found.append(Passage(last.start, max(last.end, passage.end), what))
    return found
