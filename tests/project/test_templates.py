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


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_nothing_that_the_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [(what, found) for what, pattern in FORBIDDEN.items() for found in re.findall(pattern, text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_script_is_a_file(path: Path) -> None:
    scripts = re.findall(r"<script\b([^>]*)>", path.read_text(encoding="utf-8"))
    assert all("src=" in attributes or "application/ld+json" in attributes for attributes in scripts)


@pytest.mark.only_on("sqlite")
def test_every_template_compiles(app: Flask) -> None:
    for path in TEMPLATES:
        app.jinja_env.get_template(str(path.relative_to(ASSETS / "templates")))


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_one_macro_of_its_files_name(app: Flask, path: Path) -> None:
    tree = app.jinja_env.parse(path.read_text(encoding="utf-8"))
    assert [macro.name for macro in tree.find_all(nodes.Macro)] == [path.stem]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_shown_in_the_style_guide(path: Path) -> None:
    """Or in the frame that the guide shares with every page."""
    shown = "".join((ASSETS / "templates" / name).read_text(encoding="utf-8") for name in (GUIDE, FRAME))
    assert f'"ui/{path.name}"' in shown


@pytest.mark.parametrize("path", [*STYLES, *TEMPLATES], ids=name_of)
def test_nothing_is_set_in_capitals(path: Path) -> None:
    """Georgian has none, and a screen reader may spell them out."""
    assert not re.search(r"text-transform\s*:\s*uppercase", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_a_style_sheet_asks_nobody_else_for_anything(path: Path) -> None:
    assert not re.search(r"url\([\"']?(?:https?:)?//|@import", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_evaluates_nothing(path: Path) -> None:
    assert not re.search(r"\beval\(|new Function|\.innerHTML\s*=|document\.write", path.read_text(encoding="utf-8"))
