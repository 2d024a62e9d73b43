"""Files become methods, or are refused with everything that is wrong in them."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhub.workshops.methods.library import SHIPPED, SHIPPED_PATHS
from storyhub.workshops.methods.loaded import kept
from storyhub.workshops.methods.loading import files_in, load_file, load_folder, load_paths
from storyhub.workshops.methods.problems import BadMethod, Problem
from storyhub.workshops.methods.schema import Scene, Verb
from tests.support.methods import Tables, as_toml, one, shipped, write_method

HEAD = 'schema = 1\n[method]\nid = "x"\n'


def refusal_of(file: Path) -> list[str]:
    with pytest.raises(BadMethod) as refused:
        load_file(file)
    assert refused.value.problems
    return str(refused.value).splitlines()


def refusal_of_text(folder: Path, text: str | bytes) -> list[str]:
    file = folder / "x.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return refusal_of(file)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    tables = shipped("driver-map")
    del tables["method"]["purpose"]
    tables["method"]["minutes"] = "forty"
    tables["horizon"] = 10
    tables["step"][2]["minuts"] = 5
    tables["step"][2]["scene"] = "bord"
    one(tables, "step", "judge")["do"] = "rat"
    one(tables, "zone", "watch")["accepts"] = ["driver", 3]
    del tables["step"][4]["id"]
    tables["step"][4]["who"] = 7
    one(tables, "rating", "matter")["place_by"] = {"board": "map", "x": "uncertainty"}
    assert refusal_of(write_method(tmp_path, tables)) == [
        "driver-map.toml: horizon: is not a key of this table",
        "driver-map.toml: method.purpose: is missing",
        "driver-map.toml: method.minutes: expected `int`, got `str`",
        "driver-map.toml: step.join.minuts: is not a key of this table; did you mean 'minutes'?",
        f"driver-map.toml: step.join.scene: 'bord' is none of {', '.join(Scene)}; did you mean 'board'?",
        f"driver-map.toml: step.judge.do: 'rat' is none of {', '.join(Verb)}; did you mean 'rate'?",
        "driver-map.toml: step[5].id: is missing",
        "driver-map.toml: step[5].who: expected `str`, got `int`",
        "driver-map.toml: zone.watch.accepts[2]: expected `str`, got `int`",
        "driver-map.toml: rating.matter.place_by.y: is missing",
    ]


def test_a_name_that_is_none_says_how_names_are_written(tmp_path: Path) -> None:
    tables = shipped("driver-map")
    tables["step"][0]["id"] = "Open It"
    assert "a name of lower-case letters" in refusal_of(write_method(tmp_path, tables))[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("schema = 1\n[method\n", "x.toml: line 2: is not TOML"),
        ("schema = 1\n[method", "x.toml: end of document: is not TOML"),
        (b"schema = 1\n# \xff", "x.toml: must be written in UTF-8"),
        ("[method]\nid = 'x'\n", "x.toml: schema: is missing"),
        (HEAD.replace("1", "2", 1), "x.toml: schema: is 2, and this program reads up to 1"),
        (HEAD.replace("1", "true", 1), "x.toml: schema: must be a whole number"),
        ("schema = 1\nstep = []\nmethod = 3", "x.toml: method: must be a table"),
        ("schema = 1\nstep = []\nmethod = 3", "x.toml: step: needs at least one"),
        ("schema = 1\nstep = 3", "x.toml: step: must be an array of tables: [[step]]"),
        ("schema = 1\nstep = [3]", "x.toml: step[1]: must be a table"),
        ("x = " + "[" * 5000, "x.toml: is not TOML"),
        ("#" * 300_000, "x.toml: is larger than 256 kB"),
    ],
)
def test_what_is_no_method_is_refused_with_where_and_why(text: str | bytes, told: str, tmp_path: Path) -> None:
    assert any(line.startswith(told) for line in refusal_of_text(tmp_path, text))


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "gone.toml") == ["gone.toml: cannot be read: No such file or directory"]


def test_the_id_is_the_name_of_the_file(tmp_path: Path) -> None:
    told = refusal_of(write_method(tmp_path, shipped("driver-map"), name="drivers"))
    assert told == ["drivers.toml: method.id: is 'driver-map', but the file is called drivers.toml"]


def test_a_method_may_have_a_folder_of_its_own(tmp_path: Path) -> None:
    write_method(tmp_path / "driver-map", shipped("driver-map"))
    (tmp_path / "driver-map" / "driver-map.ka.toml").write_text('[method]\ntitle = "რუკა"\n')
    methods, problems = load_folder(tmp_path)
    assert problems == []
    assert methods["driver-map"].in_language("ka").method.title == "რუკა"


def test_a_slip_in_a_file_name_is_not_overlooked(tmp_path: Path) -> None:
    write_method(tmp_path, shipped("driver-map"))
    (tmp_path / "driver-mop.ka.toml").write_text('[method]\ntitle = "რუკა"\n')
    write_method(tmp_path / "my-wheel", shipped("futures-wheel"))
    methods, problems = load_folder(tmp_path)
    assert list(methods) == ["driver-map"]
    assert [str(problem) for problem in problems] == [
        "driver-mop.ka.toml: there is no driver-mop.toml beside it",
        "my-wheel/: there is no my-wheel.toml in this folder",
    ]


def test_a_bad_file_takes_no_other_with_it(tmp_path: Path) -> None:
    write_method(tmp_path, shipped("driver-map"))
    write_method(tmp_path, shipped("futures-wheel") | {"schema": 9})
    (tmp_path / "driver-map.ka.toml").write_text('[method]\ntitel = "რუკა"\n')
    methods, problems = load_folder(tmp_path)
    assert list(methods) == ["driver-map"]
    assert dict(methods["driver-map"].texts) == {}
    assert [problem.file for problem in problems] == ["driver-map.ka.toml", "futures-wheel.toml"]


def test_the_digest_follows_words_and_rules_but_not_the_order_of_tables(tmp_path: Path) -> None:
    tables = shipped("driver-map")
    first = load_file(write_method(tmp_path / "a", tables))
    assert load_file(write_method(tmp_path / "b", dict(reversed(tables.items())))).digest == first.digest
    (tmp_path / "a" / "driver-map.ka.toml").write_text('[method]\ntitle = "რუკა"\n')
    assert load_file(first.file or tmp_path).digest != first.digest
    one(tables, "step", "add")["limit"] = 4
    assert load_file(write_method(tmp_path / "b", tables)).digest != first.digest


@pytest.mark.parametrize("file", files_in(SHIPPED), ids=lambda file: file.stem)
def test_a_workshop_keeps_a_method_as_it_was(file: Path) -> None:
    first = load_file(file)
    again = kept(first.digest, first.definition, first.texts)
    assert again.method == first.method
    assert again.in_language("en") == first.in_language("en")


def test_a_path_is_read_like_a_method(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text((SHIPPED_PATHS / "empty.toml").read_text())
    (tmp_path / "empty.ka.toml").write_text('[path]\ntitle = "ცარიელი"\n')
    (tmp_path / "wrong.toml").write_text('schema = 1\n[path]\nid = "wrong"\nname = "Wrong"\n')
    paths, problems = load_paths(tmp_path)
    assert paths["empty"].in_language("ka").path.title == "ცარიელი"
    assert [problem.key for problem in problems] == ["path.name", "path.title", "path.purpose"]


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["id", "kind", "x", ""]), st.integers(), max_size=2),
    st.sampled_from(
        ["cell", "story", "card:", "card:driver", "low", "collect", "rings", "grid", "a|b", "-votes.", "."]
    ),
)


def mutate(tables: Tables, chance: random.Random, leaf: object) -> None:
    """Puts something else, or nothing, at a place found by walking down at random."""
    at: object = tables
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))  # type: ignore[call-overload]
        key = chance.choice(keys)
        inner = at[key]  # type: ignore[index]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.9:
            at = inner
        elif leaf is None:
            del at[key]  # type: ignore[attr-defined]
            return
        else:
            at[key] = leaf  # type: ignore[index]
            return


@settings(max_examples=100, deadline=None)
@given(file=st.sampled_from(files_in(SHIPPED)), leaves=st.lists(LEAVES, min_size=1, max_size=4), seed=st.randoms())
def test_whatever_stands_in_a_file_it_is_a_method_or_refused(
    tmp_path_factory: pytest.TempPathFactory, file: Path, leaves: list[object], seed: random.Random
) -> None:
    tables = shipped(file.stem)
    for leaf in leaves:
        mutate(tables, seed, leaf)
    is_taken_or_refused(tmp_path_factory.getbasetemp() / file.name, as_toml(tables).encode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(
    file=st.sampled_from(files_in(SHIPPED)),
    cut=st.tuples(st.floats(0, 1), st.integers(0, 40)),
    noise=st.binary(max_size=8),
)
def test_whatever_happened_to_its_bytes_too(
    tmp_path_factory: pytest.TempPathFactory, file: Path, cut: tuple[float, int], noise: bytes
) -> None:
    whole = file.read_bytes()
    begin = int(cut[0] * len(whole))
    is_taken_or_refused(tmp_path_factory.getbasetemp() / file.name, whole[:begin] + noise + whole[begin + cut[1] :])


def is_taken_or_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    problems: tuple[Problem, ...] = ()
    try:
        assert load_file(file).id == file.stem
    except BadMethod as refused:
        problems = refused.problems or (Problem(file.name, "", ""),)
    assert all(problem.file == file.name and problem.reason for problem in problems)
