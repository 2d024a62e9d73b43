"""Methods that nobody wrote, made up from a seed: everything the schema knows, put together as no author would.

Most of them keep to the rules; whoever asks reads them with the loader, and leaves aside what it refuses.
"""

from random import Random
from typing import Any

from storyhub.workshops.methods.rules.names import CELL
from storyhub.workshops.methods.words import (
    Advance,
    Aggregate,
    Compare,
    DealTo,
    Family,
    FieldType,
    Geometry,
    OutcomeKind,
    Reveal,
    Scene,
    Scope,
    Tie,
    Verb,
    Who,
)
from tests.support.methods import Tables
from tests.workshops.methods.furniture import Furniture

WHO = (Who.INDIVIDUAL, Who.GROUP, Who.PLENARY, Who.FACILITATOR)


def invented(seed: int) -> Tables:
    """The tables of a file called `invented`."""
    return Inventor(Random(seed)).method()


class Inventor(Furniture):
    def method(self) -> Tables:
        self.kinds = [f"k{number}" for number in range(1, self.chance.randint(2, 5))]
        cards = [self._card(kind) for kind in self.kinds]
        for number in range(1, self.chance.choice((2, 2, 3, 4))):
            self._board(f"b{number}")
        self._lines()
        for number in range(self.chance.choice((0, 1, 1, 2))):
            self._input(f"in{number}")
        for kind in self.kinds:
            if self._has(0.75):
                self._making(kind)
        for _step in range(self.chance.randint(1, 5)):
            self._step()
        self._use_up()
        count = self._maybe(0.2, self.chance.choice((2, 3, 4)), 0)
        groups: Tables = {"min": 2, "ideal": 2, "max": self.chance.choice((2, 3, 6)), "count": count}
        if self._has(0.3):
            groups["roles"] = [self._words(20)]
        outputs = [self._output(f"out{number}", cards) for number in range(self.chance.choice((0, 1, 1, 2)))]
        return {
            "schema": 1,
            "method": {
                "id": "invented",
                "version": "1",
                "title": self._words(40),
                "family": self.chance.choice(list(Family)).value,
                "origin": "Nobody.",
                "purpose": self._words(100),
                "minutes": sum(step["minutes"] for step in self.steps),
                "people": {"min": 1, "max": 60},
                "groups": groups,
            },
            "input": self.inputs,
            "board": self.boards,
            "axis": self.axes,
            "zone": self.zones,
            "card": cards,
            "link": self.links,
            "rating": self.ratings,
            "vote": self.votes,
            "step": self.steps,
            "output": outputs,
        }

    def _step(self, verb: Verb | None = None, **more: Any) -> None:
        verb = verb or self.chance.choice(list(Verb))
        who = self.chance.choice(WHO[:3] if self._has(0.9) else WHO)
        step: Tables = {"id": f"s{len(self.steps)}", "do": verb.value, "who": who.value, "minutes": 5}
        step |= {"title": self._words(40), "prompt": self._words(60, 160)}
        if self._has(0.2):
            step["advance"] = self.chance.choice(list(Advance)).value
        if self._has(0.2):
            step["scene"] = self.chance.choice(list(Scene)).value
        if self._has(0.15):
            step["skippable"] = True
        if verb not in (Verb.REST, Verb.REFLECT) and self._has(0.4):
            step["board"] = self.chance.choice(self.boards)["id"]
        make = getattr(self, f"_{verb.value}", None)
        if make is not None:
            make(step)
        if "reveal" not in step and verb in REVEALING and self._has(0.4):
            step["reveal"] = self.chance.choice(list(Reveal)).value
        if verb in WITH_TRAY and self._has(0.2):
            step["tray"] = True
        if verb in DEALING and self._has(0.15):
            to = self.chance.choice(list(DealTo)).value
            step["deal"] = {"what": self.chance.choice(self._there), "to": to, "each": self.chance.choice((1, 2, 20))}
        self.steps.append(step | more)

    @property
    def _there(self) -> list[str]:
        """The kinds that lie somewhere by now; all of them when none does, which the loader then says."""
        made = {step.get("card") for step in self.steps if step["do"] in MAKING}
        made |= {step.get("makes") for step in self.steps} | {one.get("kind") for one in self.inputs}
        return [kind for kind in self.kinds if kind in made] or self.kinds

    def _making(self, kind: str) -> None:
        self._step(self.chance.choice(MAKING))
        self.steps[-1].pop("link", None)
        self._zones_for(self.steps[-1], kind)

    def _zones_for(self, step: Tables, kind: str) -> None:
        """Some of those on one board that take the kind."""
        board = step.pop("board", None) or self.chance.choice(self.boards)["id"]
        fitting = [zone for zone in self.zones if kind in zone["accepts"] and zone["board"] == board]
        fitting = fitting or [zone for zone in self.zones if kind in zone["accepts"]]
        names = [zone["id"] for zone in fitting]
        step |= {
            "card": kind,
            "zones": self._some(names) if names and not fitting[0].get("owner_group") and self._has(0.5) else names,
        }
        if fitting and self._has(0.8) and len({zone["board"] for zone in fitting}) == 1:
            step["board"] = fitting[0]["board"]

    def _collect(self, step: Tables) -> None:
        self._zones_for(step, self.chance.choice(self.kinds))
        step["limit"] = self._maybe(0.4, self.chance.choice((1, 2)), 0)
        if step["who"] == Who.INDIVIDUAL and self._has(0.3):
            step["post"] = True
        into = [link["kind"] for link in self.links if step["card"] in link["to"]]
        if into and self._has(0.6):
            step["link"] = self.chance.choice(into)

    def _cluster(self, step: Tables) -> None:
        self._zones_for(step, self.chance.choice(self._there))
        if self._has(0.6):
            at = [kind for zone in self.zones if zone["id"] in step["zones"] for kind in zone["accepts"]]
            step["makes"] = self.chance.choice(at or self.kinds)
            fit = [one for one in self.links if step["card"] in one["from"] and step["makes"] in one["to"]]
            if fit and self._has(0.6):
                step["link"] = fit[0]["kind"]

    def _place(self, step: Tables) -> None:
        self._zones_for(step, self.chance.choice(self._there))

    def _compose(self, step: Tables) -> None:
        self._zones_for(step, self.chance.choice(self.kinds))
        step["from_cards"] = self._some(self.kinds, 0)
        step["limit"] = self._maybe(0.2, 1, 0)

    def _import(self, step: Tables) -> None:
        self._maybe(0.6, self._zones_for, lambda *_said: None)(step, self.chance.choice(self.kinds))

    def _merge(self, step: Tables) -> None:
        step |= {"card": self.chance.choice(self._there), "who": self.chance.choice(WHO[2:]).value}

    def _pick(self, step: Tables) -> None:
        names, self.picks = (self.picks or [f"p{len(self.steps)}"]), []
        step |= {"card": self.chance.choice(self._there), "pick": names, "who": self.chance.choice(WHO[2:]).value}

    def _link(self, step: Tables) -> None:
        if not self.links:
            ends = {"from": self._some(self.kinds), "to": self._some(self.kinds)}
            self.links.append({"kind": "l0", "label": "meets", "directed": self._has(0.5)} | ends)
        step["links"] = self._some([one["kind"] for one in self.links])

    def _rate(self, step: Tables) -> None:
        least = self.chance.choice((-2, 0, 1))
        dims = [
            {"id": f"d{n}", "label": self._words(30), "min": least, "max": least + self.chance.choice((1, 4, 10))}
            for n in range(self.chance.choice((1, 1, 2, 3)))
        ]
        cells = any(set(both) <= set(self._there) for both in self._sides)
        on = CELL if cells and self._has(0.7) else self.chance.choice(self._there)
        rating: Tables = {"id": f"r{len(self.ratings)}", "on": on, "dims": dims, "blind": self._has(0.6)}
        rating |= {"aggregate": self.chance.choice(list(Aggregate)).value, "spread_flag": self._maybe(0.5, 1, 0)}
        rating["objection"] = self._has(0.3)
        planes = [board["id"] for board in self.boards if board["geometry"] == Geometry.PLANE]
        if planes and on != CELL and len(dims) > 1 and self._has(0.7):
            rating["place_by"] = {"board": planes[0], "x": "d0", "y": "d1"}
        self.ratings.append(rating)
        step["rating"] = rating["id"]
        fitting = [zone["id"] for zone in self.zones if on in zone["accepts"]]
        if fitting and self._has(0.4):
            compare = {"op": self.chance.choice(list(Compare)).value, "value": float(least + 1)}
            step["then_place"] = {"rating": rating["id"], "dim": "d0", "zone": self.chance.choice(fitting)} | compare

    def _vote(self, step: Tables) -> None:
        budget = self.chance.choice((1, 2, 5))
        if not self.votes or self._has(0.8):
            vote = {"id": f"v{len(self.votes)}", "on": self._some(self._there), "budget": budget}
            vote |= {"max_per_item": self.chance.randint(1, budget), "secret": self._has(0.5)}
            vote |= {"scope": self.chance.choice(list(Scope)).value, "tie": self.chance.choice(list(Tie)).value}
            self.votes.append(vote)
        step |= {"vote": self.votes[-1]["id"], "keep_top": self._maybe(0.5, self.chance.choice((1, 3)), 0)}

    def _reflect(self, step: Tables) -> None:
        step["questions"] = [{"id": f"q{n}", "label": self._words(60)} for n in range(self.chance.randint(1, 3))]

    @property
    def _sides(self) -> list[list[str]]:
        """The kinds of rows and columns, of each grid that has both."""
        sides = [[board.get("rows_from", ""), board.get("columns_from", "")] for board in self.boards]
        return [both for both in sides if all(both)]

    def _compute(self, step: Tables) -> None:
        """After a rating of the cells of a grid of cards."""
        if not self._sides:
            sides = {side: self.chance.choice(self.kinds) for side in ("rows_from", "columns_from")}
            self.boards.append({"id": "cells", "geometry": Geometry.GRID.value, "label": "Cells"} | sides)
            self._lay_zones(self.boards[-1], [{}])
        if not any(rating["on"] == CELL for rating in self.ratings):
            for kind in sorted(set(self._sides[0]) - set(self._there)):
                self._making(kind)
            self._step(Verb.RATE)
            step["id"] = f"s{len(self.steps)}"
        of_cells = [rating["id"] for rating in self.ratings if rating["on"] == CELL]
        if not of_cells:
            step["do"] = Verb.BRIEF.value
            return
        step |= {"compute": "verdict", "who": self.chance.choice(WHO[2:]).value}
        if len(of_cells) > 1 or self._has(0.5):
            step["rating"] = self.chance.choice(of_cells)

    def _report(self, step: Tables) -> None:
        step["group_seconds"] = self._maybe(0.5, 60, 0)
        if self.ratings and self._has(0.3):
            step["rating"] = self.chance.choice(self.ratings)["id"]
        if self.votes and self._has(0.3):
            step["vote"] = self.chance.choice(self.votes)["id"]

    def _discuss(self, step: Tables) -> None:
        self._report(step)
        step["from_cards"] = self._some(self.kinds, 0)

    def _use_up(self) -> None:
        """What is declared and not used yet gets a step; axes that wait for a pick get one that picks."""
        if self.picks:
            self._step(Verb.PICK)
        used = {step.get("board") for step in self.steps if not step.get("zones")}
        for board in self.boards:
            if board["id"] not in used:
                self._step(Verb.DISCUSS, board=board["id"])
        shown = {step.get(key) for step in self.steps for key in ("card", "makes")}
        for kind in self.kinds:
            if kind not in shown:
                self._making(kind)
        drawn = {name for step in self.steps for name in (step.get("link"), *step.get("links", ()))}
        if {one["kind"] for one in self.links} - drawn:
            self._step(Verb.LINK, links=[one["kind"] for one in self.links])

    def _output(self, name: str, cards: list[Tables]) -> Tables:
        card = self.chance.choice([one for one in cards if one["kind"] in self._there])
        kind, where = card["kind"], {"kind": [card["kind"]]}
        votes = [vote["id"] for vote in self.votes if kind in vote["on"]]
        orders = [f"-votes.{vote}" for vote in votes] + ["-size", "position", "size", "-position"]
        orders += [f"-rating.{one['id']}.d0" for one in self.ratings if one["on"] == kind]
        choices = [one for one in card["fields"] if one["type"] == FieldType.CHOICE]
        if choices and self._has(0.3):
            where["choice"] = {choices[0]["id"]: ["o0", "o1"]}
        if votes and self._has(0.3):
            where["min_votes"] = {votes[0]: 1}
        if self._has(0.2):
            where["zone"] = [zone["id"] for zone in self.zones if kind in zone["accepts"]]
        found = {"id": name, "label": self._words(20), "type": f"card:{kind}", "where": where}
        found |= {"order": self._some(orders, 0)[:3], "top": self._maybe(0.4, 2, 0)}
        return found | self._maybe(0.8, {"outcome": self.chance.choice(list(OutcomeKind)).value}, {})


REVEALING = (Verb.COLLECT, Verb.CLUSTER, Verb.PLACE, Verb.LINK, Verb.RATE, Verb.VOTE, Verb.COMPOSE, Verb.REFLECT)
WITH_TRAY = (Verb.BRIEF, Verb.COLLECT, Verb.CLUSTER, Verb.PLACE, Verb.COMPOSE, Verb.DISCUSS, Verb.REPORT, Verb.REFLECT)
MAKING = (Verb.COLLECT, Verb.COLLECT, Verb.COMPOSE)
DEALING = (Verb.COLLECT, Verb.CLUSTER, Verb.PLACE, Verb.RATE, Verb.COMPOSE, Verb.DISCUSS)
