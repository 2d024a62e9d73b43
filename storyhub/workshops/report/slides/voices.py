"""The stories: in the words of those who told them where these may be said, and how much rests on stories at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext, ngettext

from storyhub.workshops.report.slides.blocks import Block, Quote
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.drawing import Frame, Said
from storyhub.workshops.report.slides.flow import flow
from storyhub.workshops.report.slides.leaves import leaf_of
from storyhub.workshops.report.slides.letters import largest, shortened
from storyhub.workshops.report.slides.look import ACCENT, INK, MUTED, RULE, TEXT, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import paged, quoted, voice_in_words
from storyhub.workshops.report.ties import every_card
from storyhub.workshops.report.values import Report
from storyhub.workshops.seen import CardView, Voice

SIZES = (24, 22, 20, 18, 16)
"""What tellers said is read from the last row, whatever number of slides it takes."""
NAMED = 1
"""Cards that are named under a quotation; the notes have all of them."""


@dataclass
class Heard:
    """A story with the cards that rest on it."""

    voice: Voice
    cards: list[CardView] = field(default_factory=list)


def add_voices(deck: Deck, report: Report) -> None:
    heard = _heard(report)
    quoted = [one for one in heard if one.voice.quote]
    for is_hard, title in (
        (False, gettext("In the words of residents")),
        (True, gettext("Stories that are hard to hear")),
    ):
        shown = [one for one in quoted if one.voice.is_hard == is_hard]
        blocks: list[Block] = [_quote(one, deck.language) for one in shown]
        pages = flow(blocks, TEXT, 2, SIZES) if blocks else []
        for at, page in enumerate(pages, 1):
            codes = {placed.block.voice.story_code for placed in page if isinstance(placed.block, Quote)}
            said = _said([one for one in shown if one.voice.story_code in codes], deck.language)
            leaf_of(page).draw(deck.page(paged(title, at, len(pages)), said))


def add_backing(deck: Deck, report: Report) -> None:
    """How much is backed by stories, and by whose not."""
    backing, language = report.backing, deck.language
    if not backing.cards:
        return
    sheet = deck.page(gettext("Whose stories it rests on"), _backing_notes(report))
    words = ngettext(
        "%(backed)s of %(num)s card rests on a resident’s story",
        "%(backed)s of %(num)s cards rest on residents’ stories",
        backing.cards,
        backed=backing.backed,
    )
    stories = ngettext("%(num)s story was on the table", "%(num)s stories were on the table", backing.stories)
    _draw_share(sheet, backing.backed / backing.cards, words, stories)
    if not backing.unheard:
        return
    area = Area(TEXT.x, TEXT.y + 170, TEXT.width, TEXT.height - 170)
    head = gettext("Of these no story was behind any card. Whom have we not heard?")
    sheet.text(area, [[Said(head, language, 18, bold=True)]])
    names = " · ".join(backing.unheard)
    room = area.inside(top=58)
    size = largest((22, 20, 18, 16, 14, 12), names, room.width, room.height)
    shown = shortened(names, size, room.width, int(room.height / (size * 1.24)))
    sheet.text(room, [[Said(shown, language, size)]])


def _draw_share(sheet: Sheet, share: float, words: str, stories: str) -> None:
    language = sheet.language
    size = largest((26, 24, 22, 20), words, TEXT.width, 34)
    sheet.text(Area(TEXT.x, TEXT.y, TEXT.width, 58), [[Said(words, language, size, colour=INK, serif=True)]])
    bar = Area(TEXT.x, TEXT.y + 66, TEXT.width, 26)
    sheet.text(bar, [], Frame(fill=RULE))
    if share:
        sheet.text(Area(bar.x, bar.y, bar.width * min(1, share), bar.height), [], Frame(fill=ACCENT))
    sheet.text(Area(TEXT.x, TEXT.y + 102, TEXT.width, 40), [[Said(stories, language, 16, colour=MUTED)]])


def _heard(report: Report) -> list[Heard]:
    """Each story once, in the order in which one meets it."""
    found: dict[str, Heard] = {}
    for played in report.exercises:
        for card in [card for board in played.boards for card in every_card(board)]:
            for voice in played.voices.get(card.id, ()):
                if voice.is_withdrawn or not voice.story_code:
                    continue
                heard = found.setdefault(voice.story_code, Heard(voice))
                if card.text not in [one.text for one in heard.cards]:
                    heard.cards.append(card)
    return list(found.values())


def _quote(heard: Heard, language: str) -> Quote:
    named = [shortened(card.text, 14, 280, 1) for card in heard.cards[:NAMED]]
    behind = gettext("Behind: %(cards)s", cards="; ".join(named))
    left = len(heard.cards) - len(named)
    more = ngettext("and %(num)s more", "and %(num)s more", left)
    return Quote(heard.voice, quoted(heard.voice.quote, language), f"{behind} {more}" if left else behind, language)


def _said(heard: Sequence[Heard], language: str) -> list[str]:
    found = []
    for one in heard:
        found.append(voice_in_words(one.voice, language))
        found += [f"   {one.voice.href}"] if one.voice.href else []
        found += [f"   – {card.text}" for card in one.cards]
    return found


def _backing_notes(report: Report) -> list[str]:
    silent = [gettext("Ask before the next workshop who could tell of these:"), *report.backing.unheard]
    unquoted = len([one for one in _heard(report) if not one.voice.quote])
    kept = ngettext(
        "%(num)s story stands behind cards and is not quoted here.",
        "%(num)s stories stand behind cards and are not quoted here.",
        unquoted,
    )
    return [*([kept] if unquoted else []), *(silent if report.backing.unheard else [])]
