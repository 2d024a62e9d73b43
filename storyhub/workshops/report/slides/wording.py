"""What slides say of cards in our own words: marks below a card, medians and spread, verdicts, pages."""

from collections.abc import Sequence

from babel.numbers import format_decimal
from flask_babel import gettext, ngettext

from storyhub.core.languages import language as language_of
from storyhub.core.months import month_in_words
from storyhub.workshops.methods.words import Evidence
from storyhub.workshops.seen import CardView, Cell, Spread, Voice


def paged(title: str, page: int, pages: int) -> str:
    if pages < 2:
        return title
    return gettext("%(title)s, page %(page)s of %(pages)s", title=title, page=page, pages=pages)


def verdict_word(verdict: str) -> str:
    """In short, as the boards say it."""
    words = {
        "no_regret": gettext("Holds in every world"),
        "opt_out": gettext("Holds in most worlds"),
        "opt_in": gettext("Holds in some worlds"),
        "abandon": gettext("Holds in no world"),
    }
    return words.get(verdict, verdict)


def marks_of(card: CardView, kind: bool = False) -> list[str]:
    """What stands in small letters below a card."""
    said = [card.kind_label] if kind else []
    if card.votes is not None:
        said.append(ngettext("%(num)s point", "%(num)s points", card.votes))
    if card.verdict:
        said.append(verdict_word(card.verdict))
    said += stories_behind(card)
    if not card.voices and card.evidence == Evidence.REQUIRED:
        said.append(gettext("No story yet"))
    if any(one.is_disputed for one in card.ratings):
        said.append(gettext("Views differ"))
    if card.is_minority:
        said.append(gettext("A few insist"))
    if not card.is_kept:
        said.append(gettext("Left out"))
    return [*said, card.by] if card.by else said


def stories_behind(card: CardView) -> list[str]:
    return [ngettext("%(num)s story", "%(num)s stories", card.voices)] if card.voices else []


def figure(value: float, language: str, signed: bool = False) -> str:
    pattern = "+#,##0.##;−#,##0.##" if signed and value else "#,##0.##;−#,##0.##"
    return str(format_decimal(value, format=pattern, locale=language))


def in_brief(one: Spread, language: str) -> str:
    """A median, with what the middle half of people said where they did not say the same."""
    median = figure(one.median or 0, language)
    if one.low is None or one.high is None or one.low == one.high:
        return median
    return f"{median} ({figure(one.low, language)} … {figure(one.high, language)})"


def judged_in_words(one: Spread, language: str) -> str:
    """A median with its spread as somebody would say it to the room."""
    if one.median is None:
        return gettext("%(label)s: nobody judged it", label=one.label)
    middle = gettext("%(label)s: the middle answer is %(median)s", label=one.label, median=figure(one.median, language))
    if one.low is None or one.high is None:
        return middle
    spread = ngettext(
        "of %(num)s person, who answered from %(low)s to %(high)s",
        "half of %(num)s people answered from %(low)s to %(high)s",
        one.n,
        low=figure(one.low, language),
        high=figure(one.high, language),
    )
    return "; ".join([middle, spread, *([gettext("people differ")] if one.is_disputed else [])])


def met_in_words(cell: Cell, language: str) -> str:
    """What was judged where an option meets a world, with what people wrote to it."""
    judged = "; ".join(judged_in_words(one, language) for one in cell.ratings)
    said = f"{cell.row.text} × {cell.column.text}. {judged}" if judged else f"{cell.row.text} × {cell.column.text}"
    if cell.objections:
        said = f"{said}; {objected(cell.objections)}"
    return " – ".join([said, *cell.notes])


def objected(number: int) -> str:
    return ngettext("%(num)s cannot live with it", "%(num)s cannot live with it", number)


def range_of(one: Spread, language: str) -> str:
    low, high = figure(one.low or 0, language, True), figure(one.high or 0, language, True)
    return gettext("%(low)s to %(high)s", low=low, high=high)


def where_and_when(voice: Voice, language: str) -> str:
    return ", ".join(one for one in (voice.place, month_in_words(voice.month, language)) if one)


def voice_in_words(voice: Voice, language: str) -> str:
    """A story behind a card: its number, where and when it was told, and its words where they may be said."""
    said = " · ".join(one for one in (voice.story_code, where_and_when(voice, language)) if one)
    return f"{said}: {quoted(voice.quote, language)}" if voice.quote and not voice.is_withdrawn else said


def quoted(words: str, language: str) -> str:
    """In the marks of the deck's language, whatever language was spoken."""
    return language_of(language).quoted(words)


def lengths(cards: Sequence[CardView]) -> str:
    return ngettext("%(num)s card", "%(num)s cards", len(cards))
