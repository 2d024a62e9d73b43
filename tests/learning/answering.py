"""An accepted entry that cites stories, and an answer on it: the way there is not what these tests are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.draft import Citation, Draft
from storyhub.learning.models import Entry, Feedback, Stance
from storyhub.learning.services import citing, feedback, reviewing, writing
from storyhub.themes.queries import themes
from tests.support.staff import new_person
from tests.support.stories import Told

WORDS = {
    "title": "Water in the yards",
    "heard": "Water comes twice a week, and the old carry it up.",
    "did": "The utility prints its hours at every door.",
    "did_not": "No new pipe this year: the money went to the school roof.",
}


@dataclass(frozen=True)
class Accepted:
    """An accepted entry and the two people behind it."""

    entry_id: UUID
    code: str
    author: Viewer
    lead: Viewer


def accepted_entry(
    app: Flask, told: Sequence[Told], *, theme: str = "", audience: Audience = Audience.CITY, town: str = "rustavi"
) -> Accepted:
    author, lead = new_person(app, Role.FACILITATOR, town), new_person(app, Role.LEARNING_LEAD, town)
    (city_id,) = author.roles
    with app.app_context():
        chosen = frozenset(one.id for one in themes() if one.slug == theme)
        draft = Draft("en", "Hours of water", "We met.", "It costs.", "We ask.", audience=audience, theme_ids=chosen)
        code = writing.begin_entry(author, city_id, "en")
        entry = db.session.scalars(select(Entry).where(Entry.code == code)).one()
        entry_id = entry.id
        writing.save_draft(author, entry_id, draft, seen_revision=entry.revision)
        for one in told:
            citing.cite_story(author, entry_id, one.id, Citation(Stance.SUPPORTS, "It says when the water comes."))
        writing.submit_entry(author, entry_id, seen_revision=entry_of(entry_id).revision)
        reviewing.accept_entry(lead, entry_id, "Thank you.", seen_version=1)
        return Accepted(entry_id, code, author, lead)


def entry_of(entry_id: UUID) -> Entry:
    db.session.expire_all()
    return db.session.get_one(Entry, entry_id)


def written(app: Flask, entry: Accepted, languages: Sequence[str] = ("en",), **changed: str) -> Feedback:
    """A draft answer, whole in these languages, apart from any session."""
    with app.app_context():
        code = feedback.begin_feedback(entry.lead, entry.entry_id)
        for language in languages:
            found = answer_of(code)
            words = {
                part: text if language == "en" else f"{language}: {text}" for part, text in (WORDS | changed).items()
            }
            feedback.save_feedback(entry.lead, found.id, language, words, seen_revision=found.revision)
        found = answer_of(code)
        db.session.expunge(found)
        return found


def sent(app: Flask, entry: Accepted, languages: Sequence[str] = ("en",), **changed: str) -> str:
    """The code of an answer that has gone to the tellers."""
    draft = written(app, entry, languages, **changed)
    with app.app_context():
        feedback.send_feedback(entry.lead, draft.id, seen_revision=draft.revision)
    return draft.code


def answer_of(code: str) -> Feedback:
    db.session.expire_all()
    return db.session.scalars(select(Feedback).where(Feedback.code == code)).one()
