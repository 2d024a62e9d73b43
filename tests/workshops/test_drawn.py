"""What a phone puts together from what it is brought and what it shows is the board that lies there, however late it comes."""

import gzip
import re
from collections import Counter
from random import Random

from markupsafe import escape

from storyhub.workshops.views.drawn import Board

WORDS = ("The well is dry", r"\1 of \g<0>", "</li>", '<li id="lies-1" data-same></li>', "ჭა დაშრა", "")
SAME = re.compile(r'<li id="lies-(\d+)" data-same></li>')
CARD = re.compile(r'<li id="lies-(\d+)">.*?</li>')
Lists = list[list[tuple[int, str]]]


def drawn(lists: Lists, title: str) -> str:
    inside = (
        "".join(f'<li id="lies-{card}"><p dir="auto">{escape(words)}</p></li>' for card, words in one) for one in lists
    )
    return f"<section><h2>{title}</h2>{''.join(f'<ul>{cards}</ul>' for cards in inside)}</section>\n"


def changed(lists: Lists, number: int, chance: Random) -> Lists:
    """One card more, less, moved, or with other words; or nothing."""
    cards = [(place, card) for place, one in enumerate(lists) for card in one]
    found = [list(one) for one in lists]
    what = chance.choice(("more", "less", "moved", "said", "nothing"))
    if what == "more" or not cards:
        found[chance.randrange(2)].insert(0, (number, chance.choice(WORDS)))
    elif what != "nothing":
        place, card = chance.choice(cards)
        found[place].remove(card)
        if what != "less":
            there = found[1 - place if what == "moved" else place]
            words = card[1] if what == "moved" else chance.choice(WORDS)
            there.insert(chance.randint(0, len(there)), (card[0], words))
    return found


def put_together(brought: str, shown: str) -> str:
    """As seat.js does: each mark is filled with the card of its id."""
    cards = {found[1]: found[0] for found in CARD.finditer(shown)}
    return SAME.sub(lambda mark: cards[mark[1]], brought) if brought else shown


def test_whichever_process_answers_and_however_late_a_phone_shows_what_lies_there() -> None:
    chance = Random(7)
    lists: Lists = [[(1, WORDS[0])], [(2, WORDS[1])]]
    processes: list[Board | None] = [None, None]
    phones = [("", "")] * 3
    ways: Counter[str] = Counter()
    for at in range(3, 600):
        lists = changed(lists, at, chance)
        html = drawn(lists, chance.choice(("One", "One", "One", "Other")))
        for number, (name, shown) in enumerate(phones):
            if chance.random() < 0.3:
                continue
            process = 0 if chance.random() < 0.8 else 1
            before = processes[process]
            board = before if before and before.sequence == at else Board.of_all(at, html.encode(), before)
            processes[process] = board
            lies = board.for_who_shows(name)
            ways["none" if not lies.html else "whole" if lies is board.whole else "changes"] += 1
            assert gzip.decompress(lies.then(b"<p>own</p>")) == lies.html + b"<p>own</p>"
            together = put_together(lies.html.decode(), shown)
            assert together == html
            phones[number] = (board.name, together)
    assert min(ways[way] for way in ("none", "whole", "changes")) > 50, ways
