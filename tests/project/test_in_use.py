"""Nothing waits for somebody who never comes: what is written down is called, read or pressed by more than its tests."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from storyhub.core.assets import ASSETS
from storyhub.workshops.views import desk_acts, seat_acts

CALLED_BY_NAME = {
    *("init_app", "faults_of", "write", "read", "finish"),
    *("open_index", "open_mailer", "open_press", "open_guesser", "open_store", "ENGINES"),
    *("logger_class", "when_ready", "make_app_for_migrations", "main", "SHARED"),
}
"""Of modules that are chosen while the program runs, by gunicorn or from a command line, or read for what they register."""
FOR_TESTS = {"forget_everything", "load_file"}
"""What one process keeps, forgotten between two tests; one method by itself, for those who write about methods."""
SAID_WHOLE = {"Event", "Report"}
"""Of whose kind every value goes into a job or a document with all its fields."""

Module = tuple[str, ast.Module]


def modules_in(*folders: str) -> list[Module]:
    return [
        (".".join(path.relative_to(ASSETS).with_suffix("").parts).removesuffix(".__init__"), read(path))
        for folder in folders
        for path in sorted((ASSETS / folder).rglob("*.py"))
    ]


@cache
def read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported_in(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname: one.name for one in node.names if one.asname}
    return found


def uses_in(name: str, tree: ast.Module) -> Iterator[str]:
    """The whole name of all that the module reads: its own, what it imported, and what it takes of modules."""
    imported = imported_in(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield imported.get(node.id, f"{name}.{node.id}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{imported.get(node.value.id, node.value.id)}.{node.attr}"


def defined_in(tree: ast.Module) -> Iterator[str]:
    """Names at a module's top. What bears a decorator is somebody's by that."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_what_a_module_defines_is_used_by_more_than_tests() -> None:
    ours = modules_in("storyhub")
    uses = Counter(use for name, tree in [*ours, *modules_in("tools", "bench")] for use in uses_in(name, tree))
    for name, tree in ours:
        for short, whole in imported_in(tree).items():
            uses[whole] += uses[f"{name}.{short}"]  # handed on by a package
    idle = [
        f"{name}.{one}"
        for name, tree in ours
        for one in defined_in(tree)
        if not uses[f"{name}.{one}"] and not one.startswith("__") and one not in CALLED_BY_NAME | FOR_TESTS
    ]
    assert idle == []


def fields_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(class, field) of its dataclasses."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef) or SAID_WHOLE & {node.name, *map(ast.unparse, node.bases)}:
            continue
        if any("dataclass" in ast.unparse(one) for one in node.decorator_list):
            named = (one.target for one in node.body if isinstance(one, ast.AnnAssign))
            yield from ((node.name, one.id) for one in named if isinstance(one, ast.Name))


def test_what_a_workshop_hands_to_its_pages_is_read_there() -> None:
    """By its name alone: a field that shares it with one that is read goes unnoticed."""
    parts = [node for _name, tree in modules_in("storyhub") for node in ast.walk(tree)]
    read_in_code = {one.attr for one in parts if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Load)}
    pages = "".join(path.read_text(encoding="utf-8") for path in (ASSETS / "templates").rglob("*.html"))
    known = read_in_code | set(re.findall(r"[.\"](\w+)", pages))
    found = [field for _name, tree in modules_in("storyhub/workshops") for field in fields_in(tree)]
    assert [field for field in found if field[1] not in known] == []


def given_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(template, variable) wherever a view names both."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("page", "render_template")
        ):
            template = node.args[0] if node.args else None
            if isinstance(template, ast.Constant):
                named = (one.arg for one in node.keywords if one.arg not in (None, "fragments", "status"))
                yield from ((str(template.value), str(one)) for one in named)


def asked_by(app: Flask, template: str, known: dict[str, set[str]]) -> set[str]:
    """The variables of a template and of all that it takes in; of a name that is put together, every one of its folder."""
    if template not in known:
        source = (ASSETS / "templates" / template).read_text(encoding="utf-8")
        tree = app.jinja_env.parse(source)
        known[template] = meta.find_undeclared_variables(tree)
        inner = {one for one in meta.find_referenced_templates(tree) if one}
        folders = re.findall(r'"([\w/]+/)"\s*~', source)
        inner |= {one for one in app.jinja_env.list_templates() if one.startswith(tuple(folders))} if folders else set()
        known[template] |= set().union(*(asked_by(app, one, known) for one in sorted(inner)))
    return known[template]


@pytest.mark.only_on("sqlite")
def test_a_view_gives_its_template_nothing_that_it_does_not_ask_for(app: Flask) -> None:
    known: dict[str, set[str]] = {}
    given = {(name, *one) for name, tree in modules_in("storyhub") for one in given_in(tree)}
    assert sorted(one for one in given if one[2] not in asked_by(app, one[1], known)) == []


@pytest.mark.parametrize("acts", [desk_acts.ACTS, seat_acts.ACTS], ids=["at the desk", "on a phone"])
def test_every_act_of_a_room_has_a_button(acts: Iterable[str]) -> None:
    """By its name alone, as the fields above."""
    pages = "".join(path.read_text(encoding="utf-8") for path in (ASSETS / "templates" / "workshops").rglob("*.html"))
    assert [act for act in acts if act not in re.findall(r'"([a-z_-]+)"', pages)] == []
