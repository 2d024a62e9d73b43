"""Words of people are marked with their language wherever they stand, also in lists to choose from: they are read aloud right."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from flask.testing import FlaskClient

from storyhub.workshops.services import clustering, rating, tables
from storyhub.workshops.services.composing import save_sheet
from tests.workshops.boards import (
    COLLECT,
    COMPOSE,
    HEAP,
    LINK,
    NEXT_RING,
    PLACE,
    RATE,
    RING,
    VOTE,
    Looking,
    board_method,
)
from tests.workshops.desks import address
from tests.workshops.phones import sit_down
from tests.workshops.room import Room

GEORGIAN = re.compile("[\u10d0-\u10ff]")
WITHOUT_END = {"meta", "link", "input", "img", "br", "hr"}
PICK = {"id": "pick", "do": "pick", "who": "facilitator", "card": "idea", "pick": ["axis_x"], "board": "table"}


class Spoken(HTMLParser):
    """The words of a page that are in Georgian letters, by the language in which they would be read aloud."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {}
        self._inside: list[str] = [""]
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in WITHOUT_END:
            self._inside.append(dict(attributes).get("lang") or self._inside[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_END:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if GEORGIAN.search(data):
            self.found.setdefault(self._inside[-1], set()).add(data.strip())


def test_georgian_words_on_english_pages_are_marked(workshop_of: Callable[..., Room], desk: FlaskClient) -> None:
    steps = (COLLECT, HEAP, PLACE, LINK, RING, NEXT_RING, COMPOSE, RATE, VOTE, PICK)
    room = workshop_of(board_method(*steps))
    (nino,) = room.seats(1, "ka")
    phone = sit_down(room)
    room.do(tables.deal_groups)
    look = Looking(room)
    seen = ""
    for step in steps:
        room.play_to(str(step["id"]))
        if step is COLLECT:
            first, second, third, fourth = (look.write(nino, f"სკამი {number}") for number in range(4))
        elif step is HEAP:
            heap = look.act(clustering.stack_cards, nino, first, second)
            look.act(clustering.name_cluster, nino, heap, "სკამები", language="ka")
            look.act(clustering.stack_cards, nino, third, fourth)
        elif step is RING:
            look.write(nino, "მეტი ჩრდილი", "ring1")
        elif step is COMPOSE:
            look.act(save_sheet, nino, *room.here, {"text": "ეზო ხეებით"}, seen_revision=0)
        elif step is RATE:
            look.act(rating.object_to, nino, first, "ვინც ღამით მუშაობს")
        for page in (phone.look(), desk.get(address(room)).text, desk.get(f"{address(room)[:-5]}/stage").text):
            assert set(Spoken(page).found) <= {"ka"}, (step["id"], Spoken(page).found)
            seen += page
    assert len(re.findall(r'<option value="[^"]+" lang="ka"', seen)) > 8
    assert re.search(r'<textarea [^>]*lang="ka" dir="auto"[^>]*>\nეზო ხეებით', seen), (
        "a sheet that is open to be written on"
    )
    assert re.search(r'<span lang="ka" dir="auto">ვინც ღამით მუშაობს', seen), "why somebody cannot live with it"
