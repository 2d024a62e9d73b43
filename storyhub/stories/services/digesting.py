"""Once a day a town's moderators are written to: who began the day's digest, so that nobody begins it again."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from storyhub.cities.models import City
from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction
from storyhub.stories.models import DeskDigest

FROM = 8
"""O’clock in the town: before anybody sits down at the desk."""
KEPT_FOR = timedelta(days=30)


def begin_digests(letter: str) -> int:
    """Give each open town whose morning has come the job of that kind, once a day. Returns to how many."""
    now = clock.now()
    cities = db.session.execute(select(City.id, City.time_zone).where(City.opened_at.is_not(None))).all()
    begun = [city for city in cities if _has_begun(city.time_zone) and _begin(city.id, city.time_zone, letter)]
    with transaction() as session:
        session.execute(delete(DeskDigest).where(DeskDigest.day < (now - KEPT_FOR).date()))
    return len(begun)


def _has_begun(time_zone: str) -> bool:
    return clock.now() >= clock.start_of(clock.today(time_zone), time_zone) + timedelta(hours=FROM)


def _begin(city_id: UUID, time_zone: str, letter: str) -> bool:
    day = clock.today(time_zone)
    if db.session.get(DeskDigest, (city_id, day)) is not None:
        return False
    try:
        with transaction() as session:
            session.add(DeskDigest(city_id=city_id, day=day))
            session.flush()
            jobs.enqueue(letter, city_id=city_id)
    except IntegrityError:
        return False  # another worker began it at this very moment
    return True
