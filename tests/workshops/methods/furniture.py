"""What an invented method stands on: cards, boards of every geometry with their zones, lines and inputs, at random."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from storyhub.workshops.methods.words import Colour, Evidence, FieldType, Geometry, Overlay, Use
from tests.support.methods import Tables

WORDS = ("water", "bus", "school", "garden", "boiler", "lift", "market", "summer", "night", "neighbour")
LONG = {
    "ka": "გადაუდებელი სამართალდამცავი ორგანოების თანამშრომლობა წყალმომარაგებისათვის ",
    "hy": "Ջրամատակարարման համակարգի վերակառուցման հնարավորությունների ուսումնասիրություն ",
    "de": "Wasserversorgungsinfrastrukturmodernisierungsmaßnahmen",
}
SIDES = ("low", "high")
TEXTS = (FieldType.SHORT, FieldType.LONG)


@dataclass
class Furniture:
    chance: Random
    kinds: list[str] = field(default_factory=list)
    boards: list[Tables] = field(default_factory=list)
    axes: list[Tables] = field(default_factory=list)
    zones: list[Tables] = field(default_factory=list)
    links: list[Tables] = field(default_factory=list)
    ratings: list[Tables] = field(default_factory=list)
    votes: list[Tables] = field(default_factory=list)
    inputs: list[Tables] = field(default_factory=list)
    picks: list[str] = field(default_factory=list)
    steps: list[Tables] = field(default_factory=list)

    def _has(self, share: float) -> bool:
        return self.chance.random() < share

    def _maybe(self, share: float, value: Any, otherwise: Any) -> Any:
        return value if self._has(share) else otherwise

    def _words(self, most: int, longest: int = 0) -> str:
        """A few; now and then as many as may stand there, in a script that runs wide, or without a blank."""
        if not self._has(0.04):
            return " ".join(self.chance.sample(WORDS, 2))[:most].capitalize()
        size = longest or self.chance.choice((most, most * 4, 1200))
        return (LONG[self.chance.choice(list(LONG))] * 40)[:size].strip()

    def _some(self, of: list[str], least: int = 1) -> list[str]:
        return self.chance.sample(of, self.chance.randint(min(least, len(of)), len(of)))

    def _card(self, kind: str) -> Tables:
        fields = [self._field("f0", self.chance.choice(TEXTS))]
        fields += [
            self._field(f"f{n}", self.chance.choice(list(FieldType))) for n in range(1, self.chance.randint(1, 4))
        ]
        return {
            "kind": kind,
            "label": self._words(20),
            "colour": self.chance.choice(list(Colour)).value,
            "evidence": self.chance.choice(list(Evidence)).value,
            "fields": fields,
        }

    def _field(self, name: str, kind: FieldType) -> Tables:
        found: Tables = {"id": name, "type": kind.value, "label": self._words(30)}
        if kind == FieldType.CHOICE:
            found["options"] = [{"id": f"o{n}", "label": self._words(20)} for n in range(self.chance.randint(2, 5))]
        if kind in TEXTS and self._has(0.3):
            found["max"] = self.chance.choice((20, 60, 400, 4000))
        if self._has(0.4):
            found["required"] = True
        if self._has(0.2):
            found["hint"] = self._words(40)
        return found

    def _board(self, name: str) -> None:
        geometry = self.chance.choice(list(Geometry))
        board: Tables = {"id": name, "geometry": geometry.value, "label": self._words(20)}
        labels = [self._words(20) for _label in range(self.chance.randint(1, 4))]
        across = [self._words(20) for _label in range(self.chance.randint(1, 3))]
        places: list[Tables] = [{} for _label in labels]
        if geometry == Geometry.COLUMNS:
            board["columns"], places = labels, [{"column": n} for n in range(len(labels))]
        elif geometry == Geometry.BANDS:
            board["rows"], places = labels, [{"row": n} for n in range(len(labels))]
            if self._has(0.5):
                board["columns"] = across
                places = [one | {"column": n} for one in places for n in range(len(across))]
            if self._has(0.2):
                board["overlay"] = Overlay.THREE_CURVES.value
        elif geometry == Geometry.RINGS:
            board["rings"] = labels
            places = [{"ring": n} for n in range(1, len(labels) + 1)]
            if self._has(0.4):
                board["centre"] = f"centre_{name}"
                given = {"id": f"centre_{name}", "type": self.chance.choice(("text", "card:k1")), "label": "Middle"}
                kind = {"kind": self.chance.choice(self.kinds)} if self._has(0.8) else {}
                fallback = {"fallback": self.chance.choice(("facilitator", "none"))}
                self.inputs.append(given | kind | fallback | {"use": Use.CENTRE.value})
        elif geometry in (Geometry.PLANE, Geometry.QUADRANTS):
            board["axes"] = [f"{name}_x", f"{name}_y"]
            self.axes += [self._axis(axis) for axis in board["axes"]]
            places = [{"quadrant": [x, y]} for y in reversed(SIDES) for x in SIDES]
            if geometry == Geometry.PLANE and self._has(0.2):
                places = [{}]
        elif geometry == Geometry.GRID:
            places = self._grid(board, labels, across)
        self.boards.append(board)
        self._lay_zones(board, places)

    def _grid(self, board: Tables, rows: list[str], columns: list[str]) -> list[Tables]:
        """Of rows and columns that stand in the file, or of cards."""
        places: list[Tables] = [{}]
        if self._has(0.3):
            board["rows"], places = rows, [one | {"row": n} for one in places for n in range(len(rows))]
        else:
            board["rows_from"] = self.chance.choice(self.kinds)
        if self._has(0.3):
            board["columns"] = columns
            places = [one | {"column": n} for one in places for n in range(len(columns))]
        else:
            board["columns_from"] = self.chance.choice(self.kinds)
        for use, side in ((Use.ROWS, "rows_from"), (Use.COLUMNS, "columns_from")):
            if board.get(side) and self._has(0.5):
                kind = board[side]
                given = {"id": f"{use}_{board['id']}", "type": f"card:{kind}|text", "label": "Side", "kind": kind}
                self.inputs.append(given | {"use": use.value, "fallback": "facilitator"})
        return places

    def _axis(self, name: str) -> Tables:
        axis: Tables = {"id": name, "label": self._words(20)}
        if self._has(0.25):
            self.picks.append(f"pick_{name}")
            return axis | {"from_pick": f"pick_{name}", "low_field": "f0", "high_field": "f0"}
        return axis | {"low": self._words(15), "high": self._words(15)}

    def _lay_zones(self, board: Tables, places: list[Tables]) -> None:
        owned, hangs = self._has(0.15), self._has(0.7)
        first = len(self.zones)
        for number, place in enumerate(places):
            zone = {"id": f"{board['id']}_z{number}", "board": board["id"], "label": self._words(20)}
            zone |= place | {"accepts": self._some(self.kinds)}
            if owned:
                zone["owner_group"] = number % min(4, len(places)) + 1
            if place.get("ring", 1) > 1 and hangs:
                zone["parent_zone"] = self.zones[first + number - 1]["id"]
            if self._has(0.1):
                zone["hint"] = self._words(40)
            self.zones.append(zone)
        if self._has(0.25):
            off = {"id": f"{board['id']}_off", "board": board["id"], "label": "Beside", "off_board": True}
            self.zones.append(off | {"accepts": self._some(self.kinds)})

    def _lines(self) -> None:
        for number in range(self.chance.choice((0, 1, 1, 2))):
            rings = any(board["geometry"] == Geometry.RINGS for board in self.boards)
            tree = rings and self._has(0.6)
            self.links.append(
                {
                    "kind": f"l{number}",
                    "label": self._words(20),
                    "from": self._some(self.kinds),
                    "to": self._some(self.kinds),
                    "directed": tree or self._has(0.6),
                    "tree": tree,
                    "max_per_card": self._maybe(0.3, 1, 0),
                }
            )

    def _input(self, name: str) -> None:
        use = self.chance.choice((Use.SEED, Use.SEED, Use.TRAY, Use.QUESTION))
        given: Tables = {"id": name, "label": self._words(20), "use": use.value, "required": self._has(0.2)}
        given |= {"fallback": self.chance.choice(("facilitator", "none")), "min": self._maybe(0.2, 2, 0)}
        if use == Use.TRAY:
            self.inputs.append(given | {"type": "story"})
            return
        given["type"] = self.chance.choice(("text", f"card:{self.chance.choice(self.kinds)}", "text|card:k1", "story"))
        zone = self.chance.choice(self.zones)
        if use == Use.SEED:
            given |= {"into": zone["id"], "kind": self.chance.choice(zone["accepts"])}
        elif self._has(0.5):
            given["kind"] = self.chance.choice(self.kinds)
        self.inputs.append(given)
