"""What every module of ours keeps to."""

import ast
from pathlib import Path

import pytest

from storyhub.core.assets import ASSETS

MODULES = sorted((ASSETS / "storyhub").rglob("*.py"))
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
MAY_PRINT = {"storyhub/serving.py"}
"""The parent of all processes says its address to whoever started it."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ASSETS))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree_of(path)), "begin it with a sentence or two: what it is for, and what it is not"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_stand_at_the_top(path: Path) -> None:
    hidden = [
        inner.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_printed(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert calls == [] or name_of(path) in MAY_PRINT


def test_no_file_is_a_drawer_for_everything() -> None:
    parts = {part.removesuffix(".py") for path in MODULES for part in path.relative_to(ASSETS).parts}
    assert parts & NAMELESS == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_reads_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, "divide it by what it is about"


def test_the_package_imports_nothing() -> None:
    body = tree_of(ASSETS / "storyhub" / "__init__.py").body
    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in body)
