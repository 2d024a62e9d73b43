"""From the rows of a board to the plain values that pages draw, for one audience."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from babel.dates import format_date

from storyhub.workshops.from_home import emptied, stood_here
from storyhub.workshops.methods.rules.names import CELL, kinds_of
from storyhub.workshops.methods.schema import Colour, Evidence, Field, FieldType, Rating, Verb
from storyhub.workshops.models import Card, CardState, Cluster
from storyhub.workshops.playing import REFLECTION, WRITING, dealer_of, dealt, judged_for
from storyhub.workshops.queries.laid import Laid
from storyhub.workshops.queries.sight import Eyes, Sight
from storyhub.workshops.queries.tallies import spreads, verdict_of
from storyhub.workshops.seen import CardView, ClusterView, Side, Spread


@dataclass(frozen=True)
class Drawing:
    """What lies there, and who looks."""

    laid: Laid
    eyes: Eyes
    shows_names: bool

    @cached_property
    def sights(self) -> Mapping[UUID, Sight]:
        return {card.id: self.eyes.of(card) for card in self.laid.cards}

    @cached_property
    def seen(self) -> Sequence[Card]:
        return [card for card in self.laid.cards if self.sights[card.id] == Sight.SEEN]

    @cached_property
    def by_id(self) -> Mapping[UUID, Card]:
        return self.laid.by_id

    @cached_property
    def views(self) -> Mapping[UUID, CardView]:
        """Of every card that this audience sees, in order."""
        return {card.id: self.card(card) for card in self.seen}

    def of_kind(self, *kinds: str) -> list[CardView]:
        return [view for view in self.views.values() if view.kind in kinds]

    def card(self, card: Card) -> CardView:
        kind = kinds_of(self.laid.method).get(card.kind)
        fields = kind.fields if kind else ()
        parent = self.by_id.get(card.parent_id) if card.parent_id else None
        may_change = self._may_change(card)
        said, language = self._said(card, fields)
        return CardView(
            id=card.id,
            code=card.code,
            kind=card.kind,
            kind_label=kind.label if kind else "",
            colour=kind.colour if kind else Colour.SLATE,
            text=said.get(fields[0].id, "") if fields else "",
            language=language,
            rows=rows_of(fields[1:], said, self.eyes.audience.language),
            zone=card.zone,
            group_number=self.laid.groups.get(card.group_id, 0) if card.group_id else 0,
            by=self.laid.names.get(card.id, "") if self.shows_names else "",
            is_mine=self.eyes.is_mine(card),
            may_change=may_change,
            state=card.state,
            revision=card.revision,
            evidence=kind.evidence if kind else Evidence.NONE,
            voices=self.laid.voices.get(card.id, 0),
            cluster_id=card.cluster_id if card.cluster_id in self._alive else None,
            parent_code=parent.code if parent is not None and self.sights[parent.id] == Sight.SEEN else "",
            x=card.x,
            y=card.y,
            votes=self._votes(card),
            ratings=self._ratings(card),
            verdict=self._verdict(card),
            is_kept=card.is_kept,
            is_minority=card.is_minority,
            fields=card.fields if may_change else {},
            is_from_home=card.story_id is not None,
        )

    def _said(self, card: Card, fields: Sequence[Field]) -> tuple[Mapping[str, str], str]:
        """What stands on it, and in which language."""
        if card.id not in self.laid.silent:
            return card.fields, card.language
        language = self.eyes.audience.language
        return emptied(fields, language), stood_here(language)[1]

    def spreads(self, rating: Rating, card_id: UUID, other_id: UUID | None = None) -> list[Spread]:
        return spreads(rating, self.laid.judged.get((rating.id, (card_id, other_id)), ()))

    @cached_property
    def dealt_ids(self) -> frozenset[UUID]:
        """What this table was handed in the step that runs."""
        step = self.eyes.step
        if step is None or step.deal is None or not self.eyes.own_number:
            return frozenset()
        return frozenset(card.id for card in self.handed(step.deal.what))

    def handed(self, kind: str) -> list[Card]:
        """The cards of a kind that this table works on: those dealt to it, else all that it sees."""
        cards = [card for card in self.seen if card.kind == kind and card.is_kept]
        dealer = dealer_of(self.laid.method, kind)
        if dealer is None or dealer.deal is None or not self.eyes.own_number:
            return cards
        return dealt(cards, dealer.deal.each, self.eyes.own_number)

    @cached_property
    def heaps(self) -> Mapping[UUID, ClusterView]:
        """The heaps this audience sees, with those of their cards that it sees."""
        found: dict[UUID, ClusterView] = {}
        for cluster in self.laid.clusters:
            cards = [view for view in self.views.values() if view.cluster_id == cluster.id]
            if not cards or not self.eyes.sees_heap(cluster):
                continue
            made = self.views.get(cluster.card_id) if cluster.card_id else None
            code = made.code if made else ""
            name, language = self._called(cluster, made)
            found[cluster.id] = ClusterView(cluster.id, name, language, cards, code)
        return found

    def _called(self, cluster: Cluster, made: CardView | None) -> tuple[str, str]:
        """Its name, and in which language. One that is called by words from home is told as its card is told."""
        if self._is_name_held(cluster):
            return "", cluster.language
        return (made.text, made.language) if made and made.is_from_home else (cluster.name, cluster.language)

    def _is_name_held(self, cluster: Cluster) -> bool:
        """Whether the card that it became still waits for a facilitator; the table that named it goes on reading it."""
        made = self.by_id.get(cluster.card_id) if cluster.card_id else None
        if cluster.card_id is None or (made is not None and made.state != CardState.HELD):
            return False
        audience = self.eyes.audience
        is_own = cluster.group_id is not None and cluster.group_id == audience.group_id
        return not is_own and audience.side != Side.DESK

    @cached_property
    def _alive(self) -> frozenset[UUID]:
        return frozenset(cluster.id for cluster in self.laid.clusters)

    def _may_change(self, card: Card) -> bool:
        step = self.eyes.step
        if step is None or card.step != step.id or step.do not in WRITING or self.eyes.audience.side != Side.SEAT:
            return False
        if step.do == Verb.COMPOSE:
            return self.sights[card.id] == Sight.SEEN
        return self.eyes.is_mine(card) and card.state in (CardState.SHOWN, CardState.HELD)

    def _votes(self, card: Card) -> int | None:
        """By the last vote on such cards that may be told."""
        votes = [one.id for one in self.laid.method.vote if card.kind in one.on and one.id in self.laid.counted]
        return self.laid.points.get((votes[-1], card.id), 0) if votes else None

    def _ratings(self, card: Card) -> Sequence[Spread]:
        if card.kind == REFLECTION:
            return ()
        mine = [one for one in self.laid.method.rating if one.on == card.kind]
        return [spread for rating in mine for spread in self.spreads(rating, card.id)]

    def _verdict(self, card: Card) -> str:
        """Once the step that computes it has begun."""
        return verdicts(self.laid, self._computed).get(card.id, "") if self._computed else ""

    @cached_property
    def _computed(self) -> tuple[Rating, ...]:
        now = {self.eyes.step.id} if self.eyes.step else set()
        method = self.laid.method
        steps = [step for step in method.step if step.compute and step.id in self.eyes.over | now]
        names = {judged_for(method, step) for step in steps}
        return tuple(one for one in method.rating if one.id in names)


def verdicts(laid: Laid, ratings: Sequence[Rating]) -> dict[UUID, str]:
    """The word for each row of a grid, from the medians of its cells. Only cells that are still on the board count."""
    medians: dict[UUID, list[float | None]] = {}
    alive = {card.id for card in laid.cards if card.state == CardState.SHOWN}
    for (name, (row, column)), judged in laid.judged.items():
        rating = next((one for one in ratings if one.id == name and one.on == CELL), None)
        if rating is not None and row in alive and column in alive:
            medians.setdefault(row, []).append(spreads(rating, judged)[0].median)
    return {row: word for row, found in medians.items() if (word := verdict_of(found))}


def rows_of(fields: Sequence[Field], filled: Mapping[str, str], language: str = "") -> list[tuple[str, str]]:
    """What else was filled in, with the label of each; a choice in its words, a day as people of that language write it."""
    return [(field.label, _words(field, filled[field.id], language)) for field in fields if filled.get(field.id)]


def _words(field: Field, value: str, language: str) -> str:
    if field.type == FieldType.DATE and language:
        return _day(value, language)
    if field.type != FieldType.CHOICE:
        return value
    return next((option.label for option in field.options if option.id == value), value)


def _day(value: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(value), "long", locale=language)
    except ValueError:
        return value
