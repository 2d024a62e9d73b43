"""A page as a person without any knowledge of methods reads it: where the room is, and which forms can be filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.etree import HTMLParser

Attributes = Mapping[str, str]
LONGEST = 140
TYPED = ("text", "search", "tel", "email")


@dataclass
class Input:
    """Something to type or to choose. `kind`: hidden, text, year, date, radio, check, select or button."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    most: int = LONGEST
    is_optional: bool = False


@dataclass
class Form:
    """`act` is the last part of its address."""

    action: str
    inputs: list[Input] = field(default_factory=list)
    has_button: bool = False
    must_press: bool = False
    """Whether it says something by which of its buttons is pressed."""

    @property
    def act(self) -> str:
        return self.action.rpartition("/")[2]

    def hidden(self, name: str) -> str:
        return next((one.values[0] for one in self.inputs if one.kind == "hidden" and one.name == name), "")


@dataclass
class Page:
    """`task`, `room` and `table` are what these regions say of themselves, where they are there.

    `lies` are the cards on the table, and `stays` those that are left out because the phone shows them already.
    """

    forms: list[Form] = field(default_factory=list)
    task: Attributes | None = None
    room: Attributes | None = None
    stage: Attributes | None = None
    table: Attributes | None = None
    lies: set[str] = field(default_factory=set)
    stays: set[str] = field(default_factory=set)
    changes: list[str] = field(default_factory=list)
    """Where one's own cards are changed."""

    def form(self, act: str) -> Form | None:
        return next((form for form in self.forms if form.act == act), None)


def read_page(body: bytes) -> Page:
    """Any bytes that a browser could be given, a fragment too."""
    reader = _Reader()
    if body.strip():
        parser = HTMLParser(target=reader, encoding="utf-8")
        parser.feed(body)
        parser.close()
    return reader.page


KEYS = re.compile(rb'name="key" value="[^"]*"|data-seen="\d+"')
TASK = b'<section class="task"'
SECTION = re.compile(rb"<(/?)section\b")


def without_keys(body: bytes) -> bytes:
    """The task of a page or fragment, without what differs each time it is drawn. What stands around it is not its own."""
    begins, depth = max(body.find(TASK), 0), 0
    for tag in SECTION.finditer(body, begins):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return KEYS.sub(b"", body[begins : tag.start()])
    return KEYS.sub(b"", body[begins:])


class _Reader:
    """The target of a parser. In C it leaves the processor to the server that a whole hall of such readers asks."""

    def __init__(self) -> None:
        self.page = Page()
        self._form: Form | None = None
        self._select: Input | None = None
        self._is_optional = False

    def start(self, tag: str, said: Attributes) -> None:
        if said.get("id") in ("task", "room", "stage", "table") and tag in ("section", "main"):
            setattr(self.page, said["id"], said)
        if tag == "li" and said.get("id", "").startswith("lies-"):
            (self.page.stays if "data-same" in said else self.page.lies).add(said["id"])
        if tag == "a" and "change=" in said.get("href", ""):
            self.page.changes.append(said["href"])
        if tag == "form" and said.get("method") == "post":
            self._form = Form(said.get("action", ""))
            self.page.forms.append(self._form)
        elif self._form is not None:
            self._inside(tag, said)

    def end(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def close(self) -> None:
        """Nothing is left over: what was found is in the page."""

    def _inside(self, tag: str, said: Attributes) -> None:
        if tag == "span" and said.get("class") == "optional":
            self._is_optional = True
        elif tag == "option" and self._select is not None:
            self._select.values.append(said.get("value", ""))
        elif tag == "select":
            self._select = self._take(said, "select")
        elif tag == "textarea":
            self._take(said, "text")
        elif tag == "button":
            self._button(said)
        elif tag == "input":
            self._input(said)

    def _button(self, said: Attributes) -> None:
        assert self._form is not None
        self._form.has_button = True
        if said.get("name"):
            self._form.must_press = True
            if "disabled" not in said:
                self._choose(said, "button")

    def _input(self, said: Attributes) -> None:
        kind = said.get("type", "text")
        if kind in ("radio", "checkbox"):
            self._choose(said, "radio" if kind == "radio" else "check")
        elif kind == "hidden":
            self._take(said, "hidden").values.append(said.get("value", ""))
        elif kind == "date":
            self._take(said, "date")
        elif kind in TYPED:
            self._take(said, "year" if said.get("inputmode") == "numeric" else "text")

    def _choose(self, said: Attributes, kind: str) -> None:
        assert self._form is not None
        known = (one for one in self._form.inputs if one.name == said.get("name") and one.kind == kind)
        (next(known, None) or self._take(said, kind)).values.append(said.get("value", "on"))

    def _take(self, said: Attributes, kind: str) -> Input:
        assert self._form is not None
        most = said.get("maxlength", "")
        made = Input(said.get("name", ""), kind, most=int(most) if most.isdigit() else LONGEST)
        made.is_optional = self._is_optional and kind != "hidden"
        if kind != "hidden":
            self._is_optional = False
        self._form.inputs.append(made)
        return made
