"""The daily letter to moderators: once a day and town, in their language, counts alone, and none when nothing waits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from storyhub.accounts.models import Membership, Person
from storyhub.adapters.mail import Letter
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.stories import digests
from storyhub.stories.models import DeskDigest
from storyhub.stories.services.conversing import answer_team, ask_teller
from storyhub.stories.services.reporting import report_story
from tests.support.staff import new_person
from tests.support.stories import Told

MORNING = datetime(2026, 11, 25, 6, tzinfo=UTC)
"""Ten in Rustavi."""
NIGHT = datetime(2026, 11, 25, 1, tzinfo=UTC)


class Post(list[Letter]):
    """A mailer that keeps what it is given."""

    def send(self, letter: Letter) -> None:
        self.append(letter)


@pytest.fixture
def post(app: Flask) -> Post:
    """The town's demonstration moderators are left out, so that a test knows everybody who is written to."""
    with app.app_context(), transaction() as session:
        session.execute(delete(Membership).where(Membership.role == Role.MODERATOR))
    app.extensions["storyhub.mailer"] = Post()
    return app.extensions["storyhub.mailer"]


def address_of(app: Flask, person: Viewer) -> str:
    with app.app_context():
        return db.session.get_one(Person, person.person_id).email


def morning(app: Flask, run_jobs: Callable[[], int], at: datetime = MORNING) -> None:
    with clock.at(at):
        with app.app_context():
            digests.send_digests()
        run_jobs()


def test_a_letter_counts_what_waits_and_says_nothing_of_any_story(
    app: Flask, post: Post, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    moderator = new_person(app, Role.MODERATOR)
    with clock.at(MORNING - timedelta(days=4)):
        told = [tell(title=f"Secret {n}", name_shown="name", name="Nino") for n in range(3)]
        published = tell(state="published", title="Secret 4")
        with app.app_context():
            ask_teller(moderator, told[0].id, "Where?")
            ask_teller(moderator, told[1].id, "Where?")
            answer_team(told[0].id, "Secret by the river")
            report_story(ANONYMOUS, published.id, "other", "Secret")
        run_jobs()
    post.clear()
    morning(app, run_jobs)
    letter = next(one for one in post if one.to == address_of(app, moderator))
    assert "Rustavi: what waits at the desk" in letter.subject
    assert "2 stories wait to be read" in letter.body
    assert "1 teller answered you" in letter.body
    assert "1 story is reported by readers" in letter.body
    assert "new words" not in letter.body
    assert "4 days ago" in letter.body
    assert "/en/rustavi/desk/" in letter.body
    for secret in ("Secret", "Nino", "Where?", *(one.code for one in told), *(one.receipt for one in told)):
        assert secret not in letter.body + letter.subject


def test_it_is_never_empty(app: Flask, post: Post, tell: Callable[..., Told], run_jobs: Callable[[], int]) -> None:
    moderator = new_person(app, Role.MODERATOR)
    tell(state="published")
    asked = tell()
    with app.app_context():
        ask_teller(moderator, asked.id, "Where?")
    run_jobs()
    post.clear()
    morning(app, run_jobs)
    assert list(post) == []


def test_it_comes_once_a_day_and_not_at_night(
    app: Flask, post: Post, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    new_person(app, Role.MODERATOR)
    with clock.at(NIGHT):
        tell()
        run_jobs()
    morning(app, run_jobs, NIGHT)
    assert list(post) == []
    for hours in (0, 1, 8):
        morning(app, run_jobs, MORNING + timedelta(hours=hours))
    assert len(post) == 1
    morning(app, run_jobs, MORNING + timedelta(days=1))
    assert len(post) == 2
    morning(app, run_jobs, MORNING + timedelta(days=40))
    with app.app_context():
        days = set(db.session.scalars(select(DeskDigest.day)))
    assert len(days) == 1


def test_each_moderator_of_the_town_reads_it_in_their_language_and_nobody_else(
    app: Flask, post: Post, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    here, georgian, gone = (new_person(app, Role.MODERATOR) for _ in range(3))
    new_person(app, Role.MODERATOR, "poti")
    new_person(app, Role.CITY_ADMIN)
    with app.app_context(), transaction() as session:
        session.execute(update(Person).where(Person.id == georgian.person_id).values(language="ka"))
        session.execute(update(Person).where(Person.id == gone.person_id).values(disabled_at=clock.now()))
    with clock.at(NIGHT):
        tell()
    morning(app, run_jobs)
    assert {letter.to for letter in post} == {address_of(app, one) for one in (here, georgian)}
    assert {letter.language for letter in post} == {"en", "ka"}
    (in_georgian,) = [letter for letter in post if letter.language == "ka"]
    assert "/ka/rustavi/desk/" in in_georgian.body


def test_a_town_that_is_not_open_yet_is_not_written_to(
    app: Flask, post: Post, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    new_person(app, Role.MODERATOR)
    with clock.at(NIGHT):
        tell()
    with app.app_context(), transaction() as session:
        session.execute(update(City).values(opened_at=None))
    morning(app, run_jobs)
    assert list(post) == []


def test_who_lost_the_role_meanwhile_is_not_written_to(
    app: Flask, post: Post, tell: Callable[..., Told], moderator: Viewer
) -> None:
    tell()
    town = next(iter(moderator.roles))
    with app.app_context():
        with transaction() as session:
            session.execute(delete(Membership).where(Membership.person_id == moderator.person_id))
        digests.write_digest(str(town), str(moderator.person_id))
    assert list(post) == []
