"""What the templates and style sheets keep to, so that a strict policy holds and every page works without scripts."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from storyhub.core.assets import ASSETS

TEMPLATES = sorted(path for path in (ASSETS / "templates").rglob("*") if path.is_file())
COMPONENTS = sorted((ASSETS / "templates" / "ui").glob("*.html"))
GUIDE, FRAME = "styleguide.html", "layout/base.html"
STYLES = sorted((ASSETS / "static" / "css").glob("*.css"))
SCRIPTS = sorted(path for path in (ASSETS / "static" / "js").glob("*.js") if "htmx" not in path.name)

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on": r"hx-on",
    "hx-boost": r"hx-boost",
    "a value that is evaluated": r"[\"'\s]js:",
    "a filter on a trigger, which is evaluated": r"hx-trigger\s*=\s*\"[^\"]*\[",
    "something from another site": r"(?:src|srcset|action|formaction)\s*=\s*[\"']?(?:https?:)?//",
    "markup that is trusted": r"\|\s*safe\b",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ASSETS))


def found_in(paths: list[Path], pattern: str) -> list[tuple[str, str]]:
    """(file, what matches) wherever it stands."""
    return [(name_of(path), found) for path in paths for found in re.findall(pattern, path.read_text(encoding="utf-8"))]


def test_a_template_has_nothing_that_the_policy_refuses() -> None:
    refused = {what: found_in(TEMPLATES, pattern) for what, pattern in FORBIDDEN.items()}
    assert {what: found for what, found in refused.items() if found} == {}


def test_a_script_is_a_file() -> None:
    scripts = found_in(TEMPLATES, r"<script\b([^>]*)>")
    assert [one for one in scripts if "src=" not in one[1] and "application/ld+json" not in one[1]] == []


@pytest.mark.only_on("sqlite")
def test_every_template_compiles(app: Flask) -> None:
    for path in TEMPLATES:
        app.jinja_env.get_template(str(path.relative_to(ASSETS / "templates")))


@pytest.mark.only_on("sqlite")
def test_a_component_is_one_macro_of_its_files_name(app: Flask) -> None:
    trees = {path: app.jinja_env.parse(path.read_text(encoding="utf-8")) for path in COMPONENTS}
    macros = {path: [macro.name for macro in tree.find_all(nodes.Macro)] for path, tree in trees.items()}
    assert macros == {path: [path.stem] for path in COMPONENTS}


def test_a_component_is_shown_in_the_style_guide() -> None:
    """Or in the frame that the guide shares with every page."""
    shown = "".join((ASSETS / "templates" / name).read_text(encoding="utf-8") for name in (GUIDE, FRAME))
    assert [path.name for path in COMPONENTS if f'"ui/{path.name}"' not in shown] == []


def test_nothing_is_set_in_capitals() -> None:
    """Georgian has none, and a screen reader may spell them out."""
    assert found_in([*STYLES, *TEMPLATES], r"text-transform\s*:\s*uppercase") == []


def test_a_style_sheet_asks_nobody_else_for_anything() -> None:
    assert found_in(STYLES, r"url\([\"']?(?:https?:)?//|@import") == []


def test_a_script_evaluates_nothing() -> None:
    assert found_in(SCRIPTS, r"\beval\(|new Function|\.innerHTML\s*=|document\.write") == []
