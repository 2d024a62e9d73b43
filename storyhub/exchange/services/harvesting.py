"""Keeping what harvesters are told true: a public story gets a record, a changed one a later date, one that left a marker.

A story that never was public has no record, so that nobody learns of it. Dates have whole seconds, as the protocol has.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.exchange.dublin_core import elements_of
from storyhub.exchange.models import HarvestRecord
from storyhub.exchange.queries.harvest import is_harvestable
from storyhub.stories.models import Story
from storyhub.stories.queries.reading import for_cards

TOGETHER = 200
DELETED = ""


def note_new_stories(base_url: str) -> int:
    """Give every public story that has none its record, and those that came back theirs again. Returns how many."""
    done = 0
    known = exists().where(HarvestRecord.story_id == Story.id, ~HarvestRecord.is_deleted)
    while some := db.session.scalars(select(Story.id).where(is_harvestable(), ~known).limit(TOGETHER)).all():
        _refresh(some, base_url)
        done += len(some)
    return done


def note_story(story_id: UUID, base_url: str) -> None:
    """Bring the record of one story up to what readers get of it now. Safe to repeat."""
    _refresh([story_id], base_url)


def mend_records(base_url: str) -> None:
    """All of them: what changed without a word of it, such as the name of a theme."""
    for some in _ids():
        _refresh(some, base_url)


def _ids() -> Iterator[Sequence[UUID]]:
    last = UUID(int=0)
    ids = select(HarvestRecord.story_id).order_by(HarvestRecord.story_id).limit(TOGETHER)
    while some := db.session.scalars(ids.where(HarvestRecord.story_id > last)).all():
        yield some
        last = some[-1]


def _refresh(ids: Sequence[UUID], base_url: str) -> None:
    with transaction() as session:
        rows = session.scalars(select(HarvestRecord).where(HarvestRecord.story_id.in_(ids)).with_for_update())
        known = {row.story_id: row for row in rows}
        stories = session.scalars(for_cards(select(Story).where(Story.id.in_(ids), is_harvestable()))).all()
        told = {story.id: _digest(story, base_url) for story in stories}
        towns = {story.id: story.city_id for story in stories}
        for story_id in ids:
            digest, row = told.get(story_id, DELETED), known.get(story_id)
            if row is None and digest:
                city_id = towns[story_id]
                session.add(
                    HarvestRecord(story_id=story_id, city_id=city_id, at=_now(), is_deleted=False, digest=digest)
                )
            elif row is not None and row.digest != digest:
                row.at, row.is_deleted, row.digest = max(_now(), row.at + timedelta(seconds=1)), not digest, digest


def _digest(story: Story, base_url: str) -> str:
    return hashlib.sha256(json.dumps(elements_of(story, base_url), ensure_ascii=False).encode()).hexdigest()


def _now() -> datetime:
    return clock.now().replace(microsecond=0)
