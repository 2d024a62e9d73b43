"""Two collections, put together from the demonstration's stories and published."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.cities.queries import city_by_slug
from storyhub.collections.draft import Draft
from storyhub.collections.models import Collection
from storyhub.collections.services import arranging, writing
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.demo.people import PEOPLE
from storyhub.demo.services.desk import acting
from storyhub.stories.models import Story


def collect_all(stories: dict[str, UUID]) -> None:
    """Put together what is not there yet; again changes nothing."""
    if db.session.scalar(select(Collection.id).limit(1)):
        return
    data = tomllib.loads((files("storyhub.demo") / "collections" / "collections.toml").read_text(encoding="utf-8"))
    for row in data["collection"]:
        _collect(row, stories)


def _collect(row: dict[str, Any], stories: dict[str, UUID]) -> None:
    author, city = acting(row["author"], PEOPLE[row["author"]][2]), city_by_slug(row["city"])
    with clock.at(_at(row["began_on"])):
        code = writing.begin_collection(author, city.id, row["language"])
        collection_id = db.session.scalars(select(Collection.id).where(Collection.code == code)).one()
        notes = {}
        for part in row["part"]:
            if "note" in part:
                notes[arranging.add_note(author, collection_id)] = part["note"]
            else:
                arranging.add_story(author, collection_id, _code(stories[part["story"]]))
        draft = Draft(row["title"], row["words"].strip(), row["language"], notes)
        revision = writing.save_collection(author, collection_id, draft, seen_revision=_revision(collection_id))
    with clock.at(_at(row["began_on"]) + timedelta(days=2)):
        writing.publish_collection(author, collection_id, seen_revision=revision)


def _code(story_id: UUID) -> str:
    return db.session.scalars(select(Story.code).where(Story.id == story_id)).one()


def _revision(collection_id: UUID) -> int:
    return db.session.scalars(select(Collection.revision).where(Collection.id == collection_id)).one()


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
