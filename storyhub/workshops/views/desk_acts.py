"""The buttons of the desk. A form says where the room was when it was drawn, and carries a key: pressed twice, it acts once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import request

from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.text import clean_line
from storyhub.workshops.models import OutcomeState
from storyhub.workshops.queries.workshops import lies_in
from storyhub.workshops.services import (
    cards,
    clearing,
    clustering,
    evidence,
    merging,
    outcomes,
    picking,
    placing,
    preparing,
    rating,
    running,
    tables,
)
from storyhub.workshops.services.desk import Place
from storyhub.workshops.services.outcomes import SETTLED
from storyhub.workshops.views.desk_placing import lying_said
from storyhub.workshops.views.desk_regions import place_said
from storyhub.workshops.views.outcome_forms import day_to_come


@dataclass(frozen=True)
class Pressed:
    """Who pressed a button, in which workshop, and what the form said."""

    actor: Viewer
    workshop_id: UUID
    language: str

    def text(self, name: str, most: int = 2000) -> str:
        return request.form.get(name, "")[:most]

    @property
    def key(self) -> str:
        return clean_line(self.text("key"))[:64] or str(uuid4())

    @property
    def seen(self) -> Place:
        return place_said(self.text("seen", 120))

    def id(self, name: str) -> UUID:
        """Raises NotFound when the form does not say one."""
        return id_said(self.text(name, 64))

    def thing(self, name: str) -> UUID:
        """A card, a heap or an objection of this workshop. Raises NotFound for one of another."""
        return self.here(self.id(name))

    def here(self, found: UUID) -> UUID:
        """The same, when it is one of this workshop."""
        if not lies_in(self.workshop_id, found):
            raise NotFound()
        return found

    def number(self, name: str) -> int | None:
        said = self.text(name, 6).strip()
        return int(said) if said.isascii() and said.isdigit() else None

    @property
    def revision(self) -> int:
        """Of the card or the record that the page knew; none is as good as an old one."""
        said = self.number("revision")
        return -1 if said is None else said

    def at_clock(self, act: Callable[..., None], *said: Any) -> None:
        act(self.actor, self.workshop_id, *said, key=self.key, seen=self.seen)

    def in_room(self, act: Callable[..., Any], *said: Any, **more: Any) -> None:
        act(self.actor, self.workshop_id, *said, key=self.key, **more)

    def on_board(self, act: Callable[..., Any], *said: Any, **more: Any) -> None:
        act(self.actor, *said, key=self.key, **more)


def id_said(text: str) -> UUID:
    """Raises NotFound when it says none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None


def _show(on: Pressed) -> None:
    """`scene`, `group` and `card` come from buttons and lists beside each other; what is empty is not asked for."""
    asked = {"scene": on.text("scene"), "group": on.number("group"), "card": on.text("card", 64)}
    if on.text("blank"):
        asked = {"blank": on.text("blank") == "yes"}
    on.in_room(running.show_on_stage, asked)


def _add(on: Pressed) -> None:
    kind, _, zone = on.text("what", 100).partition(":")
    fields = {name.removeprefix("f-"): value for name, value in request.form.items() if name.startswith("f-") and value}
    on.in_room(cards.add_card_at_desk, kind, zone, fields)


def _place(on: Pressed) -> None:
    if not on.text("card"):
        raise Invalid({"card": "card_unchosen"})
    card, lay = lying_said(on.text("card", 160))
    zone, x, y = on.text("zone", 60), on.number("x"), on.number("y")
    on.on_board(placing.move_card_at_desk, on.here(id_said(card)), zone=zone, x=x, y=y, seen=on.seen, lay=lay)


def _merge(on: Pressed) -> None:
    if not (on.text("into") and on.text("twin")):
        raise Invalid({"twins": "twins_missing"})
    twins = [on.thing("twin")]
    on.on_board(merging.merge_cards, on.thing("into"), twins)


def _settle(on: Pressed) -> None:
    """A promise of an earlier workshop is done, or dropped; the sentence says what came of it."""
    said = on.text("state", 10)
    state = OutcomeState(said) if said in set(SETTLED) else OutcomeState.OPEN
    outcomes.settle_outcome(on.actor, on.id("outcome"), state, on.text("result"), seen=on.revision)


def _postpone(on: Pressed) -> None:
    outcomes.postpone_outcome(on.actor, on.id("outcome"), day_to_come("due_on"), seen=on.revision)


ACTS: dict[str, Callable[[Pressed], None]] = {
    "next": lambda on: on.at_clock(running.advance),
    "back": lambda on: on.at_clock(running.step_back),
    "longer": lambda on: on.at_clock(running.give_time, 1),
    "shorter": lambda on: on.at_clock(running.give_time, -1),
    "pause": lambda on: on.at_clock(running.pause),
    "go_on": lambda on: on.at_clock(running.go_on),
    "reveal": lambda on: on.at_clock(running.reveal),
    "stage": _show,
    "take": lambda on: on.in_room(running.take_desk),
    "join_team": lambda on: preparing.join_facilitators(on.actor, on.workshop_id),
    "leave_team": lambda on: preparing.leave_facilitators(on.actor, on.workshop_id),
    "pass": lambda on: on.in_room(running.pass_desk, on.id("person")),
    "keep": lambda on: on.in_room(running.keep_restore_point),
    "restore": lambda on: on.in_room(running.restore, on.id("point")),
    "deal": lambda on: on.in_room(tables.deal_groups, count=on.number("count"), afresh=bool(on.text("afresh"))),
    "add_table": lambda on: on.in_room(tables.add_group),
    "move": lambda on: on.in_room(tables.move_seat, on.id("seat"), on.id("table")),
    "host": lambda on: on.in_room(tables.make_host, on.id("seat"), True),
    "no_host": lambda on: on.in_room(tables.make_host, on.id("seat"), False),
    "free": lambda on: on.in_room(tables.free_seat, on.id("seat")),
    "clear_seats": lambda on: on.in_room(clearing.clear_unused_seats),
    "name_table": lambda on: on.in_room(tables.name_group, on.id("table"), on.text("name")),
    "release": lambda on: on.on_board(cards.release_card, on.thing("card"), seen_revision=on.revision),
    "refuse": lambda on: on.on_board(cards.refuse_card, on.thing("card"), seen_revision=on.revision),
    "minority": lambda on: on.on_board(cards.keep_as_minority, on.thing("card")),
    "keep_in_play": lambda on: on.on_board(cards.keep_in_play, on.thing("card"), True),
    "leave_out": lambda on: on.on_board(cards.keep_in_play, on.thing("card"), False),
    "name_heap": lambda on: on.on_board(
        clustering.name_cluster, on.thing("heap"), on.text("name"), language=on.language
    ),
    "stand_alone": lambda on: on.in_room(clustering.let_stand_alone),
    "join_heaps": lambda on: on.on_board(clustering.merge_clusters, on.thing("heap"), on.thing("into")),
    "join_cards": _merge,
    "part_cards": lambda on: on.on_board(merging.part_card, on.thing("card")),
    "unback": lambda on: on.on_board(evidence.unback_card, on.thing("card"), on.id("story")),
    "unpick": lambda on: on.in_room(picking.unpick, on.text("pick", 60)),
    "pick": lambda on: on.on_board(picking.pick_card, on.text("pick", 60), on.thing("card")),
    "answer": lambda on: on.on_board(rating.answer_objection, on.thing("objection"), on.text("answer")),
    "place": _place,
    "add_card": _add,
    "settle_promise": _settle,
    "postpone_promise": _postpone,
}
"""By the name that a form carries."""


def press(on: Pressed) -> None:
    """Do what the form says. Raises what the service raises; Invalid for a form that is none of ours."""
    act = ACTS.get(on.text("act", 40))
    if act is None:
        raise Invalid({"act": "refused"})
    act(on)
