"""How a record came about, for its page: the cards it was made of, by exercise, each with the stories it brought in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import url_for

from storyhub.stories.views.months import month_name
from storyhub.web.access import viewer
from storyhub.web.locale import current_language
from storyhub.workshops.methods.rules.names import kinds_of
from storyhub.workshops.methods.schema import Evidence
from storyhub.workshops.models import Card, Exercise, Outcome, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of
from storyhub.workshops.queries.givings import said_by
from storyhub.workshops.queries.records import Records
from storyhub.workshops.queries.trail import led_here
from storyhub.workshops.queries.voices import voices_of
from storyhub.workshops.seen import Audience, Side, Voice
from storyhub.workshops.views.recorded import Made, made_by

MOST_AT_ONCE = 2
"""Cards of one kind that stand open; the others unfold."""


@dataclass(frozen=True)
class Led:
    """`stages` are the cards of one exercise and kind each, the earliest first; `voices` stand behind the record itself."""

    stages: Sequence[Mapping[str, Any]]
    voices: Sequence[Mapping[str, Any]]
    stories: int
    """Different ones in all of it."""


@dataclass
class _Hearing:
    """Each story is told where it came in: what a card inherited was told with the cards it was made of.

    Of a story that this reader may not read it is not said which it is, so it stands with cards that inherit nothing.
    """

    voices: Mapping[UUID, Sequence[Voice]]
    heard: set[str] = field(default_factory=set)
    unread: int = 0

    def new_behind(self, made: Made, card_id: UUID) -> list[dict[str, Any]]:
        kind = kinds_of(made.method).get(made.card.kind)
        inherits = kind is not None and kind.evidence == Evidence.INHERITED
        behind = self.voices.get(card_id, ())
        found = [one for one in behind if one.story_code not in self.heard and (one.story_code or not inherits)]
        self.heard.update(one.story_code for one in found if one.story_code)
        self.unread += sum(not one.story_code for one in found)
        return [voice_row(one) for one in found]


def led_to(outcome: Outcome, made: Made, records: Records) -> Led:
    """What this reader may be told of it. A card that was carried on stands once, where it was first said.

    While its workshop is open again the room has not told yet what it is writing.
    """
    is_over = outcome.workshop.state == WorkshopState.CLOSED
    cards = led_here([outcome.card_id])[outcome.card_id] if is_over else []
    found = _earliest_first(outcome, _each_once(outcome, cards, records))
    audience = Audience(Side.STAGE, current_language().code)
    card_ids = [outcome.card_id, *(nearest_id for _, nearest_id in found)]
    hearing = _Hearing(voices_of(card_ids, audience, reader=viewer()))
    stages = [
        _stage(
            rows[0][0], [_card(one, records) | {"voices": hearing.new_behind(one, nearest)} for one, nearest in rows]
        )
        for rows in (list(group) for _, group in groupby(found, key=lambda row: _stage_of(row[0].card)))
    ]
    own = hearing.new_behind(made, outcome.card_id)
    return Led(stages, own, len(hearing.heard) + hearing.unread)


def words_of(card: Card, exercise: Exercise, records: Records) -> dict[str, Any]:
    """What a card says, in the words of its record where there is one, and where that is read."""
    return _card(made_by(card, exercise), records)


def voice_row(voice: Voice) -> dict[str, Any]:
    """A story behind a card, for the templates."""
    return {
        "href": voice.href,
        "code": voice.story_code,
        "quote": voice.quote,
        "lang": voice.language,
        "place": voice.place,
        "month": month_name(voice.month),
        "is_withdrawn": voice.is_withdrawn,
    }


def _each_once(outcome: Outcome, cards: Sequence[Card], records: Records) -> list[tuple[Card, Card]]:
    """(where it was first said, or the record's own card; the nearest of its copies)."""
    there = {card.id: card for card in cards}
    past = set(records.lines.before(outcome.card_id))
    found = []
    for card in cards:
        if card.id in past or card.id in records.unsaid:
            continue
        past.update((card.id, *records.lines.before(card.id)))
        record = records.by_card.get(card.id)
        first = there.get(record.card_id) if record else None
        found.append((first or _first(card, there), card))
    return found


def _earliest_first(outcome: Outcome, lines: Sequence[tuple[Card, Card]]) -> list[tuple[Made, UUID]]:
    """By the agenda; in one exercise what is further from the record comes before what is nearer."""
    agenda = {one.id: one for one in exercises_of(outcome.workshop_id)}
    far = list(dict.fromkeys(_stage_of(first) for first, _ in lines))
    ordered = sorted(lines, key=lambda line: (agenda[line[0].exercise_id].position, -far.index(_stage_of(line[0]))))
    return [(made_by(first, agenda[first.exercise_id]), nearest.id) for first, nearest in ordered]


def _stage_of(card: Card) -> tuple[UUID, str]:
    return card.exercise_id, card.kind


def _first(card: Card, there: Mapping[UUID, Card]) -> Card:
    while card.origin_id in there and card.origin_id:
        card = there[card.origin_id]
    return card


def _stage(made: Made, cards: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    kind = kinds_of(made.method).get(made.card.kind)
    return {
        "kind": kind.label if kind else "",
        "title": made.method.method.title,
        "lang": made.lang,
        "cards": cards,
        "first": cards[:MOST_AT_ONCE],
        "rest": cards[MOST_AT_ONCE:],
    }


def _card(made: Made, records: Records) -> dict[str, Any]:
    record = records.by_card.get(made.card.id)
    if record is None:
        return {"text": said_by(made.card, made.fields).title, "lang": made.card.language, "href": ""}
    return {"text": record.title, "lang": record.language, "href": url_for("outcomes.outcome", code=record.code)}
