"""A hall as journeys fill it: a desk, a stage, and people at phones who do what the page in front of them asks for.

Everything is found by the names and values that forms send, so that it holds in every language.
"""

import re
from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import Locator, Page, expect

PATIENCE = 20_000
"""Milliseconds until the next poll has been answered, on a machine that may be busy with other things."""
MOST_JUDGED = 40
SAID = {
    "en": "The last bus from the works leaves before the late shift ends",
    "ka": "ბოლო ავტობუსი ქარხნიდან ღამის ცვლამდე გადის",
    "hy": "Բակում ծառերը չորանում են, ջուրը գալիս է երկու ժամ",
    "uk": "Школа стоїть порожня ввечері, а молоді ніде зібратися",
    "ro": "Oamenii își repară singuri scările blocului",
    "az": "Körpü bağlananda uşaqlar məktəbə uzun yolla gedir",
}
HEAP = {"en": "Nights without a way home", "ka": "ღამე შინ ვერ მივდივართ", "hy": "Ջուրը բակերում", "uk": "Порожні зали"}


@dataclass
class Desk:
    """The facilitator's laptop, with the room open."""

    page: Page

    @property
    def place(self) -> str:
        """`exercise.step`, as the forms of the desk say it."""
        return self.page.locator("#r-now input[name=seen]").first.input_value()

    @property
    def is_over(self) -> bool:
        return self.page.locator("#r-now a[href$='/close']").count() > 0

    def go_on(self) -> str:
        """Press the one large button; gives the place where the room is then."""
        before = self.place
        self.page.locator("form.act-next button").click()
        expect(self.page.locator("#r-now input[name=seen]").first).not_to_have_value(before, timeout=PATIENCE)
        return self.place

    def press(self, act: str) -> None:
        self.page.locator(f"form.act-{act} button").first.click()

    def deal(self) -> None:
        """Let everybody have a table."""
        button = self.page.locator("form.act-deal button")
        self.open_part(button)
        button.click()
        expect(self.page.locator("#r-tables .room-table h3 .count")).not_to_have_count(0, timeout=PATIENCE)

    def open_part(self, inside: Locator) -> None:
        """Open every closed part of the page that the field lies in."""
        for part in inside.locator("xpath=ancestor::details[not(@open)]").all():
            part.locator("summary").first.click()

    def lay(self, words: str) -> None:
        """Lay a card on the board, of the first kind that may be laid."""
        form = self.page.locator("form.act-add_card").first
        self.open_part(form)
        form.locator("[name^='f-']").first.fill(words)
        form.locator("button").click()
        expect(self.page.locator("#r-boards")).to_contain_text(words, timeout=PATIENCE)

    def pick_all(self) -> None:
        """For each thing to pick, a card that nothing else took."""
        wanted = self.page.locator("#r-waiting form.act-pick")
        expect(wanted.first).to_be_visible(timeout=PATIENCE)
        for at in range(wanted.count()):
            wanted.nth(at).locator("select").select_option(index=at + 1)
            chosen = wanted.nth(at).locator("select").input_value()
            wanted.nth(at).locator("button").click()
            expect(wanted.nth(at).locator("select option[selected]")).to_have_attribute(
                "value", chosen, timeout=PATIENCE
            )


@dataclass
class Sitter:
    """Somebody with a phone."""

    page: Page
    number: int
    language: str
    written: list[str] = field(default_factory=list)
    _numbers: count = field(default_factory=lambda: count(1))

    def sit_down(self, join_code: str) -> None:
        """By the address of the QR code, with two taps."""
        self.page.goto(f"/{self.language}/j/{join_code}")
        self.page.locator("form[action$='/j/" + join_code + "'] button, main form button").first.click()
        self.page.locator(f"a[href*='/{self.language}/w/']").first.click()
        expect(self.page.locator("#task")).to_be_visible()

    def arrives(self, place: str) -> None:
        """Follows the room to where the desk has led it, without touching the page."""
        expect(self.page.locator("#task")).to_have_attribute("data-step", place, timeout=PATIENCE)

    def words(self) -> str:
        said = f"{SAID[self.language]} ({self.number}.{next(self._numbers)})"
        self.written.append(said)
        return said

    def do(self) -> None:
        """What the page asks for: once, as a person would; and that one is done."""
        task = self.page.locator("#task")
        if task.locator("form#add-card").count():
            self._add(task.locator("form#add-card"))
        elif task.locator("form[id^='sheet-']").count():
            self._fill_sheets()
        elif task.locator("form[id^='rate-']").count():
            self._judge()
        elif task.locator("form#vote").count():
            self._vote(task.locator("form#vote"))
        elif task.locator("form#reflect").count():
            self._send(task.locator("form#reflect"))
        if task.locator("form[action$='/ready']").count():
            task.locator("form[action$='/ready'] button").click()
            expect(task.locator("form[action$='/not-ready']")).to_be_visible(timeout=PATIENCE)

    def heap_up(self, name: str) -> None:
        """Put everything loose on the table together under one name."""
        form = self.page.locator("#task form#stack")
        for box in form.locator("input[name=card]").all():
            box.check()
        form.locator("[name=name]").fill(name)
        form.locator("button").last.click()
        expect(self.page.locator("#task form[id^='name-']").first).to_be_visible(timeout=PATIENCE)

    def _add(self, form: Locator) -> None:
        first = len(self.written)
        self._fill(form)
        zones = form.locator("input[type=radio][name=zone]")
        if zones.count():
            zones.nth(self.number % zones.count()).check()
        if form.locator("select[name=parent]").count():
            form.locator("select[name=parent]").select_option(index=1)
        if form.locator("select[name=story]").count() and self.number % 2:
            form.locator("select[name=story]").select_option(index=1)
        form.locator("button").last.click()
        expect(self.page.locator("#task")).to_contain_text(self.written[first], timeout=PATIENCE)

    def _send(self, form: Locator) -> None:
        self._fill(form)
        form.locator("button").last.click()
        expect(self.page.locator("#answer")).to_be_visible(timeout=PATIENCE)

    def _fill(self, form: Locator) -> None:
        for place in form.locator("textarea:visible, input.input:visible").all():
            if place.get_attribute("name") == "said_for":
                continue
            if place.get_attribute("type") == "date":
                place.fill("2027-03-15")
            elif place.get_attribute("inputmode") == "numeric":
                place.fill("2034")
            else:
                place.fill(self.words())

    def _fill_sheets(self) -> None:
        """One table fills what lies before it; whoever comes second finds it filled and lets it be."""
        tabs = self.page.locator("#task .tabs a").all()
        for at in range(max(1, len(tabs))):
            if at:
                self.page.locator("#task .tabs a").nth(at).click()
                expect(self.page.locator("#task .tabs a").nth(at)).to_have_attribute("aria-current", re.compile("."))
            form = self.page.locator("#task form[id^='sheet-']")
            if form.locator("textarea, input.input").first.input_value():
                continue
            self._send(form)

    def _judge(self) -> None:
        """Card after card, or cell after cell, until there is none left. All say that it is much; how much, they differ."""
        forms = self.page.locator("#task form[id^='rate-']")
        for turn in range(MOST_JUDGED):
            if not forms.count():
                return
            here = forms.first.get_attribute("id") or ""
            for part in forms.first.locator("fieldset").all():
                marks = part.locator("input[type=radio]")
                marks.nth(marks.count() - 1 - (self.number + turn) % 2).check(force=True)
            forms.first.locator("button[type=submit], button").last.click()
            expect(self.page.locator(f"#task form#{here}")).to_have_count(0, timeout=PATIENCE)

    def _vote(self, form: Locator) -> None:
        given = form.locator("button[name=give]")
        given.nth(self.number % given.count()).click()
        expect(form.locator("button[name=take]:enabled")).to_have_count(1, timeout=PATIENCE)
