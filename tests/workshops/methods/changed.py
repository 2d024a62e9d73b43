"""A shipped method with one change that a town might make in its file: seldom one that its authors thought of."""

from collections.abc import Callable
from random import Random

from storyhub.workshops.methods.library import SHIPPED
from storyhub.workshops.methods.loading import files_in
from storyhub.workshops.methods.rules.verbs import ONLY_FOR
from storyhub.workshops.methods.words import Advance, Aggregate, Evidence, Reveal, Scene, Scope, Tie, Verb, Who
from tests.support.methods import Tables, shipped

Change = Callable[[Tables, Random], None]
LOCATORS = ("column", "row", "ring", "quadrant", "parent_zone")
LAID_OUT = ("columns", "rows", "rings", "axes", "overlay", "rows_from", "columns_from")
OF_STEPS = {
    "who": list(Who),
    "reveal": list(Reveal),
    "advance": list(Advance),
    "scene": list(Scene),
    "limit": [0, 1, 2],
    "keep_top": [0, 1, 50],
    "group_seconds": [0, 30],
    "tray": [False, True],
    "skippable": [True],
    "post": [True, False],
    "board": [""],
    "zones": [[]],
    "makes": [""],
    "link": [""],
}
OF_PARTS = {
    "vote": {"scope": list(Scope), "secret": [True, False], "tie": list(Tie), "budget": [1, 9], "max_per_item": [1]},
    "rating": {"blind": [True, False], "aggregate": list(Aggregate), "objection": [True], "spread_flag": [0, 1]},
    "card": {"evidence": list(Evidence)},
    "link": {"max_per_card": [1], "directed": [False, True], "tree": [False]},
    "zone": {"off_board": [True], "owner_group": [0, 1, 2], "hint": ["Here"]},
    "input": {"min": [1, 3], "max": [1, 3], "fallback": ["none", "facilitator"], "required": [True, False]},
    "output": {"top": [0, 1], "outcome": ["idea", "commitment"], "order": [["-size"], ["position"]]},
}


def changed(seed: int) -> Tables:
    chance = Random(seed)
    tables = shipped(chance.choice([file.stem for file in files_in(SHIPPED)]))
    chance.choice((_step, _step, _step, _part, _part, _geometry, _tables, _field))(tables, chance)
    return tables


def _step(tables: Tables, chance: Random) -> None:
    step = chance.choice(tables["step"])
    keys = [key for key in OF_STEPS if Verb(step["do"]) in ONLY_FOR.get(key, tuple(Verb))]
    key = chance.choice(keys)
    step[key] = chance.choice(OF_STEPS[key])


def _part(tables: Tables, chance: Random) -> None:
    table = chance.choice([one for one in OF_PARTS if tables.get(one)])
    key = chance.choice(list(OF_PARTS[table]))
    chance.choice(tables[table])[key] = chance.choice(OF_PARTS[table][key])


def _geometry(tables: Tables, chance: Random) -> None:
    """A board becomes a list or a form, and whatever lay somewhere on it lies in its place."""
    boards = [one for one in tables.get("board", []) if not one.get("rows_from")]
    if not boards:
        return
    board = chance.choice(boards)
    board["geometry"] = chance.choice(("list", "form"))
    axes = board.get("axes", [])
    for key in (*LAID_OUT, "centre"):
        board.pop(key, None)
    for zone in tables["zone"]:
        if zone["board"] == board["id"]:
            for key in LOCATORS:
                zone.pop(key, None)
    tables["axis"] = [axis for axis in tables.get("axis", []) if axis["id"] not in axes]
    tables["rating"] = [{k: v for k, v in one.items() if k != "place_by"} for one in tables.get("rating", [])]
    tables["link"] = [one | {"tree": False} for one in tables.get("link", [])]
    for given in tables.get("input", []):
        if given.get("use") == "centre":
            given["use"] = "question"


def _tables(tables: Tables, chance: Random) -> None:
    tables["method"]["groups"] = {"min": 1, "ideal": 2, "max": 3, "count": chance.choice((0, 1, 2, 5))}


def _field(tables: Tables, chance: Random) -> None:
    field = chance.choice(chance.choice(tables["card"])["fields"]) if tables.get("card") else {}
    field |= chance.choice(({"required": True}, {"required": False}))
