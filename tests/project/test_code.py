"""What every module of ours keeps to."""

import ast
from functools import cache
from pathlib import Path

from storyhub.core.assets import ASSETS

MODULES = sorted((ASSETS / "storyhub").rglob("*.py"))
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
MAY_PRINT = {"storyhub/serving.py"}
"""The parent of all processes says its address to whoever started it."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ASSETS))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_a_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in MODULES if not ast.get_docstring(tree_of(path))]
    assert silent == [], "begin it with a sentence or two: what it is for, and what it is not"


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{name_of(path)}:{inner.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_nothing_is_printed() -> None:
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if name_of(path) not in MAY_PRINT
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert calls == []


def test_no_file_is_a_drawer_for_everything() -> None:
    parts = {part.removesuffix(".py") for path in MODULES for part in path.relative_to(ASSETS).parts}
    assert parts & NAMELESS == set()


def test_a_module_reads_in_one_sitting() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}, "divide it by what it is about"


def test_the_package_imports_nothing() -> None:
    body = tree_of(ASSETS / "storyhub" / "__init__.py").body
    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in body)
