"""Each rule, broken in a shipped method: the refusal names the file, the key and the reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storyhub.workshops.methods.library import SHIPPED
from storyhub.workshops.methods.loading import files_in, load_file
from storyhub.workshops.methods.problems import BadMethod
from tests.support.methods import Tables, one, shipped, write_method

Change = Callable[[Tables], None]


def put(table: str, name: str, **values: object) -> Change:
    """Says something else in the part of that name; `...` takes a key away."""

    def change(tables: Tables) -> None:
        part = tables["method"] if table == "method" else one(tables, table, name)
        for key, value in values.items():
            if value is ...:
                del part[key]
            else:
                part[key] = value

    return change


def add(table: str, **values: object) -> Change:
    return lambda tables: tables.setdefault(table, []).append(values)


def early(step: str) -> Change:
    """That step comes first."""

    def change(tables: Tables) -> None:
        tables["step"].sort(key=lambda each: each["id"] != step)

    return change


def both(*changes: Change) -> Change:
    def change(tables: Tables) -> None:
        for each in changes:
            each(tables)

    return change


def with_dim(**values: object) -> Change:
    return lambda tables: one(tables, "rating", "matter")["dims"][0].update(values)


def with_field(number: int, **values: object) -> Change:
    return lambda tables: one(tables, "card", "signal")["fields"][number].update(values)


def with_where(output: str, **values: object) -> Change:
    return lambda tables: one(tables, "output", output)["where"].update(values)


HALL = {"id": "hall", "geometry": "list", "label": "Hall"}
LONG = "word " * 40

BROKEN: list[tuple[str, Change, str, str]] = [
    # the head
    ("driver-map", put("method", "", minutes=44), "method.minutes", "the minutes of the steps sum to 45"),
    ("driver-map", put("method", "", people={"min": 9, "max": 5}), "method.people", "min 9, max 5"),
    ("driver-map", put("method", "", groups={"min": 3, "ideal": 9, "max": 8}), "method.groups", "3, 9, 8"),
    ("scenarios-2x2", put("method", "", people={"min": 2, "max": 7}), "method.groups.count", "more than 7 people"),
    # what comes in
    ("driver-map", put("input", "drivers", type="card:driver|cards"), "input.drivers.type", "'cards' is neither story"),
    ("driver-map", put("input", "drivers", min=30), "input.drivers.min", "more than max, 20"),
    ("driver-map", put("input", "drivers", kind="diver"), "input.drivers.kind", "did you mean 'driver'?"),
    (
        "driver-map",
        put("input", "drivers", into="bensh"),
        "input.drivers.into",
        "no zone 'bensh'; did you mean 'bench'?",
    ),
    ("driver-map", put("input", "drivers", into="signs"), "input.drivers.into", "accepts signal, not 'driver'"),
    ("driver-map", put("input", "drivers", kind=""), "input.drivers.kind", "becomes a card of some kind"),
    ("driver-map", put("input", "drivers", into=""), "input.drivers.into", "the zone where these cards are laid"),
    ("driver-map", put("input", "stories", type="text"), "input.stories.type", "the tray holds stories"),
    ("futures-wheel", put("board", "wheel", centre=""), "input.change.use", "no board has centre = 'change'"),
    ("wind-tunnel", put("input", "options", kind="repair"), "input.options.kind", "no grid has rows_from = 'repair'"),
    # ids
    ("driver-map", add("board", **HALL | {"id": "map"}), "board.map", "stands 2 times"),
    ("driver-map", with_dim(id="uncertainty"), "rating.matter.dims.uncertainty", "stands 2 times"),
    # boards and axes
    ("steep-scan", put("board", "scan", columns=...), "board.scan.columns", "is needed: this board is columns"),
    ("steep-scan", put("board", "scan", rings=["In", "Out"]), "board.scan.rings", "makes no sense"),
    ("driver-map", put("board", "map", axes=["impact", "impact"]), "board.map.axes", "two different axes"),
    ("driver-map", put("board", "map", axes=["impact", "risk"]), "board.map.axes", "there is no axis 'risk'"),
    ("wind-tunnel", put("board", "tunnel", rows_from=...), "board.tunnel.rows", "either rows or rows_from"),
    ("wind-tunnel", put("board", "tunnel", rows_from="optoin"), "board.tunnel.rows_from", "did you mean 'option'?"),
    ("futures-wheel", put("board", "wheel", centre="chance"), "board.wheel.centre", "did you mean 'change'?"),
    ("three-horizons", put("board", "horizons", geometry="columns"), "board.horizons.overlay", "makes no sense"),
    ("driver-map", put("axis", "impact", high=...), "axis.impact.high", "an axis has two ends"),
    ("driver-map", put("axis", "impact", from_pick="x"), "axis.impact", "either its ends in words"),
    ("driver-map", add("axis", id="z", label="Z", low="a", high="b"), "axis.z", "no board uses it"),
    ("scenarios-2x2", put("axis", "axis_x", from_pick="axis_z"), "axis.axis_x.from_pick", "there is no pick 'axis_z'"),
    ("scenarios-2x2", put("axis", "axis_x", low_field="left"), "axis.axis_x.low_field", "no field of card 'spectrum'"),
    ("scenarios-2x2", put("axis", "axis_x", low_field=...), "axis.axis_x.low_field", "is needed with from_pick"),
    # what comes from home
    ("postcards", put("step", "heap", post=True), "step.heap.post", "makes no sense in a step that is to cluster"),
    ("postcards", put("step", "write", who="group"), "step.write.post", "each person writes, not group"),
    (
        "postcards",
        put("card", "postcard", fields=[{"id": "year", "type": "year", "label": "Year"}]),
        "step.write.post",
        "'postcard' has no field for words",
    ),
    ("futures-wheel", put("step", "next", who="individual", post=True), "step.next.post", "without a parent"),
    # zones: the locator fits the geometry, and the list twin loses nothing
    ("driver-map", put("zone", "watch", board="mop"), "zone.watch.board", "did you mean 'map'?"),
    ("driver-map", put("zone", "watch", accepts=["sign"]), "zone.watch.accepts", "there is no card 'sign'"),
    ("driver-map", put("zone", "watch", accepts=[]), "zone.watch.accepts", "at least one kind"),
    ("driver-map", put("zone", "watch", ring=1), "zone.watch.ring", "makes no sense on a board of plane"),
    ("driver-map", put("zone", "bench", column=0), "zone.bench.column", "makes no sense on a board of list"),
    ("driver-map", put("zone", "watch", quadrant=["low", "low"]), "board.map", "2 zones lie in the quadrant low, low"),
    ("driver-map", put("zone", "watch", quadrant=...), "board.map", "no zone lies in the quadrant high, low"),
    ("steep-scan", put("zone", "nature", column=...), "zone.nature.column", "is needed on a board of columns"),
    ("steep-scan", put("zone", "nature", column=5), "zone.nature.column", "is 5; board 'scan' has 0 to 4"),
    ("steep-scan", put("zone", "nature", column=4), "board.scan", "no zone lies in column 3 ('Nature')"),
    ("steep-scan", put("zone", "society", column=4), "board.scan", "in the order of their columns"),
    ("steep-scan", put("zone", "nature", off_board=True), "zone.nature.column", "makes no sense off the board"),
    ("three-horizons", put("zone", "h1_keep", row=...), "zone.h1_keep.row", "is needed on a board of bands"),
    (
        "scenarios-2x2",
        put("zone", "world_1", quadrant=...),
        "zone.world_1.quadrant",
        "is needed on a board of quadrants",
    ),
    ("scenarios-2x2", put("zone", "world_1", owner_group=5), "zone.world_1.owner_group", "there are 4 groups"),
    ("wind-tunnel", put("zone", "options", off_board=False, column=0), "zone.options.column", "is 0; board 'tunnel'"),
    ("futures-wheel", put("zone", "second", ring=...), "zone.second.ring", "is needed on a board of rings"),
    ("futures-wheel", put("zone", "third", parent_zone="first"), "zone.third.parent_zone", "one ring further in"),
    ("futures-wheel", put("zone", "third", parent_zone="thrid"), "zone.third.parent_zone", "there is no zone 'thrid'"),
    (
        "futures-wheel",
        put("zone", "third", parent_zone=...),
        "zone.third.parent_zone",
        "hang on a card of the ring before",
    ),
    ("driver-map", put("zone", "watch", parent_zone="bench"), "zone.watch.parent_zone", "makes no sense on a board of"),
    # cards and links
    ("steep-scan", put("card", "signal", fields=[]), "card.signal.fields", "needs at least one"),
    ("steep-scan", with_field(0, type="year"), "card.signal.fields.text.type", "it must be short or long"),
    ("steep-scan", with_field(2, options=[]), "card.signal.fields.strength.options", "needs at least two"),
    ("steep-scan", with_field(2, max=10), "card.signal.fields.strength.max", "makes no sense"),
    ("steep-scan", with_field(2, type="year"), "card.signal.fields.strength.options", "makes no sense"),
    ("steep-scan", put("card", "signal", kind="cell"), "card.cell", "the word for a cell of a grid"),
    ("steep-scan", put("link", "points_to", to=["drivers"]), "link.points_to.to", "did you mean 'driver'?"),
    ("steep-scan", put("link", "points_to", tree=True), "link.points_to.tree", "grows on a board of rings"),
    ("futures-wheel", put("link", "leads_to", directed=False), "link.leads_to.directed", "must be true"),
    # ratings and votes
    ("driver-map", put("rating", "matter", on="rider"), "rating.matter.on", "there is no card 'rider'"),
    ("driver-map", put("rating", "matter", on="cell"), "rating.matter.on", "there is no grid"),
    ("driver-map", put("rating", "matter", dims=[]), "rating.matter.dims", "needs at least one"),
    ("driver-map", with_dim(max=1), "rating.matter.dims.impact", "must rise from min to max"),
    ("driver-map", with_dim(max=100), "rating.matter.dims.impact", "by at most 10"),
    ("driver-map", put("rating", "matter", spread_flag=7), "rating.matter.spread_flag", "the width of the scale"),
    (
        "driver-map",
        put("rating", "matter", place_by={"board": "map", "x": "cost", "y": "impact"}),
        "rating.matter.place_by.x",
        "no dim of 'matter'",
    ),
    (
        "driver-map",
        put("rating", "matter", place_by={"board": "table", "x": "impact", "y": "uncertainty"}),
        "rating.matter.place_by.board",
        "must be a plane",
    ),
    ("brainstorm", put("zone", "big", accepts=["idea"]), "rating.weigh.place_by.board", "in 'big', which takes none"),
    (
        "wind-tunnel",
        put("board", "tunnel", rows_from=..., rows=["One", "Two"]),
        "rating.hold.on",
        "no grid with rows_from and columns_from",
    ),
    ("driver-map", put("vote", "explore", max_per_item=4), "vote.explore.max_per_item", "more than the budget, 3"),
    ("driver-map", put("vote", "explore", on=["rider"]), "vote.explore.on", "there is no card 'rider'"),
    # steps: what a verb needs, and what makes no sense with it
    ("driver-map", put("step", "add", card=...), "step.add.card", "is needed to collect"),
    ("driver-map", put("step", "add", zones=...), "step.add.zones", "is needed to collect"),
    ("driver-map", put("step", "judge", rating=...), "step.judge.rating", "is needed to rate"),
    ("driver-map", put("step", "choose", vote=...), "step.choose.vote", "is needed to vote"),
    ("driver-map", put("step", "close", questions=...), "step.close.questions", "is needed to reflect"),
    ("scenarios-2x2", put("step", "axes", pick=...), "step.axes.pick", "is needed to pick"),
    ("scenarios-2x2", put("step", "axes", card=...), "step.axes.card", "is needed to pick"),
    ("scenarios-2x2", put("step", "write", card=...), "step.write.card", "is needed to compose"),
    ("three-horizons", put("step", "tie", links=...), "step.tie.links", "is needed to link"),
    ("wind-tunnel", put("step", "verdict", compute=...), "step.verdict.compute", "is needed to compute"),
    ("wind-tunnel", put("rating", "hold", on="repair"), "step.verdict.rating", "'hold' is not on cell"),
    (
        "wind-tunnel",
        both(put("rating", "hold", on="repair"), put("step", "verdict", rating="")),
        "step.verdict.rating",
        "0 ratings are on cell",
    ),
    ("driver-map", put("step", "open", vote="explore"), "step.open.vote", "makes no sense in a step that is to brief"),
    ("driver-map", put("step", "choose", limit=3), "step.choose.limit", "makes no sense in a step that is to vote"),
    ("driver-map", put("step", "add", keep_top=3), "step.add.keep_top", "makes no sense in a step that is to collect"),
    # steps: who can do it
    ("driver-map", put("step", "judge", who="facilitator"), "step.judge.who", "at their phones"),
    ("driver-map", put("step", "choose", who="facilitator"), "step.choose.who", "at their phones"),
    ("driver-map", put("step", "close", who="facilitator"), "step.close.who", "at their phones"),
    ("three-horizons", put("step", "tie", who="facilitator"), "step.tie.who", "at their phones"),
    ("scenarios-2x2", put("step", "axes", who="individual"), "step.axes.who", "no phone is asked to pick"),
    ("driver-map", put("step", "join", who="group"), "step.join.who", "no phone is asked to merge"),
    ("wind-tunnel", put("step", "verdict", who="individual"), "step.verdict.who", "no phone is asked to compute"),
    ("steep-scan", put("step", "gather", who="facilitator"), "step.gather.who", "people cluster at their phones"),
    # steps: what they work on is there when they begin, or the step would give nothing
    ("brainstorm", early("heap"), "step.heap.card", "no step before it makes a card of 'idea'"),
    ("scenarios-2x2", early("axes"), "step.axes.card", "a card of 'spectrum', and no input brings one"),
    ("scenarios-2x2", early("shortlist"), "step.shortlist.vote", "no step before it makes a card of 'spectrum'"),
    ("scenarios-2x2", early("judge"), "step.judge.rating", "no step before it makes a card of 'scenario'"),
    (
        "scenarios-2x2",
        put("step", "ends", deal={"what": "trait", "to": "group", "each": 2}),
        "step.ends.deal.what",
        "no step before it makes a card of 'trait'",
    ),
    ("three-horizons", early("tie"), "step.tie.links", "no step before it makes the cards that they tie"),
    ("wind-tunnel", early("verdict"), "step.verdict.compute", "no step before it rates"),
    (
        "wind-tunnel",
        both(put("input", "worlds", kind="repair"), put("input", "options", kind="repair")),
        "step.judge.rating",
        "the cards of the rows and columns",
    ),
    ("futures-wheel", early("next"), "step.next.zones", "no step before it lays any there"),
    ("scenarios-2x2", put("step", "path", zones=["world_1", "world_3"]), "step.path.zones", "the groups 2, 4 of 4"),
    ("brainstorm", put("step", "heap", zones=["options"]), "step.heap.zones", "none of them accepts 'idea'"),
    ("brainstorm", put("step", "heap", makes="", link=""), "output.options.type", "no step makes a card of 'option'"),
    # steps: what they refer to
    ("driver-map", put("step", "add", prompt=LONG), "step.add.prompt", "has 200 characters; at most 160"),
    ("driver-map", put("step", "add", board="tabel"), "step.add.board", "did you mean 'table'?"),
    ("driver-map", put("step", "add", zones=["bunch"]), "step.add.zones", "did you mean 'bench'?"),
    ("driver-map", put("step", "add", zones=["signs"]), "step.add.zones", "accepts signal, not 'driver'"),
    ("driver-map", put("step", "add", zones=["watch"]), "step.add.zones", "lies on board 'map', not on 'table'"),
    ("driver-map", put("step", "judge", rating="mater"), "step.judge.rating", "did you mean 'matter'?"),
    ("driver-map", put("step", "choose", vote="explor"), "step.choose.vote", "did you mean 'explore'?"),
    ("steep-scan", put("step", "gather", makes="rider"), "step.gather.makes", "there is no card 'rider'"),
    ("steep-scan", put("step", "gather", link="point_to"), "step.gather.link", "did you mean 'points_to'?"),
    ("steep-scan", put("step", "gather", makes=""), "step.gather.link", "makes no sense without `makes`"),
    ("steep-scan", put("step", "gather", makes="signal"), "step.gather.link", "from 'signal' to 'signal'"),
    ("brainstorm", put("step", "heap", zones=["ideas"]), "step.heap.makes", "accepts 'option'"),
    ("futures-wheel", put("step", "near", link="leads_to"), "step.near.link", "is a tree: every zone of the step"),
    ("futures-wheel", put("link", "leads_to", to=["change"]), "step.next.link", "does not lead to 'effect'"),
    ("futures-wheel", put("step", "next", link=...), "step.next.link", "hangs on a card of the ring before"),
    (
        "futures-wheel",
        both(
            add("link", kind="near", label="Near", **{"from": ["effect"], "to": ["effect"]}),
            put("step", "next", link="near"),
        ),
        "step.next.link",
        "hangs on a card of the ring before",
    ),
    ("three-horizons", put("step", "tie", links=["help"]), "step.tie.links", "did you mean 'helps'?"),
    ("scenarios-2x2", put("step", "axes", pick=["axis_x", "axis_x"]), "step.axes.pick", "axis_x: picked twice"),
    ("scenarios-2x2", put("step", "write", from_cards=["trade"]), "step.write.from_cards", "there is no card 'trade'"),
    (
        "scenarios-2x2",
        put("step", "ends", deal={"what": "diver", "to": "group", "each": 2}),
        "step.ends.deal.what",
        "did you mean 'driver'?",
    ),
    (
        "three-horizons",
        put(
            "step", "judge", then_place={"rating": "lean", "dim": "lien", "op": "lt", "value": 0, "zone": "h1_captured"}
        ),
        "step.judge.then_place.dim",
        "did you mean 'lean'?",
    ),
    (
        "three-horizons",
        put("step", "judge", then_place={"rating": "lean", "dim": "lean", "op": "lt", "value": 0, "zone": "h1_keep"}),
        "step.judge.then_place.zone",
        "accepts pattern, not 'move'",
    ),
    # what goes out
    ("driver-map", put("output", "critical", type="driver"), "output.critical.type", "must be card:<kind>"),
    ("driver-map", put("output", "critical", type="card:diver"), "output.critical.type", "did you mean 'driver'?"),
    ("driver-map", put("output", "critical", min=9), "output.critical.min", "more than top, 8"),
    ("driver-map", with_where("critical", kind=["signal"]), "output.critical.where.kind", "the output is card:driver"),
    ("driver-map", with_where("critical", zone=["crit"]), "output.critical.where.zone", "did you mean 'critical'?"),
    (
        "driver-map",
        with_where("critical", zone=["signs"]),
        "output.critical.where.zone",
        "accepts signal, not 'driver'",
    ),
    ("driver-map", with_where("critical", min_votes={"x": 1}), "output.critical.where.min_votes.x", "there is no vote"),
    (
        "driver-map",
        put("rating", "matter", spread_flag=0),
        "output.disputed.where.is_disputed",
        "no rating of 'driver' has a spread_flag",
    ),
    ("futures-wheel", with_where("watch", choice={"tune": ["bad"]}), "output.watch.where.choice.tune", "'tone'?"),
    (
        "futures-wheel",
        with_where("watch", choice={"tone": ["ugly"]}),
        "output.watch.where.choice.tone",
        "no option 'ugly'",
    ),
    (
        "futures-wheel",
        with_where("watch", choice={"text": ["a"]}),
        "output.watch.where.choice.text",
        "is short, not choice",
    ),
    ("driver-map", put("output", "watch", order=["votes"]), "output.watch.order", "'votes' is not an order"),
    ("driver-map", put("output", "watch", order=["-votes.best"]), "output.watch.order", "there is no vote 'best'"),
    ("driver-map", put("output", "watch", order=["-rating.matter.cost"]), "output.watch.order", "no dim of 'matter'"),
    (
        "steep-scan",
        put("output", "signals", order=["-votes.matters"]),
        "output.signals.order",
        "on driver, not on 'signal'",
    ),
    # nothing is declared in vain
    ("driver-map", add("board", **HALL), "board.hall", "no zone lies on it"),
    (
        "futures-wheel",
        both(add("board", **HALL), add("zone", id="nook", board="hall", label="Nook", accepts=["effect"])),
        "zone.nook",
        "no step uses it",
    ),
    ("steep-scan", put("step", "gather", link=""), "link.points_to", "no step uses it"),
    ("driver-map", put("step", "choose", do="discuss"), "vote.explore", "no step votes on it"),
    ("driver-map", put("step", "judge", do="discuss", reveal="live"), "rating.matter", "no step rates by it"),
    (
        "steep-scan",
        add("card", kind="wish", label="Wish", colour="sun", fields=[{"id": "text", "type": "short", "label": "Wish"}]),
        "card.wish",
        "no step uses it",
    ),
]


@pytest.mark.parametrize(("name", "change", "key", "reason"), BROKEN)
def test_a_broken_rule_is_told_by_file_key_and_reason(
    name: str, change: Change, key: str, reason: str, tmp_path: Path
) -> None:
    tables = shipped(name)
    change(tables)
    with pytest.raises(BadMethod) as refused:
        load_file(write_method(tmp_path, tables))
    told = [problem for problem in refused.value.problems if problem.key == key]
    assert any(reason in problem.reason for problem in told), str(refused.value)
    assert {problem.file for problem in refused.value.problems} == {f"{name}.toml"}
    assert f"{name}.toml: {key}: " in str(refused.value)


@pytest.mark.parametrize("file", files_in(SHIPPED), ids=lambda file: file.stem)
def test_every_shipped_method_keeps_the_rules(file: Path, tmp_path: Path) -> None:
    assert load_file(write_method(tmp_path, shipped(file.stem))).id == file.stem
