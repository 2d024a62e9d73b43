"""A method's file promises nothing that nobody keeps: whatever it may say is read where workshops are played."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from storyhub.core.assets import ASSETS
from storyhub.workshops.methods import pieces, schema

WORKSHOPS = ASSETS / "storyhub" / "workshops"
ONLY_CHECKED = (
    WORKSHOPS / "methods" / "rules",
    WORKSHOPS / "methods" / "pieces.py",
    WORKSHOPS / "methods" / "schema.py",
)
"""What declares the keys and what refuses bad ones reads every key, and does nothing with it."""
PARTS = {
    part
    for module in (pieces, schema)
    for part in vars(module).values()
    if isinstance(part, type) and issubclass(part, pieces.Part) and part is not pieces.Part
}


def attributes_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


READ = {
    name
    for path in WORKSHOPS.rglob("*.py")
    if not any(path.is_relative_to(one) for one in ONLY_CHECKED)
    for name in attributes_in(path)
} | {
    name
    for path in (ASSETS / "templates" / "workshops").rglob("*.html")
    for name in re.findall(r"\.([a-z_]+)", path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("part", sorted(PARTS, key=lambda part: part.__name__), ids=lambda part: part.__name__)
def test_every_key_of_a_method_is_read_by_those_who_play_it(part: type[msgspec.Struct]) -> None:
    assert [key for key in part.__struct_fields__ if key not in READ] == []
