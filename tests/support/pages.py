"""Pages read as a browser without scripts reads them: a form with what stands in it, ready to be changed and sent."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

Fields = MultiDict[str, str]


class Reader(HTMLParser):
    """Collects what each form would send, and the words a person reads in <main>."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self.words: list[str] = []
        self.open_details: list[bool] = []
        self._form: Fields = MultiDict()
        self._area = self._select = ""
        self._in_main = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "main":
            self._in_main = True
        elif tag == "form":
            self._form = self.forms.setdefault(given.get("id", given.get("action", "")), MultiDict())
        elif tag == "details":
            self.open_details.append("open" in given)
        elif tag == "textarea":
            self._area = name
            self._form.add(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self._form):
            self._form[self._select] = value
        elif tag == "input" and name and _is_sent(given):
            self._form.add(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._form[self._area] = self._form[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "main":
            self._in_main = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self._form[self._area] += data
        elif self._in_main and data.strip():
            self.words.append(" ".join(data.split()))


def _is_sent(given: dict[str, str]) -> bool:
    """Whether a browser would send this input: a box only when it is ticked, a file never without one."""
    kind = given.get("type")
    return kind != "file" and (kind not in ("checkbox", "radio") or "checked" in given)


def form_on(page: str, name: str = "tell") -> Fields:
    """What the form with this id (or this action) would send, buttons apart."""
    return Reader(page).forms[name]


def words_on(page: str) -> str:
    """What a person reads between masthead and foot; what stands in fields is not among it."""
    return " ".join(Reader(page).words)
