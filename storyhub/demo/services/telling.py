"""The stories, told one by one as their tellers would have told them, on their own days."""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.progress import track
from sqlalchemy import select, update

from storyhub.adapters.images import SIZES
from storyhub.adapters.storage import Store
from storyhub.cities.models import City
from storyhub.cities.queries import all_cities, current_wording, districts_of, open_prompts_of
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.sealing import Keys
from storyhub.core.visibility import Audience
from storyhub.demo.services.desk import work_on
from storyhub.stories.models import Kind, NameShown, PendingPhoto, Photo, PhotoOrigin, Receipt, Story, Use
from storyhub.stories.services import telling
from storyhub.stories.services.photos import store_sizes
from storyhub.stories.submission import PhotoNote, Submission, When
from storyhub.themes.queries import themes, themes_by_slug

FOLDER = files("storyhub.demo")
ORIGINS = {"photograph": PhotoOrigin.STOCK, "illustration": PhotoOrigin.ILLUSTRATION}


def form_key(ref: str) -> str:
    """The form key of a demonstration story; its receipt follows from it."""
    return f"demonstration-{ref}"


def tell_all(store: Store, keys: Keys) -> dict[str, UUID]:
    """Tell the stories that are not there yet, and let the desk do its work. Gives the ids of all by reference."""
    cities = {city.slug: city for city in all_cities()}
    rows = sorted(_stories(), key=lambda row: (bool(row.get("answers")), row["told_on"]))
    known = _told_before(keys, rows)
    todo = [row for row in rows if row["ref"] not in known]
    for row in track(todo, description="Telling the stories", console=Console(stderr=True)):
        known[row["ref"]] = _tell(store, keys, cities[row["city"]], row, known)
    return known


def _told_before(keys: Keys, rows: list[dict[str, Any]]) -> dict[str, UUID]:
    """The stories that are here already, by reference: known by their receipts, which outlive even their words."""
    told = {hashed: story_id for hashed, story_id in db.session.execute(select(Receipt.hash, Receipt.story_id))}
    hashes = {row["ref"]: keys.receipt_hash(keys.receipt_for(row["city"], form_key(row["ref"]))) for row in rows}
    return {ref: told[hashed] for ref, hashed in hashes.items() if hashed in told}


def _stories() -> Iterator[dict[str, Any]]:
    for file in sorted((FOLDER / "stories").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".jsonl"):
            yield from (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def _tell(store: Store, keys: Keys, city: City, row: dict[str, Any], known: dict[str, UUID]) -> UUID:
    told_at = datetime.combine(date.fromisoformat(row["told_on"]), datetime.min.time(), UTC) + timedelta(hours=9)
    key = form_key(row["ref"])
    with clock.at(told_at):
        for position, photo in enumerate(row["photos"], start=1):
            _wait(store, keys, key, position, photo["file"])
        said = _submission(city, row, known)
        asked = telling.Asked(current_wording().version, row["language"], "on_behalf" if said.behalf_who else "form")
        received = telling.receive_story(keys, city, key, said, asked)
    _finish(received.story_id, row)
    with clock.at(told_at + timedelta(hours=20)):
        work_on(store, received.story_id, row)
    return received.story_id


def _wait(store: Store, keys: Keys, key: str, position: int, slug: str) -> None:
    """A picture as if its teller had just sent it; the sizes that ship are cleaned already."""
    picture = _pictures()[slug]
    name = new_id().hex
    store_sizes(store, name, {size: (FOLDER / "pictures" / f"{slug}-{size}.webp").read_bytes() for size in SIZES})
    with transaction() as session:
        session.add(
            PendingPhoto(
                form_key_hash=keys.form_key_hash(key),
                position=position,
                key=name,
                width=picture["width"],
                height=picture["height"],
                color=picture["color"],
                hint="",
                digest="",
                at=clock.now(),
            )
        )


def _submission(city: City, row: dict[str, Any], known: dict[str, UUID]) -> Submission:
    districts = {one.slug: one.id for one in districts_of(city.id)}
    prompts = {one.slug: one.id for one in open_prompts_of(city.id)}
    vocabulary = themes_by_slug([*(theme.slug for theme in themes()), row.get("lens") or ""])
    uses, name, behalf = row.get("uses") or {}, row.get("name") or {}, row.get("on_behalf") or {}
    when, when_date = _when(row.get("when") or {})
    lens = vocabulary.get(row.get("lens") or "")
    return Submission(
        body=row["body"],
        language=row["language"],
        audience=Audience(row["audience"]),
        title=row.get("title", ""),
        kind=Kind(row["kind"]),
        imagined_year=row.get("year"),
        district_id=districts.get(row.get("district", "")),
        place=row.get("place", ""),
        when=when,
        when_date=when_date,
        theme_ids=tuple(vocabulary[slug].id for slug in row["themes"]),
        lens_id=lens.id if lens else None,
        uses=frozenset({Use.PHOTOS, *(Use(use) for use, given in uses.items() if given)}),
        name_shown=NameShown(name.get("show", "none")),
        name=name.get("text", ""),
        behalf_who=behalf.get("who", ""),
        behalf_how=behalf.get("how", ""),
        is_young=row.get("young", False),
        prompt_id=prompts.get(row.get("prompt", "")),
        answers_id=known.get(row.get("answers", "")),
        photos=tuple(
            PhotoNote(position, alt=_pictures()[photo["file"]]["alt"][row["language"]], people_agreed=True)
            for position, photo in enumerate(row["photos"], start=1)
        ),
    )


def _when(when: dict[str, Any]) -> tuple[When, date | None]:
    said = {"day": When.DATE, "today": When.TODAY, "month": When.MONTH, "year": When.YEAR, "before": When.EARLIER}
    answer = said.get(when.get("precision", ""), When.UNSAID)
    return answer, date.fromisoformat(when["from"]) if answer == When.DATE else None


def _finish(story_id: UUID, row: dict[str, Any]) -> None:
    """What the form does not send: the reference by which the demonstration names the story, and credits."""
    with transaction() as session:
        session.execute(update(Story).where(Story.id == story_id).values(imported_ref=row["ref"]))
        for position, photo in enumerate(row["photos"], start=1):
            picture = _pictures()[photo["file"]]
            session.execute(
                update(Photo)
                .where(Photo.story_id == story_id, Photo.position == position)
                .values(credit=credit_of(picture), origin=ORIGINS[picture["kind"]])
            )


def credit_of(picture: dict[str, Any]) -> str:
    """Who made a picture and under which licence."""
    return f"{picture['credit']}, {picture['licence']}"


@cache
def _pictures() -> dict[str, dict[str, Any]]:
    text = (FOLDER / "pictures" / "pictures.toml").read_text(encoding="utf-8")
    return {picture["slug"]: picture for picture in tomllib.loads(text)["picture"]}
