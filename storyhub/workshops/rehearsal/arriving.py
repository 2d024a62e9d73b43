"""Coming in by the six letters, and coming back on another phone by the four words."""

import time
from random import Random

from storyhub.workshops.rehearsal.browsers import Browser, Place, carried
from storyhub.workshops.rehearsal.faults import fault
from storyhub.workshops.rehearsal.habits import Slip, slip
from storyhub.workshops.rehearsal.pages import read_page
from storyhub.workshops.rehearsal.words import NAMES

SEAT = 32
"""Letters of a cookie that name the seat; the rest proves it."""


def sit_down(browser: Browser, language: str, chance: Random) -> str:
    """Take a seat. Returns the four words; none when nobody could sit down."""
    place, record = browser.place, browser.place.record
    found = browser.get(f"/{language}/j", "join")
    typed = browser.post(f"/{language}/j", [("code", place.join_code)], "join")
    forms = read_page(browser.get(_way_in(browser, language), "join").body).forms
    form = next((one for one in forms if one.act != "back"), None)
    if found.status != 200 or typed.status != 303 or form is None:
        return _outside(place, f"nobody could sit down: {found.status}, {typed.status}")
    said = [(name, NAMES[language] if name == "name" else value) for name, value in carried(form, "name")]
    first = browser.post(form.action, said, "join")
    if first.status != 303:
        return _outside(place, fault("join_answered", status=first.status))
    again = browser.post(form.action, said, "join") if slip(chance) == Slip.DOUBLE_TAP else first
    if again.cookies.items() - first.cookies.items():
        record.break_("join_twice")
    record.joined[browser.reader] = time.monotonic()
    record.seats[browser.reader] = next(iter(first.cookies.values()), "")[:SEAT]
    words = browser.get(f"/{language}/w/{place.code}/words?new=yes", "words").body.decode()
    return words.partition('class="four-words">')[2].partition("<")[0]


def _outside(place: Place, what: str) -> str:
    """A door that its facilitator has closed is no fault."""
    if place.pace.may_close:
        place.record.slip("came_too_late")
    else:
        place.record.break_(what)
    return ""


def leave_and_return(browser: Browser, language: str, phrase: str) -> None:
    """Home, and back on a phone that knows nothing."""
    record = browser.place.record
    leaving = read_page(browser.get(f"/{language}/w/{browser.place.code}/name", "name").body).form("leave")
    if leaving is None:
        return record.break_("no_way_to_leave")
    record.slip("left_and_back")
    browser.post(leaving.action, carried(leaving), "leave")
    browser.cookies.clear()
    back = read_page(browser.get(_way_in(browser, language), "join").body).form("back")
    if back is None:
        return record.break_("no_way_back")
    if browser.post(back.action, [*carried(back), ("phrase", phrase)], "back").status != 303:
        return record.break_("words_brought_nobody")
    return None


def _way_in(browser: Browser, language: str) -> str:
    return f"/{language}/j/{browser.place.join_code}"
