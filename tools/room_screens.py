"""Pictures of workshops for docs/screens/: the stage, the desk and a seat at each kind of board, and what left the room."""

import io
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storyhub.app import create_app
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.demo.services.meeting import Meeting
from storyhub.demo.services.telling import tell_all
from storyhub.workshops.models import Outcome, Workshop
from storyhub.workshops.queries.agenda import exercises_of
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.services import agenda, opening, running, seating
from storyhub.workshops.services.presence import see_seats
from storyhub.workshops.services.seat_tokens import token_for
from storyhub.workshops.services.stage_tokens import stage_token
from tests.support.serving import Server
from tests.support.settings import settings_for

Save = Callable[[bytes, str], None]
"""Keeps a picture under a name."""
SCREENS = {
    "stage": {"width": 1920, "height": 1080},
    "desk": {"width": 1280, "height": 900},
    "seat": {"width": 390, "height": 844},
    "phone": {"width": 390, "height": 844},
    "wide": {"width": 1280, "height": 900},
}
TALLEST = {"desk": 1400, "seat": 1500, "phone": 2000, "wide": 1600}
WIDEST = 1280
PICTURES_OF_ROOM = 32
ADDRESS = "storyhub.example"
"""In place of that of the server, whose port is another each time."""
NAMED = """([served, named]) => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(served, named);
}"""
BEGAN = timedelta(seconds=145)
"""Ago, when a picture is taken: the first page of a scene stands, whether it has one, two, three, four or six."""
BACKED = "options"
"""The output of which one outcome is shown."""


def take_room(browser: Browser, server: Server, save: Save, scheme: str) -> Iterator[str]:
    """Hold the workshops on the served data, and take a picture wherever they stop. Gives the name of each."""
    app = create_app(settings_for(server.data, ""))
    cameras = Cameras(browser, server.url, app, save, scheme)
    with app.app_context(), cameras.open():
        stories = tell_all(app.extensions["storyhub.storage"], app.extensions["storyhub.keys"])
        yield from after(cameras)
        for row in rows():
            yield from Session(app.extensions["storyhub.keys"], row, stories).hold_before(cameras)


def rows() -> list[dict[str, Any]]:
    """Those of our own, and the finished one of the demonstration once more, from its beginning."""
    own = tomllib.loads((Path(__file__).parent / "room_screens.toml").read_text(encoding="utf-8"))
    demo = tomllib.loads((files("storyhub.demo") / "workshops" / "workshops.toml").read_text(encoding="utf-8"))
    held = next(row for row in demo["workshop"] if row["closed"])
    return [*own["workshop"], held | {"closed": False} | own["again"]]


def after(cameras: "Cameras") -> Iterator[str]:
    """The pages of the workshop that the demonstration has finished."""
    held = db.session.scalars(select(Workshop).where(Workshop.published_at.is_not(None))).first()
    assert held is not None
    language, address = held.language, address_of(held)
    code = db.session.scalars(
        select(Outcome.code).filter_by(workshop_id=held.id, output=BACKED).order_by(Outcome.position)
    ).first()
    town = address.rsplit("/workshops/", 1)[0]
    for name, page, screen in (
        ("workshop-results", f"{address}/results", "phone"),
        ("workshop-results", f"{address}/results", "wide"),
        ("outcome", f"{town}/outcomes/{code}", "phone"),
        ("outcome", f"{town}/outcomes/{code}", "wide"),
    ):
        yield cameras.take_public(page, f"{name}-{language}", screen)
    for name, page in (("missing-voices", f"{address}/missing"), ("promises", f"{town}/promises")):
        yield cameras.take(page, f"{name}-{language}", "wide")


class Session(Meeting):
    """A workshop that stops where pictures are to be taken."""

    def hold_before(self, cameras: "Cameras") -> Iterator[str]:
        with began(timedelta(hours=-2)):
            self.prepare()
            self._say_words()
        with began(-BEGAN):
            opening.open_workshop(self.facilitator, self.id, key=self._key())
            self.sit_down()
        for stop in self.row["stops"]:
            self._go_to(stop["exercise"], stop["step"])
            with began(-BEGAN):
                self._be_ready(stop.get("ready", 0))
                running.show_on_stage(self.facilitator, self.id, {"scene": stop.get("scene")}, key=self._key())
            see_seats(self.seats)
            for screen in stop["takes"]:
                name = f"{stop['geometry']}-{self.row['language']}"
                yield cameras.take_in_room(self._workshop(), screen, name, self.seats[stop.get("seat", 1) - 1])

    def _say_words(self) -> None:
        for exercise, row in zip(exercises_of(self.id), self.row["exercise"], strict=True):
            for name, words in row.get("words", {}).items():
                agenda.connect_input(self.facilitator, self.id, exercise.id, name, words=words, key=self._key())

    def _be_ready(self, people: int) -> None:
        """The last ones; the first are busy yet, and their seats are what is looked at."""
        workshop = self._workshop()
        for seat_id in self.seats[len(self.seats) - people :]:
            seating.mark_ready(seat_id, seen=(workshop.exercise_id, workshop.step), key=self._key())

    def _go_to(self, exercise: int, step: str) -> None:
        for _ in count():
            stands = standing(self._workshop(), self.row["language"])
            if stands.step is not None and (stands.exercise_number, stands.step.id) == (exercise, step):
                return
            with began(-BEGAN):
                assert not self.play_on(), f"never came to {exercise}, {step}"


class Cameras:
    """A projector, the facilitator's laptop and a phone."""

    def __init__(self, browser: Browser, url: str, app: Flask, save: Save, scheme: str) -> None:
        self.browser, self.url, self.keys, self.save, self.scheme = (
            browser,
            url,
            app.extensions["storyhub.keys"],
            save,
            scheme,
        )

    @contextmanager
    def open(self) -> Iterator[None]:
        self.staff = self._context("desk")
        page = self.staff.new_page()
        page.goto("/demo/as/facilitator")
        page.close()
        yield
        self.staff.close()

    def take(self, address: str, name: str, screen: str) -> str:
        """A page as the facilitator sees it."""
        return self._shoot(self.staff.new_page(), address, name, screen)

    def take_public(self, address: str, name: str, screen: str) -> str:
        """A page as anybody reads it."""
        context = self._context(screen)
        told = self._shoot(context.new_page(), address, name, screen)
        context.close()
        return told

    def take_in_room(self, workshop: Workshop, screen: str, name: str, seat_id: Any) -> str:
        """The stage opened by its link, the desk by who holds it, a seat by its phone."""
        address = address_of(workshop)
        if screen == "desk":
            return self.take(f"{address}/desk", name, screen)
        context = self._context(screen)
        if screen == "stage":
            address = f"{address}/stage/{stage_token(self.keys, workshop.id)}"
        else:
            cookie = {"name": f"seat-{workshop.code}", "value": token_for(self.keys, seat_id), "url": self.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
            address = f"/{workshop.language}/w/{workshop.code}"
        told = self._shoot(context.new_page(), address, name, screen)
        context.close()
        return told

    def _context(self, screen: str) -> BrowserContext:
        return self.browser.new_context(
            base_url=self.url,
            viewport=SCREENS[screen],  # type: ignore[arg-type]
            reduced_motion="reduce",
            color_scheme=self.scheme,  # type: ignore[arg-type]
        )

    def _shoot(self, page: Page, address: str, name: str, screen: str) -> str:
        page.set_viewport_size(SCREENS[screen])  # type: ignore[arg-type]
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, f"{address}: {answer.status}"
        page.evaluate(NAMED, [self.url.split("://")[1], ADDRESS])
        page.evaluate("document.fonts.ready")
        tall = page.evaluate("document.documentElement.scrollHeight")
        height = min(max(tall, SCREENS[screen]["height"]), TALLEST.get(screen, SCREENS[screen]["height"]))
        page.set_viewport_size(SCREENS[screen] | {"height": height})  # type: ignore[arg-type]
        self.save(smaller(page.screenshot(animations="disabled")), f"{name}-{screen}.png")
        page.close()
        return f"{name}-{screen}"


def address_of(workshop: Workshop) -> str:
    slug = db.session.get_one(City, workshop.city_id).slug
    return f"/{workshop.language}/{slug}/workshops/{workshop.code}"


@contextmanager
def began(before: timedelta) -> Iterator[datetime]:
    """As if it were so long before now."""
    moment = clock.now() + before
    with clock.at(moment):
        yield moment


def smaller(png: bytes) -> bytes:
    """No wider than a page of documentation."""
    picture = Image.open(io.BytesIO(png))
    if picture.width <= WIDEST:
        return png
    picture.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
