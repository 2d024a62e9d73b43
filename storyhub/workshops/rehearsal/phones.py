"""A participant's phone: it sits down, follows the room as seat.js does, and does what the page in front of it asks for."""

import re
import time
from dataclasses import dataclass, field
from random import Random
from threading import Thread
from urllib.parse import urlsplit

from storyhub.workshops.rehearsal.arriving import leave_and_return, sit_down
from storyhub.workshops.rehearsal.browsers import Browser, Place, carried
from storyhub.workshops.rehearsal.filling import Filled, Writer
from storyhub.workshops.rehearsal.habits import LIKES, MAIN, MANY, Slip, Trait, slip
from storyhub.workshops.rehearsal.pages import Attributes, Form, Page, read_page, without_keys
from storyhub.workshops.rehearsal.record import WATCHING, Post
from storyhub.workshops.rehearsal.wire import Reply

EVERY = re.compile(r"every (\d+)ms")
"""How often the page says that its phone asks."""
RELOADS_EVERY = 8.0
FRAGMENT = {"HX-Request": "true", "HX-Target": "task"}
TRIES = 3
"""Looks at a page on which nothing can be done yet."""
RESTS = 1.0
"""Seconds."""
AWAY_AFTER = 4
"""Steps, until somebody leaves and comes back."""


@dataclass
class Phone:
    """One person."""

    browser: Browser
    trait: Trait
    writer: Writer
    joins_at: float = 0.0
    page: Page = field(default_factory=Page)
    step: str = ""
    done_with: str = ""
    seen: int = -1
    poll: str = ""
    """Where it asks what is new."""
    asks_every: float = RELOADS_EVERY
    left: int = 0
    tries: int = 0
    next_act_at: float = 0.0
    rests_until: float = 0.0
    """After the server said that it was too quick."""
    steps: int = 0
    waiting: tuple[Form, Filled] | None = None
    """Filled in, and not sent before the step was over."""
    older: Page | None = None
    """What stands in the other tab."""
    quiet: bytes = b""
    phrase: str = ""

    @property
    def number(self) -> int:
        return self.browser.reader

    @property
    def place(self) -> Place:
        return self.browser.place

    @property
    def name(self) -> str:
        return f"phone {self.number} ({self.writer.language}, {self.trait})"

    @property
    def chance(self) -> Random:
        return self.writer.chance

    @property
    def has_script(self) -> bool:
        return self.trait != Trait.NO_SCRIPT

    @property
    def address(self) -> str:
        return f"/{self.writer.language}/w/{self.place.code}"

    @property
    def is_seated(self) -> bool:
        return self.browser.has_seat

    def turn(self) -> float:
        if not self.is_seated:
            if time.monotonic() < self.joins_at:
                return 0.1
            self._sit_down()
            return 0.1
        self._follow()
        if self._may_act():
            self._act()
        return min(self.place.pace.every(self.asks_every) * self.chance.uniform(0.97, 1.03), self._until_act())

    def _until_act(self) -> float:
        """An act does not wait for the next look."""
        return max(0.01, self._acts_at - time.monotonic()) if self._has_to_do() else 1e9

    @property
    def _acts_at(self) -> float:
        return max(self.next_act_at, self.rests_until)

    def _sit_down(self) -> None:
        self.phrase = sit_down(self.browser, self.writer.language, self.chance)
        if self.phrase:
            self._look()
        else:
            self.joins_at = time.monotonic() + 2

    def _follow(self) -> None:
        """Ask where the room is, and look when it has gone on or something new lies where one works."""
        if not self.has_script:
            return self._look()
        reply = self.browser.get(self.poll, "poll", {"HX-Request": "true"})
        if "HX-Refresh" in reply.headers or reply.status == 404:
            self.browser.cookies.clear()
        if reply.status != 200:
            return None
        told = read_page(reply.body)
        self._hear(told)
        if told.task is not None:
            self._take(told, reply.at)
        elif told.room is not None and self._is_old(told.room):
            self._look()
        return None

    def _hear(self, told: Page) -> None:
        self.browser.lay(told)
        if (room := told.room) is None:
            return
        seen = int(room["data-seen"])
        if seen < self.seen:
            self.place.record.break_("number_ran_back")
        self.seen, self.poll = seen, room["hx-get"]
        if found := EVERY.search(room["hx-trigger"]):
            self.asks_every = int(found[1]) / 1000

    def _is_old(self, room: Attributes) -> bool:
        task = self.page.task or {}
        is_live = "data-live" in task and int(task.get("data-seen", 0)) < int(room["data-seen"])
        return room["data-step"] != task.get("data-step") or is_live or self.trait == Trait.WATCHER

    def _look(self, asked: str = "") -> None:
        """The task alone, or the whole page."""
        is_first = self.page.task is None
        more = FRAGMENT if self.has_script and not is_first else {}
        kind = WATCHING if more and self.trait == Trait.WATCHER else "task" if more else "page"
        reply = self.browser.get(self.address + asked, kind, more)
        if reply.status != 200:
            return
        found = read_page(reply.body)
        if self.has_script:
            self._hear(found)
        self._watch(found, reply)
        self._take(found, reply.at)

    def _watch(self, found: Page, reply: Reply) -> None:
        """What somebody is shown who does nothing may not change while others judge or vote in secret."""
        if self.trait != Trait.WATCHER or found.task is None or not (found.form("rate") or found.form("vote")):
            return
        now = without_keys(reply.body)
        if found.task.get("data-step") == self.step and self.quiet and self.quiet != now:
            self.place.record.stir(self.step)
        self.quiet = now

    def _take(self, found: Page, at: float) -> None:
        if found.task is None:
            return
        if self.trait == Trait.TWO_TABS:
            self.older = self.page
        self.page = found
        step = found.task.get("data-step", "")
        if step != self.step:
            self._arrive(step, at)

    def _arrive(self, step: str, at: float) -> None:
        self.step = self.browser.step = step
        self.quiet = b""
        self.tries, self.steps = 0, self.steps + 1
        if self.has_script:  # a page that is reloaded by hand is as old as its owner lets it be
            self.place.record.arrive(self.number, step, at)
        main = next((form.act for form in self.page.forms if form.act in MANY), "")
        self.left = MANY.get(main, self.chance.randint(1, 2))
        self._pause()
        if self.waiting is not None:
            (form, filled), self.waiting = self.waiting, None
            self._send(form, filled)
        if self.trait == Trait.LEAVER and self.steps == AWAY_AFTER:
            leave_and_return(self.browser, self.writer.language, self.phrase)
            self.done_with = ""
            self._look()

    def _pause(self) -> None:
        share = self.place.pace.step_seconds / (min(self.left, 8) + 2)
        self.next_act_at = time.monotonic() + share * self.chance.uniform(0.4, 1.0)

    def _has_to_do(self) -> bool:
        return self.is_seated and "." in self.step and self.done_with != self.step

    def _may_act(self) -> bool:
        return self._has_to_do() and time.monotonic() >= self._acts_at

    def _act(self) -> None:
        """One thing, or say that one is ready."""
        chosen = self._chosen() if self.left > 0 and self.trait != Trait.WATCHER else None
        if chosen is None:
            self.tries += 1
            if self.left <= 0 or self.tries >= TRIES or self.trait == Trait.WATCHER or not self._acts():
                self._be_done()
            else:
                self._look()
                self._pause()
            return
        self.left -= 1
        what = slip(self.chance)
        if what != Slip.NONE:
            self.place.record.slip(what)
        if what == Slip.STALE and self.waiting is None:
            self.waiting = chosen
        else:
            self._send(*chosen, what)
        self._from_other_tab()
        self._pause()

    def _acts(self) -> list[Form]:
        return [form for form in self.page.forms if form.act not in ("ready", "not-ready")]

    def _chosen(self) -> tuple[Form, Filled] | None:
        if self.page.changes and self.chance.random() < 0.2:
            self._look("?" + self.chance.choice(self.page.changes).partition("?")[2])
        forms = self._acts()
        while forms:
            form = self.chance.choices(forms, [self._likes(form) for form in forms])[0]
            filled = self.writer.fill(form)
            if filled is not None:
                return form, filled
            forms.remove(form)
        return None

    def _likes(self, form: Form) -> float:
        eager = 6.0 if self.trait == Trait.HOSTILE and form.act == "object" else 1.0
        return LIKES.get(form.act, MAIN) * eager

    def _from_other_tab(self) -> None:
        """The page as it was before, sent all the same."""
        if self.older is None or self.chance.random() > 0.4:
            return
        forms = [form for form in self.older.forms if form.act not in ("ready", "not-ready")]
        filled = self.writer.fill(forms[0]) if forms else None
        if filled is not None:
            self.place.record.slip("other_tab")
            self._send(forms[0], filled)

    def _be_done(self) -> None:
        ready = self.page.form("ready")
        self.done_with = self.step
        if ready is not None and self.trait != Trait.WATCHER:
            self._send(ready, Filled(carried(ready)))

    def _send(self, form: Form, filled: Filled, what: Slip = Slip.NONE) -> None:
        """A form; its key makes the second time the same as the first."""
        key, exercise, step = form.hidden("key"), form.hidden("exercise"), form.hidden("step")
        post = self.place.record.posts.get(key)
        if post is not None:
            return
        post = Post(key, form.act, self.number, exercise, step, tuple(filled.markers))
        self.place.record.sent(post)
        if what == Slip.RELOAD:
            self.browser.get(self.address, "page")
        if what == Slip.DOUBLE_TAP:
            twin = Thread(target=self._put, args=(post, form, filled))
            twin.start()
            reply = self._put(post, form, filled)
            twin.join()
        else:
            if what == Slip.LOST:
                self._put(post, form, filled)
            reply = self._put(post, form, filled)
        self._after(reply)

    def _put(self, post: Post, form: Form, filled: Filled) -> Reply:
        reply = self.browser.post(form.action, filled.pairs, form.act, FRAGMENT if self.has_script else {})
        self.place.record.answered(post, reply)
        return reply

    def _after(self, reply: Reply) -> None:
        """What the page shows then."""
        if reply.status == 303:
            on = urlsplit(reply.headers["Location"])
            reply = self.browser.get(f"{on.path}?{on.query}", "page")
        found = read_page(reply.body)
        if found.task is not None:
            self._take(found, reply.at)
        elif reply.status in (404, 409, 429):
            self._look()
        if reply.status == 429:  # quicker than fingers are: it was not done, and is tried again
            self.left += 1
            self.rests_until = time.monotonic() + RESTS
