"""What tests of learning look at when letters are sent and stories are lost."""

from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from storyhub.accounts.models import Person
from storyhub.cities.queries import current_wording
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Use
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.telling import Asked

UNMISTAKABLE = "buckets of turquoise Tuesday water"
BODY = f"Every week we carry {UNMISTAKABLE} up to the fourth floor, my sister and I."


def letters(app: Flask) -> list[tuple[str, str]]:
    """(to, subject) of every letter to the people of a test, oldest first; the demonstration's people get theirs too."""
    found = [(one["To"], one["Subject"]) for one in app.extensions["storyhub.mailer"].letters()]
    return [one for one in reversed(found) if one[0].endswith("@staff.example")]


def address_of(app: Flask, viewer: Viewer) -> str:
    with app.app_context():
        return db.session.get_one(Person, viewer.person_id).email


def narrow(story_id: UUID, audience: Audience = Audience.PUBLIC, *uses: Use) -> None:
    change_consents(story_id, audience, set(uses), Asked(current_wording().version, "en"))


def everything_kept(app: Flask) -> str:
    """Every row of every table, and on SQLite every byte of the database's files."""
    rows = [
        str(tuple(row))
        for table in db.metadata.sorted_tables
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"'))
    ]
    db.session.rollback()
    folder: Path = app.config["STORYHUB"].data
    files = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*.db*") if path.is_file()]
    return "\n".join([*rows, *files])
